"""Histories of repeat purchase, counted: what the models of repeat purchase need to know of everybody together."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

DAYS_OF_A_WEEK = 7


def floats(values: ArrayLike) -> Floats:
    """The same numbers as an array of floats."""
    return np.asarray(values, dtype=np.float64)


def total(weights: Floats, values: Floats) -> float:
    """`Σ weights × values`, added in one thread.

    A matrix product of long vectors wakes every core to add up a few thousand numbers: on a busy machine that makes a
    fit take several times as long.
    """
    return float((weights * values).sum())


def summed(values: Floats, places: NDArray[np.int64], groups: int) -> Floats:
    """The sum of the values of each group, shape `(groups,)`.

    Args:
        values: shape `(n,)`.
        places: group of each, from 0, shape `(n,)`.
        groups: how many there are.
    """
    return floats(np.bincount(places, values, groups))


def distinct_pairs(left: Floats, right: Floats) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Every pair of values of two columns once, and the place of each row among the pairs.

    A figure that hangs on two columns of many is told for the pairs and looked up: of histories there are many times
    as many as of repeats and ages.

    >>> distinct_pairs(floats([1, 1, 0, 1]), floats([5, 7, 5, 5]))
    (array([0., 1., 1.]), array([5., 5., 7.]), array([1, 2, 0, 1]))
    """
    (_, row), (values, column) = (np.unique(one, return_inverse=True) for one in (left, right))
    _, first, places = np.unique(row * len(values) + column, return_index=True, return_inverse=True)
    return left[first], right[first], places


@dataclass(frozen=True, slots=True, eq=False)
class PurchaseHistories:
    """Distinct histories and how many customers have each, all of shape `(n,)`. Of two groups of people they add up.

    The likelihood of a model is a sum over customers, so customers of one history are one term with a count. Time is
    in any unit, one for both columns; a fitted model speaks in the same.
    """

    repeats: Floats
    """Purchases after the first (x); purchases of one day are one."""
    last: Floats
    """Time from the first purchase to the last (t_x); 0 where there are no repeats."""
    age: Floats
    """Time from the first purchase to the end of what was seen (T)."""
    customers: Floats
    """How many customers have this history."""

    def __post_init__(self) -> None:
        columns = (self.repeats, self.last, self.age, self.customers)
        if len({column.shape for column in columns}) != 1 or self.repeats.ndim != 1:
            raise ValueError("repeats, last, age and customers are of one length")
        if not all(np.isfinite(column).all() for column in columns):
            raise ValueError("a history without a number is no history")
        if (self.repeats < 0).any() or (self.customers < 0).any() or (self.last < 0).any():
            raise ValueError("repeats, customers and times are not negative")
        if (self.last > self.age).any():
            raise ValueError("the last purchase lies within what was seen: last <= age")
        if (self.last[self.repeats == 0] != 0).any():
            raise ValueError("who bought once bought last at the first purchase: last is 0 where repeats is 0")

    @classmethod
    def of(cls, repeats: ArrayLike, last: ArrayLike, age: ArrayLike, customers: ArrayLike | None = None) -> Self:
        """From columns; each row is one customer unless `customers` says how many."""
        x = floats(repeats)
        return cls(x, floats(last), floats(age), np.ones_like(x) if customers is None else floats(customers))

    @classmethod
    def in_weeks(cls, repeats: ArrayLike, last: ArrayLike, age: ArrayLike, customers: ArrayLike | None = None) -> Self:
        """From whole days to whole weeks, rounded: `(days + 3) // 7`.

        Rounding down instead would shorten every history by half a week: the CDNOW sample then gives the BG/NBD an
        alpha of 3.9 in place of 4.4.
        """
        last, age = ((np.asarray(days, np.int64) + DAYS_OF_A_WEEK // 2) // DAYS_OF_A_WEEK for days in (last, age))
        return cls.of(repeats, last, age, customers)

    def __add__(self, other: Self) -> "PurchaseHistories":
        columns = zip(self.columns, other.columns, strict=True)
        return PurchaseHistories(*(np.concatenate(both) for both in columns))

    @property
    def columns(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Repeats, last, age, customers."""
        return self.repeats, self.last, self.age, self.customers

    @property
    def buyers(self) -> float:
        """Everybody."""
        return float(self.customers.sum())

    @property
    def repeat_buyers(self) -> float:
        """Those who bought again."""
        return float(self.customers[self.repeats > 0].sum())

    @property
    def mean_age(self) -> float:
        """Of a customer, not of a distinct history; NaN where there is nobody."""
        return float(self.age @ self.customers / self.buyers) if self.buyers else float("nan")

    def merged(self) -> "PurchaseHistories":
        """The same customers with every history once, sorted; histories that nobody has are left out."""
        held = self.customers > 0
        codes, size = np.zeros(int(held.sum()), np.int64), 1
        for column in (self.repeats, self.last, self.age):
            values, places = np.unique(column[held], return_inverse=True)
            if size * len(values) > np.iinfo(np.int64).max:
                # Numbered again, as the codes would outgrow 64 bits.
                codes = np.unique(codes, return_inverse=True)[1]
                size = len(codes)
            codes = codes * len(values) + places
            size *= max(len(values), 1)
        _, first, places = np.unique(codes, return_index=True, return_inverse=True)
        repeats, last, age = (column[held][first] for column in (self.repeats, self.last, self.age))
        return PurchaseHistories(repeats, last, age, summed(self.customers[held], places, len(first)))

    def thinned(self, most: int) -> "PurchaseHistories":
        """Every n-th customer, so that at most so many are left; of histories in order all kinds, in their shares."""
        if self.buyers <= most:
            return self
        reached = self.customers.cumsum()
        taken = np.searchsorted(reached, (np.arange(most) + 0.5) / most * reached[-1])
        places, customers = np.unique(taken, return_counts=True)
        repeats, last, age, _ = (column[places] for column in self.columns)
        return PurchaseHistories(repeats, last, age, floats(customers))

    def in_units_of(self, length: float) -> "PurchaseHistories":
        """The same histories, time told in units of this length."""
        return PurchaseHistories(self.repeats, self.last / length, self.age / length, self.customers)
