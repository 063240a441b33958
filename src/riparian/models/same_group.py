"""Two kinds of people compared within groups: what differs between groups does not count as a difference of kinds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import floats

_NORMAL_95 = 1.959963984540054
FEWEST = 30


@dataclass(frozen=True, slots=True)
class GroupedDifference:
    """Mean of one kind less mean of the other, both weighted over the groups as the first kind is."""

    groups: int
    """In which there are both kinds."""
    first: int
    second: int
    mean_first: float
    mean_second: float
    standard_error: float

    @property
    def difference(self) -> float:
        """First less second."""
        return self.mean_first - self.mean_second

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, by the normal law."""
        reach = _NORMAL_95 * self.standard_error
        return self.difference - reach, self.difference + reach


def grouped_difference(
    counts: ArrayLike, totals: ArrayLike, squares: ArrayLike, *, fewest: int = FEWEST
) -> GroupedDifference:
    """The difference within groups, from what an engine can sum.

    Each kind has one variance over its groups, so that a group with one person of a kind counts too.

    Args:
        counts: people of the first and the second kind by group, shape `(2, groups)`.
        totals: sums of their values.
        squares: sums of the squares of their values.
        fewest: of each kind, in groups that have both.

    Raises:
        NotEnoughDataError: fewer of a kind are in groups that have both, or a kind has one in every group only.
    """
    people, sums, squared = floats(counts), floats(totals), floats(squares)
    both = (people > 0).all(axis=0)
    people, sums, squared = people[:, both], sums[:, both], squared[:, both]
    sizes = people.sum(axis=1)
    if sizes.min(initial=np.inf) < fewest or not both.any():
        raise NotEnoughDataError(
            f"{int(sizes[0]) if both.any() else 0} of one kind and {int(sizes[1]) if both.any() else 0} of the other "
            f"are in groups that have both; {fewest} of each are needed"
        )
    means = sums / people
    freedom = (people - 1).sum(axis=1)
    if not freedom.min() > 0:
        raise NotEnoughDataError("one kind has no two people in any group, so nothing is known of how they vary")
    spread = np.maximum(squared - people * means**2, 0.0).sum(axis=1) / freedom
    weights = people[0] / sizes[0]
    variance = float((weights**2 * (spread[:, np.newaxis] / people).sum(axis=0)).sum())
    first, second = (float((weights * one).sum()) for one in means)
    return GroupedDifference(int(both.sum()), int(sizes[0]), int(sizes[1]), first, second, float(np.sqrt(variance)))
