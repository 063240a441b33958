"""How people began, where anybody was referred."""

import pytest

from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.derivations.value.beginnings import BeginningsSettings, beginnings
from riparian.tables.actions import Action
from riparian.tables.hourglass import BandEntry
from riparian.tables.value import OrderWayIn
from riparian.testing.tables import TestingGather, at, rows_of, table_of

AS_OF = AsOf(at(days=200))
Given = dict[str, object]


def done(person: int, kind: str, day: float) -> Given:
    return {"person_key": person, "kind": kind, "occurred_at": at(days=day), "action_key": person * 100 + int(day)}


def began(*actions: Given, entries: tuple[Given, ...] = (), orders: tuple[Given, ...] = ()) -> list[tuple[object, ...]]:
    told = (table_of(Action, *actions), table_of(BandEntry, *entries), table_of(OrderWayIn, *orders))
    made = beginnings(*told, BeginningsSettings(), AS_OF, TestingGather())
    return sorted(rows_of(made, "person_key", "referred", "came_in", "watched", "bought_soon"))


def test_everybody_begins_once_with_the_first_thing_they_did_themselves() -> None:
    entries = tuple(
        {"person_key": person, "band": band, "entered_at": at(days=day)}
        for person, band, day in ((1, 1, 5), (1, 4, 5.5), (1, 5, 7), (2, 1, 150))
    )
    order = {
        "person_key": 1, "action_key": 1, "bought_at": at(days=60), "number": 1, "way": "referral", "guest": False,
        "demand": 1,
    }  # fmt: skip

    found = began(
        done(1, "referred", 3), done(1, "visit", 5), done(1, "visit", 6), done(2, "visit", 150), done(3, "referred", 2),
        done(4, "receive", 2), entries=entries, orders=(order,),
    )  # fmt: skip

    assert found == [(1, True, 4, True, True), (2, False, 1, False, False)]


def test_where_nobody_was_referred_there_is_a_sentence_and_no_row() -> None:
    with pytest.raises(NotEnoughDataError, match="nobody was referred"):
        began(done(1, "visit", 1))
