"""Monthly forecasts tried on the past: made at the beginning of each of the last months, from what was known then."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from riparian.core.errors import NotEnoughDataError
from riparian.models.exponential_smoothing import (
    SEASON,
    TWO_SEASONS,
    ExponentialSmoothing,
    scaled_error,
    seasonal_naive,
)
from riparian.models.histories import Floats

SMOOTHING: Final = "exponential smoothing"
NAIVE: Final = "seasonal naive"
TRIED: Final = 3
"""Months that have to be left to try forecasts on."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How a method did."""

    method: str
    origins: int
    foretold: int
    scaled_error: float
    covered: float
    """Share of months within the 90 % interval; NaN where the method knows none."""


def tried(series: Floats, *, origins: int) -> tuple[Tried, Tried]:
    """Exponential smoothing and last year again: at each origin a forecast of all months since, at most a year.

    Errors are the mean over origins, so that an early one with many months counts as one with few.

    Raises:
        NotEnoughDataError: less than two years and three months were seen, or nothing ever changes from year to year.
    """
    n = len(series)
    if n < TWO_SEASONS + TRIED:
        raise NotEnoughDataError(
            f"{n} whole months were seen; a monthly forecast takes {TWO_SEASONS + TRIED}, the last {TRIED} to try it on"
        )
    starts = range(max(n - origins, TWO_SEASONS), n)
    errors: dict[str, list[float]] = {SMOOTHING: [], NAIVE: []}
    held: list[bool] = []
    for start in starts:
        known, came = series[:start], series[start : start + SEASON]
        made = ExponentialSmoothing.fit(known).forecast(len(came))
        errors[SMOOTHING].append(scaled_error(known, made.value, came))
        errors[NAIVE].append(scaled_error(known, seasonal_naive(known, months=len(came)), came))
        held += list((made.low <= came) & (came <= made.high))
    if np.isnan(errors[NAIVE]).any():
        raise NotEnoughDataError("every month was as a year before it, so there is nothing to measure a forecast by")
    covered = {SMOOTHING: float(np.mean(held)), NAIVE: float("nan")}
    smoothing, naive = (
        Tried(name, len(starts), len(held), float(np.mean(one)), covered[name]) for name, one in errors.items()
    )
    return smoothing, naive
