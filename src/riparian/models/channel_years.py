"""Years between channels: who bought in which channel, a year later in which, and who came or came back."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riparian.models.histories import Floats
from riparian.models.segment_projection import SegmentYear, Spend

Columns = Mapping[str, NDArray[Any]]

NEW = -1
LAPSED = -2


def largest_channels(year: Columns, *, most: int) -> tuple[int, ...]:
    """Codes of the channels with most buyers in a year, the largest first."""
    codes, places = np.unique(year["channel_to"], return_inverse=True)
    people = np.bincount(places, year["people"], len(codes))
    kept = codes >= 0
    order = np.lexsort((codes[kept], -people[kept]))[:most]
    return tuple(int(code) for code in codes[kept][order])


def channel_year(year: Columns, channels: Sequence[int]) -> SegmentYear:
    """A year between these channels and, last, all others together.

    Args:
        year: channel_from (-1: came in the year; -2: had bought, but not in the year before), channel_to (-2: bought
            nothing), people, demand, squares.
        channels: codes that have a place of their own.
    """
    k = len(channels) + 1
    starts, ends = (_places(year[name], channels) for name in ("channel_from", "channel_to"))
    bought, there = year["channel_to"] >= 0, year["channel_from"] >= 0
    moved, left = np.zeros((k, k)), np.zeros(k)
    np.add.at(moved, (starts[there & bought], ends[there & bought]), year["people"][there & bought])
    np.add.at(left, starts[there & ~bought], year["people"][there & ~bought])

    def spend(held: NDArray[np.bool_]) -> Spend:
        return Spend(*(_summed(ends[held], year[name][held], k) for name in ("people", "demand", "squares")))

    came, back = (bought & (year["channel_from"] == one) for one in (NEW, LAPSED))
    return SegmentYear(moved, left, spend(there & bought), spend(came), spend(back))


def with_a_way(year: SegmentYear) -> SegmentYear:
    """The same year; customers of a channel that nobody was in at its start go the way of all others together."""
    moved, left = year.moved.copy(), year.left.copy()
    empty = moved.sum(axis=1) + left == 0
    moved[empty], left[empty] = year.moved.sum(axis=0), year.left.sum()
    return SegmentYear(moved, left, year.kept_spend, year.new_spend, year.reactivated_spend, year.years)


def _places(codes: NDArray[Any], channels: Sequence[int]) -> NDArray[np.int64]:
    places = {code: place for place, code in enumerate(channels)}
    return np.array([places.get(int(code), len(channels)) for code in codes], np.int64)


def _summed(places: NDArray[np.int64], weights: NDArray[Any], k: int) -> Floats:
    return np.bincount(places, weights, k).astype(np.float64)
