"""How near a visitor has come."""

from typing import Any

import pytest
from pydantic import ValidationError

from riparian.core.durations import AsOf
from riparian.core.row import promises
from riparian.derivations.ecosystem.visitor_states import VisitorStatesSettings, visitor_states
from riparian.tables.actions import Action, Session
from riparian.tables.participants import VisitorState
from riparian.testing.tables import at, labels_table, rows_of, table_of
from tests.derivations.buyers.buying import bought, purchases_of
from tests.derivations.ecosystem.mapping import visit

Row = dict[str, Any]
COLUMNS = tuple(promise.name for promise in promises(VisitorState))


def did(kind: str, day: float, person: int = 1, **more: Any) -> Row:
    return {"person_key": person, "occurred_at": at(days=day), "kind": kind, "action_key": int(16 * day)} | more


def state(*visits: float, actions: tuple[Row, ...] = (), orders: tuple[Row, ...] = (), as_of: float = 100) -> Row:
    """Of the one person with visits on these days."""
    made = visitor_states(
        table_of(Session, *(visit(1, day, None) for day in visits)),
        table_of(Action, *actions),
        purchases_of(*orders),
        labels_table(),
        VisitorStatesSettings(),
        AsOf(at(days=as_of)),
    )
    (row,) = rows_of(made, *COLUMNS)
    return dict(zip(COLUMNS, row, strict=True))


@pytest.mark.parametrize(
    ("days", "is_so"),
    [
        ((1,), "first-time"),
        ((1, 2), "occasional"),
        ((73, 80, 87), "regular"),
        # Weeks of seven days before the as-of date: 86 to 93 is one, and its first instant lies in it.
        ((86, 92, 99), "occasional"),
        ((85, 86, 99), "regular"),
        ((40, 47, 54, 61), "occasional"),
        ((71, 80, 87), "occasional"),
    ],
)
def test_regular_is_three_of_the_last_four_weeks(days: tuple[float, ...], is_so: str) -> None:
    found = state(*days)

    assert (found["state"], found["visited"], found["visits"]) == (is_so, is_so, len(days))


def test_four_visits_in_ninety_days_and_two_pieces_of_one_topic_are_regular_too() -> None:
    read = [did("view", day, topic="soil", content=f"piece {day}") for day in (40, 41)]

    assert state(20, 40, 41, 50, actions=tuple(read))["visited"] == "regular"
    assert state(20, 40, 41, 50, actions=tuple(read[:1]))["visited"] == "occasional"
    assert state(9, 40, 41, 50, actions=tuple(read))["visited"] == "occasional"


def test_an_opt_in_holds_until_it_is_withdrawn() -> None:
    yes, no = did("opt in", 5), did("unsubscribe", 6)

    assert state(1, actions=(yes,))["state"] == "opted in"
    assert state(1, actions=(yes, no))["state"] == "first-time"
    assert state(1, actions=(yes, no, did("opt in", 7)))["opted_in"] is True
    assert state(actions=(yes, did("unsubscribe", 5)))["state"] == "none"


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ((("opt in", "email"), ("unsubscribe", "sms")), True),
        ((("opt in", "email"), ("unsubscribe", "email")), False),
        ((("opt in", "email"), ("opt in", "sms"), ("unsubscribe", "email")), True),
        ((("opt in", "email"), ("opt in", "sms"), ("unsubscribe", "any")), False),
        ((("opt in", "email"), ("unsubscribe", "Unsubscribed")), False),
        ((("opt in", "Newsletter"), ("unsubscribe", "email")), False),
        ((("unsubscribe", "any"), ("opt in", "sms")), True),
        ((("unsubscribe", "sms"),), False),
    ],
)
def test_an_opt_in_ends_with_a_withdrawal_of_its_own_channel(words: tuple[tuple[str, str], ...], holds: bool) -> None:
    told = tuple(did(kind, 2 + place, name=name) for place, (kind, name) in enumerate(words))

    assert state(1, actions=told)["opted_in"] is holds


def test_a_conversation_has_a_turn_each_way_or_is_one_by_itself() -> None:
    assert state(1, actions=(did("talk", 50),))["in_conversation"] is True
    assert state(1, actions=(did("message", 50),))["in_conversation"] is False
    assert state(1, actions=(did("message", 50), did("solve case", 51)))["state"] == "in conversation"
    assert state(1, actions=(did("talk", 9),))["in_conversation"] is False


def test_customers_are_loyal_repeat_or_growing() -> None:
    def of(*orders: tuple[float, int]) -> str:
        placed = tuple(bought(1, day, demand=demand) for day, demand in orders)
        return str(state(1, orders=placed, as_of=1000)["state"])

    assert of((700, 10)) == "customer"
    assert of((700, 10), (710, 10)) == "loyal"
    assert of((600, 10), (700, 10)) == "repeat"
    assert of((600, 10), (700, 11)) == "growing"
    assert of((100, 10), (700, 11)) == "loyal"


def test_a_signed_agreement_makes_a_customer() -> None:
    assert state(1, actions=(did("agree", 5),))["customer"] is True


def test_an_unknown_kind_is_told_with_a_near_one() -> None:
    with pytest.raises(ValidationError, match="did you mean 'talk'"):
        VisitorStatesSettings(two_way=("tlak",))
