"""Who moves a network: places in it, what a participant's loss would take away, and a score over several measures."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riparian.core.errors import NotEnoughDataError
from riparian.models.attention_shares import percentile_means
from riparian.models.channel_feeding import ChannelFeeding
from riparian.models.histories import Floats, floats
from riparian.models.influence import Flows

MOST_AT_ONCE = 2_000
"""Participants for whom a loss is reckoned: a matrix of this side is turned over."""


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Score of each participant, and over how many measures, shape `(participants,)`."""

    of: Floats
    measures: NDArray[np.int64]


def scored(measures: Sequence[ArrayLike]) -> Scores:
    """The mean of each participant's percentiles over the measures that are known of them.

    A percentile is among those of whom the measure is known. 0 where nothing is known.

    Args:
        measures: each of shape `(participants,)`; NaN where it is unknown.
    """
    tables = [floats(one) for one in measures]
    sums, known = np.zeros(len(tables[0])), np.zeros(len(tables[0]), dtype=np.int64)
    for values in tables:
        there = ~np.isnan(values)
        sums[there] += percentile_means([values[there]])
        known += there
    return Scores(np.divide(sums, known, out=np.zeros(len(sums)), where=known > 0), known)


def losses(flows: Flows, own: NDArray[np.bool_]) -> Floats:
    """Part of the visits from others to the company that would be lost without each participant, NaN for its own.

    Who came by one that is gone goes nowhere else.

    Raises:
        NotEnoughDataError: as `ways_to_company`, and if nobody sends the company anything.
    """
    lost = np.full(len(own), np.nan)
    lost[~own] = np.clip(ways_to_company(flows, own).removal_effects(), 0, 1)
    return lost


def ways_to_company(flows: Flows, own: NDArray[np.bool_]) -> ChannelFeeding:
    """How visits go from participant to participant, its own left out, until they come to the company or end.

    Visits start where more goes out than comes in, and go on as all that comes to a participant does. Visits that go
    round for ever have no start: then nothing is known.

    Raises:
        NotEnoughDataError: visits go round without end, or there are too many participants.
    """
    others = np.flatnonzero(~own)
    if len(others) > MOST_AT_ONCE:
        raise NotEnoughDataError(f"{len(others):,} participants; losses are reckoned for {MOST_AT_ONCE:,} at most")
    weights = flows.weights.toarray()
    among, to_own = weights[np.ix_(others, others)], weights[np.ix_(others, np.flatnonzero(own))].sum(axis=1)
    sent, come = among.sum(axis=1) + to_own, among.sum(axis=0)
    through = np.maximum(sent, come)
    scale = np.where(through > 0, through, 1)
    return ChannelFeeding.of(np.maximum(sent - come, 0), among / scale[:, np.newaxis], to_own / scale)
