import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.core.errors import SettingsError
from riparian.core.settings import read_settings
from riparian.presets import ga4
from riparian.presets.ga4 import KINDS_OF_EVENTS, Ga4Event, Ga4Settings, source_events, source_orders
from riparian.tables.actions import KINDS
from tests.presets.by_hand import ids_of, made, raw_from, raw_of

EUROS = Ga4Settings(currency="EUR")
VIEW = {
    "event_name": "page_view",
    "event_timestamp": "1714557492123456",
    "user_pseudo_id": "1234.5678",
    "stream_id": "999",
    "event_bundle_sequence_id": "7",
    "batch_event_index": "1",
    "param_page_location": "https://www.alderandreed.example/bulbs/?utm_source=x&gclid=abc",
    "param_page_referrer": "https://www.google.com/",
}
PURCHASE = VIEW | {
    "event_name": "purchase",
    "ecommerce_transaction_id": "A1001",
    "ecommerce_purchase_revenue": "42.5",
    "ecommerce_purchase_revenue_in_usd": "46.2",
    "ecommerce_shipping_value": "4.95",
    "param_currency": "GBP",
    "platform": "WEB",
}


def parameter(key: str, **value: str | int | float) -> dict[str, Any]:
    typed = dict.fromkeys(("string_value", "int_value", "float_value", "double_value"))
    return {"key": key, "value": typed | value}


NESTED: dict[str, Any] = {
    "event_date": "20240501",
    "event_timestamp": 1714557492123456,
    "event_name": "page_view",
    "event_params": [
        parameter("page_location", string_value="https://www.gardenledger.example/mulch?x=1"),
        parameter("page_referrer", string_value="https://news.example.org/a"),
        parameter("engagement_time_msec", int_value=1500),
        parameter("ga_session_id", int_value=1714557492),
        parameter("source", string_value="not this one"),
    ],
    "event_bundle_sequence_id": 7,
    "batch_event_index": 2,
    "user_id": None,
    "user_pseudo_id": "1234.5678",
    "privacy_info": {"analytics_storage": "Yes", "ads_storage": "No"},
    "device": {"category": "desktop", "web_info": {"browser": "Firefox", "hostname": "www.gardenledger.example"}},
    "traffic_source": {"name": "first touch", "medium": "organic", "source": "google"},
    "collected_traffic_source": {
        "manual_source": "newsletter",
        "manual_medium": "email",
        "manual_campaign_name": "May",
    },
    "stream_id": "999",
    "platform": "WEB",
    "items": [{"item_name": "Crocus", "item_category": "Bulbs"}],
}


def said(event: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(event[name] for name in names)


def test_a_page_view_says_when_where_and_whence() -> None:
    (event,) = made(source_events, raw_of(Ga4Event, VIEW), EUROS)

    assert said(event, "kind", "name", "anonymous_id") == ("view", "page_view", "1234.5678")
    assert event["occurred_at"] == datetime(2024, 5, 1, 9, 58, 12, 123456)
    assert said(event, "site", "content", "referrer") == ("alderandreed.example", "/bulbs", "google.com")
    assert event["click_id"] == "gclid"


def test_a_variant_that_was_seen_is_a_test_and_a_group() -> None:
    """How a test is written: Google's guide for tools of tests, "Create an experiment integration"."""
    seen = VIEW | {"event_name": "experience_impression", "param_exp_variant_string": "ABC-F2948574-3495F49"}
    untold = VIEW | {"event_name": "experience_impression"}
    view = VIEW | {"param_exp_variant_string": "ABC-F2948574-3495F49"}

    told = [
        said(event, "kind", "content", "name")
        for row in (seen, untold, view)
        for event in made(source_events, raw_of(Ga4Event, row), EUROS)
    ]

    assert told == [
        ("test seen", "ABC-F2948574", "3495F49"),
        ("test seen", "/bulbs", "experience_impression"),
        ("view", "/bulbs", "page_view"),
    ]


def test_the_site_itself_is_no_referrer() -> None:
    raw = raw_of(Ga4Event, VIEW | {"param_page_referrer": "https://www.alderandreed.example/"})

    (event,) = made(source_events, raw, EUROS)

    assert event["referrer"] is None


def test_what_was_collected_with_the_event_goes_before_its_parameters_and_nothing_is_said_by_not_set() -> None:
    collected = {
        "collected_traffic_source_manual_source": "newsletter",
        "collected_traffic_source_manual_medium": "(not set)",
        "param_source": "google",
        "param_medium": "email",
        "param_campaign": "(direct)",
    }

    (event,) = made(source_events, raw_of(Ga4Event, VIEW | collected), EUROS)

    assert said(event, "utm_source", "medium", "campaign") == ("newsletter", "email", None)


@pytest.mark.parametrize(
    ("fields", "click_id"),
    [
        ({"collected_traffic_source_gclid": "Cj0K"}, "gclid"),
        ({"collected_traffic_source_dclid": "CKy"}, "dclid"),
        ({"param_page_location": "https://a.example/?x=1&fbclid=IwAR"}, "fbclid"),
        ({"param_page_location": "https://a.example/?gclid="}, None),
    ],
)
def test_only_the_name_of_a_click_id_is_kept(fields: dict[str, str], click_id: str | None) -> None:
    (event,) = made(
        source_events, raw_of(Ga4Event, VIEW | {"param_page_location": "https://a.example/"} | fields), EUROS
    )

    assert event["click_id"] == click_id


@pytest.mark.parametrize(("storage", "consent"), [("Yes", "granted"), ("No", "denied"), ("Unset", None), (None, None)])
def test_analytics_storage_is_the_consent_to_be_measured(storage: str | None, consent: str | None) -> None:
    (event,) = made(source_events, raw_of(Ga4Event, VIEW | {"privacy_info_analytics_storage": storage}), EUROS)

    assert event["consent"] == consent


def test_a_purchase_is_a_check_out_with_the_number_of_the_order() -> None:
    raw = raw_of(Ga4Event, PURCHASE)

    (event,) = made(source_events, raw, EUROS)

    assert said(event, "kind", "order_id", "amount", "currency") == ("check out", "A1001", 4250, "GBP")
    assert made(source_orders, raw, EUROS) == []


def test_with_orders_a_purchase_is_an_order_and_no_event() -> None:
    raw, settings = raw_of(Ga4Event, VIEW, PURCHASE), Ga4Settings(orders=True)

    events, (order,) = made(source_events, raw, settings), made(source_orders, raw, settings)

    assert [event["name"] for event in events] == ["page_view"]
    assert said(order, "line", "order_number", "total", "shipping", "currency") == (3, "A1001", 4250, 495, "GBP")
    assert said(order, "channel", "anonymous_id", "site") == ("web", "1234.5678", "alderandreed.example")
    assert order["tracked"] is True


def test_a_refund_has_what_was_given_back() -> None:
    refund = PURCHASE | {"event_name": "refund", "ecommerce_purchase_revenue": "0", "ecommerce_refund_value": "10"}

    (event,) = made(source_events, raw_of(Ga4Event, refund | {"ecommerce_transaction_id": "#A1001"}), EUROS)

    assert said(event, "kind", "order_number", "amount", "currency") == ("refund", "A1001", 1000, "GBP")


@pytest.mark.parametrize(("settings", "amount", "currency"), [(Ga4Settings(), 4620, "USD"), (EUROS, 4250, "EUR")])
def test_an_amount_without_a_currency_is_in_that_of_the_settings_else_in_dollars(
    settings: Ga4Settings, amount: int, currency: str
) -> None:
    (event,) = made(source_events, raw_of(Ga4Event, PURCHASE | {"param_currency": None}), settings)

    assert said(event, "amount", "currency") == (amount, currency)


@pytest.mark.parametrize("written", ["", "soon", "-5", "99999999999999999", "1e30"])
def test_a_time_that_is_none_is_left_for_landing_to_reject(written: str) -> None:
    (event,) = made(source_events, raw_of(Ga4Event, VIEW | {"event_timestamp": written}), EUROS)

    assert event["occurred_at"] is None


def test_events_of_your_own_are_other_until_the_settings_say_what_they_are() -> None:
    raw = raw_of(Ga4Event, VIEW | {"event_name": "book_demo"})

    (before,), (after,) = (
        made(source_events, raw, EUROS),
        made(source_events, raw, Ga4Settings(kinds={"book_demo": "talk"})),
    )

    assert said(before, "kind", "name") == ("other", "book_demo")
    assert said(after, "kind", "name") == ("talk", "book_demo")


def test_a_kind_that_does_not_exist_is_an_error_with_a_near_one() -> None:
    with pytest.raises(SettingsError, match="did you mean 'sign up'"):
        read_settings(Ga4Settings, {"kinds": {"join": "signup"}}, where="riparian.toml [[sources]] web")


def test_every_kind_is_a_kind_of_action() -> None:
    assert set(KINDS_OF_EVENTS.values()) <= set(KINDS)


def test_the_same_event_of_two_tables_is_one_also_in_older_exports_that_number_none() -> None:
    older = {name: value for name, value in VIEW.items() if name != "batch_event_index"}

    later = older | {"event_timestamp": "1714557492123457"}

    first, again, next_one = ids_of(ga4, raw_of(Ga4Event, VIEW, VIEW, VIEW | {"batch_event_index": "2"}))
    old, old_again, old_next = ids_of(ga4, raw_of(Ga4Event, older, older, later))

    assert first == again != next_one
    assert old is not None
    assert old == old_again != old_next


def assert_is_the_nested_event(event: dict[str, Any]) -> None:
    assert said(event, "kind", "site", "content", "topic") == ("view", "gardenledger.example", "/mulch", "Bulbs")
    assert said(event, "utm_source", "medium", "campaign", "referrer") == (
        "newsletter",
        "email",
        "May",
        "news.example.org",
    )
    assert said(event, "seconds", "consent") == (1.5, "granted")
    assert event["occurred_at"] == datetime(2024, 5, 1, 9, 58, 12, 123456)


def test_json_lines_are_read_with_whole_numbers_as_texts_or_as_numbers(tmp_path: Path) -> None:
    file = tmp_path / "events_20240501.json"
    as_text = NESTED | {"event_timestamp": "1714557492123456"}
    file.write_text(f"{json.dumps(NESTED)}\n{json.dumps(as_text)}\n")

    events = made(source_events, raw_from(file, ga4, EUROS, Ga4Event), EUROS)

    assert len(events) == 2
    for event in events:
        assert_is_the_nested_event(event)


def test_a_user_and_an_order_are_the_same_however_their_numbers_are_written(tmp_path: Path) -> None:
    number = {"key": "transaction_id", "value": {"double_value": 1001.0}}
    bought = NESTED | {"event_name": "purchase", "user_id": 42.0, "event_params": [*NESTED["event_params"], number]}
    (tmp_path / "events.json").write_text(f"{json.dumps(bought)}\n")
    pq.write_table(pa.Table.from_pylist([bought]), tmp_path / "events.parquet")

    found = [
        made(source_events, raw_from(tmp_path / name, ga4, EUROS, Ga4Event), EUROS)[0]
        for name in ("events.json", "events.parquet")
    ]

    assert [(event["user_id"], event["order_number"]) for event in found] == [("42", "1001")] * 2


def test_parquet_is_read_with_its_nested_columns(tmp_path: Path) -> None:
    file = tmp_path / "events_20240501.parquet"
    pq.write_table(pa.Table.from_pylist([NESTED]), file)

    (event,) = made(source_events, raw_from(file, ga4, EUROS, Ga4Event), EUROS)

    assert_is_the_nested_event(event)


def test_a_connectors_flat_table_is_read_whole(reference: Path) -> None:
    file = reference / "exports" / "fivetran" / "dbt_ga4_export" / "event_data.csv"
    raw = raw_from(file, ga4, Ga4Settings(), Ga4Event)

    events = made(source_events, raw, Ga4Settings())

    assert [(event["name"], event["kind"]) for event in events] == [
        ("purchase", "check out"),
        ("add_to_cart", "add to cart"),
        ("scroll", "other"),
        ("view_item", "view"),
        ("checkout", "other"),
        ("begin_checkout", "check out"),
    ]
    assert said(events[0], "occurred_at", "amount", "currency") == (datetime(2024, 9, 10, 12, 35), 2999, "USD")
    assert said(events[0], "user_id", "anonymous_id", "order_id") == ("user_123", "pseudo_123", "txn_123")
    assert said(events[2], "site", "utm_source", "medium", "click_id") == ("hostname2", "source2", "social", "gclid")
    assert len(set(ids_of(ga4, raw))) == 6
