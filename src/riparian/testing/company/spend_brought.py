"""The truth about spend: what each channel's brought in each month, and what one pound more would bring today."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from riparian.testing.company.arrays import Floats, Ints
from riparian.testing.company.chunk import Chunk
from riparian.testing.company.flights import (
    LATE,
    MONTH_STARTS,
    MONTHS,
    budgets,
    expected_orders,
    marginal_orders,
    month_of,
)
from riparian.testing.company.planted import CHANNELS, FLIGHTS, PROGRAMMES

_PAID = tuple(FLIGHTS)
_LANES = ("repeat", "referral", "re-ignited")
"""Whose orders each of `PROGRAMMES` is for."""


def _none() -> Ints:
    return np.zeros((MONTHS, len(CHANNELS)), dtype=np.int64)


@dataclass(slots=True)
class SpendBrought:
    """People whom spend brought by the month they entered, and their first orders by the month of these."""

    people: Ints = field(default_factory=_none)
    orders: Ints = field(default_factory=_none)
    demand: Ints = field(default_factory=_none)
    """Pence, of orders in pounds alone."""

    def add(self, chunk: Chunk) -> None:
        """Count a chunk."""
        people, purchases = chunk.people, chunk.purchases
        came = np.flatnonzero(people.brought >= 0)
        np.add.at(self.people, (month_of(people.entered_at[came]), people.brought[came]), 1)
        channel = people.brought[purchases.person]
        first = np.flatnonzero((purchases.number == 1) & (channel >= 0))
        cell = (month_of(purchases.at[first]), channel[first])
        np.add.at(self.orders, cell, 1)
        in_pounds = ~people.irish[purchases.person[first]]
        np.add.at(self.demand, cell, np.where(in_pounds, chunk.baskets.total[first], 0))

    def tables(self, people: int) -> dict[str, pa.Table]:
        """Both tables by name, of a company of so many people who can appear."""
        return {"spend_effects": self.effects(people), "marginal_returns": self.returns(people)}

    def effects(self, people: int) -> pa.Table:
        """One row a paid channel and month."""
        months = np.tile(MONTH_STARTS[:-1], len(_PAID))
        return pa.table(
            {
                "channel": [CHANNELS[one] for one in _PAID for _ in range(MONTHS)],
                "month": pa.array(months, pa.timestamp("ms")),
                "spend": np.concatenate([budgets(one, people) for one in _PAID]),
                "expected_orders": np.concatenate([expected_orders(one, people) for one in _PAID]),
                "people_brought": np.concatenate([self.people[:, one] for one in _PAID]),
                "orders_brought": np.concatenate([self.orders[:, one] for one in _PAID]),
                "demand_brought": np.concatenate([self.demand[:, one] for one in _PAID]),
            }
        )

    def returns(self, people: int) -> pa.Table:
        """One row a channel with spend and one a lane, whose pound is divided as its spend is."""
        spend: Floats = np.array([budgets(one, people)[LATE].mean() for one in _PAID])
        orders = np.array([marginal_orders(one, people) for one in _PAID])
        value = self.demand.sum() / max(int(self.orders.sum()), 1)
        programmes = [people * pence[LATE].mean() for pence in PROGRAMMES.values()]
        names = [*(CHANNELS[one] for one in _PAID), *(channel for channel, _ in PROGRAMMES), "new", *_LANES]
        every = np.concatenate([orders, [0.0] * 3, [orders @ spend / spend.sum()], [0.0] * 3])
        return pa.table(
            {
                "level": ["channel"] * (len(_PAID) + 3) + ["lane"] * 4,
                "name": names,
                "spend": np.concatenate([spend, programmes, [spend.sum()], programmes]),
                "orders_per_pound": every,
                "marginal": every * value / 100,
            }
        )
