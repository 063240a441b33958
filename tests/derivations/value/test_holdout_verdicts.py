"""What holdout tests said."""

from datetime import date
from typing import Any

import pytest

from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import promises
from riparian.derivations.value.holdout_people import HoldoutPeopleSettings, holdout_people
from riparian.derivations.value.holdout_verdicts import HoldoutVerdictsSettings, holdout_verdicts
from riparian.tables.actions import Action
from riparian.tables.budgets import HoldoutVerdict
from riparian.tables.value import OrderWayIn
from riparian.testing.tables import TestingGather, at, labels_table, rows_of, table_of

AS_OF = AsOf(at(days=100))
COLUMNS = tuple(promise.name for promise in promises(HoldoutVerdict))

Given = dict[str, Any]


def seen(person: int, group: str, day: float = 0, test: str = "catalogue") -> Given:
    told = {
        "person_key": person,
        "kind": "test seen",
        "occurred_at": at(days=day),
        "action_key": 1000 * person + int(day),
    }
    return told | {"content": test, "name": group}


def order(person: int, day: float, demand: int | None) -> Given:
    return {"person_key": person, "action_key": int(day * 1000) + person, "bought_at": at(days=day), "demand": demand}


def verdicts(actions: list[Given], orders: list[Given], **settings: Any) -> list[Given]:
    told, bought = table_of(Action, *actions), table_of(OrderWayIn, *orders)
    people = holdout_people(told, bought, labels_table(), HoldoutPeopleSettings(), AS_OF)
    made = holdout_verdicts(people, HoldoutVerdictsSettings(**settings), TestingGather())
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows_of(made, *COLUMNS)]


def test_the_published_increment_and_organic_share() -> None:
    """Hillstrom (September 2025): $4.50 held out, $6.40 mailed: organic 70 %, increment $1.90, profit −$0.01."""
    people = [seen(n, "mailed" if n < 4 else "holdout", day=n % 2) for n in range(8)]
    orders = [order(n, 2, 1280 if n < 4 else 900) for n in (0, 1, 4, 5)]

    (row,) = verdicts(people, orders, profit_factor=0.4667, cost_of_contact=89.7)

    assert [row[name] for name in ("contacted", "held_out", "contacted_demand", "held_out_demand")] == [4, 4, 640, 450]
    assert (row["increment"], row["organic_share"]) == (190, pytest.approx(0.703, abs=0.001))
    assert (row["profit"], row["verdict"]) == (pytest.approx(-1, abs=0.1), "undecided")
    assert (row["test"], row["began_on"]) == ("catalogue", date(2024, 1, 1))


def test_only_demand_of_the_window_counts_and_who_was_watched_through_it() -> None:
    people = [seen(1, "mailed"), seen(2, "mailed"), seen(3, "Control"), seen(4, "control"), seen(5, "control", day=59)]
    orders = [order(1, 0, 100), order(1, 41.9, 50), order(1, 42, 7), order(2, 5, None), order(3, -1, 900)]

    (row,) = verdicts(people, orders)

    assert [row[name] for name in ("contacted", "held_out", "contacted_demand", "held_out_demand")] == [2, 2, 75, 0]


def test_the_first_group_of_a_person_counts() -> None:
    people = [seen(1, "mailed"), seen(1, "holdout", 1), seen(2, "mailed"), seen(3, "holdout"), seen(4, "holdout")]

    (row,) = verdicts(people, [order(1, 2, 100)])

    assert (row["contacted"], row["held_out"]) == (2, 2)


def test_where_the_contacted_bought_nothing_there_is_no_organic_share() -> None:
    people = [seen(1, "mailed"), seen(2, "mailed"), seen(3, "holdout"), seen(4, "holdout")]

    (row,) = verdicts(people, [order(3, 2, 100)])

    assert (row["increment"], row["organic_share"], row["organic_low"]) == (-50, None, None)


def test_without_a_group_held_out_there_is_a_sentence() -> None:
    with pytest.raises(NotEnoughDataError, match="held out"):
        verdicts([seen(1, "a"), seen(2, "a"), seen(3, "b"), seen(4, "b")], [])


def test_each_contact_of_a_person_costs() -> None:
    people = [seen(1, "Weekly"), seen(2, "daily"), seen(3, "daily"), seen(4, "holdout"), seen(5, "holdout")]

    once, twice, by_group = (
        verdicts(people, [order(1, 2, 600)], cost_of_contact=10, contacts=contacts)[0]["profit"]
        for contacts in ({}, {"catalogue": 2}, {"catalogue": {"weekly": 6, "daily": 42}})
    )

    assert (once, twice, by_group) == pytest.approx((80 - 10, 80 - 20, 80 - 300))
