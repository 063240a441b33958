"""Life tables out of orders and visits."""

from itertools import pairwise
from typing import Any

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.durations import AsOf
from riparian.derivations.buyers.life_tables import LifeTablesSettings, life_tables
from riparian.derivations.buyers.visited_waits import visited_waits
from riparian.tables.buyers import LifeTableMonth, VisitedWait
from riparian.testing.tables import TestingGather, labels_table, rows_of, table_of
from tests.derivations.buyers.turns import NONE_LATE, as_of_month, chosen, crowd, in_month, in_turn, numbered, visits_of

MONTHLY = [17.3, 9.1, 5.7, 4.0, 3.5, 2.8, 2.3, 2.0, 1.9, 1.6, 1.5, 2.0, 1.3, 1.0, 0.9, 0.7]
"""Hillstrom (September 2017), "Following first-time buyers": monthly rates in per cent, months 1–16."""


def tables(*orders: dict[str, Any], as_of: int, visits: tuple[Any, ...] = (), **settings: int) -> ibis.Table:
    purchases, end = in_turn(*orders), as_of_month(as_of)
    visited = visited_waits(purchases, visits_of(*visits), NONE_LATE, end)
    return life_tables(purchases, visited, labels_table(), LifeTablesSettings(**settings), end, TestingGather())


def counts(table: ibis.Table, *columns: str, **cut: str) -> list[tuple[Any, ...]]:
    return rows_of(chosen(table, **cut), *(columns or ("months", "at_risk", "bought")), row=LifeTableMonth)


def test_a_hundred_first_time_buyers_of_whom_five_come_back_at_once_and_six_the_month_after() -> None:
    """5.0 %, and 6 of the 95 left: 6.3 % (Hillstrom)."""
    made = tables(*numbered([([0, 0], 5), ([0, 1], 6), ([0], 89)]), as_of=2)

    rows = counts(made, "months", "at_risk", "bought", "rate", cut="orders", group="1")

    assert rows[:2] == [(0, 100, 5, 0.05), (1, 95, 6, pytest.approx(0.0632, abs=5e-5))]


def test_the_published_cohort_comes_out_of_its_orders() -> None:
    """C_12 = 43.05 %, A_1 = 32.03 %, A_3 = 22.21 %, A_4 = 19.53 %: within what whole people allow."""
    still, crowds = 2000.0, []
    for month, rate in enumerate(MONTHLY, 1):
        crowds.append(([0, month], round(still * rate / 100)))
        still -= crowds[-1][1]
    crowds.append(([0], round(still)))

    made = tables(*numbered(crowds), as_of=17)

    rows = counts(made, "months", "cumulative", "annual", "annual_observed", cut="orders", group="1")
    assert rows[12][1] == pytest.approx(0.4305, abs=0.002)
    assert [rows[recency][2] for recency in (0, 1, 3, 4)] == pytest.approx([0.4305, 0.3203, 0.2221, 0.1953], abs=0.003)
    assert [row[3] for row in rows[:6]] == [True] * 5 + [False]


def test_who_is_not_watched_to_the_end_of_a_month_is_not_at_risk_in_it() -> None:
    """Buyers of January and February, seen on the first of March: month 1 belongs to January's alone."""
    made = tables(*numbered([([0], 40), ([1], 60), ([0, 1], 10)]), as_of=2)

    assert counts(made, cut="orders", group="1")[:2] == [(0, 110, 0), (1, 50, 10)]
    assert counts(made, cut="all", group="all")[:2] == [(0, 120, 0), (1, 50, 10)]


def test_the_running_month_neither_adds_buyers_nor_anybody_at_risk() -> None:
    made = life_tables(
        in_turn(*crowd([0, 2], 30), *crowd([2], 5, first=31)),
        table_of(VisitedWait),
        labels_table(),
        LifeTablesSettings(),
        AsOf(in_month(2, 20)),
        TestingGather(),
    )

    assert counts(made, cut="all", group="all") == [(0, 30, 0), (1, 30, 0)]


def test_new_buyers_are_followed_by_channel_and_by_month_from_their_first_order_only() -> None:
    orders = [*crowd([0, 1, 2], 10, channel="email"), *crowd([1], 10, first=11, channel="post")]

    made = tables(*orders, as_of=3, fewest=10)

    assert counts(made, cut="first channel", group="email") == [(0, 10, 0), (1, 10, 10)]
    assert counts(made, cut="first month", group="2024-01") == [(0, 10, 0), (1, 10, 10)]
    assert counts(made, cut="first month", group="2024-02") == [(0, 10, 0), (1, 10, 0)]
    assert counts(made, "group", cut="first month") == [("2024-01",)] * 2 + [("2024-02",)] * 2


def test_groups_of_few_have_no_table_of_their_own() -> None:
    orders = [*crowd([0, 1], 10, channel="email"), *crowd([1], 9, first=11, channel="post")]

    made = tables(*orders, as_of=3, fewest=10)

    assert {row[0] for row in counts(made, "group", cut="first channel")} == {"email"}


def test_a_visit_in_the_month_before_divides_those_at_risk() -> None:
    """40 came in month 1 and 8 of them bought in month 2; of the 60 who did not come, 3 (Fixture F's question)."""
    orders = numbered([([0, 2], 8), ([0], 32), ([0, 2], 3), ([0], 57)])
    visits = tuple((person, in_month(1, day)) for person in range(1, 41) for day in (3, 4))

    made = tables(*orders, as_of=4, visits=visits)

    yes = counts(made, "months", "at_risk", "bought", "rate", cut="visited last month", group="yes")
    no = counts(made, "months", "at_risk", "bought", "rate", cut="visited last month", group="no")
    assert yes[2] == (2, 40, 8, 0.2)
    assert no[2] == (2, 60, 3, 0.05)
    assert yes[1][1:] == (0, 0, None)


def test_without_visits_nothing_is_said_of_them() -> None:
    assert counts(tables(*crowd([0, 1], 5), as_of=3), cut="visited last month") == []


def test_a_young_log_is_extended_and_says_where() -> None:
    crowds = [([0, month], people) for month, people in enumerate([150, 80, 50, 35, 30], 1)]

    made = tables(*numbered([*crowds, ([0], 655)]), as_of=6)

    rows = counts(made, "months", "observed", "rate", "annual", cut="orders", group="1")
    assert [row[1] for row in rows] == [True] * 6 + [False] * 19
    assert all(0 < row[2] < 0.05 for row in rows[6:])
    assert rows[0][3] == pytest.approx(0.45, abs=0.05)


def test_a_single_order_has_nothing_to_extend() -> None:
    assert counts(tables(*crowd([0], 1), as_of=2), cut="all", group="all") == [(0, 1, 0), (1, 1, 0)]


@given(
    st.lists(st.lists(st.integers(0, 14), min_size=1, max_size=4), min_size=1, max_size=10),
    st.lists(st.tuples(st.integers(1, 10), st.integers(-2, 14)), max_size=15),
    st.integers(1, 16),
)
def test_waits_are_conserved(histories: list[list[int]], visits: list[tuple[int, int]], as_of: int) -> None:
    """Every cut of all waits adds up to `all`; who was at risk bought, was cut off, or is at risk a month later."""
    orders = [
        {"person_key": person, "bought_at": in_month(month)}
        for person, months in enumerate(histories, 1)
        for month in months
        if month < as_of
    ]
    came = tuple((person, in_month(month)) for person, month in visits)

    made = tables(*orders, as_of=as_of, visits=came) if orders else None

    if made is None:
        return
    pooled = counts(made, cut="all", group="all")
    assert sum(row[2] for row in pooled) + len({one["person_key"] for one in orders}) == len(orders) == pooled[0][1]
    for cut in ("orders", "visited last month"):
        parts = counts(made, cut=cut)
        if parts:
            assert [
                (
                    month,
                    sum(row[1] for row in parts if row[0] == month),
                    sum(row[2] for row in parts if row[0] == month),
                )
                for month, _, _ in pooled
            ] == pooled
    assert all(a[1] - a[2] >= b[1] for a, b in pairwise(pooled))
