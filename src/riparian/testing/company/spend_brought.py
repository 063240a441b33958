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
from riparian.testing.company.planted import ADVERTISED, CHANNELS, FLIGHTS, PROGRAMMES, REFERRAL

_PAID = tuple(FLIGHTS)
_LANES = ("repeat", "re-ignited")
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
        values = np.array([self._order_value([one] if one == REFERRAL else list(ADVERTISED)) for one in _PAID])
        marginal = orders * values / 100
        done = np.array([people * pence[LATE].mean() for pence in PROGRAMMES.values()])
        new, gifts, nothing = np.isin(_PAID, ADVERTISED), np.equal(_PAID, REFERRAL), np.zeros(len(done))

        def told(figure: Floats) -> Floats:
            of_new: Floats = np.array([figure[new] @ spend[new] / spend[new].sum()])
            return np.concatenate([figure, nothing, of_new, figure[gifts], nothing])

        channels = [*(CHANNELS[one] for one in _PAID), *(name for name, _ in PROGRAMMES)]
        return pa.table(
            {
                "level": ["channel"] * (len(_PAID) + len(done)) + ["lane"] * (2 + len(done)),
                "name": [*channels, "new", "referral", *_LANES],
                "spend": np.concatenate([spend, done, [spend[new].sum()], spend[gifts], done]),
                "orders_per_pound": told(orders),
                "marginal": told(marginal),
            }
        )

    def _order_value(self, channels: list[int]) -> float:
        """Mean demand of a first order that these channels brought, in pence; 0 where there is none."""
        return float(self.demand[:, channels].sum() / max(int(self.orders[:, channels].sum()), 1))
