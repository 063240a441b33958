"""States of buyers at a date, counted: what a model of the chance to buy again may look at."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from riparian.models.histories import Floats, floats


@dataclass(frozen=True, slots=True, eq=False)
class BuyerStates:
    """Distinct states, how many buyers were in each and how many of them bought within the year; shapes `(n,)`."""

    orders: Floats
    """1 or more."""
    months: Floats
    """Since the last order."""
    age: Floats
    """A step of months since the first order, each twice the one before."""
    spend: Floats
    """A step of mean order value, each twice the one before; negative where it is not known."""
    visited: Floats
    """1 for who visited in the last 30 days, else 0."""
    season: Floats
    """Of the last order: quarter of the year, 0–3."""
    channel: Floats
    """Of the last order: a number for each of the largest channels, negative for all others."""
    buyers: Floats
    bought: Floats

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[np.generic]]) -> Self:
        """From columns of these names; `orders_class`, `months_class` and `channel_class` stand for theirs."""
        names = {one.name: one.name for one in fields(cls)}
        names |= {name: f"{name}_class" for name in ("orders", "months", "channel")}
        return cls(**{name: floats(columns[column]) for name, column in names.items()})

    def a_month_later(self) -> "BuyerStates":
        """The same buyers after a month without an order, all else as it is."""
        return replace(self, months=self.months + 1)
