"""How buyers moved between segments: by hand, conservation, no look-ahead, and too little to tell."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import ibis
import pytest

from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.derivations.forecast.segment_transitions import SegmentTransitionsSettings, segment_transitions
from riparian.tables.buyers import Purchase
from riparian.testing.tables import TestingGather, rows_of, table_of
from tests.derivations.forecast.company import AS_OF, company

NOW = AsOf(datetime(2024, 7, 1))


def orders(person: int, *days_ago: int, demand: int | None = 100) -> list[dict[str, Any]]:
    placed = [NOW - timedelta(days=ago) for ago in sorted(days_ago, reverse=True)]
    return [
        {"person_key": person, "number": number, "bought_at": at, "month": 12 * (at.year - 2015) + at.month + 1000}
        | {"demand": demand, "channel": "web"}
        for number, at in enumerate(placed, 1)
    ]


LONG_AGO = orders(10_000, 720)
"""Somebody who bought once when the log began, nearly two years ago, so that it has a year to step from."""


def moved(*rows: dict[str, Any], years: int = 5) -> ibis.Table:
    purchases = table_of(Purchase, *({"action_key": number} | row for number, row in enumerate(rows)))
    return segment_transitions(purchases, SegmentTransitionsSettings(years=years), NOW, TestingGather())


def test_of_buyers_of_one_cell_half_bought_again() -> None:
    """All had ordered once, a month before the year began: a chance of one half, so all were Quality.

    Who did not is 13 months away, where nobody was ever seen: the chance is that of month 12, of who never came back.
    """
    rows = [row for person in range(200) for row in orders(person, 400, *([40] if person % 2 else []))]

    made = moved(*rows, *LONG_AGO, years=1)

    names = ("from_segment", "to_segment", "people", "probability", "bought", "demand", "squares")
    assert rows_of(made.filter(made.from_segment == "Quality"), *names) == [
        ("Quality", "Lapsed Save", 100, 0.5, 0, 0.0, 0.0),
        ("Quality", "Quality", 100, 0.5, 100, 10_000.0, 1_000_000.0),
    ]


def test_who_came_in_the_year_comes_from_new() -> None:
    rows = [row for person in range(200) for row in orders(person, 400, 40)] + orders(999, 10, 5)

    made = moved(*rows, *LONG_AGO, years=1)

    assert rows_of(made.filter(made.from_segment == "new"), "people", "bought", "demand") == [(1, 1, 200.0)]


def test_the_last_day_of_the_year_counts_and_the_day_before_it_does_not() -> None:
    """A twelve-month buyer ordered in the 366 days before 1 July 2024; an order at its first instant is in."""
    rows = orders(1, 800, 366) + orders(2, 800, 367) + [row for one in range(3, 50) for row in orders(one, 800, 30)]

    made = moved(*rows, years=1)

    lapsed = made.filter(made.to_segment.startswith("Lapsed"))
    assert rows_of(lapsed.aggregate(people=lapsed.people.sum())) == [(1,)]


def test_everybody_at_the_end_of_a_year_stands_at_the_start_of_the_next() -> None:
    made = segment_transitions(company(800, years=5, seed=4), SegmentTransitionsSettings(), AS_OF, TestingGather())

    rows = rows_of(made, "year_to", "from_segment", "to_segment", "people")
    ends: dict[tuple[object, str], int] = {}
    starts: dict[tuple[object, str], int] = {}
    for year, start, end, people in rows:
        ends[year, end] = ends.get((year, end), 0) + people
        starts[year, start] = starts.get((year, start), 0) + people
    dates = sorted({row[0] for row in rows})
    assert len(dates) == 4
    for before, after in pairwise(dates):
        for segment in {end for year, end in ends if year == before}:
            assert ends[before, segment] == starts[after, segment]


def test_buyers_and_demand_of_a_year_are_those_of_its_orders() -> None:
    purchases = company(800, years=5, seed=4)

    made = segment_transitions(purchases, SegmentTransitionsSettings(), AS_OF, TestingGather())

    since = datetime(2023, 7, 1)
    late = purchases.filter(purchases.bought_at >= since)
    expected = rows_of(late.aggregate(buyers=late.person_key.nunique(), demand=late.demand.sum().cast("float64")))
    last = made.filter(made.year_to == ibis.date("2024-07-01"))
    assert rows_of(last.aggregate(bought=last.bought.sum(), demand=last.demand.sum())) == expected


def test_probabilities_of_a_row_add_up_to_one() -> None:
    made = segment_transitions(company(300, years=4, seed=5), SegmentTransitionsSettings(), AS_OF, TestingGather())

    sums = made.group_by("year_to", "from_segment").agg(total=made.probability.sum())
    assert [row[0] for row in rows_of(sums, "total")] == pytest.approx([1.0] * len(rows_of(sums)))


@pytest.mark.parametrize(("years", "steps"), [(1.95, 1), (2.5, 1), (2.85, 1), (2.95, 2), (4, 3)])
def test_a_year_is_left_out_before_which_the_log_does_not_cover_nine_tenths_of_another(
    years: float, steps: int
) -> None:
    purchases = company(300, years=years, seed=6)

    made = segment_transitions(purchases, SegmentTransitionsSettings(years=10), AS_OF, TestingGather())

    assert len(rows_of(made.select("year_to").distinct())) == steps


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "there are no orders yet; a forecast of the file needs 2 years of them"),
        (orders(1, 10), "the orders go back 10 days; a forecast of the file needs 2 years of them"),
        ([row for person in range(50) for row in orders(person, 456 - person, 100)], "go back 456 days"),
    ],
    ids=["nothing", "one buyer", "fifteen months"],
)
def test_too_short_a_log_says_so(rows: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(NotEnoughDataError, match=said):
        moved(*rows)


@pytest.mark.parametrize("demand", [0, None], ids=["worth nothing", "in another currency"])
def test_orders_without_money_move_people_and_bring_nothing(demand: int | None) -> None:
    rows = [row for person in range(60) for row in orders(person, 400, 40, demand=demand)]

    made = moved(*rows, *(one | {"demand": demand} for one in LONG_AGO))

    assert rows_of(made.aggregate(demand=made.demand.sum(), bought=made.bought.sum())) == [(0.0, 60)]
