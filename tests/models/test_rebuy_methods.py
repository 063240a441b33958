"""Three ways to tell a chance to buy again: what they rest on, and where they stop."""

import numpy as np
import pytest

from riparian.models.buyer_states import BuyerStates
from riparian.models.calibration import Forecasts
from riparian.models.rebuy_methods import MEAN, REGRESSION, TABLE, RebuyMethods, better


def states(months: list[int], *, bought: list[int]) -> BuyerStates:
    """A thousand buyers of one order at each recency, of whom so many bought."""
    shape = len(months)
    told = dict.fromkeys(("age", "spend", "visited", "season", "channel"), np.zeros(shape))
    buyers = np.full(shape, 1000.0)
    recency, came = np.array(months, np.float64), np.array(bought, np.float64)
    return BuyerStates(orders=np.ones(shape), months=recency, buyers=buyers, bought=came, **told)


WAITS = {
    "orders": np.array([1, 1]),
    "months": np.array([3, 30]),
    "watched": np.array([30, 30]),
    "bought": np.array([400, 0]),
    "last_seen": np.array([0, 600]),
}
"""Of a thousand first orders 400 were followed by another in month 3; nobody else came within thirty."""
CASES = states([1, 6, 12, 18], bought=[400, 300, 150, 100])


def test_beyond_the_longest_recency_it_was_fitted_to_the_regression_stays_and_says_so() -> None:
    methods = RebuyMethods.fit(WAITS, CASES, months=40)
    later = states([12, 18, 19, 36], bought=[0] * 4)

    told = methods.chances(later)[REGRESSION]

    assert told[0] > told[1] > 0.05
    assert told[2:] == pytest.approx([told[1]] * 2)
    assert methods.were_observed(later, REGRESSION).tolist() == [True, True, False, False]


def test_the_table_was_observed_where_years_were_watched_and_the_mean_is_that_of_all_cases() -> None:
    methods = RebuyMethods.fit(WAITS, CASES, months=40)
    later = states([1, 36], bought=[0] * 2)

    assert methods.were_observed(later, TABLE).tolist() == [True, False]
    assert methods.chances(later)[MEAN] == pytest.approx([950 / 4000] * 2)


def test_a_method_that_is_worse_than_the_mean_is_not_chosen() -> None:
    happened, cases = np.array([80, 20]), np.array([100, 100])

    def foretold(*chances: float) -> Forecasts:
        return Forecasts.of(np.array(chances), happened, cases)

    wrong = {TABLE: foretold(0.2, 0.8), REGRESSION: foretold(0.3, 0.7), MEAN: foretold(0.5, 0.5)}
    assert better(wrong) == MEAN
    assert better(wrong | {TABLE: foretold(0.7, 0.3)}) == TABLE
    assert better({TABLE: foretold(0.5, 0.5), MEAN: foretold(0.5, 0.5)}) == TABLE
