"""Stays in a place, counted by the month of their beginning and end: who was there in a month, and how long already."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from riparian.models.band_projection import AGES, LAST_AGE
from riparian.models.histories import Floats

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Stays:
    """Groups of stays; all of shape `(n,)`."""

    began: Whole
    """Month."""
    ended: Whole
    """Month; any after the last that is watched for those that have not."""
    people: Whole

    def only(self, chosen: NDArray[np.bool_]) -> Self:
        """Some of the groups."""
        return type(self)(self.began[chosen], self.ended[chosen], self.people[chosen])

    def under_way(self, months: range) -> Floats:
        """Stays that were under way at any time of each month, added up, by age; shape `(AGES,)`."""
        return self._by_age(months, [(self.began <= month) & (self.ended >= month) for month in months])

    def at_end_of(self, months: range) -> Floats:
        """Stays that went on at the end of each month, added up, by age; shape `(AGES,)`."""
        return self._by_age(months, [(self.began <= month) & (self.ended > month) for month in months])

    def ended_in(self, months: range) -> Floats:
        """Stays that ended in these months, by their age then; shape `(AGES,)`."""
        return self._by_age(months, [self.ended == month for month in months])

    def begun_in(self, months: range) -> float:
        """Stays that began in these months."""
        return float(self.people[(self.began >= months.start) & (self.began < months.stop)].sum())

    def _by_age(self, months: range, chosen: list[NDArray[np.bool_]]) -> Floats:
        found = np.zeros(AGES)
        for month, held in zip(months, chosen, strict=True):
            ages = np.minimum(month - self.began[held], LAST_AGE)
            found += np.bincount(ages, self.people[held], AGES)
        return found
