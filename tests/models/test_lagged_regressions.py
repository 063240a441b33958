"""Regressions on former days, against each made by itself."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import f

from riparian.models.histories import floats
from riparian.models.lagged_regressions import LaggedRegressions

DAYS, LAG = 120, 3
CHANCE = np.random.default_rng(8)
SERIES = CHANCE.normal(size=(DAYS, 3)).cumsum(axis=0) * [1, 40, 0.01]
CALENDAR = np.column_stack([np.ones(DAYS), np.arange(DAYS) / DAYS, np.arange(DAYS) % 7 == 0]).astype(np.float64)
FIT = LaggedRegressions.of(SERIES, CALENDAR, lag=LAG)

Numbers = NDArray[np.float64]


def lagged(one: Numbers, lag: int, *, rows_from: int) -> Numbers:
    return np.column_stack([one[rows_from - back : DAYS - back] for back in range(1, lag + 1)])


def regression(design: Numbers, followed: Numbers) -> tuple[Numbers, float]:
    """Coefficients and the sum of squared residuals."""
    found = floats(np.linalg.lstsq(design, followed, rcond=None)[0])
    return found, float(((followed - design @ found) ** 2).sum())


@pytest.mark.parametrize("lag", [1, 2, 3])
def test_coefficients_and_residuals_are_those_of_a_regression_on_calendar_and_lags(lag: int) -> None:
    design = np.column_stack([CALENDAR[LAG:], *(lagged(one, lag, rows_from=LAG) for one in SERIES.T)])

    coefficients, squares = FIT.on_lags_up_to(lag)

    for to in range(3):
        expected, left = regression(design, SERIES[LAG:, to])
        assert coefficients[:, to] == pytest.approx(expected[CALENDAR.shape[1] :], rel=1e-8)
        assert squares[to] == pytest.approx(left, rel=1e-10)


def test_days_beyond_the_terms_are_spare() -> None:
    assert FIT.spare == DAYS - LAG - CALENDAR.shape[1] - 3 * LAG


def test_other_series_have_the_coefficients_of_their_own_regression() -> None:
    other = CHANCE.normal(size=(DAYS - LAG, 2))
    design = np.column_stack([CALENDAR[LAG:], *(lagged(one, LAG, rows_from=LAG) for one in SERIES.T)])

    found = FIT.coefficients_of(other)

    assert found == pytest.approx(np.linalg.lstsq(design, other, rcond=None)[0][CALENDAR.shape[1] :], rel=1e-8)


@pytest.mark.parametrize(("leading", "to"), [(0, 1), (1, 2), (2, 0)])
def test_the_strength_of_each_shift_is_that_of_an_f_test_made_for_it_alone(leading: int, to: int) -> None:
    shifts = np.array([0, 14, 35, 112])

    found = FIT.strengths(leading, shifts)[:, to]

    for strength, shift in zip(found, shifts, strict=True):
        others = [lagged(one, LAG, rows_from=LAG) for place, one in enumerate(SERIES.T) if place != leading]
        without = np.column_stack([CALENDAR[LAG:], *others])
        whole = np.column_stack([without, lagged(np.roll(SERIES[:, leading], shift), LAG, rows_from=LAG)])
        less, more = (regression(design, SERIES[LAG:, to])[1] for design in (without, whole))
        ratio = (less - more) / LAG / (more / FIT.spare)
        assert strength == pytest.approx(-f.logsf(ratio, LAG, FIT.spare), rel=1e-8)


def test_strengths_in_place_are_those_of_no_shift() -> None:
    none = np.zeros(1, dtype=np.int64)

    assert FIT.strengths_in_place() == pytest.approx(np.concatenate([FIT.strengths(one, none) for one in range(3)]))


@pytest.mark.parametrize(("little", "beyond"), [(0.5, False), (1e-2, True), (1e-3, True)])
def test_chances_below_the_least_number_are_told_too(little: float, beyond: bool) -> None:
    """With two lags the chance of F has a closed form, (1 + 2 F ÷ spare) ^ (−spare ÷ 2), so a logarithm."""
    first, noise = np.random.default_rng(9).normal(size=(2, 400))
    series = np.column_stack([first, np.append(0, first[:-1]) + little * noise])
    fit = LaggedRegressions.of(series, np.ones((400, 1)), lag=2)
    back = np.column_stack([series[1:-1], series[:-2]])
    without, whole = (np.column_stack([np.ones(398), back[:, chosen]]) for chosen in ([1, 3], [0, 1, 2, 3]))
    less, more = (regression(design, series[2:, 1])[1] for design in (without, whole))

    strength = fit.strengths_in_place()[0, 1]

    assert strength == pytest.approx(fit.spare / 2 * np.log(less / more), rel=1e-6)
    assert (strength > 290 * np.log(10)) == beyond


def test_a_series_that_another_tells_says_nothing_beside_it() -> None:
    twice = LaggedRegressions.of(np.column_stack([SERIES[:, :2], 3 * SERIES[:, 0]]), CALENDAR, lag=LAG)

    found = twice.strengths(2, np.array([0, 35]))

    assert found[0].tolist() == [0, 0, 0]
    assert found[1, 1] > 0
