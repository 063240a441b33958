"""Exponential smoothing of a monthly series: level, damped trend and season, with intervals; and last year again.

Source: Hyndman, Koehler, Ord and Snyder (2008), *Forecasting with Exponential Smoothing*, models ETS(A,·,·): recursions
of chapter 2, variances of table 6.2. A series above nothing throughout is smoothed as its logarithm, so that trend and
season multiply.
"""

from dataclasses import dataclass, replace
from itertools import product
from typing import Final, Self

import numpy as np
from numpy.typing import ArrayLike

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats
from riparian.models.special import ndtri

SEASON: Final = 12
LEVEL: Final = 0.90
TWO_SEASONS: Final = 2 * SEASON
_ALPHAS: Final = (0.02, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 0.95)
_BETAS: Final = (0.0, 0.02, 0.1, 0.3)
"""As a share of alpha."""
_GAMMAS: Final = (0.0, 0.05, 0.15, 0.4)
"""As a share of 1 − alpha."""
_PHIS: Final = (0.9, 0.98)


@dataclass(frozen=True, slots=True, eq=False)
class MonthlyForecast:
    """Months to come; shapes `(months,)`."""

    value: Floats
    low: Floats
    high: Floats
    """90 % interval of a month; NaN where the method knows none."""


def seasonal_naive(series: ArrayLike, *, months: int) -> Floats:
    """The same months of the last year again, shape `(months,)`.

    >>> seasonal_naive(range(1, 15), months=3).tolist()
    [3.0, 4.0, 5.0]
    """
    last = floats(series)[-SEASON:]
    return np.resize(last, months)


def scaled_error(training: ArrayLike, foretold: ArrayLike, came: ArrayLike, *, season: int = SEASON) -> float:
    """Mean absolute scaled error: by that of a season ago, one season ahead, within the training; NaN where that is 0.

    Source: Hyndman and Koehler (2006), "Another look at measures of forecast accuracy".
    """
    known = floats(training)
    scale = float(np.abs(known[season:] - known[:-season]).mean()) if len(known) > season else 0.0
    return float(np.abs(floats(foretold) - floats(came)).mean()) / scale if scale else float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class ExponentialSmoothing:
    """A series smoothed to its end. Weights are those of an error: it moves the level by alpha, the trend by beta."""

    alpha: float
    beta: float
    gamma: float
    phi: float
    """By which the trend shrinks each month; 0: no trend."""
    level: float
    trend: float
    season: Floats
    """Of the coming months in turn, shape `(SEASON,)`."""
    spread: float
    """Standard deviation of the error one month ahead."""
    logarithmic: bool

    @classmethod
    def fit(cls, series: ArrayLike) -> Self:
        """The best of level, level and trend, each with and without season, by the corrected criterion of Akaike.

        Parameters come from a grid, tried all at once: forecasts hardly feel its steps, and no search can fail.

        Raises:
            NotEnoughDataError: fewer than two years of months.
        """
        seen = floats(series)
        if len(seen) < TWO_SEASONS:
            raise NotEnoughDataError(f"{len(seen)} whole months were seen; a season takes {TWO_SEASONS} to be told")
        logarithmic = bool((seen > 0).all())
        values = np.log(seen) if logarithmic else seen
        forms = [_smoothed(values, trended=trend, seasonal=season) for trend, season in product((0, 1), (0, 1))]
        _, best = min(forms, key=lambda one: one[0])
        return cls(*best, logarithmic)

    def forecast(self, months: int) -> MonthlyForecast:
        """The months to come with a 90 % interval. Of logarithms the value is the median."""
        ahead = np.arange(1, months + 1)
        damped = np.cumsum(self.phi ** ahead.astype(np.float64))
        value = self.level + damped * self.trend + self.season[(ahead - 1) % SEASON]
        steps = self.alpha + self.beta * damped + self.gamma * (ahead % SEASON == 0)
        wide = self.spread * np.sqrt(1 + np.concatenate([[0.0], np.cumsum(steps[:-1] ** 2)]))
        reach = float(ndtri((1 + LEVEL) / 2)) * wide
        made = MonthlyForecast(value, value - reach, value + reach)
        if self.logarithmic:
            return MonthlyForecast(np.exp(made.value), np.exp(made.low), np.exp(made.high))
        return replace(made, value=np.maximum(value, 0), low=np.maximum(made.low, 0), high=np.maximum(made.high, 0))


_State = tuple[float, float, float, float, float, float, Floats, float]


def _smoothed(values: Floats, *, trended: int, seasonal: int) -> tuple[float, _State]:
    """A form smoothed with every weight of the grid at once: its criterion, and the state of the best."""
    alpha, beta_share, gamma_share, phi = np.array(
        list(
            product(
                _ALPHAS, _BETAS if trended else (0.0,), _GAMMAS if seasonal else (0.0,), _PHIS if trended else (0.0,)
            )
        )
    ).T
    beta, gamma = alpha * beta_share, (1 - alpha) * gamma_share
    pattern = _pattern(values) if seasonal else np.zeros(SEASON)
    plain = values - np.resize(pattern, len(values))
    slope = (plain[SEASON:TWO_SEASONS].mean() - plain[:SEASON].mean()) / SEASON if trended else 0.0
    level = np.full(len(alpha), plain[:SEASON].mean() - slope * (SEASON + 1) / 2)
    trend, season = np.full(len(alpha), slope), np.repeat(pattern[:, None], len(alpha), axis=1)
    errors = np.zeros(len(alpha))
    for month, value in enumerate(values):
        here = month % SEASON
        before = level + phi * trend
        error = value - before - season[here]
        level, trend = before + alpha * error, phi * trend + beta * error
        season[here] += gamma * error
        errors += error**2
    best = int(np.argmin(errors))
    free = 3 + 3 * trended + (SEASON + 1) * seasonal
    n = len(values)
    criterion = n * np.log(max(errors[best] / n, 1e-12)) + 2 * free + 2 * free * (free + 1) / max(n - free - 1, 1)
    spread = float(np.sqrt(errors[best] / max(n - free, 1)))
    coming = np.roll(season[:, best], -(n % SEASON))
    weights = (float(one[best]) for one in (alpha, beta, gamma, phi, level, trend))
    a, b, c, d, e, f = weights
    return float(criterion), (a, b, c, d, e, f, coming, spread)


def _pattern(values: Floats) -> Floats:
    """The season at the beginning: what is left of up to three years without a moving year, on average; sum 0."""
    first = values[: 3 * SEASON]
    weights = np.concatenate([[0.5], np.ones(SEASON - 1), [0.5]]) / SEASON
    middle = np.convolve(first, weights, mode="valid")
    half = SEASON // 2
    left = first[half : half + len(middle)] - middle
    months = (np.arange(len(left)) + half) % SEASON
    means: Floats = np.bincount(months, left, SEASON) / np.bincount(months, minlength=SEASON)
    centred: Floats = means - means.mean()
    return centred
