"""From what sources report to one stream per person."""

from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riparian.core.row import Row, Table
from riparian.derivations.actions.actions import actions
from riparian.tables.actions import INBOUND, KINDS, ON_SITE, SIGNS_OF_LIFE, Action
from riparian.tables.identity import Identifier
from riparian.tables.sources import (
    ConsentRecord,
    ContactRecord,
    Referral,
    SourceEvent,
    SourceOrder,
    SupportCase,
    SurveyAnswer,
)
from riparian.testing.tables import at, code, labels_table, rows_of, table_of

SOURCES: tuple[type[Row], ...] = (
    SourceEvent,
    SourceOrder,
    SupportCase,
    SurveyAnswer,
    Referral,
    ConsentRecord,
    ContactRecord,
)
ANA, BO = 100, 200
ROW = {"row_key": 8, "identifier_key": ANA, "source": "shop"}
EVERY = ("person_key", "occurred_at", "action_key", "kind")


def stream(**given: list[dict[str, Any]]) -> Table[Action]:
    """The actions of source tables given by name; identifier 100 is person 1, 200 and 201 are person 2."""
    tables = {row.table: table_of(row, *given.get(row.table, [])) for row in SOURCES}
    owners = ((ANA, 1), (BO, 2), (BO + 1, 2))
    identifiers = table_of(Identifier, *({"identifier_key": key, "person_key": person} for key, person in owners))
    return actions(**tables, identifiers=identifiers, labels=labels_table())


def told(made: ibis.Table, *columns: str) -> list[tuple[Any, ...]]:
    return rows_of(made.select(*columns), row=Action)


def test_an_event_keeps_everything_it_says() -> None:
    said = {
        "name": "Product Viewed", "site": "shop.example", "content": "/boat", "topic": "boats",
        "referrer": "news.example", "utm_source": "news", "medium": "email", "campaign": "spring", "click_id": "gclid",
        "amount": 5, "currency": "EUR", "score": 3.0, "seconds": 12.5,
    }  # fmt: skip

    made = stream(source_events=[ROW | {"occurred_at": at(5), "kind": "view"} | said])

    assert told(made, *EVERY, *said) == [(1, at(5), 128, "view", *said.values())]


def test_an_order_its_refund_and_its_cancellation_are_three_actions_at_three_times() -> None:
    order = {"placed_at": at(), "total": 900, "currency": "EUR", "channel": "pos", "site": "shop.example"}
    later = {"refunded": 300, "refunded_at": at(days=2), "cancelled_at": at(days=3)}

    made = stream(source_orders=[ROW | order | later])

    assert told(made, *EVERY, "amount", "currency", "name", "site") == [
        (1, at(), 129, "order", 900, "EUR", "pos", "shop.example"),
        (1, at(days=2), 130, "refund", 300, "EUR", "pos", "shop.example"),
        (1, at(days=3), 131, "cancel", 900, "EUR", "pos", "shop.example"),
    ]


@pytest.mark.parametrize("refund", [{"refunded": 0, "refunded_at": at(9)}, {"refunded": 300}, {}])
def test_without_an_amount_or_an_instant_there_is_no_refund(refund: dict[str, Any]) -> None:
    made = stream(source_orders=[ROW | {"placed_at": at(), "total": 900, "currency": "EUR"} | refund])

    assert told(made, "kind") == [("order",)]


def test_a_refund_written_with_a_minus_is_a_refund_all_the_same() -> None:
    refund = {"refunded": -300, "refunded_at": at(9)}

    made = stream(source_orders=[ROW | {"placed_at": at(), "total": 900, "currency": "EUR"} | refund])

    assert ("refund", 300) in told(made, "kind", "amount")


def test_a_case_is_opened_and_solved() -> None:
    case = {"opened_at": at(), "solved_at": at(60), "channel": "chat", "satisfaction": "good"}

    made = stream(support_cases=[ROW | case, ROW | {"row_key": 16, "opened_at": at(5)}])

    assert told(made, "occurred_at", "action_key", "kind", "name") == [
        (at(), 132, "open case", "chat"),
        (at(5), 260, "open case", None),
        (at(60), 133, "solve case", "good"),
    ]


SHOP, WEB, APP = sorted(("shop", "web", "app"), key=code)
"""Sources, the one known longest first."""
BOUGHT = {"row_key": 8, "identifier_key": ANA, "source": SHOP, "order_number": "1001", "placed_at": at(), "total": 900,
          "currency": "EUR"}  # fmt: skip
SEEN = {"identifier_key": ANA, "source": WEB, "occurred_at": at(60), "order_number": "1001", "amount": 300}


def seen(row_key: int, kind: str, **given: Any) -> dict[str, Any]:
    return SEEN | {"row_key": row_key, "kind": kind} | given


def by_key(made: ibis.Table) -> list[tuple[Any, ...]]:
    """Key of the source row and kind, in order."""
    return sorted((key // 16, kind) for key, kind in told(made, "action_key", "kind"))


def test_an_order_that_shop_and_website_tell_is_one_order_and_the_website_s_a_check_out() -> None:
    made = stream(
        source_orders=[BOUGHT, BOUGHT | {"row_key": 16, "source": WEB, "tracked": True}],
        source_events=[seen(24, "order"), seen(32, "order", order_number="1002")],
    )

    assert by_key(made) == [(8, "order"), (16, "check out"), (24, "check out"), (32, "order")]


def test_a_refund_and_a_cancellation_that_the_shop_tells_too_count_once() -> None:
    taken_back = {"refunded": 300, "refunded_at": at(days=1), "cancelled_at": at(days=2)}

    made = stream(source_orders=[BOUGHT | taken_back], source_events=[seen(16, "refund"), seen(24, "cancel")])

    assert by_key(made) == [(8, "cancel"), (8, "order"), (8, "refund"), (16, "other"), (24, "other")]


def test_a_refund_of_which_the_shop_says_nothing_yet_counts_without_its_sign() -> None:
    made = stream(source_orders=[BOUGHT], source_events=[seen(16, "refund", amount=-300), seen(24, "refund")])

    assert told(made, "kind", "amount") == [("order", 900), ("refund", 300), ("refund", 300)]


def test_without_a_shop_the_website_known_longest_tells_what_was_bought() -> None:
    made = stream(
        source_orders=[BOUGHT | {"tracked": True, "source": APP}, BOUGHT | {"row_key": 16, "tracked": True}],
        source_events=[seen(24, "refund"), seen(32, "refund", source=APP), seen(40, "refund")],
    )

    assert by_key(made) == [(8, "check out"), (16, "order"), (24, "refund"), (32, "other"), (40, "refund")]


def test_orders_of_one_number_in_two_shops_or_of_two_people_are_two() -> None:
    made = stream(
        source_orders=[BOUGHT, BOUGHT | {"row_key": 16, "source": APP}],
        source_events=[seen(24, "order", identifier_key=BO), seen(32, "order", order_number=None)],
    )

    assert by_key(made) == [(8, "order"), (16, "order"), (24, "order"), (32, "order")]


def test_an_event_that_is_a_statement_of_consent_too_is_one_action() -> None:
    left = {"stated_at": at(5), "state": "revoked", "purpose": "marketing", "channel": "email"}
    event = ROW | {"occurred_at": at(5), "kind": "unsubscribe", "name": "Unsubscribed", "campaign": "spring"}

    made = stream(source_events=[event], consent_records=[ROW | left, ROW | left | {"row_key": 16}])

    assert told(made, "action_key", "kind", "name", "campaign") == [(128, "unsubscribe", "Unsubscribed", "spring")]


STATED = {"identifier_key": ANA, "source": SHOP, "stated_at": at(5), "purpose": "marketing", "channel": "email",
          "state": "granted"}  # fmt: skip


def test_a_statement_that_every_export_tells_again_is_one_action() -> None:
    made = stream(consent_records=[STATED | {"row_key": key} for key in (8, 16, 24)])

    assert by_key(made) == [(8, "opt in")]


def test_two_statements_at_two_stated_instants_are_two_actions() -> None:
    made = stream(consent_records=[STATED | {"row_key": 8}, STATED | {"row_key": 16, "stated_at": at(9)}])

    assert by_key(made) == [(8, "opt in"), (16, "opt in")]


def test_a_statement_without_a_date_of_its_own_is_an_action_only_where_it_changes_something() -> None:
    undated = STATED | {"dated": False, "state": "revoked"}

    made = stream(
        consent_records=[
            STATED | {"row_key": 8},
            *(undated | {"row_key": key, "stated_at": at(days=key)} for key in (16, 24)),
            STATED | {"row_key": 32, "stated_at": at(days=30)},
            undated | {"row_key": 40, "stated_at": at(days=40)},
        ]
    )

    assert by_key(made) == [(8, "opt in"), (16, "unsubscribe"), (32, "opt in"), (40, "unsubscribe")]


def test_a_suppression_is_the_senders_doing_and_tells_nothing_twice() -> None:
    suppressed = STATED | {"dated": False, "state": "revoked", "evidence": "suppressed: hard_bounce"}
    rows = [suppressed | {"row_key": key, "stated_at": at(days=key)} for key in (16, 24)]
    left = STATED | {"row_key": 32, "stated_at": at(days=30), "state": "revoked", "evidence": "profile"}

    made = stream(consent_records=[STATED | {"row_key": 8}, *rows, left])

    assert by_key(made) == [(8, "opt in"), (16, "account"), (32, "unsubscribe")]
    assert "account" not in INBOUND


def test_to_be_given_a_group_of_a_test_is_no_visit_and_wakes_nobody() -> None:
    assert "test seen" in KINDS
    assert "test seen" not in ON_SITE | INBOUND | SIGNS_OF_LIFE


def test_what_two_sources_say_of_one_instant_counts_for_the_one_known_longest() -> None:
    made = stream(
        consent_records=[
            STATED | {"row_key": 8, "source": WEB, "identifier_key": BO},
            STATED | {"row_key": 16, "identifier_key": BO + 1},
            STATED | {"row_key": 24, "source": WEB, "identifier_key": BO, "channel": "sms"},
            STATED | {"row_key": 32},
        ]
    )

    assert by_key(made) == [(8, "account"), (16, "opt in"), (24, "opt in"), (32, "opt in")]


def test_an_event_counts_before_what_another_source_states_of_its_instant() -> None:
    event = ROW | {"occurred_at": at(5), "kind": "opt in", "name": "Subscribed", "source": APP}

    made = stream(source_events=[event], consent_records=[STATED | {"row_key": 16}])

    assert by_key(made) == [(8, "opt in"), (16, "account")]


def test_an_answer_carries_its_scale_and_score() -> None:
    made = stream(survey_answers=[ROW | {"answered_at": at(), "scale": "nps", "score": 9.0, "survey": "spring"}])

    assert told(made, *EVERY, "name", "content", "score") == [(1, at(), 134, "answer", "nps", "spring", 9.0)]


def test_a_referral_is_an_action_of_both_sides() -> None:
    made = stream(referrals=[ROW | {"referrer_key": BO, "referred_at": at(), "code": "BO10"}])

    assert told(made, *EVERY, "name") == [(1, at(), 136, "referred", "BO10"), (2, at(), 135, "refer", "BO10")]


@pytest.mark.parametrize(
    ("state", "purpose", "kind"),
    [
        ("granted", "marketing", "opt in"),
        ("granted", "any", "opt in"),
        ("revoked", "marketing", "unsubscribe"),
        ("denied", "marketing", "account"),
        ("granted", "measuring", "account"),
        ("revoked", "measuring", "account"),
    ],
)
def test_only_a_yes_to_being_contacted_is_an_opt_in(state: str, purpose: str, kind: str) -> None:
    given = {"stated_at": at(), "state": state, "purpose": purpose, "channel": "email"}

    made = stream(consent_records=[ROW | given])

    assert told(made, *EVERY, "name") == [(1, at(), 137, kind, "email")]


def test_a_contact_record_alone_makes_somebody_known() -> None:
    made = stream(contact_records=[ROW | {"recorded_at": at(), "record_id": "17"}])

    assert told(made, *EVERY) == [(1, at(), 138, "account")]


def test_identifiers_of_one_person_make_one_stream() -> None:
    rows = [ROW | {"row_key": 8 * n, "identifier_key": BO + n, "occurred_at": at(n), "kind": "view"} for n in (0, 1)]

    made = stream(source_events=rows)

    assert told(made, "person_key", "identifier_key") == [(2, 200), (2, 201)]


def test_one_source_row_in_several_tables_never_gives_one_key_twice() -> None:
    made = stream(
        source_events=[ROW | {"occurred_at": at(), "kind": "view"}],
        source_orders=[ROW | {"placed_at": at(), "total": 1, "currency": "EUR", "refunded": 1, "refunded_at": at(),
                              "cancelled_at": at()}],
        support_cases=[ROW | {"opened_at": at(), "solved_at": at()}],
        survey_answers=[ROW | {"answered_at": at(), "scale": "nps"}],
        referrals=[ROW | {"referrer_key": BO, "referred_at": at()}],
        consent_records=[ROW | {"stated_at": at(), "state": "granted", "purpose": "any", "channel": "any"}],
        contact_records=[ROW | {"recorded_at": at(), "record_id": "1"}],
    )  # fmt: skip

    assert sorted(key for (key,) in rows_of(made, "action_key")) == list(range(128, 139))


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from([ANA, BO, BO + 1]), st.integers(0, 10**9), st.sampled_from(KINDS))))
def test_no_event_is_lost_and_none_is_made(events: list[tuple[int, int, str]]) -> None:
    rows = [
        ROW | {"row_key": 8 * n, "identifier_key": whose, "occurred_at": at(seconds), "kind": kind}
        for n, (whose, seconds, kind) in enumerate(events)
    ]

    made = stream(source_events=rows)

    assert told(made, "action_key", "identifier_key", "occurred_at", "kind") == sorted(
        (128 * n, whose, at(seconds), kind) for n, (whose, seconds, kind) in enumerate(events)
    )
