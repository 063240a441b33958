"""File accounting: buyers come from those kept, those won back and those new, and where that leads."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats


@dataclass(frozen=True, slots=True)
class FileAccount:
    """The buyers of twelve months, each in one of three: `buyers = retained + reactivated + new`. Groups add up."""

    previous: int
    """Buyers of the twelve months before."""
    retained: int
    """Bought in both."""
    reactivated: int
    """Bought now, not in the twelve months before, but earlier."""
    new: int
    """Bought now for the first time ever."""

    def __post_init__(self) -> None:
        if min(self.previous, self.retained, self.reactivated, self.new) < 0 or self.retained > self.previous:
            raise ValueError("counts are not negative, and nobody is retained who was not there")

    def __add__(self, other: Self) -> "FileAccount":
        return FileAccount(
            self.previous + other.previous,
            self.retained + other.retained,
            self.reactivated + other.reactivated,
            self.new + other.new,
        )

    @property
    def buyers(self) -> int:
        """Of the twelve months."""
        return self.retained + self.reactivated + self.new

    @property
    def lost(self) -> int:
        """Buyers of the twelve months before who did not buy again: `previous − lost + reactivated + new = buyers`."""
        return self.previous - self.retained

    @property
    def rebuy_rate(self) -> float:
        """Share of the previous buyers who were retained.

        Raises:
            NotEnoughDataError: there were none.
        """
        if not self.previous:
            raise NotEnoughDataError("nobody bought in the twelve months before, so nobody could buy again")
        return self.retained / self.previous


def next_files(buyers: float, *, rebuy_rate: float, incoming: float, years: int) -> Floats:
    """Buyers of each coming year, shape `(years,)`: `file × rebuy + incoming`, again and again.

    Args:
        buyers: of the year that ended.
        rebuy_rate: share of a year's buyers who buy in the next, held.
        incoming: new and reactivated buyers a year, held.
        years: how many.

    Source: Hillstrom (November 2023), "Looking ahead".
    """
    powers = rebuy_rate ** np.arange(1.0, years + 1)
    limit = fixed_point(rebuy_rate=rebuy_rate, incoming=incoming)
    return limit + (buyers - limit) * powers


def fixed_point(*, rebuy_rate: float, incoming: float) -> float:
    """The file that the yearly sum tends to and then keeps: `incoming ÷ (1 − rebuy)`.

    Args:
        rebuy_rate: from 0 to below 1; were nobody ever lost, the file would grow for ever.
        incoming: new and reactivated buyers a year.
    """
    if not 0 <= rebuy_rate < 1:
        raise ValueError("a rebuy rate is from 0 to below 1")
    return incoming / (1 - rebuy_rate)
