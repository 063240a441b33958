from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

import pytest

from riparian.web.deeds.waits import Stepped, Waited
from tests.web.hand_reader import HandReader

JULY = 1139
"""July 2026, where January 2015 is 1001."""


def order(person: int, number: int, month: int, wait: int | None, channel: str = "web") -> dict[str, Any]:
    return {
        "person_key": person, "number": number, "month": month, "wait": wait, "first_channel": channel,
        "first_month": month if number == 1 else JULY, "next_month": None if wait is None else month + wait,
    }  # fmt: skip


TABLES = HandReader(
    {
        "purchases": [
            order(1, 1, JULY, 1),
            order(1, 2, JULY + 1, None),
            order(2, 1, JULY, None, "shop"),
            order(3, 1, JULY + 2, 1),
            # In the running month nobody is watched to its end.
            order(3, 2, JULY + 3, None),
            order(4, 1, JULY + 4, None),
        ],
        "standings": [{"person_key": key} for key in range(1, 5)],
    },
    as_of=datetime(2026, 11, 1),
)


def who(deed: Waited | Stepped) -> list[int]:
    return sorted(row["person_key"] for row in TABLES.rows("standings", where=deed.where(TABLES), limit=10))


def test_waits_begin_with_orders_whose_month_was_watched_to_its_end() -> None:
    assert who(Waited("orders", "1")) == [1, 2, 3]
    assert who(Waited("orders", "2 or more")) == [1, 3]
    assert who(Waited("first channel", "shop")) == [2]
    assert who(Waited("first month", "2026-07")) == [1, 2]


def test_who_placed_a_first_order_in_the_running_month_is_known_though_not_watched_yet() -> None:
    assert who(Waited("first month", "2026-11")) == [4]
    assert who(Waited("first month", "2026-11", 1)) == []


def test_at_risk_is_who_had_not_ordered_again_when_the_month_began() -> None:
    assert who(Waited("orders", "1", 1)) == [1, 2, 3]
    assert who(Waited("orders", "1", 2)) == [2]


def test_who_ordered_again_did_so_in_that_month() -> None:
    assert who(Waited("orders", "1", 1, "again")) == [1, 3]
    assert who(Waited("first channel", "web", 2, "again")) == []


def test_who_ordered_again_by_then_is_who_did_so_in_any_month_until_then() -> None:
    later = [*TABLES.tables["purchases"], order(2, 1, JULY, 3), order(5, 1, JULY + 4, 0), order(6, 1, JULY, 4)]
    tables = replace(TABLES, tables={"purchases": later, "standings": [{"person_key": key} for key in range(1, 7)]})

    def found(deed: Waited) -> list[int]:
        return sorted(row["person_key"] for row in tables.rows("standings", where=deed.where(tables), limit=10))

    assert found(Waited("orders", "1", 0, "by then")) == []
    assert found(Waited("orders", "1", 2, "by then")) == [1, 3]
    assert found(Waited("orders", "1", 4, "by then")) == [1, 2, 3]
    months = [Waited("orders", "1", month, "again").rows(tables).counted(tables) for month in range(5)]
    assert Waited("orders", "1", 4, "by then").rows(tables).counted(tables) == sum(months) == 3


def test_waits_of_all_orders_are_counted_each() -> None:
    rows = Waited("all", "all").rows(TABLES)

    assert TABLES.count(rows.table, where=rows.where) == 5
    assert who(Waited("all", "all")) == [1, 2, 3]


@pytest.mark.parametrize(("cut", "group"), [("orders", "none"), ("first month", "2026-13")])
def test_a_group_that_there_cannot_be_is_refused(cut: Any, group: str) -> None:  # noqa: ANN401  one of several words
    with pytest.raises(ValueError, match="has no group"):
        Waited(cut, group)


LADDER = replace(
    TABLES,
    tables={
        "purchases": [
            # The first comes twelve months after, the second thirteen, and the third in the same month.
            order(1, 1, JULY - 12, 12),
            order(1, 2, JULY, None),
            order(2, 1, JULY - 12, 13),
            order(3, 1, JULY - 12, 0),
            order(3, 2, JULY - 12, None),
            # October a year ago was watched for a year when November began, and November was not.
            order(4, 1, JULY - 9, None),
            order(4, 2, JULY - 8, None),
            order(1, 7, JULY - 20, 1),
            order(1, 8, JULY - 19, 1),
        ],
        "standings": [{"person_key": key} for key in range(1, 5)],
    },
)


@pytest.mark.parametrize(
    ("deed", "people", "cases"),
    [
        (Stepped(1), [1, 2, 4], 3),
        (Stepped(1, then="again"), [1], 1),
        (Stepped(1, then="nothing"), [2, 4], 2),
        (Stepped(2), [3], 1),
        (Stepped(7, "or more", "again"), [1], 2),
    ],
)
def test_who_stood_on_a_rung_was_watched_for_a_year_after_it(deed: Stepped, people: list[int], cases: int) -> None:
    found = [row["person_key"] for row in LADDER.rows("standings", where=deed.where(LADDER), limit=10)]

    assert found == people
    assert deed.rows(LADDER).counted(LADDER) == cases


def visited(person: int, number: int, months: int) -> dict[str, Any]:
    return {"person_key": person, "action_key": 10 * person + number, "months": months, "bought": False}


@pytest.mark.parametrize(
    ("months", "again", "came", "stayed_away"),
    [(0, None, [1, 2], [1, 3]), (1, None, [2, 3], [1]), (1, "again", [3], [1]), (2, None, [], [1, 2])],
)
def test_those_who_visited_in_the_month_before_and_those_who_did_not_are_all_that_waited(
    months: int, again: Literal["again"] | None, came: list[int], stayed_away: list[int]
) -> None:
    orders = [row | {"action_key": 10 * row["person_key"] + row["number"]} for row in TABLES.tables["purchases"]]
    rows = [visited(1, 1, 0), visited(2, 1, 0), visited(2, 1, 1), visited(3, 1, 1)]
    tables = replace(TABLES, tables=dict(TABLES.tables) | {"purchases": orders, "visited_waits": rows})

    yes, no = (Waited("visited last month", group, months, again) for group in ("yes", "no"))
    everybody = Waited("all", "all", months, again)

    for deed, people in ((yes, came), (no, stayed_away)):
        found = tables.rows("standings", where=deed.where(tables), limit=10)
        assert [row["person_key"] for row in found] == people
    assert yes.rows(tables).counted(tables) + no.rows(tables).counted(tables) == everybody.rows(tables).counted(tables)


def test_a_visit_is_told_in_the_month_before() -> None:
    assert Waited("visited last month", "yes", 3, "again").says() == (
        "visited in month 2 after an order, and ordered again in month 3"
    )
    assert Waited("visited last month", "no").says() == "placed an order, and did not visit in the month before"
