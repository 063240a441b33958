"""Chances by number of orders and recency, the ladder, and what is worth the same."""

from typing import Any

import ibis
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.derivations.buyers.equal_cells import EqualCellsSettings, equal_cells
from riparian.derivations.buyers.rebuy_cells import rebuy_cells
from riparian.tables.buyers import RebuyCell
from riparian.testing.tables import TestingGather, rows_of, table_of
from tests.derivations.buyers.turns import as_of_month, chosen, crowd, in_turn, numbered

LADDER = (268, 400, 493, 571, 633, 687, 731)
"""Hillstrom (March 2021), "Climbing the ladder": of a thousand just after their n-th order, who buys within a year."""
EQUAL = {2: 4, 3: 9, 4: 12, 5: 16, 6: 18}
"""Hillstrom (July 2020), "Equalization": recency of about 35 % by number of orders; no one-time buyer reaches it."""


def cells(*orders: dict[str, Any], as_of: int) -> ibis.Table:
    return rebuy_cells(in_turn(*orders), as_of_month(as_of), TestingGather())


def test_the_published_ladder_comes_out_of_orders() -> None:
    """Each step half a year after the other; who stops, stops for good. An eighth order is watched for no year."""
    still = 1_000_000
    climbs = []
    for order, thousandth in enumerate(LADDER, 1):
        on = round(still * thousandth / 1000)
        climbs.append((order, still - on))
        still = on
    crowds = [([6 * n for n in range(order)], round(people / 60)) for order, people in climbs]
    crowds.append(([6 * n for n in range(8)], round(still / 60)))

    made = cells(*numbered(crowds), as_of=54)

    steps = rows_of(chosen(made, months=0), "orders", "probability", "step")
    assert [100 * row[1] for row in steps] == pytest.approx([26.8, 40.0, 49.3, 57.1, 63.3, 68.7, 73.1], abs=0.3)
    assert [100 * row[2] for row in steps[:6]] == pytest.approx([13.2, 9.3, 7.8, 6.2, 5.4, 4.4], abs=0.4)
    assert steps[6][2] is None


def test_buyers_stand_in_the_cell_of_their_orders_and_recency() -> None:
    made = cells(*numbered([([0, 3], 50), ([5], 30), ([0, 1, 2, 3, 4, 5, 6, 7], 40)]), as_of=30)

    held = rows_of(made.filter(made.buyers > 0), "orders", "or_more", "months", "buyers")
    assert held == [(1, False, 24, 30), (2, False, 26, 50), (7, True, 22, 40)]


def test_a_case_is_a_wait_that_was_watched_for_a_year_more() -> None:
    made = cells(*numbered([([0, 3], 50), ([5], 50)]), as_of=14)

    one = rows_of(chosen(made, orders=1).filter(made.tried > 0), "months", "tried", "bought", "raw")
    assert one == [(0, 50, 50, 1.0), (1, 50, 50, 1.0)]


def test_fewer_than_a_hundred_are_filled_up_with_the_mean_of_their_recency() -> None:
    made = cells(*numbered([([0, 3], 60), ([0], 140), ([0, 0, 2], 10)]), as_of=13)

    (row,) = rows_of(chosen(made, orders=2, months=0), "tried", "raw", "probability")
    mean = 70 / 210
    assert row == (10, 1.0, pytest.approx((10 + 90 * mean) / 100))


def test_everybody_bought_once_on_one_day_and_there_is_no_chance_to_tell() -> None:
    with pytest.raises(NotEnoughDataError, match="nobody was watched for a year"):
        cells(*crowd([0], 100), as_of=3)


def test_nobody_who_was_watched_for_years_ever_came_back() -> None:
    made = cells(*crowd([0], 200), as_of=30)

    assert {row[0] for row in rows_of(made.filter(made.tried > 0), "probability")} == {0.0}
    assert {row[0] for row in rows_of(made.filter(made.tried == 0), "probability")} <= {0.0, 0.005}
    assert {row[0] for row in rows_of(made.filter(made.tried > 0), "observed")} == {True}


def test_one_buyer_who_came_back_is_no_proof_that_everybody_does() -> None:
    made = cells(*numbered([([0, 3], 1), ([20], 1)]), as_of=21)

    probabilities = {row[0] for row in rows_of(made, "probability")}
    assert max(probabilities) < 0.7
    assert min(probabilities) > 0.3
    assert {row[0] for row in rows_of(made, "observed")} == {False}


def test_a_two_time_buyer_two_years_on_is_as_good_as_a_one_time_buyer_a_month_on() -> None:
    """Hillstrom (4–5 March 2025): 23 % at the first order, and the equal cells; the way down between is ours."""
    rates = {(1, months): 0.23 - 0.02 * months for months in range(10)}
    rates |= {(2, months): 0.45 - 0.01 * months for months in range(31)}
    given = [
        {"orders": orders, "months": months, "probability": rate, "tried": 100, "buyers": 0}
        for (orders, months), rate in rates.items()
    ]

    made = equal_cells(table_of(RebuyCell, *given), EqualCellsSettings(levels=(0.205,)))

    assert dict(rows_of(made, "orders", "months")) == {1: 1, 2: 24}


def test_cells_of_one_chance_are_found() -> None:
    rates = {
        (orders, months): 0.36 if months <= longest else 0.34
        for orders, longest in EQUAL.items()
        for months in range(25)
    }
    rates |= {(1, months): 0.30 for months in range(25)}
    given = [
        {"orders": orders, "months": months, "probability": rate, "tried": 100, "buyers": 0}
        for (orders, months), rate in rates.items()
    ]

    made = equal_cells(table_of(RebuyCell, *given), EqualCellsSettings(levels=(0.35, 0.3)))

    found = dict(rows_of(chosen(made, level=0.35), "orders", "months"))
    assert found == EQUAL | {1: None}
    assert set(dict(rows_of(chosen(made, level=0.3), "orders", "months")).values()) == {24}
