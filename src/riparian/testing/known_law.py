"""Buyers of a law fixed by hand, month by month, so that what is to be expected of their future can be worked out.

So many come each month and order in it. Each of the months after, a buyer who is still one stops being one with a fixed
probability, and else orders with another; kinds of buyers differ in both. No season, no growth.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from riparian.core.row import Table, schema_of
from riparian.storage.arrow import arrow_schema
from riparian.tables.buyers import Purchase
from riparian.testing.tables import code, lent

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_YEAR: Final = 12
_BEFORE: Final = 12 * 2015 - 1001
"""What `12 × year + month − 1` is ahead of the month index of `purchases`."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Buyers who are alike."""

    come: float
    """People a month."""
    order: float
    """Probability to order in a month."""
    leave: float
    """Probability to stop being a buyer in a month, before they order in it."""

    def buying(self) -> float:
        """Probability that one who is a buyer now orders within the year to come."""
        month = np.arange(1, _YEAR + 1)
        return float(((1 - self.leave) ** month * (1 - self.order) ** (month - 1) * self.order).sum())


@dataclass(frozen=True, slots=True, eq=False)
class KnownFile:
    """A file of buyers, and what only its maker knows."""

    purchases: Table[Purchase]
    alive: Ints
    """By kind, who is still a buyer at the end."""


@dataclass(frozen=True, slots=True)
class KnownLaw:
    """Kinds of buyers, and what an order comes to: gamma of shape 4."""

    kinds: tuple[Kind, ...]
    amount: float

    def drawn(self, months: int, *, until: datetime, seed: int) -> KnownFile:
        """Everybody who came in so many months before `until`, the first instant of a month."""
        chance = np.random.default_rng(seed)
        people, when, alive, known = [], [], [], 0
        for kind in self.kinds:
            came = np.repeat(np.arange(months), chance.poisson(kind.come, months))
            lifetime = chance.geometric(kind.leave, len(came)) - 1
            month = np.arange(months)[None, :]
            since = month - came[:, None]
            ordered = (since > 0) & (since <= lifetime[:, None]) & (chance.random(since.shape) < kind.order)
            who, at = np.nonzero(ordered | (since == 0))
            people.append(who + known)
            when.append(at)
            alive.append(int((came + lifetime >= months - 1).sum()))
            known += len(came)
        end = 12 * until.year + until.month - 1
        person, month = np.concatenate(people), np.concatenate(when) + end - months
        amounts = np.rint(chance.gamma(4, self.amount / 4, len(person))).astype(np.int64)
        return KnownFile(_purchases(person, month, chance.integers(1, 28, len(person)), amounts), np.array(alive))

    def expected(self, alive: Ints, *, years: int) -> tuple[Floats, Floats]:
        """Buyers and demand to be expected of each year to come, of those alive and all who will come."""
        buyers, orders = np.zeros(years), np.zeros(years)
        for kind, start in zip(self.kinds, alive, strict=True):
            living = float(start)
            for year in range(years):
                buyers[year] += living * kind.buying() + _YEAR * kind.come
                orders[year] += _YEAR * kind.come
                for _ in range(_YEAR):
                    orders[year] += living * (1 - kind.leave) * kind.order
                    living = living * (1 - kind.leave) + kind.come
        return buyers, orders * self.amount


def _purchases(person: Ints, month: Ints, day: Ints, amount: Ints) -> Table[Purchase]:
    """Orders in turn; one a person and month."""
    order = np.lexsort((month, person))
    person, month, day, amount = person[order], month[order], day[order], amount[order]
    first = np.append(True, person[1:] != person[:-1])
    start = np.maximum.accumulate(np.where(first, np.arange(len(person)), 0))
    days = (month - 12 * 1970).astype("datetime64[M]").astype("datetime64[D]") + (day - 1)
    web = np.full(len(person), code("web"))
    values = {
        "person_key": person + 1,
        "action_key": np.arange(len(person)),
        "number": np.arange(len(person)) - start + 1,
        "bought_at": days.astype("datetime64[us]"),
        "month": month - _BEFORE,
        "demand": amount,
        "channel": web,
        "first_month": (month - _BEFORE)[start],
        "first_channel": web,
        "next_month": pa.array(np.append(month[1:], 0) - _BEFORE, mask=np.append(first[1:], True)),
    }
    schema = arrow_schema(schema_of(Purchase))
    columns = {
        field.name: pa.array(values[field.name]).cast(field.type)
        if field.name in values
        else pa.nulls(len(person), field.type)
        for field in schema
    }
    return lent(pa.table(columns, schema=schema), schema_of(Purchase))
