"""The normal distribution between bounds."""

import numpy as np
import pytest
from scipy.stats import truncnorm

from riparian.models.truncated_normal import truncated_draws, truncated_mean

CASES = [(0.5, 1.0, 2.0), (-1.0, 0.5, 3.0), (5.0, 0.4, 3.0), (9.0, 1.0, 1.0), (-20.0, 1.0, 4.0), (100.0, 5.0, 1e6)]


@pytest.mark.parametrize(("centre", "error", "most"), CASES)
def test_mean_and_quantiles_are_those_of_scipy(centre: float, error: float, most: float) -> None:
    scipys = truncnorm(-centre / error, (most - centre) / error, loc=centre, scale=error)
    shares = np.array([0.01, 0.3, 0.5, 0.99])

    drawn = truncated_draws(np.full(4, centre), np.full(4, error), np.full(4, most), shares)

    assert truncated_mean([centre], [error], [most]) == pytest.approx([scipys.mean()], rel=1e-6)
    assert drawn == pytest.approx(scipys.ppf(shares), rel=1e-6)


def test_far_outside_the_bounds_the_nearer_bound_is_all_there_is() -> None:
    far = ([1e9, -1e9], [1.0, 1.0], [7.0, 7.0])

    assert truncated_mean(*far).tolist() == [7.0, 0.0]
    assert truncated_draws(*far, [0.5, 0.5]).tolist() == [7.0, 0.0]
