"""The company's three years: when they begin and end, and how busy each hour of them is.

Everything that happens at a rate happens in *season time*: a clock that runs fast before Christmas and in spring and
slowly at night, and on which each of the three years is exactly 1 long. So seasons change when things happen within
a year, never how much happens in one: a yearly rate stays a yearly rate.
"""

from functools import cache

import numpy as np

from riparian.testing.company.arrays import Floats, Ints

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
"""Milliseconds."""

START = int(np.datetime64("2023-11-01", "ms").astype(np.int64))
END = int(np.datetime64("2026-11-01", "ms").astype(np.int64))
"""First instant after the last day, 2026-10-31. Milliseconds since 1970, UTC."""

YEARS = 3
_YEAR_STARTS = np.array(["2023-11-01", "2024-11-01", "2025-11-01", "2026-11-01"], dtype="datetime64[h]")
_HOURS_OF_DAY = np.array(
    [2, 1, 1, 1, 1, 2, 4, 7, 9, 10, 11, 11, 12, 11, 10, 10, 10, 11, 12, 14, 15, 13, 9, 5], dtype=np.float64
)


def _bump(days: Floats, *, peak: float, width: float, height: float) -> Floats:
    distance = (days - peak + 183) % 365 - 183
    result: Floats = height * np.exp(-0.5 * (distance / width) ** 2)
    return result


@cache
def _clock() -> tuple[Ints, Floats]:
    """Hours of the three years in milliseconds, and season time at each."""
    hours = np.arange(_YEAR_STARTS[0], _YEAR_STARTS[-1])
    days = hours.astype("datetime64[D]")
    day_of_year = (days - days.astype("datetime64[Y]")).astype(np.float64)
    busy = (
        1.0
        + _bump(day_of_year, peak=343, width=13, height=1.3)  # 9 December: Christmas
        + _bump(day_of_year, peak=332, width=2.5, height=1.2)  # 28 November: Black Friday
        + _bump(day_of_year, peak=115, width=26, height=0.8)  # 25 April: spring planting
    )
    weekday = (days.astype(np.int64) + 3) % 7
    busy *= np.where(weekday >= 5, 1.2, 1.0) * _HOURS_OF_DAY[np.arange(len(hours)) % 24]
    clock = [np.zeros(1)]
    for year in range(YEARS):
        of_year = busy[(hours >= _YEAR_STARTS[year]) & (hours < _YEAR_STARTS[year + 1])]
        clock.append(year + np.cumsum(of_year) / of_year.sum())
    instants = np.append(hours, _YEAR_STARTS[-1]).astype("datetime64[ms]").astype(np.int64)
    return instants, np.concatenate(clock)


def season_time(at: Ints) -> Floats:
    """Years of season time since `START`, 0 to `YEARS`."""
    instants, clock = _clock()
    return np.interp(at.astype(np.float64), instants.astype(np.float64), clock)


def instant_of(season: Floats) -> Ints:
    """The instant, in milliseconds, at which the season clock shows this."""
    instants, clock = _clock()
    return np.interp(season, clock, instants.astype(np.float64)).astype(np.int64)
