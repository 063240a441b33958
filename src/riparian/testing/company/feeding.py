"""How often touches led to what: planted, what happened, and what the exports let anybody see."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from riparian.testing.company.arrays import Flags, Floats, Ints
from riparian.testing.company.chunk import Chunk
from riparian.testing.company.conduct import NOBODY
from riparian.testing.company.knowing import PER_PERSON
from riparian.testing.company.planted import CHANNELS, FEEDS, ORDERS, STARTS
from riparian.testing.company.seasons import DAY

WINDOW = 30 * DAY
"""A longer pause ends a path."""

FROM = ("start", *CHANNELS)
TO = (*CHANNELS, "order", "nothing")
_ORDER, _NOTHING = len(CHANNELS), len(CHANNELS) + 1


def planted_probabilities() -> Floats:
    """The planted chain with start and ends, shape `(11, 12)`; each row sums to 1."""
    result = np.zeros((len(FROM), len(TO)))
    result[0, : len(CHANNELS)] = STARTS
    result[1:, : len(CHANNELS)] = FEEDS
    result[1:, _ORDER] = ORDERS
    result[1:, _NOTHING] = 1 - FEEDS.sum(axis=1) - ORDERS
    return result


def transitions(whose: Ints, at: Ints, channel: Ints, ordered: Flags) -> Ints:
    """Counts of steps from and to, shape `(11, 12)`. Touches stand in order of whose and instant."""
    if not len(at):
        return _none()
    goes_on = np.zeros(len(at), dtype=np.bool_)
    goes_on[:-1] = (whose[1:] == whose[:-1]) & (np.diff(at) <= WINDOW) & ~ordered[:-1]
    starts = np.append(True, ~goes_on[:-1])
    ended = ~goes_on & ~ordered
    source = (0 * channel[starts], channel[:-1][goes_on[:-1]] + 1, channel[ordered] + 1, channel[ended] + 1)
    target = (
        channel[starts],
        channel[1:][goes_on[:-1]],
        np.full(int(ordered.sum()), _ORDER),
        np.full(int(ended.sum()), _NOTHING),
    )
    steps = np.concatenate(source) * len(TO) + np.concatenate(target)
    return np.bincount(steps, minlength=len(FROM) * len(TO)).reshape(len(FROM), len(TO)).astype(np.int64)


def _none() -> Ints:
    return np.zeros((len(FROM), len(TO)), dtype=np.int64)


@dataclass(slots=True)
class Feeding:
    """Transitions counted over the chunks."""

    happened: Ints = field(default_factory=_none)
    seen: Ints = field(default_factory=_none)

    def add(self, chunk: Chunk) -> None:
        """Count a chunk's touches."""
        touches = chunk.touches
        self.happened += transitions(touches.person, touches.at, touches.channel, touches.order >= 0)
        landing = chunk.clicks.landing
        entity = np.full(len(touches), NOBODY, dtype=np.int64)
        entity[chunk.clicks.touch[landing]] = chunk.knowing.click_entity[landing]
        rows = np.flatnonzero(entity != NOBODY)
        rows = rows[np.lexsort((touches.at[rows], entity[rows]))]
        ordered = (touches.order[rows] >= 0) & (entity[rows] % PER_PERSON == 0)
        self.seen += transitions(entity[rows], touches.at[rows], touches.channel[rows], ordered)

    def table(self) -> pa.Table:
        """One row a step from and to."""
        source, target = np.divmod(np.arange(len(FROM) * len(TO)), len(TO))
        return pa.table(
            {
                "from_channel": pa.array(FROM).take(pa.array(source)),
                "to_channel": pa.array(TO).take(pa.array(target)),
                "probability": planted_probabilities()[source, target],
                "happened": self.happened[source, target],
                "seen": self.seen[source, target],
            }
        )
