import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import pytest
from pydantic import ValidationError

from riparian.presets import segment as preset
from riparian.presets.segment import (
    SegmentSettings,
    consent_records,
    contact_records,
    source_events,
    source_order_lines,
    source_orders,
)
from riparian.presets.segment.call import SegmentCall, fields
from riparian.storage.looking import sample_of
from tests.presets.by_hand import good, ids_of, made, raw_from

PLAIN = SegmentSettings()
ORDERS = SegmentSettings(orders=True)
MAPPINGS = (source_events, contact_records, consent_records, source_orders, source_order_lines)
WHEN = "2024-05-01T10:00:00.000Z"
AT = datetime(2024, 5, 1, 10)
ANA: dict[str, Any] = {"userId": "7", "anonymousId": "b1", "messageId": "m1", "timestamp": WHEN}
BOUGHT = ANA | {
    "type": "track",
    "event": "Order Completed",
    "properties": {
        "order_id": "#1001",
        "revenue": 25,
        "shipping": "3.00",
        "tax": 2.0,
        "discount": 2.5,
        "coupon": "TEN",
        "currency": "eur",
        "products": [
            {"product_id": "p1", "sku": "A", "name": "Mug", "price": 5, "quantity": 2, "category": "Kitchen",
             "brand": "Acme"},
            {"name": "Pot", "price": 15},
        ],
    },
}  # fmt: skip


def called(
    folder: Path, mapping: Callable[..., ibis.Table], *calls: dict[str, Any], settings: SegmentSettings = PLAIN
) -> list[dict[str, Any]]:
    """What a mapping makes of an archive with these calls."""
    return made(mapping, raw_from(_archive(folder, *calls), preset, settings, SegmentCall), settings)


def _archive(folder: Path, *calls: dict[str, Any]) -> Path:
    (folder / "calls.jsonl").write_text("".join(json.dumps(call) + "\n" for call in calls))
    return folder / "calls.jsonl"


def told(row: dict[str, Any], *leaving_out: str) -> dict[str, Any]:
    """The columns that are filled."""
    return {
        name: value for name, value in row.items() if value is not None and name not in ("line", "slot", *leaving_out)
    }


def test_the_specification_s_own_calls_are_mapped_or_refused_with_a_reason(reference: Path) -> None:
    archive = reference / "exports" / "segment_spec_payloads.jsonl"

    raw = raw_from(archive, preset, PLAIN, SegmentCall)
    tables = {mapping.__name__: made(mapping, raw, PLAIN) for mapping in MAPPINGS}

    assert preset.recognises(sample_of(archive).header) > 0.9
    assert {row["line"] for rows in tables.values() for row in rows} == set(range(1, 76))
    events = tables["source_events"]
    assert Counter(event["refused"] for event in events) == {
        None: 67,
        "it has neither a user id nor an anonymous id": 4,
    }
    # The examples are partial by design: only nine calls in all say when they happened.
    assert sum(event["occurred_at"] is not None for event in events) == 5
    kinds = Counter(event["kind"] for event in good(events))
    assert (kinds["other"], kinds["view"], kinds["watch"], kinds["account"]) == (29, 4, 4, 5)


def test_a_track_call_keeps_what_it_says_about_page_campaign_and_device(tmp_path: Path) -> None:
    call = ANA | {
        "type": "track",
        "event": "Report Downloaded",
        "properties": {"value": "9.99", "category": "papers", "topic": "reports"},
        "context": {
            "page": {
                "url": "https://www.shop.example/papers/?gclid=x&utm_medium=cpc",
                "referrer": "https://news.example/a",
            },
            "campaign": {"name": "spring", "source": "Newsletter"},
            "device": {"id": "d1"},
            "traits": {"email": "ana@x.example"},
            "locale": "en-GB",
        },
    }

    (event,) = called(tmp_path, source_events, call)

    assert told(event) == {
        "occurred_at": AT,
        "kind": "other",
        "name": "Report Downloaded",
        "site": "shop.example",
        "content": "/papers",
        "topic": "reports",
        "referrer": "news.example",
        "utm_source": "Newsletter",
        "medium": "cpc",
        "campaign": "spring",
        "click_id": "gclid",
        "amount": 999,
        "currency": "USD",
        "user_id": "7",
        "email": "ana@x.example",
        "anonymous_id": "b1",
        "device_id": "d1",
    }


def test_page_and_screen_are_views_of_what_they_show_and_group_is_about_the_account(tmp_path: Path) -> None:
    page = {
        "type": "page",
        "name": "Home",
        "properties": {"url": "https://shop.example/", "referrer": "https://shop.example/a"},
    }
    screen = {"type": "screen", "name": "Basket", "context": {"app": {"namespace": "example.app"}}}
    group = {"type": "group", "groupId": "g1", "traits": {"name": "Acme"}}

    events = called(tmp_path, source_events, ANA | page, ANA | screen, ANA | group)

    assert [(event["kind"], event["site"], event["content"], event["referrer"]) for event in events] == [
        ("view", "shop.example", "/", None),
        ("view", "example.app", "Basket", None),
        ("account", None, None, None),
    ]


def test_an_order_completed_is_a_check_out_that_carries_the_order_number(tmp_path: Path) -> None:
    (event,) = called(tmp_path, source_events, BOUGHT)

    assert (event["kind"], event["order_id"], event["amount"], event["currency"]) == ("check out", "1001", 2500, "EUR")
    assert called(tmp_path, source_orders, BOUGHT) == called(tmp_path, source_order_lines, BOUGHT) == []


def test_without_a_shop_an_order_completed_can_be_the_order(tmp_path: Path) -> None:
    assert called(tmp_path, source_events, BOUGHT, settings=ORDERS) == []

    (order,) = called(tmp_path, source_orders, BOUGHT, settings=ORDERS)
    items = called(tmp_path, source_order_lines, BOUGHT, settings=ORDERS)

    assert told(order) == {
        "order_number": "1001",
        "placed_at": AT,
        "total": 3000,
        "currency": "EUR",
        "discount": 250,
        "shipping": 300,
        "tax": 200,
        "channel": "web",
        "discount_code": "TEN",
        "tracked": True,
        "user_id": "7",
        "anonymous_id": "b1",
        "order_id": "1001",
    }
    assert [
        (one["slot"], one["position"], one["item"], one["quantity"], one["amount"], one["brand"]) for one in items
    ] == [
        (0, 1, "p1", 2.0, 1000, "Acme"),
        (1, 2, "Pot", 1.0, 1500, None),
    ]


@pytest.mark.parametrize(("event", "kind"), [("Order Refunded", "refund"), ("Order Cancelled", "cancel")])
def test_what_takes_an_order_back_carries_its_number(tmp_path: Path, event: str, kind: str) -> None:
    (made_of_it,) = called(tmp_path, source_events, BOUGHT | {"event": event})

    assert told(made_of_it)["kind"] == kind
    assert (made_of_it["order_number"], made_of_it["order_id"], made_of_it["amount"]) == ("1001", "1001", 2500)


def with_items(count: int) -> dict[str, Any]:
    items = [{"sku": f"s{place}", "price": 1} for place in range(count)]
    return BOUGHT | {"properties": {"order_id": "1001", "total": count, "products": items}}


@pytest.mark.parametrize("most", [8, 12])
def test_an_order_has_as_many_items_as_the_settings_allow_and_one_of_more_is_refused(tmp_path: Path, most: int) -> None:
    settings = SegmentSettings(orders=True, items=most)

    items = called(tmp_path, source_order_lines, with_items(most), settings=settings)
    items = sorted(items, key=lambda one: int(one["position"]))
    (refused,) = called(tmp_path, source_events, with_items(most + 1), settings=settings)

    assert [(one["position"], one["item"]) for one in items] == [(n, f"s{n - 1}") for n in range(1, most + 1)]
    assert max(one["slot"] for one in items) == 7
    assert refused["refused"] == f"it has more than {most} items, the number its file was read with"
    assert called(tmp_path, source_orders, with_items(most + 1), settings=settings) == []


def test_an_event_of_many_items_is_no_order_and_so_no_fault(tmp_path: Path) -> None:
    assert [event["refused"] for event in called(tmp_path, source_events, with_items(20))] == [None]


@pytest.mark.parametrize("key", ["payload", "message", "Raw Call"])
def test_calls_inside_another_object_are_found_under_its_key(tmp_path: Path, key: str) -> None:
    wrapped = {"section": "Examples", "id": 7, key: BOUGHT}

    (event,) = called(tmp_path, source_events, wrapped)

    assert (event["kind"], event["order_id"], event["occurred_at"]) == ("check out", "1001", AT)
    assert preset.recognises(sample_of(tmp_path / "calls.jsonl").header) > 0.9


def test_of_two_objects_in_a_line_the_settings_say_which_is_the_call(tmp_path: Path) -> None:
    both = {"first": BOUGHT, "then": BOUGHT | {"event": "Product Viewed"}}

    (event,) = called(tmp_path, source_events, both, settings=SegmentSettings(within="then"))

    assert event["kind"] == "view"


def test_an_order_without_a_number_stays_a_check_out(tmp_path: Path) -> None:
    bought = ANA | {"type": "track", "event": "Order Completed", "properties": {"total": 5}}

    assert [event["kind"] for event in called(tmp_path, source_events, bought, settings=ORDERS)] == ["check out"]


def test_identify_is_a_contact_record_with_all_identifiers(tmp_path: Path) -> None:
    traits = {
        "firstName": "Ana",
        "lastName": "Bo",
        "email": "ana@x.example",
        "phone": "+31",
        "company": {"name": "Acme"},
    }
    identify = ANA | {"type": "identify", "traits": traits | {"address": {"city": "Delft", "country": "NL"}}}

    (contact,) = called(tmp_path, contact_records, identify)

    assert told(contact) == {
        "record_id": "7",
        "recorded_at": AT,
        "full_name": "Ana Bo",
        "company": "Acme",
        "city": "Delft",
        "country": "NL",
        "user_id": "7",
        "email": "ana@x.example",
        "phone": "+31",
        "anonymous_id": "b1",
    }
    assert called(tmp_path, source_events, identify) == []


def test_an_identify_without_a_name_is_a_further_statement_of_the_same_record(tmp_path: Path) -> None:
    named = ANA | {"type": "identify", "traits": {"name": "Ana Bo"}}
    later = ANA | {"type": "identify", "anonymousId": "b2", "traits": {"plan": "gold"}}

    contacts = called(tmp_path, contact_records, named, later)

    assert [(one["record_id"], one["full_name"], one["anonymous_id"]) for one in contacts] == [
        ("7", "Ana Bo", "b1"),
        ("7", None, "b2"),
    ]


def test_alias_carries_the_former_identifier_and_the_new_one(tmp_path: Path) -> None:
    alias = {"type": "alias", "userId": "7", "previousId": "b0", "timestamp": WHEN}

    contacts = called(
        tmp_path, contact_records, alias, alias | {"previousId": "old@x.example"}, alias | {"anonymousId": "b9"}
    )

    assert [(one["line"], one["slot"], one["user_id"], one["anonymous_id"], one["email"]) for one in contacts] == [
        (1, 0, "7", "b0", None),
        (2, 0, "7", None, "old@x.example"),
        (3, 0, "7", "b0", None),
        (3, 1, "7", "b9", None),
    ]
    assert len({one["record_id"] for one in contacts} & {"7"}) == 0


def test_merge_of_rudderstack_carries_both_identifiers(tmp_path: Path) -> None:
    both = [{"type": "email", "value": "ana@x.example"}, {"type": "user_id", "value": "7"}]

    (contact,) = called(tmp_path, contact_records, {"type": "merge", "mergeProperties": both, "timestamp": WHEN})

    assert (contact["user_id"], contact["email"]) == ("7", "ana@x.example")


@pytest.mark.parametrize(
    ("preferences", "consent"),
    [
        ({"Analytics": True, "Advertising": False}, "granted"),
        ({"Analytics": False}, "denied"),
        ({"Analytics": True, "Performance": False}, "denied"),
        ({"Advertising": True}, None),
        ({}, "denied"),
        (None, None),
    ],
)
def test_consent_to_measuring_is_that_of_the_categories_named(
    tmp_path: Path, preferences: dict[str, bool] | None, consent: str | None
) -> None:
    call = ANA | {"context": {"consent": {"categoryPreferences": preferences}}}

    (event,) = called(tmp_path, source_events, call | {"type": "page"})
    (contact,) = called(tmp_path, contact_records, call | {"type": "identify"})

    assert (event["consent"], contact["consent"]) == (consent, consent)
    assert contact["anonymous_id"] == "b1"


def test_choosing_and_unsubscribing_are_statements_of_consent(tmp_path: Path) -> None:
    chosen = ANA | {
        "type": "track",
        "event": "Segment Consent Preference Updated",
        "context": {"consent": {"categoryPreferences": {"Analytics": False}}},
    }
    left = ANA | {"type": "track", "event": "Unsubscribed", "context": {"traits": {"email": "ana@x.example"}}}

    consents = called(tmp_path, consent_records, chosen, left, BOUGHT)

    assert [(one["channel"], one["purpose"], one["state"], one["email"]) for one in consents] == [
        ("web", "measuring", "denied", None),
        ("email", "marketing", "revoked", "ana@x.example"),
    ]
    assert [event["kind"] for event in called(tmp_path, source_events, chosen, left)] == ["other", "unsubscribe"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"type": None, "event": "x"}, "type is missing"),
        ({"type": "delete"}, "a call of type 'delete' is not known"),
        ({"type": "page", "userId": None, "anonymousId": ""}, "it has neither a user id nor an anonymous id"),
        ({"type": "track"}, "event is missing"),
    ],
)
def test_a_call_that_cannot_be_used_is_refused(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    raw = raw_from(_archive(tmp_path, ANA | change), preset, PLAIN, SegmentCall)

    rows = [row for mapping in MAPPINGS for row in made(mapping, raw, PLAIN)]

    assert [row["refused"] for row in rows] == [reason]


def test_older_spellings_of_the_fields_are_understood(tmp_path: Path) -> None:
    (event,) = called(
        tmp_path, source_events, {"action": "track", "event": "Viewed Product", "user_id": "7", "sent_at": WHEN}
    )

    assert (event["kind"], event["user_id"], event["occurred_at"]) == ("view", "7", AT)


def test_the_clock_of_the_device_is_taken_out(tmp_path: Path) -> None:
    stamps = {
        "originalTimestamp": "2024-05-01T09:50:00Z",
        "sentAt": "2024-05-01T09:55:00Z",
        "receivedAt": "2024-05-01T12:00:00Z",
    }

    (event,) = called(tmp_path, source_events, ANA | {"type": "page", "timestamp": "soon"} | stamps)

    assert event["occurred_at"] == datetime(2024, 5, 1, 11, 55)


def test_a_message_is_known_by_its_id(tmp_path: Path) -> None:
    raw = raw_from(_archive(tmp_path, BOUGHT, ANA | {"type": "page", "messageId": None}), preset, PLAIN, SegmentCall)

    assert ids_of(preset, raw) == ["m1", None]


def test_a_company_names_the_kinds_of_its_own_events(tmp_path: Path) -> None:
    settings = SegmentSettings(kinds={"Brochure Ordered": "download"})

    (event,) = called(tmp_path, source_events, ANA | {"type": "track", "event": "brochure_ordered"}, settings=settings)

    assert event["kind"] == "download"
    with pytest.raises(ValidationError, match="cannot be 'downlod'"):
        SegmentSettings(kinds={"Brochure Ordered": "downlod"})


def test_every_raw_column_has_a_path() -> None:
    paths = fields(items=8)

    assert (paths["user_id"], paths["item_7_quantity"]) == ("userId|user_id", "properties.products[7].quantity")
    assert preset.recognises(("name", "email", "type")) == 0.0
