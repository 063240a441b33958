"""Customers who may leave after each purchase: the arithmetic against integrals, and where it is hardest."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import betaln

from riparian.models.histories import Floats, PurchaseHistories, floats
from riparian.models.leaving_after_purchases import (
    LeavingLikelihood,
    log_odds_of_having_left,
    purchases_of_one_who_stays,
)

SEEN = PurchaseHistories.of([0, 1, 1, 4, 70], [0, 3, 20, 19.5, 38], [39, 39, 20, 30, 39], [900, 80, 7, 30, 2])


def by_integration(shape: float, rate: float, a: float, b: float, horizon: float) -> float:
    """`E[(1 − (1 + p z)^−shape) ÷ p]` over p, beta (a, b): substituted so that the density has no peak at 0."""

    def inside(v: float) -> float:
        p = v ** (1 / a)
        return float(-np.expm1(-shape * np.log1p(p * horizon / rate)) / p * (1 - p) ** (b - 1))

    return float(quad(inside, 0, 1, epsabs=0, epsrel=1e-11, limit=500)[0] / a * np.exp(-betaln(a, b)))


@pytest.mark.parametrize(
    ("shape", "rate", "a", "b", "horizon"),
    [
        (0.24, 4.4, 0.79, 2.43, 39),
        (2.24, 43.3, 0.79, 4.43, 39),
        (0.5, 6.2, 3.0, 1.7, 400),
        (30.2, 50, 0.3, 31.5, 0.01),
        (1.5, 2, 1.0, 1.8, 10),
        (1.5, 2, 1.000001, 1.8, 10),
        (0.5, 2, 0.4, 0.6 + 1e-9, 10),
        (0.5, 2, 0.4, 0.3, 10),
        (200.5, 60, 1.7, 203, 52),
    ],
)
def test_expected_purchases_are_those_of_the_integral(
    shape: float, rate: float, a: float, b: float, horizon: float
) -> None:
    found = purchases_of_one_who_stays(floats([shape]), floats([rate]), a=a, b=floats([b]), horizon=horizon)

    assert found == pytest.approx([by_integration(shape, rate, a, b, horizon)], rel=1e-6)


def test_who_hardly_ever_leaves_buys_as_a_plain_negative_binomial() -> None:
    """Then purchases come at the mean rate: shape ÷ rate × horizon."""
    found = purchases_of_one_who_stays(floats([3.0]), floats([10.0]), a=1e-6, b=floats([50.0]), horizon=20)

    assert found == pytest.approx([6.0], rel=1e-5)


def test_the_odds_stay_numbers_however_many_purchases_there_are() -> None:
    many = floats([10, 1_000, 100_000])

    odds = log_odds_of_having_left(
        floats([0.2, 4.0, 0.8, 2.4]), repeats=many, last=floats([30, 30, 30]), age=floats([39, 39, 39]), chances=many
    )

    assert np.isfinite(odds).all()
    assert (np.diff(odds) > 0).all()


@pytest.mark.parametrize("chances", [0, 1])
@pytest.mark.parametrize("logs", [(-1.4, 1.5, -0.2, 0.9), (0.5, 3.0, 1.0, -1.0)])
def test_the_gradient_is_that_of_the_differences(chances: int, logs: Floats) -> None:
    likelihood = LeavingLikelihood.of(SEEN, chances_before_repeats=chances)
    at, step = floats(logs), 1e-5

    found = likelihood(at)[1]

    by_differences = [(likelihood(at + one)[0] - likelihood(at - one)[0]) / (2 * step) for one in np.eye(4) * step]
    assert found == pytest.approx(by_differences, rel=1e-5)
    assert found.shape == (4,)


@pytest.mark.parametrize("chances", [0, 1])
def test_a_count_is_as_many_rows(chances: int) -> None:
    rows = PurchaseHistories.of(*(np.repeat(one, SEEN.customers.astype(int)) for one in SEEN.columns[:3]))

    counted = LeavingLikelihood.of(SEEN, chances_before_repeats=chances)(floats([-1.4, 1.5, -0.2, 0.9]))
    apart = LeavingLikelihood.of(rows, chances_before_repeats=chances)(floats([-1.4, 1.5, -0.2, 0.9]))

    assert counted[0] == pytest.approx(apart[0])
    assert counted[1] == pytest.approx(apart[1])
