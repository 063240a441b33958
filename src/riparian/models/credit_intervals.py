"""How far credits might be off by chance: journeys drawn again, as many as there were, and attributed anew."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import TypeVar

import numpy as np

from riparian.models.attribution_credits import Credits
from riparian.models.channel_paths import ChannelPaths
from riparian.models.drawn_journeys import DrawnJourneys, Way, drawn_journeys, summed_along
from riparian.models.histories import Floats

Name = TypeVar("Name", bound=str)

LEAST_RESAMPLES = 2
_ENOUGH = 100
"""Draws for a normal interval, which asks for their spread and not for their tails."""
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class CreditIntervals:
    """Credits and, channel by channel, between which limits they lie at the level asked for."""

    credits: Credits
    lower: Credits
    upper: Credits
    level: float


def by_shares(paths: ChannelPaths, of_conversions: Floats, of_value: Floats) -> Way:
    """A rule as a way, all draws at once.

    Args:
        paths: those of the draws.
        of_conversions: share of each touch, shape `(touches,)`; those of a path sum to 1.
        of_value: the same of value.
    """
    conversions = paths.to_channels(of_conversions)
    value = conversions if of_value is of_conversions else paths.to_channels(of_value)

    def divided(drawn: DrawnJourneys) -> Floats:
        made = [summed_along(drawn.conversions, conversions), summed_along(drawn.value, value)]
        return np.stack(made, axis=1)

    return divided


def one_by_one(attribute: Callable[[ChannelPaths], Credits]) -> Way:
    """Any model as a way: it is asked for each draw that has conversions, of the paths that were taken in it."""

    def divided(drawn: DrawnJourneys) -> Floats:
        made = np.zeros((drawn.draws, 2, drawn.paths.channels))
        for credited, taken in zip(made, drawn.one_by_one(), strict=True):
            if taken.conversions.sum():
                one = attribute(taken)
                credited[:] = one.conversions, one.value
        return made

    return divided


def credit_intervals(
    paths: ChannelPaths,
    ways: Mapping[Name, Way],
    *,
    squares: Floats | None = None,
    resamples: int = 1_000,
    level: float = 0.95,
    most_paths: int | None = None,
    seed: int,
) -> dict[Name, CreditIntervals]:
    """Percentile intervals of the bootstrap; of more than `most_paths` normal ones, of a bootstrap of fewer journeys.

    All ways divide the same draws, so where one is far off by chance, those that are like it are too; the limits of
    each are the same as alone.

    A journey is drawn with its path and whether it converted, so how many convert differs from draw to draw: of credits
    that sum to all conversions the limits do not. What the conversions drawn along a path are worth together is drawn
    by a gamma law of the mean and spread of the path's values, as they are never below 0 and lean to the right. Of few
    and very unequal values limits are still somewhat too near, as of any bootstrap: the rarest may not be among them.

    Args:
        paths: counts of whole journeys.
        ways: to divide, by name.
        squares: the squared values of the single conversions along each path, summed, shape `(paths,)`; NaN where they
            are not known. There, and without them, every conversion is worth the mean of its path.
        resamples: how often everything is drawn, 2 at least; of more than `most_paths` not above 100 times.
        level: of the intervals, between 0 and 1.
        most_paths: above so many, so many journeys are drawn each time instead of all, and what they are off by is
            scaled to all.
        seed: of the drawing.

    Raises:
        NotEnoughDataError: there are no journeys.

    Source: Efron and Tibshirani (1993), "An introduction to the bootstrap", chapter 13; Bickel, Götze
    and van Zwet (1997), "Resampling fewer than n observations", Statistica Sinica 7.
    """
    if resamples < LEAST_RESAMPLES or not 0 < level < 1:
        raise ValueError("an interval needs 2 resamples and a level between 0 and 1")
    journeys = int(paths.journeys.sum())
    fewer = most_paths is not None and len(paths.lengths) > most_paths
    size = min(most_paths or journeys, journeys) if fewer else journeys
    draws = min(resamples, _ENOUGH) if fewer else resamples
    parts: dict[Name, list[Floats]] = {name: [] for name in ways}
    for drawn in drawn_journeys(paths, squares=squares, draws=draws, size=size, seed=seed):
        for name, divided in ways.items():
            parts[name].append(divided(drawn))
    counted = DrawnJourneys.as_counted(paths)
    made: dict[Name, CreditIntervals] = {}
    for name, divided in ways.items():
        credited, all_drawn = divided(counted)[0], np.concatenate(parts[name])
        limits = _normal(credited, all_drawn, level, journeys / size) if fewer else _percentiles(all_drawn, level)
        credits, lower, upper = (Credits(one[0], one[1]) for one in (credited, *limits))
        made[name] = CreditIntervals(credits, lower, upper, level)
    return made


def _percentiles(drawn: Floats, level: float) -> tuple[Floats, Floats]:
    lower, upper = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return lower, upper


def _normal(credited: Floats, drawn: Floats, level: float, times: float) -> tuple[Floats, Floats]:
    """Limits around what was credited, of draws of which so many would be all journeys."""
    # A draw of m stands for n, n ÷ m times itself, and is off √(n ÷ m) times as far as a draw of n is.
    reach = NormalDist().inv_cdf((1 + level) / 2) * drawn.std(axis=0, ddof=1) * np.sqrt(times)
    # What is below 0 by its last digits alone is 0.
    least = np.where((drawn < -_ROUNDING * np.abs(drawn).max()).any(axis=0), -np.inf, 0.0)
    return np.maximum(credited - reach, np.minimum(least, credited)), credited + reach
