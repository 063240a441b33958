"""Journeys drawn again, as many as there were: the counts of the bootstrap, which every model divides alike."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import scipy
from numpy.typing import NDArray

from riparian.core.errors import NotEnoughDataError
from riparian.models.channel_paths import ChannelPaths
from riparian.models.histories import Floats, floats

MOST_TOGETHER = 2_000_000
"""Counts that are held in memory at once."""
FEW = 10
"""Journeys of one kind, up to which each is drawn by itself: that takes less than to draw how many there are of it."""
OFTEN = 0.05
"""Share of counts above 0 from which a table is as good as full."""
_EQUAL = 1e-9


Counts: TypeAlias = "Floats | scipy.sparse.csr_array"
"""Counts of draws, shape `(draws, paths)`: a full table by path, or where most of them are 0, those that are not."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnJourneys:
    """Several draws of the journeys along some paths."""

    paths: ChannelPaths
    """All there are, drawn or not."""
    conversions: Counts
    value: Counts
    unconverted: Counts

    @classmethod
    def as_counted(cls, paths: ChannelPaths) -> "DrawnJourneys":
        """One draw, in which every journey came once."""
        counts = (paths.conversions, paths.value, paths.unconverted)
        return cls(paths, *(column[np.newaxis] for column in counts))

    @property
    def draws(self) -> int:
        """How many."""
        return int(self.conversions.shape[0])

    @property
    def journeys(self) -> Counts:
        """How many took each path, whether they converted or not."""
        return self.conversions + self.unconverted

    def one_by_one(self) -> Iterator[ChannelPaths]:
        """Of each draw the paths that were taken, with its counts."""
        columns = (full(one) for one in (self.conversions, self.value, self.unconverted))
        for conversions, value, unconverted in zip(*columns, strict=True):
            taken = np.flatnonzero(conversions + unconverted)
            yield self.paths.taken(taken).counted_as(conversions[taken], value[taken], unconverted[taken])


def summed_along(counts: Counts, of_paths: "scipy.sparse.csr_array") -> Floats:
    """Counts of draws, shape `(draws, paths)`, times what each path has, `(paths, n)`: shape `(draws, n)`."""
    if isinstance(counts, np.ndarray):
        return floats((of_paths.T @ counts.T).T)
    return floats((counts @ of_paths).toarray())


def held(counts: NDArray[np.number]) -> Counts:
    """A table of counts as it is quickest to sum along paths.

    Where many are not 0, row by row through a full table takes a tenth of the time of looking up what is there.
    """
    if np.count_nonzero(counts) > OFTEN * counts.size:
        return np.asfortranarray(counts, np.float64)
    places = _not_0(counts)
    draws, paths = counts.shape
    begins = np.searchsorted(places, np.arange(draws + 1) * paths)
    return scipy.sparse.csr_array((floats(counts.reshape(-1)[places]), places % paths, begins), shape=counts.shape)


def _not_0(counts: NDArray[np.number]) -> NDArray[np.int64]:
    """Where the numbers that are not 0 stand, row after row: ten times as soon as `nonzero` tells rows and columns."""
    return np.flatnonzero((counts != 0).reshape(-1))


def full(counts: Counts) -> Floats:
    """Counts as a full table."""
    return counts if isinstance(counts, np.ndarray) else floats(counts.toarray())


Way = Callable[[DrawnJourneys], Floats]
"""A way to divide: conversions and value of each channel in each draw, shape `(draws, 2, channels)`; 0 where a draw has
no conversions."""


def drawn_journeys(
    paths: ChannelPaths, *, squares: Floats | None = None, draws: int, size: int, seed: int
) -> Iterator[DrawnJourneys]:
    """Draw journeys along these paths, some draws at a time.

    A journey is drawn with its path and whether it converted. What the conversions drawn along a path are worth
    together is drawn by a gamma law of the mean and spread of the path's values.

    Args:
        paths: counts of whole journeys.
        squares: the squared values of the single conversions along each path, summed, shape `(paths,)`; NaN where they
            are not known. There, and without them, every conversion is worth the mean of its path.
        draws: how often.
        size: journeys of a draw.
        seed: of the drawing.

    Raises:
        NotEnoughDataError: there are no journeys.
    """
    counts = np.concatenate([paths.conversions, paths.unconverted])
    if (counts != np.rint(counts)).any():
        raise ValueError("only whole journeys can be drawn")
    if not counts.sum():
        raise NotEnoughDataError("there are no journeys to draw from")
    mean, variance = _values(paths, squares)
    chance = np.random.default_rng(seed)
    together = max(MOST_TOGETHER // len(counts), 1)
    for begin in range(0, draws, together):
        both = _drawn(counts.astype(np.int64), size, min(together, draws - begin), chance)
        conversions, unconverted = both[:, : len(mean)], both[:, len(mean) :]
        value, there = np.zeros(conversions.shape), _not_0(conversions)
        of_path = there % len(mean)
        drawn = _drawn_value(floats(conversions.reshape(-1)[there]), mean[of_path], variance[of_path], chance)
        value.reshape(-1)[there] = drawn
        yield DrawnJourneys(paths, held(conversions), held(value), held(unconverted))


def _drawn(counts: NDArray[np.int64], size: int, draws: int, chance: np.random.Generator) -> NDArray[np.int64]:
    """How often each kind of journey is drawn, shape `(draws, kinds)`.

    Kinds of many journeys and all others together are drawn by how many there are of them, and of the others each
    journey by itself, which comes to the same law.
    """
    many, few = np.flatnonzero(counts > FEW), np.flatnonzero((counts > 0) & (counts <= FEW))
    kind_of = np.repeat(few, counts[few])
    sizes = np.append(len(kind_of), counts[many])
    drawn = chance.multinomial(size, sizes / sizes.sum(), draws)
    of_few, of_many = drawn[:, 0], drawn[:, 1:]
    found = kind_of[chance.integers(0, max(len(kind_of), 1), of_few.sum())]
    found += np.repeat(np.arange(draws) * len(counts), of_few)
    made = np.bincount(found, minlength=draws * len(counts)).reshape(draws, len(counts))
    made[:, many] = of_many
    return made


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
    return floats(value)
