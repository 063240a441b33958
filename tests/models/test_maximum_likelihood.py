"""Maximum likelihood on the logarithms of positive parameters, on likelihoods whose answer is known by hand."""

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats
from riparian.models.maximum_likelihood import maximum, uncertainty

EVENTS, EXPOSURE = 40.0, 8.0


def poisson(logs: Floats) -> tuple[float, Floats]:
    """40 events in 8 years: the rate is 5 a year, its standard error √40 ÷ 8, that of its logarithm 1 ÷ √40."""
    rate = np.exp(logs[0])
    return float(EVENTS * logs[0] - rate * EXPOSURE), np.array([EVENTS - rate * EXPOSURE])


def ridge(logs: Floats) -> tuple[float, Floats]:
    """Two parameters of which only the product is told."""
    value, slope = poisson(np.array([logs.sum()]))
    return value, np.repeat(slope, 2)


def test_the_maximum_and_its_errors_are_those_of_the_formula() -> None:
    rate = maximum(poisson, ((1.0,), (300.0,)), model="Poisson")

    found = uncertainty(poisson, rate, model="Poisson")

    assert rate == pytest.approx([5])
    assert found.standard_errors == pytest.approx([40**0.5 / 8], rel=1e-6)
    low, high = found.intervals()
    assert (low[0], high[0]) == pytest.approx((5 * np.exp(-1.959964 / 40**0.5), 5 * np.exp(1.959964 / 40**0.5)))


def test_draws_have_the_middle_and_the_spread_and_come_again_with_their_seed() -> None:
    found = uncertainty(poisson, np.array([5.0]), model="Poisson")

    drawn = found.draws(20_000, seed=3)

    assert np.log(drawn).mean() == pytest.approx(np.log(5), abs=4 * 40**-0.5 / 20_000**0.5)
    assert np.log(drawn).std() == pytest.approx(40**-0.5, rel=0.03)
    assert (drawn == found.draws(20_000, seed=3)).all()
    assert (drawn != found.draws(20_000, seed=4)).any()


def test_parameters_that_the_data_do_not_tell_apart_have_no_standard_error() -> None:
    with pytest.raises(NotEnoughDataError, match="do not tell the parameters of a product apart"):
        uncertainty(ridge, np.array([1.0, 5.0]), model="a product")


def test_a_likelihood_without_numbers_has_no_maximum() -> None:
    with pytest.raises(NotEnoughDataError, match="no parameters of nothing"):
        maximum(lambda logs: (float("nan"), logs * float("nan")), ((1.0,),), model="nothing")
