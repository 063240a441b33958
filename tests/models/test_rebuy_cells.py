"""Chances by number of orders and recency: who counts, drawing small cells to the mean, the ladder."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from riparian.core.errors import NotEnoughDataError
from riparian.models.life_table import LifeTable
from riparian.models.rebuy_cells import (
    ORDERS,
    AnnualRates,
    RebuyCells,
    WatchedYears,
    annual_rates_by_orders,
    annual_rates_of,
    filled_up,
)


def rates(annual: NDArray[np.float64]) -> AnnualRates:
    """Rates of life tables, all of them counted."""
    return AnnualRates(annual, ~np.isnan(annual))


LADDER = np.array([26.8, 40.0, 49.3, 57.1, 63.3, 68.7, 73.1]) / 100
"""Hillstrom (March 2021), "Climbing the ladder": annual rebuy rate just after the n-th order."""


def test_who_buys_in_month_five_was_a_case_in_every_month_before() -> None:
    years = WatchedYears.of_waits([1], [5], [20], [10], [0])

    assert years.tried[0].tolist() == [10] * 5 + [0] * 4
    assert (years.bought == years.tried).all()


def test_who_is_not_watched_for_a_year_from_a_month_is_no_case_of_it_whether_they_bought_or_not() -> None:
    """Counting the fast buyers of a young log alone would make everybody buy."""
    years = WatchedYears.of_waits([1, 1], [3, 13], [13, 13], [4, 0], [0, 6])

    assert years.tried[0].tolist() == [10, 10]
    assert years.bought[0].tolist() == [4, 4]


def test_who_buys_after_more_than_a_year_did_not_buy_within_one() -> None:
    years = WatchedYears.of_waits([2], [14], [30], [1], [0])

    assert years.tried[1, :14].tolist() == [1] * 14
    assert years.bought[1, :14].tolist() == [0, 0] + [1] * 12


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.integers(0, 40), st.integers(0, 40), st.booleans()), min_size=1, max_size=30
    )
)
def test_cases_are_those_counted_one_by_one(waits: list[tuple[int, int, int, bool]]) -> None:
    rows = [(n, min(g, w) if ended else w, w, int(ended), int(not ended)) for n, g, w, ended in waits]

    years = WatchedYears.of_waits(*map(list, zip(*rows, strict=True)))

    tried, bought = np.zeros_like(years.tried), np.zeros_like(years.bought)
    for orders, months, watched, ended, _ in rows:
        for recency in range(max(watched - 12 + 1, 0)):
            waiting = not ended or months > recency
            tried[min(orders, ORDERS) - 1, recency] += waiting
            bought[min(orders, ORDERS) - 1, recency] += waiting and ended and months <= recency + 12
    assert (years.tried == tried).all()
    assert (years.bought == bought).all()


def test_a_cell_is_filled_up_to_a_hundred_with_the_mean() -> None:
    rates = filled_up([0, 1, 50, 100, 300], [0, 1, 50, 100, 1000], [0.2] * 5)

    assert rates == pytest.approx([0.2, 0.01 + 0.99 * 0.2, 0.5 + 0.5 * 0.2, 1.0, 0.3])


def test_large_cells_keep_the_published_ladder() -> None:
    tried = np.full((ORDERS, 1), 1000.0)

    cells = RebuyCells.of(WatchedYears(tried, 1000 * LADDER[:, None]), rates(np.full((ORDERS, 1), 0.3)))

    assert 100 * cells.probability[:, 0] == pytest.approx(100 * LADDER)
    assert 100 * cells.steps[:-1] == pytest.approx([13.2, 9.3, 7.8, 6.2, 5.4, 4.4])
    assert np.isnan(cells.steps[-1])


def test_small_cells_are_drawn_to_the_mean_of_their_recency() -> None:
    tried, bought = np.zeros((ORDERS, 1)), np.zeros((ORDERS, 1))
    tried[0], bought[0], tried[1], bought[1] = 190, 38, 10, 10

    cells = RebuyCells.of(WatchedYears(tried, bought), rates(np.full((ORDERS, 1), 0.9)))

    mean = 48 / 200
    assert cells.probability[:3, 0] == pytest.approx([0.2, (10 + 90 * mean) / 100, mean])


def test_where_nobody_was_watched_for_a_year_the_life_table_speaks() -> None:
    nobody = WatchedYears(np.zeros((ORDERS, 0)), np.zeros((ORDERS, 0)))

    cells = RebuyCells.of(nobody, rates(np.tile([0.4, 0.3, np.nan], (ORDERS, 1))))

    assert cells.probability[0].tolist() == [0.4, 0.3, 0.3]
    assert cells.chances([1, 9], [1, 50]).tolist() == [0.3, 0.3]


def test_nothing_known_is_said_and_not_made_up() -> None:
    nobody = WatchedYears(np.zeros((ORDERS, 0)), np.zeros((ORDERS, 0)))

    with pytest.raises(NotEnoughDataError, match="nobody was watched for a year"):
        RebuyCells.of(nobody, rates(np.full((ORDERS, 2), np.nan)))


def test_a_short_life_table_is_extended_and_a_thin_one_is_not() -> None:
    still = 10_000 * np.concatenate([[1], np.cumprod(1 - 0.2 / np.arange(1, 8))])
    table = LifeTable.of_gaps(-np.diff(still), [0] * 6 + [still[-1]])

    told, thin = annual_rates_of(table, months=30), annual_rates_of(LifeTable.of_gaps([1], [1]), months=3)

    assert np.isfinite(told.rates).all()
    assert np.isnan(thin.rates).all()
    assert not told.observed.any()
    assert not thin.observed.any()


def test_a_young_log_tells_who_ordered_often_by_life_tables_of_their_own() -> None:
    nobody = WatchedYears(np.zeros((ORDERS, 0)), np.zeros((ORDERS, 0)))
    annual = np.tile([0.3, 0.2], (ORDERS, 1))
    annual[1] = 0.5

    cells = RebuyCells.of(nobody, rates(annual))

    assert cells.chances([1, 2, 3], [0, 1, 1]).tolist() == [0.3, 0.5, 0.2]


def test_numbers_of_orders_without_a_table_of_their_own_take_that_of_one_order_fewer() -> None:
    bought, months = [150, 80, 50, 35, 30, 0], [0, 1, 2, 3, 4, 5]
    often = [1, 1, 0, 0, 0, 3]

    made = annual_rates_by_orders(
        [1] * 6 + [4] * 6, months * 2, bought + often, [0, 0, 0, 0, 0, 655] + [0] * 6, recencies=3
    )

    assert (made.rates[1:] == made.rates[0]).all()
    assert np.isfinite(made.rates).all()


@pytest.mark.parametrize("bought", [0, 1])
def test_one_case_is_neither_proof_that_all_buy_nor_that_none_do(bought: int) -> None:
    tried = np.zeros((ORDERS, 3))
    tried[0, 0] = 1

    cells = RebuyCells.of(WatchedYears(tried, bought * tried), rates(np.full((ORDERS, 3), np.nan)))

    pooled = (bought + 1) / 3
    mean = (bought + 99 * pooled) / 100
    assert cells.probability[0, 0] == pytest.approx((bought + 99 * mean) / 100)
    assert cells.probability[1:] == pytest.approx(np.full((ORDERS - 1, 3), pooled), abs=0.005)
    assert not cells.observed.any()


def test_a_life_table_of_nought_draws_no_cell_to_nought_and_one_of_one_none_to_one() -> None:
    tried, annual = np.zeros((ORDERS, 2)), np.tile([0.0, 1.0], (ORDERS, 1))
    tried[0] = 1

    cells = RebuyCells.of(WatchedYears(tried, np.tile([0.0, 1.0], (ORDERS, 1)) * tried), rates(annual))

    assert (cells.probability[:, 0] > 0).all()
    assert (cells.probability[:, 1] < 1).all()
    assert cells.probability[0] == pytest.approx([0, 1], abs=0.005)


def test_a_few_cases_of_one_recency_are_drawn_to_the_rate_of_all_recencies() -> None:
    tried = np.zeros((ORDERS, 2))
    tried[0] = 198, 2

    cells = RebuyCells.of(
        WatchedYears(tried, np.array([[38, 2]] * ORDERS) * (tried > 0)), rates(np.full((ORDERS, 2), np.nan))
    )

    assert cells.probability[0, 1] == pytest.approx(0.2345, abs=0.0005)
    assert cells.raw[0, 1] == 1


def test_what_rests_on_an_extension_is_told_apart_from_what_was_watched() -> None:
    tried = np.zeros((ORDERS, 3))
    tried[0] = 99, 100, 0

    annual = AnnualRates(np.full((ORDERS, 3), 0.2), np.zeros((ORDERS, 3), np.bool_))

    cells = RebuyCells.of(WatchedYears(tried, tried / 2), annual)
    counted = RebuyCells.of(WatchedYears(tried, tried / 2), rates(annual.rates))

    assert cells.observed[0].tolist() == [False, True, False]
    assert counted.observed.all()
