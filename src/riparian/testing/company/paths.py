"""Paths over channels, drawn from the planted chain given how they end.

Orders come first in this company and paths lead up to them. Drawn given its end, and mixed in the chain's own
proportion of ends, a set of paths has the same distribution as if it had been drawn forwards.
"""

from dataclasses import dataclass

import numpy as np

from riparian.testing.company.arrays import Flags, Floats, Ints
from riparian.testing.company.planted import (
    CHANNELS,
    DIRECT,
    FEEDS,
    LAG_SPREAD,
    LONGEST_LAG_DAYS,
    MEDIAN_LAG_DAYS,
    ORDERS,
    STARTS,
    order_chances,
)
from riparian.testing.company.seasons import DAY, HOUR

LONGEST = 12
"""Touches; fewer than one path in a thousand is cut by it."""

SHORTEST_LAG = 3 * HOUR
"""Longer than any visit, so that touches never run into one another."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Paths, one a row. `channels` and `lags` have `LONGEST` columns, of which the first `lengths` count."""

    channels: Ints
    lengths: Ints
    lags: Ints
    """Milliseconds from the touch before; 0 for the first touch."""

    def of(self, chosen: Ints) -> "Paths":
        """These rows, in this order."""
        return Paths(self.channels[chosen], self.lengths[chosen], self.lags[chosen])

    def spans(self) -> Ints:
        """Milliseconds from first to last touch."""
        spans: Ints = self.lags.sum(axis=1)
        return spans


def ordering_paths(chance: np.random.Generator, size: int) -> Paths:
    """Paths that end in an order."""
    ends = order_chances()
    return _paths(chance, size, starts=STARTS * ends, feeds=FEEDS * ends / ends[:, None], ends_on=ORDERS > 0)


def idle_paths(chance: np.random.Generator, size: int) -> Paths:
    """Paths that end in nothing."""
    ends = 1 - order_chances()
    return _paths(chance, size, starts=STARTS * ends, feeds=FEEDS * ends / ends[:, None], ends_on=ORDERS >= 0)


def _paths(chance: np.random.Generator, size: int, *, starts: Floats, feeds: Floats, ends_on: Flags) -> Paths:
    channels = np.full((size, LONGEST), -1, dtype=np.int64)
    cumulated = np.cumsum(starts / starts.sum())
    channels[:, 0] = np.minimum(np.searchsorted(cumulated, chance.random(size), side="right"), len(CHANNELS) - 1)
    # What is missing to 1 in a row of `feeds` is the end: it is drawn as a channel beyond the last one.
    onward = np.cumsum(feeds, axis=1)
    going = np.arange(size)
    for step in range(1, LONGEST):
        now = channels[going, step - 1]
        chosen = (chance.random(len(going))[:, None] >= onward[now]).sum(axis=1)
        goes_on = chosen < len(CHANNELS)
        going, chosen = going[goes_on], chosen[goes_on]
        channels[going, step] = chosen
    last = channels[going, LONGEST - 1]
    channels[going, LONGEST - 1] = np.where(ends_on[last], last, DIRECT)

    lengths = (channels >= 0).sum(axis=1)
    days = np.minimum(
        np.exp(np.log(MEDIAN_LAG_DAYS) + LAG_SPREAD * chance.standard_normal((size, LONGEST))), LONGEST_LAG_DAYS
    )
    lags = np.maximum((days * DAY).astype(np.int64), SHORTEST_LAG)
    steps = np.arange(LONGEST)
    lags[(steps == 0) | (steps >= lengths[:, None])] = 0
    return Paths(channels, lengths, lags)


def fitted(paths: Paths, room: Ints) -> Paths:
    """The same paths with their lags shortened where they last longer than `room` (milliseconds).

    Touches never come closer than `SHORTEST_LAG`; room for that is the caller's care.
    """
    least = (paths.lengths - 1) * SHORTEST_LAG
    beyond = paths.spans() - least
    keep = np.clip((room - least) / np.maximum(beyond, 1), 0.0, 1.0)
    lags = np.where(paths.lags > 0, SHORTEST_LAG + ((paths.lags - SHORTEST_LAG) * keep[:, None]).astype(np.int64), 0)
    return Paths(paths.channels, paths.lengths, lags)
