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
