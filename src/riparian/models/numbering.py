"""Numbering: the numbers 0, 1, 2 … for integer keys, so that arrays can stand for tables of them."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]
Numbers = NDArray[np.int32]

_WASTE = 4
"""How many times more numbers than keys are worth it to save sorting them."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """Numbers in the order of the keys.

    Keys that lie close together, as those of a register do, are numbered by their distance from the first, without
    sorting; then some numbers stand for no key. Others are looked up in `keys`.
    """

    first: int
    size: int
    keys: Keys
    """Sorted and distinct; empty where a number is the distance from `first`."""

    @classmethod
    def of(cls, *keys: Keys) -> Self:
        """A numbering of all these keys."""
        filled = [some for some in keys if some.size]
        if not filled:
            return cls(0, 0, np.empty(0, np.int64))
        first = int(min(some.min() for some in filled))
        span = int(max(some.max() for some in filled)) - first + 1
        if span <= _WASTE * sum(some.size for some in filled):
            return cls(first, span, np.empty(0, np.int64))
        known = np.unique(np.concatenate(filled))
        return cls(first, len(known), known)

    def holds(self, keys: Keys) -> NDArray[np.bool_]:
        """Whether each key has a number; shape of `keys`."""
        if not self.keys.size:
            return (keys >= self.first) & (keys < self.first + self.size)
        place = np.minimum(np.searchsorted(self.keys, keys), self.size - 1)
        return np.asarray(self.keys[place] == keys)

    def numbers(self, keys: Keys) -> Numbers:
        """The number of each key, all of which it `holds`."""
        if self.keys.size:
            return np.searchsorted(self.keys, keys).astype(np.int32)
        return (keys - self.first).astype(np.int32)

    def keys_of(self, numbers: NDArray[np.integer]) -> Keys:
        """The key of each number."""
        return self.keys[numbers] if self.keys.size else numbers.astype(np.int64) + self.first
