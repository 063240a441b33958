"""Channel paths, counted: what the attribution models need to know of everybody's journeys together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from riparian.models.histories import Floats, floats, summed

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ChannelPaths:
    """Paths over channels coded from 0, and how many journeys took each. Of two groups of people they add up.

    Attribution sums over journeys, so journeys along one path are one term with a count. The paths lie one after the
    other in `touches`, each at least one touch long, oldest touch first.
    """

    touches: Codes
    """Channel of each touch of each path, shape `(touches,)`."""
    lengths: Codes
    """Touches of each path, shape `(paths,)`."""
    conversions: Floats
    """Journeys along each path that converted, shape `(paths,)`."""
    value: Floats
    """Value of those conversions together, shape `(paths,)`."""
    unconverted: Floats
    """Journeys along each path that did not convert, shape `(paths,)`."""
    channels: int
    """How many channels there are, with or without touches."""

    def __post_init__(self) -> None:
        columns = (self.lengths, self.conversions, self.value, self.unconverted)
        if len({column.shape for column in columns}) != 1 or self.lengths.ndim != 1:
            raise ValueError("lengths, conversions, value and unconverted are of one length")
        if (self.lengths < 1).any() or self.lengths.sum() != len(self.touches):
            raise ValueError("every path has a touch, and every touch is of a path")
        if len(self.touches) and not 0 <= self.touches.min() <= self.touches.max() < self.channels:
            raise ValueError("channels are coded from 0 to below `channels`")
        if not all(np.isfinite(column).all() and (column >= 0).all() for column in columns[1:]):
            raise ValueError("conversions, value and unconverted are numbers, and not negative")
        if (self.value[self.conversions == 0] != 0).any():
            raise ValueError("value comes of conversions: it is 0 where there are none")

    @classmethod
    def of(
        cls,
        paths: Sequence[Sequence[int]],
        conversions: ArrayLike,
        value: ArrayLike | None = None,
        unconverted: ArrayLike | None = None,
        *,
        channels: int | None = None,
    ) -> Self:
        """From one sequence of codes a path; without value or unconverted journeys these are 0."""
        lengths = np.array([len(path) for path in paths], np.int64)
        touches = np.array([code for path in paths for code in path], np.int64)
        none = np.zeros(len(paths))
        return cls(
            touches,
            lengths,
            floats(conversions),
            none if value is None else floats(value),
            none if unconverted is None else floats(unconverted),
            int(touches.max(initial=-1)) + 1 if channels is None else channels,
        )

    def __add__(self, other: Self) -> "ChannelPaths":
        columns = zip(self.columns, other.columns, strict=True)
        touches, lengths, conversions, value, unconverted = (np.concatenate(both) for both in columns)
        return ChannelPaths(touches, lengths, conversions, value, unconverted, max(self.channels, other.channels))

    @property
    def columns(self) -> tuple[Codes, Codes, Floats, Floats, Floats]:
        """Touches, lengths, conversions, value, unconverted."""
        return self.touches, self.lengths, self.conversions, self.value, self.unconverted

    @property
    def journeys(self) -> Floats:
        """How many took each path, whether they converted or not."""
        return self.conversions + self.unconverted

    @property
    def firsts(self) -> Codes:
        """Where in `touches` each path begins."""
        return self.lasts - self.lengths + 1

    @property
    def lasts(self) -> Codes:
        """Where in `touches` each path ends, its last touch counted in."""
        return np.cumsum(self.lengths) - 1

    @property
    def path_of(self) -> Codes:
        """The path of each touch, shape `(touches,)`."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    @property
    def positions(self) -> Codes:
        """The place of each touch in its path, from 0, shape `(touches,)`."""
        return np.arange(len(self.touches)) - np.repeat(self.firsts, self.lengths)

    @property
    def touched(self) -> Codes:
        """The channels that any path touches, in order."""
        return np.flatnonzero(np.bincount(self.touches, minlength=self.channels))

    def to_channels(self, shares: Floats) -> "scipy.sparse.csr_array":
        """What each channel has of each path, shape `(paths, channels)`, where each touch has such a share of it."""
        begins = np.append(0, np.cumsum(self.lengths))
        return scipy.sparse.csr_array((shares, self.touches, begins), shape=(len(self.lengths), self.channels))

    def counted_as(self, conversions: Floats, value: Floats, unconverted: Floats) -> "ChannelPaths":
        """The same paths with other counts."""
        return replace(self, conversions=conversions, value=value, unconverted=unconverted)

    def keeping(self, kept: NDArray[np.bool_]) -> "ChannelPaths":
        """The same journeys with some touches left out; a path that no touch is left of goes with its journeys."""
        left = np.bincount(self.path_of[kept], minlength=len(self.lengths))
        has = left > 0
        return ChannelPaths(
            self.touches[kept],
            left[has],
            self.conversions[has],
            self.value[has],
            self.unconverted[has],
            self.channels,
        )

    def taken(self, places: Codes) -> "ChannelPaths":
        """The paths at these places alone, in that order."""
        lengths = self.lengths[places]
        within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        touches = self.touches[np.repeat(self.firsts[places], lengths) + within]
        conversions, value, unconverted = (column[places] for column in self.columns[2:])
        return ChannelPaths(touches, lengths, conversions, value, unconverted, self.channels)

    def merged(self) -> "ChannelPaths":
        """The same journeys with every path once, shorter ones first, then in order of their codes."""
        if not len(self.lengths):
            return self
        numbers = self._prefix_numbers()
        _, first, places = np.unique(numbers, return_index=True, return_inverse=True)
        conversions, value, unconverted = (summed(column, places, len(first)) for column in self.columns[2:])
        lengths = self.lengths[first]
        firsts = np.repeat(self.firsts[first], lengths)
        within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return ChannelPaths(self.touches[firsts + within], lengths, conversions, value, unconverted, self.channels)

    def _prefix_numbers(self) -> Codes:
        """A number for each path, equal where the paths are: beginnings are numbered touch by touch."""
        longest_first = np.argsort(-self.lengths, kind="stable")
        firsts, lengths = self.firsts[longest_first], self.lengths[longest_first]
        numbers = np.zeros(len(lengths), np.int64)
        finished = np.zeros(len(lengths), np.int64)
        taken = 0
        for place in range(int(lengths[0])):
            going = int(np.searchsorted(-lengths, -place, side="left"))
            begun = numbers[:going] * self.channels + self.touches[firsts[:going] + place]
            known, numbers[:going] = np.unique(begun, return_inverse=True)
            # Beginnings of different lengths share their numbers, so whole paths are told apart by length too.
            finished[:going] = numbers[:going] + taken
            taken += len(known)
        found = np.empty_like(finished)
        found[longest_first] = finished
        return found
