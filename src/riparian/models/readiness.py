"""Whether there is enough to fit a model to: a figure is given with the data behind it, or not at all."""

import numpy as np
from numpy.typing import ArrayLike

from riparian.core.errors import NotEnoughDataError

REPEAT_BUYERS = 30
"""Fewer say next to nothing of how customers differ, which is what the models of repeat purchase are about."""

YEAR_DAYS = 365.25
MOST_OF_A_YEAR = 0.9


def require(found: float, *, needed: int, noun: str, verb: str, model: str) -> None:
    """Refuse to fit a model where too few of what it lives on were found.

    >>> require(12, needed=30, noun="customer", verb="bought again", model="BG/NBD")
    Traceback (most recent call last):
    ...
    riparian.core.errors.NotEnoughDataError: RIP320: 12 customers bought again; BG/NBD needs 30

    Args:
        found: how many there are.
        needed: how many there have to be.
        noun: what was counted, in the singular; its plural ends in s.
        verb: what they did, in a form that fits one and many.
        model: as the literature calls it.

    Raises:
        NotEnoughDataError: fewer than needed; the sentence is what the page shows.
    """
    if found < needed:
        raise NotEnoughDataError(f"{found:,.0f} {noun}{'' if found == 1 else 's'} {verb}; {model} needs {needed:,}")


def covered_years(days: float) -> int:
    """Whole years in which a log of so many days was kept; of the earliest, nine tenths are enough.

    >>> [covered_years(days) for days in (300, 340, 690, 730)]
    [0, 1, 1, 2]
    """
    return int(np.floor(days / YEAR_DAYS + 1 - MOST_OF_A_YEAR))


def require_years(days: ArrayLike, *, years: int, model: str, noun: str = "orders") -> None:
    """Refuse to compare years of which the log does not hold the earliest: part of a year has part of its buyers.

    Args:
        days: from the first entry of the log to the as-of date, shape `(1,)`; NaN where there is none. Of shape `(0,)`
            it is the answer of a dry run, which nothing is refused.
        years: how many are compared.
        model: what compares them.
        noun: what the log is of, in the plural.

    Raises:
        NotEnoughDataError: less of the earliest year than nine tenths was watched.
    """
    for long in np.asarray(days, dtype=np.float64):
        if np.isnan(long):
            raise NotEnoughDataError(f"there are no {noun} yet; {model} needs {years} years of them")
        if covered_years(long) < years:
            told = f"{long:,.0f} day{'' if round(long) == 1 else 's'}"
            raise NotEnoughDataError(f"the {noun} go back {told}; {model} needs {years} years of them")


def yearly_steps(days: ArrayLike, *, most: int, least: int, model: str) -> int:
    """How many steps from one year to the next a log holds, each from a year that it covers by nine tenths.

    Who bought in nine days of a year is no year's file: a step from there would call everybody else new.

    Args:
        days: as in `require_years`; of a dry run, the fewest steps.
        most: that are asked for.
        least: without which there is nothing to say.
        model: what takes the steps.

    Raises:
        NotEnoughDataError: the log holds fewer than the least.
    """
    require_years(days, years=least + 1, model=model)
    long = np.asarray(days, dtype=np.float64)
    return min(most, max(least, *(covered_years(one) - 1 for one in long))) if long.size else least
