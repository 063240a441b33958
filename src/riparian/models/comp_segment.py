"""Comp segments: customers of one definition, frozen year after year, and what made their demand change."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from riparian.models.histories import Floats, floats

REBUY_SHARE_OF_A_GAIN = 0.7


@dataclass(frozen=True, slots=True)
class CompSegment:
    """Households frozen at a date, over the twelve months after it."""

    households: float
    rebuy_rate: float
    spend_per_rebuyer: float

    @property
    def demand_per_household(self) -> float:
        """Rebuy rate × spend per rebuyer."""
        return self.rebuy_rate * self.spend_per_rebuyer

    @property
    def rebuyers(self) -> float:
        """How many bought."""
        return self.households * self.rebuy_rate

    @property
    def demand(self) -> float:
        """Of all households."""
        return self.households * self.demand_per_household

    def with_programme(self, gain: float, *, rebuy_share: float = REBUY_SHARE_OF_A_GAIN) -> "CompSegment":
        """The segment with a programme that lifts demand by about `gain`, part of it through more rebuyers.

        Args:
            gain: relative: 0.10 for a tenth.
            rebuy_share: part of the gain that lies in the rebuy rate; the rest lies in the spend.

        Source: Hillstrom (May 2009), "Multichannel forensics: the sales forecast" (70 % and 30 %).
        """
        return CompSegment(
            self.households,
            self.rebuy_rate * (1 + gain * rebuy_share),
            self.spend_per_rebuyer * (1 + gain * (1 - rebuy_share)),
        )


def change_by_factor(before: ArrayLike, after: ArrayLike) -> Floats:
    """How much of the change of a product each of its factors made; they add up to the change. Shape `(k,)`.

    Demand is households × rebuy × orders a rebuyer × items an order × price an item; each gets the logarithm of its
    own ratio, times the logarithmic mean of the product before and after. No factor comes first, and none is left over.

    Args:
        before: the factors, shape `(k,)`, above 0.
        after: the same a year later.

    Source: Ang (2005), "The LMDI approach to decomposition analysis", Energy Policy 33, 867–871.
    """
    first, then = floats(before), floats(after)
    if (first <= 0).any() or (then <= 0).any():
        raise ValueError("a factor of nought leaves nothing to divide among the others")
    ratios = np.log(then / first)
    product, growth = np.prod(first), ratios.sum()
    mean = product * (np.expm1(growth) / growth if abs(growth) > 1e-12 else 1.0)
    return np.asarray(mean * ratios)


@dataclass(frozen=True, slots=True, eq=False)
class CompYears:
    """One definition, frozen year after year: what was counted in the year after each date, all of shape `(years,)`.

    Figures are NaN where their denominator is 0.
    """

    households: Floats
    rebuyers: Floats
    orders: Floats
    with_lines: Floats
    """Orders that tell their lines."""
    items: Floats
    """Pieces in them."""
    demand: Floats

    @property
    def rebuy_rate(self) -> Floats:
        """Rebuyers ÷ households."""
        return ratio(self.rebuyers, self.households)

    @property
    def demand_per_household(self) -> Floats:
        """Rebuy rate × spend per rebuyer."""
        return ratio(self.demand, self.households)

    @property
    def spend_per_rebuyer(self) -> Floats:
        """Orders per rebuyer × items per order × price per item."""
        return ratio(self.demand, self.rebuyers)

    @property
    def orders_per_rebuyer(self) -> Floats:
        """Of the year after."""
        return ratio(self.orders, self.rebuyers)

    @property
    def items_per_order(self) -> Floats:
        """Of the orders that tell their lines, taken for all."""
        return ratio(self.items, self.with_lines)

    @property
    def price_per_item(self) -> Floats:
        """Demand per order ÷ items per order."""
        return ratio(ratio(self.demand, self.orders), self.items_per_order)

    def changes(self) -> dict[str, Floats]:
        """Of demand per household against the year before, as a share of it, and the parts that its factors made.

        `change_by_rebuy + change_by_spend = change`, and the parts of orders, items and price add up to that of spend.
        The first is NaN, and so is what needs a factor that is 0 or unknown in either year.
        """
        rough = np.array([self.rebuy_rate, self.spend_per_rebuyer])
        fine = np.array([self.rebuy_rate, self.orders_per_rebuyer, self.items_per_order, self.price_per_item])
        by_rebuy, by_spend = _shares_of_change(rough)
        _, by_orders, by_items, by_price = _shares_of_change(fine)
        former = np.concatenate([[np.nan], self.demand_per_household[:-1]])
        return {
            "change": ratio(self.demand_per_household - former, former),
            "change_by_rebuy": by_rebuy,
            "change_by_spend": by_spend,
            "change_by_orders": by_orders,
            "change_by_items": by_items,
            "change_by_price": by_price,
        }


def ratio(part: Floats, of: Floats) -> Floats:
    """Element by element; NaN where there is nothing to divide by."""
    return np.where(of > 0, part / np.where(of > 0, of, 1), np.nan)


def _shares_of_change(factors: Floats) -> Floats:
    """Parts of the relative change of the product, by factor and year, of factors by year; shape `(k, years)`."""
    parts = np.full(factors.shape, np.nan)
    for year in range(1, factors.shape[1]):
        before, after = factors[:, year - 1], factors[:, year]
        if (before > 0).all() and (after > 0).all():
            parts[:, year] = change_by_factor(before, after) / before.prod()
    return parts
