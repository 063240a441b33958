"""Attribution by Shapley value: what a channel adds to those before it, averaged over every order of channels.

What channels are worth together is the rate at which journeys convert that touched none but them, times all journeys:
all channels together are worth all conversions, so credits sum to them. A channel that comes with failures takes away
from that rate and can be credited less than nothing.

Source: Shapley (1953), "A value for n-person games"; Zhao, Mahboobi and Bagheri (2018), "Shapley value methods for
attribution modeling in online advertising", arXiv:1804.05327, for journeys as coalitions of channels.
"""

from dataclasses import dataclass
from math import factorial

import numpy as np
import scipy
from numpy.typing import ArrayLike

from riparian.core.errors import NotEnoughDataError
from riparian.models.attribution_credits import Credits, credits_by_touch
from riparian.models.channel_paths import ChannelPaths, Codes
from riparian.models.drawn_journeys import DrawnJourneys, Way, summed_along
from riparian.models.histories import Floats, floats, summed
from riparian.models.path_rules import as_sets

MOST_EXACT = 12
"""Channels of which all 2^n coalitions are valued; of more, orders of channels are drawn."""
LEAST_ORDERS = 2
"""Pairs of orders without which there is no standard error."""


@dataclass(frozen=True, slots=True)
class ShapleyAttribution:
    """Credits, and how far each may be off by the drawing of orders alone."""

    credits: Credits
    errors: Credits
    """Standard errors; 0 where every order was taken in."""


def shapley_values(worth: ArrayLike) -> Floats:
    """What each player adds on average over all orders of players.

    Args:
        worth: of each coalition, shape `(2**players,)`; bit `i` of its place says whether player `i` is in it. The
            coalition of nobody is worth 0.

    Returns:
        Shape `(players,)`; they sum to the worth of all players together.
    """
    worths = floats(worth)
    players = len(worths).bit_length() - 1
    if len(worths) != 2**players or worths[0] != 0:
        raise ValueError("every coalition has its worth, 2 to the power of the players, and that of nobody is 0")
    coalitions = np.arange(len(worths))
    sizes = np.bitwise_count(coalitions)
    weights = np.array([factorial(k) * factorial(players - k - 1) / factorial(players) for k in range(players)])
    values = np.empty(players)
    for player in range(players):
        without = coalitions[coalitions >> player & 1 == 0]
        values[player] = (weights[sizes[without]] * (worths[without | 1 << player] - worths[without])).sum()
    return values


def shapley(paths: ChannelPaths, *, pairs_of_orders: int = 2_000, seed: int) -> ShapleyAttribution:
    """Credit channels with their Shapley values: exactly up to 12 of them, else from orders drawn.

    Args:
        paths: with their journeys that did not convert; how often and when a channel was touched does not matter.
        pairs_of_orders: drawn above 12 channels, 2 at least; an order and its reverse are a pair.
        seed: of the drawing.

    Raises:
        NotEnoughDataError: nobody converted.
    """
    if pairs_of_orders < LEAST_ORDERS:
        raise ValueError("a standard error needs 2 pairs of orders")
    if not paths.conversions.sum() > 0:
        raise NotEnoughDataError("nobody converted, so there is nothing to attribute")
    touched = as_sets(paths).merged()
    # Channels that nobody touched add nothing to any coalition.
    there = touched.touched
    codes = np.searchsorted(there, touched.touches)
    if len(there) <= MOST_EXACT:
        found = np.stack([shapley_values(worth) for worth in _worth_of_all(touched, codes, len(there))])
        errors = np.zeros_like(found)
    else:
        drawn = _drawn(touched, codes, len(there), pairs_of_orders, np.random.default_rng(seed))
        found = drawn.mean(axis=0)
        errors = drawn.std(axis=0, ddof=1) / np.sqrt(pairs_of_orders)
    return ShapleyAttribution(_placed(found, there, paths.channels), _placed(errors, there, paths.channels))


def shapley_of_draws(paths: ChannelPaths) -> Way:
    """`shapley` as a way to divide draws of these paths, all draws at once; every order is taken in.

    Raises:
        ValueError: more channels than coalitions can be valued of.
    """
    there = paths.touched
    codes, players = np.searchsorted(there, paths.touches), len(there)
    if players > MOST_EXACT:
        raise ValueError(f"of {players} channels not all coalitions can be valued; {MOST_EXACT} are the most")
    coalitions = np.bitwise_or.reduceat(np.left_shift(1, codes), paths.firsts)
    rows = np.arange(len(coalitions) + 1)
    within = scipy.sparse.csr_array((np.ones(len(coalitions)), coalitions, rows), shape=(len(coalitions), 2**players))
    weights = _weights(players)

    def divided(drawn: DrawnJourneys) -> Floats:
        journeys = _within(np.ascontiguousarray(summed_along(drawn.journeys, within)), players)
        made = np.zeros((drawn.draws, 2, paths.channels))
        for place, counts in enumerate((drawn.conversions, drawn.value)):
            worth = _worth(_within(np.ascontiguousarray(summed_along(counts, within)), players), journeys)
            made[:, place, there] = worth @ weights
        return made

    return divided


def shapley_of_conversions(paths: ChannelPaths) -> Credits:
    """Shapley values where channels are worth the conversions of those who touched none but them, failures left out.

    Then every path divides its conversions equally among its channels, however many there are (Zhao et al. 2018,
    equation 9).
    """
    touched = as_sets(paths)
    return credits_by_touch(touched, 1 / np.repeat(touched.lengths, touched.lengths))


def _weights(players: int) -> Floats:
    """What the worth of each coalition counts in the value of each player, shape `(2**players, players)`."""
    added = np.array([factorial(k) * factorial(players - k - 1) / factorial(players) for k in range(players)])
    coalitions = np.arange(2**players)
    sizes = np.bitwise_count(coalitions)[:, None]
    member = coalitions[:, None] >> np.arange(players) & 1 == 1
    return np.where(member, added[np.maximum(sizes, 1) - 1], -added[np.minimum(sizes, players - 1)])


def _worth_of_all(paths: ChannelPaths, codes: Codes, channels: int) -> tuple[Floats, Floats]:
    """What each coalition is worth in conversions and in value, shape `(2**channels,)`."""
    coalitions = np.bitwise_or.reduceat(np.left_shift(1, codes), paths.firsts)
    conversions, value, journeys = (
        _within(summed(column, coalitions, 2**channels), channels)
        for column in (paths.conversions, paths.value, paths.journeys)
    )
    return _worth(conversions, journeys), _worth(value, journeys)


def _within(counts: Floats, channels: int) -> Floats:
    """Of each coalition, what it and all smaller ones inside it count together; in place."""
    for channel in range(channels):
        halves = counts.reshape(-1, 2, 2**channel)
        halves[:, 1] += halves[:, 0]
    return counts


def _worth(counts: Floats, journeys: Floats) -> Floats:
    """Counts at the rate of the journeys within, if all had gone so; the last coalition is of all."""
    return np.divide(counts, journeys, out=np.zeros_like(counts), where=journeys > 0) * journeys[..., -1:]


def _drawn(paths: ChannelPaths, codes: Codes, channels: int, pairs: int, chance: np.random.Generator) -> Floats:
    """What each channel adds in conversions and in value, mean of an order and its reverse: `(pairs, 2, channels)`."""
    added = np.empty((pairs, 2, channels))
    for pair in range(pairs):
        places = chance.permutation(channels)
        added[pair] = (_added(paths, codes, places) + _added(paths, codes, channels - 1 - places)) / 2
    return added


def _added(paths: ChannelPaths, codes: Codes, places: Codes) -> Floats:
    """What each channel adds when they come in this order, shape `(2, channels)`."""
    # A path is within the channels so far as soon as its last one has come.
    complete = np.maximum.reduceat(places[codes], paths.firsts)
    counts, value, journeys = (
        summed(column, complete, len(places)).cumsum() for column in (paths.conversions, paths.value, paths.journeys)
    )
    worths = np.stack([_worth(counts, journeys), _worth(value, journeys)])
    return np.diff(worths, axis=1, prepend=0)[:, places]


def _placed(found: Floats, there: Codes, channels: int) -> Credits:
    conversions, value = (summed(one, there, channels) for one in found)
    return Credits(conversions, value)
