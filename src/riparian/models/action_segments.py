"""The eight action segments, and when a buyer who does nothing falls out of one."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riparian.models.histories import Floats, floats
from riparian.models.rebuy_curve import YEAR

Segments = NDArray[np.int64]


class ActionSegment(IntEnum):
    """From the best to the last; a larger number is a lower segment."""

    ELITE = 0
    LOYAL = 1
    QUALITY = 2
    AVERAGE = 3
    STRUGGLING = 4
    LAPSED_SPEND = 5
    LAPSED_EXPERIMENT = 6
    LAPSED_SAVE = 7

    @property
    def told(self) -> str:
        """The name in tables, such as `Lapsed Spend`."""
        return self.name.replace("_", " ").title()


@dataclass(frozen=True, slots=True)
class SegmentLimits:
    """The least annual rebuy rate of each segment; what is below the last is Struggling, or Lapsed Save.

    Source: Hillstrom (January 2025); in March 2025 he puts Lapsed Spend at 15 %.
    """

    elite: float = 0.75
    loyal: float = 0.60
    quality: float = 0.40
    average: float = 0.20
    lapsed_spend: float = 0.12
    lapsed_experiment: float = 0.05

    def __post_init__(self) -> None:
        buyers = (self.elite, self.loyal, self.quality, self.average)
        if sorted(buyers, reverse=True) != list(buyers) or self.lapsed_spend < self.lapsed_experiment:
            raise ValueError("limits fall from Elite to Average and from Lapsed Spend to Lapsed Experiment")


USUAL_LIMITS = SegmentLimits()


def action_segments(annual_rates: ArrayLike, recencies: ArrayLike, *, limits: SegmentLimits = USUAL_LIMITS) -> Segments:
    """The segment of each buyer, as a number of `ActionSegment`; shape `(n,)`.

    Args:
        annual_rates: chance to buy in the next twelve months, unrounded. A rate at a limit belongs above it.
        recencies: whole months since the last order; from 13 on a buyer is lapsed.
        limits: where one segment ends and the next begins.
    """
    rates = floats(annual_rates)
    if np.isnan(rates).any():
        raise ValueError("a buyer without a rate has no segment")
    buying = np.array([limits.elite, limits.loyal, limits.quality, limits.average])
    lapsed = np.array([limits.lapsed_spend, limits.lapsed_experiment])
    below_buying = (rates[..., None] < buying).sum(axis=-1)
    below_lapsed = (rates[..., None] < lapsed).sum(axis=-1)
    lapsed_segments = ActionSegment.LAPSED_SPEND + below_lapsed
    return np.asarray(np.where(floats(recencies) > YEAR, lapsed_segments, below_buying), np.int64)


def falls(annual_rates: ArrayLike, *, limits: SegmentLimits = USUAL_LIMITS) -> NDArray[np.bool_]:
    """Whether a buyer who does nothing stands lower next month: the minus of the plus/minus indicator.

    Turning thirteen months old is a fall too.

    Args:
        annual_rates: of buyers of 0, 1, 2 … months since the last order, shape `(months,)`.
        limits: of the segments.

    Returns:
        Shape `(months − 1,)`: of the last month nobody knows what comes.
    """
    segments = action_segments(annual_rates, np.arange(len(floats(annual_rates))), limits=limits)
    return np.asarray(np.diff(segments) > 0)


def months_until_next_fall(annual_rates: ArrayLike, *, limits: SegmentLimits = USUAL_LIMITS) -> Floats:
    """How many months a buyer who does nothing keeps the segment: 1 where next month's is lower already.

    Args:
        annual_rates: of buyers of 0, 1, 2 … months since the last order, shape `(months,)`.
        limits: of the segments.

    Returns:
        Shape `(months,)`, NaN where no fall is known to come.
    """
    falling = falls(annual_rates, limits=limits)
    found = np.full(len(floats(annual_rates)), np.nan)
    for month in range(len(falling))[::-1]:
        found[month] = 1 if falling[month] else found[month + 1] + 1
    return found
