"""How far credits might be off by chance: journeys drawn again, as many as there were, and attributed anew."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from riparian.core.errors import NotEnoughDataError
from riparian.models.attribution_credits import Credits
from riparian.models.channel_paths import ChannelPaths, Codes
from riparian.models.histories import Floats, floats

LEAST_RESAMPLES = 2
_EQUAL = 1e-9
_ENOUGH = 100
"""Draws for a normal interval, which asks for their spread and not for their tails."""


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
    most_paths: int | None = None,
    seed: int,
) -> CreditIntervals:
    """Percentile intervals of the bootstrap; of more than `most_paths` normal ones, of a bootstrap of fewer journeys.

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
        resamples: how often everything is drawn, 2 at least; of more than `most_paths` not above 100 times.
        level: of the intervals, between 0 and 1.
        most_paths: above so many, so many journeys are drawn each time instead of all, and what they are off by is
            scaled to all. `attribute` then gets the paths that were drawn and no others.
        seed: of the drawing.

    Raises:
        NotEnoughDataError: there are no journeys.

    Source: Efron and Tibshirani (1993), "An introduction to the bootstrap", chapter 13; Bickel, Götze
    and van Zwet (1997), "Resampling fewer than n observations", Statistica Sinica 7.
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
    fewer = most_paths is not None and len(paths.lengths) > most_paths
    size = min(most_paths or journeys, journeys) if fewer else journeys
    ends = np.cumsum(counts)
    drawn = np.zeros((min(resamples, _ENOUGH) if fewer else resamples, 2, paths.channels))
    for credited in drawn:
        taken, conversions, unconverted = _some(ends, size, chance) if fewer else _all(counts, size, chance)
        if conversions.sum():
            value = _drawn_value(conversions, mean[taken], variance[taken], chance)
            part = paths.taken(taken) if fewer else paths
            made = attribute(part.counted_as(conversions, value, unconverted))
            credited[:] = made.conversions, made.value
    credits = attribute(paths)
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    if fewer:
        # A draw of m stands for n, n ÷ m times itself, and is off √(n ÷ m) times as far as a draw of n is.
        reach = NormalDist().inv_cdf(tails[1]) * drawn.std(axis=0, ddof=1) * np.sqrt(journeys / size)
        middle = np.array([credits.conversions, credits.value])
        least = np.where((drawn < 0).any(axis=0), -np.inf, 0.0)
        lower, upper = np.maximum(middle - reach, np.minimum(least, middle)), middle + reach
    else:
        lower, upper = np.quantile(drawn, tails, axis=0)
    return CreditIntervals(credits, _credits(lower), _credits(upper), level)


def _all(counts: Floats, size: int, chance: np.random.Generator) -> tuple[Codes, Floats, Floats]:
    """Places of all paths, and how many of the journeys drawn converted along each and did not."""
    conversions, unconverted = np.split(floats(chance.multinomial(size, counts / counts.sum())), 2)
    return np.arange(len(conversions)), conversions, unconverted


def _some(ends: Floats, size: int, chance: np.random.Generator) -> tuple[Codes, Floats, Floats]:
    """Places of the paths that any journey drawn took, and how many converted along each and did not."""
    found = np.searchsorted(ends, chance.integers(0, int(ends[-1]), size), side="right")
    converted = found < len(ends) // 2
    taken, which = np.unique(found % (len(ends) // 2), return_inverse=True)
    conversions, unconverted = (np.bincount(which[of], minlength=len(taken)) for of in (converted, ~converted))
    return taken, floats(conversions), floats(unconverted)


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
