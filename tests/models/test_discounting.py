"""What is to come, worth less the later it comes."""

import numpy as np
import pytest

from riparian.models.beta_geometric import BetaGeometric
from riparian.models.discounting import between_few, discounted
from riparian.models.histories import floats


def test_one_a_period_is_worth_the_annuity() -> None:
    """By the annuity formula: (1 − 1.01^−12) ÷ 0.01 = 11.2551."""
    worth = discounted(lambda horizon: np.array([horizon / 4.345]), periods=12, period_length=4.345, discount=0.01)

    assert worth == pytest.approx([(1 - 1.01**-12) / 0.01])


def test_without_discount_it_is_the_total() -> None:
    worth = discounted(lambda horizon: np.array([horizon**2, 3 * horizon]), periods=5, period_length=1, discount=0)

    assert worth == pytest.approx([25, 15])


def test_of_no_period_nothing_is_to_come() -> None:
    assert discounted(lambda horizon: np.array([horizon]), periods=0, period_length=1, discount=0.1) == 0


def test_drawn_through_a_few_horizons_it_is_nearly_what_was_asked_at_all() -> None:
    model = BetaGeometric(r=0.243, alpha=4.414, a=0.793, b=2.426)
    seen = floats([0, 2, 20]), floats([0, 30, 38]), floats([39, 39, 39])

    def exact(horizon: float) -> np.ndarray:
        return model.expected_purchases(*seen, horizon=horizon)

    drawn, asked = (
        discounted(one, periods=36, period_length=4.345, discount=0.01)
        for one in (between_few(exact, end=36 * 4.345), exact)
    )

    assert drawn == pytest.approx(asked, rel=1e-4)
