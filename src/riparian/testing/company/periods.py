"""Into how many files an export is split: one for a small company, one a year or a month for larger ones."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from riparian.testing.company.arrays import Ints


@dataclass(frozen=True, slots=True)
class Splitting:
    """How files are split: into one for all, or one a year or a month."""

    unit: Literal["all", "Y", "M"]

    def periods(self, at: Ints) -> Ints:
        """The period of each instant, as a number; all 0 where there is one file."""
        if self.unit == "all":
            return np.zeros(len(at), dtype=np.int64)
        return at.view("datetime64[ms]").astype(f"datetime64[{self.unit}]").astype(np.int64)

    def namer(self, stem: str, ending: str) -> Callable[[int], str]:
        """File name of a period."""
        if self.unit == "all":
            return lambda period: f"{stem}.{ending}"
        return lambda period: f"{stem}_{np.array(period).astype(f'datetime64[{self.unit}]')}.{ending}"


def splitting_for(people: int) -> Splitting:
    """One file up to 50,000 people, one a year up to a million, then one a month."""
    return Splitting("all" if people <= 50_000 else "Y" if people <= 1_000_000 else "M")


BY_MONTH = Splitting("M")
"""What web events always are."""
