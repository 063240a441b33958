"""How far credits might be off by chance: journeys drawn again, as many as there were, and attributed anew."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from riparian.core.errors import NotEnoughDataError
from riparian.models.attribution_credits import Credits
from riparian.models.channel_paths import ChannelPaths
from riparian.models.histories import Floats, floats

LEAST_RESAMPLES = 2
_EQUAL = 1e-9


@dataclass(frozen=True, slots=True)
class CreditIntervals:
    """Credits and, channel by channel, between which limits they lie at the level asked for."""

    credits: Credits
    lower: Credits
    upper: Credits
    level: float


def credit_intervals(
    paths: ChannelPaths,
    attribute: Callable[[ChannelPaths], Credits],
    *,
    squares: Floats | None = None,
    resamples: int = 1_000,
    level: float = 0.95,
    seed: int,
) -> CreditIntervals:
    """Percentile intervals of the bootstrap.

    A journey is drawn with its path and whether it converted, so how many convert differs from draw to draw: of credits
    that sum to all conversions the limits do not. What the conversions drawn along a path are worth together is drawn
    by a gamma law of the mean and spread of the path's values, as they are never below 0 and lean to the right. Of few
    and very unequal values limits are still somewhat too near, as of any bootstrap: the rarest may not be among them.

    Args:
        paths: counts of whole journeys.
        attribute: any way to divide; it gets the same paths with other counts. Where a draw has no conversions it is
            not asked, as there is nothing to divide.
        squares: the squared values of the single conversions along each path, summed, shape `(paths,)`; NaN where they
            are not known. There, and without them, every conversion is worth the mean of its path.
        resamples: how often everything is drawn, 2 at least.
        level: of the intervals, between 0 and 1.
        seed: of the drawing.

    Raises:
        NotEnoughDataError: there are no journeys.

    Source: Efron and Tibshirani (1993), "An introduction to the bootstrap", chapter 13.
    """
    if resamples < LEAST_RESAMPLES or not 0 < level < 1:
        raise ValueError("an interval needs 2 resamples and a level between 0 and 1")
    counts = np.concatenate([paths.conversions, paths.unconverted])
    if (counts != np.rint(counts)).any():
        raise ValueError("only whole journeys can be drawn")
    journeys = int(counts.sum())
    if not journeys:
        raise NotEnoughDataError("there are no journeys to draw from")
    mean, variance = _values(paths, squares)
    chance = np.random.default_rng(seed)
    drawn = np.zeros((resamples, 2, paths.channels))
    for credited in drawn:
        conversions, unconverted = np.split(floats(chance.multinomial(journeys, counts / journeys)), 2)
        if conversions.sum():
            value = _drawn_value(conversions, mean, variance, chance)
            made = attribute(paths.counted_as(conversions, value, unconverted))
            credited[:] = made.conversions, made.value
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    lower, upper = np.quantile(drawn, tails, axis=0)
    return CreditIntervals(attribute(paths), _credits(lower), _credits(upper), level)


def _values(paths: ChannelPaths, squares: Floats | None) -> tuple[Floats, Floats]:
    """Mean and variance of a conversion's value along each path."""
    number = np.where(paths.conversions > 0, paths.conversions, 1)
    mean = paths.value / number
    if squares is None:
        return mean, np.zeros_like(mean)
    variance = np.nan_to_num(squares / number - mean**2)
    # Below this part of the mean's square it is what rounding leaves of equal values.
    return mean, np.where(variance > _EQUAL * mean**2, variance, 0.0)


def _drawn_value(conversions: Floats, mean: Floats, variance: Floats, chance: np.random.Generator) -> Floats:
    """What so many conversions along each path are worth together."""
    value = conversions * mean
    unequal = (variance > 0) & (conversions > 0)
    scale = variance[unequal] / mean[unequal]
    value[unequal] = scale * chance.gamma(value[unequal] / scale)
    return value


def _credits(both: Floats) -> Credits:
    return Credits(both[0], both[1])
