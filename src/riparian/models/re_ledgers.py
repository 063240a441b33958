"""The RE ledgers: what each way in to an order brings and costs, and whether the budget is too heavy at the top.

The ways in are new, repeat, referral, re-ignited and retained customers. A ledger adds up; what it would have brought
without its spend is the organic share, which only a holdout test knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from statistics import NormalDist
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from riparian.core.errors import NotEnoughDataError
from riparian.models.contact_economics import contribution
from riparian.models.histories import Floats, floats
from riparian.models.holdout import Arm, Estimate
from riparian.models.wilson import wilson_interval

FEWEST_STEPS = 3
"""Below these there is no first third."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Orders of one way in over a window, in money of one currency. Ledgers of one window add up."""

    orders: int
    demand: float
    cost_to_serve: float
    """Support, refunds and discounts."""
    spend: float
    """To win these orders; below 0 where more was credited for former spend than was spent."""

    def __post_init__(self) -> None:
        if self.orders < 0 or not isfinite(self.spend):
            raise ValueError("orders are counted and spend is a number")

    def __add__(self, other: Self) -> "Ledger":
        return Ledger(
            self.orders + other.orders,
            self.demand + other.demand,
            self.cost_to_serve + other.cost_to_serve,
            self.spend + other.spend,
        )

    def contribution(self, *, profit_factor: float) -> float:
        """What is left of demand after goods, serving and spend."""
        return contribution(self.demand, profit_factor=profit_factor, cost=self.cost_to_serve + self.spend)

    def incremental_contribution(self, *, profit_factor: float, organic_share: float) -> float:
        """What the spend added: the part of demand and serving that would not have come without it, less the spend.

        Args:
            profit_factor: share of demand left after goods, returns and handling.
            organic_share: of a holdout test (`riparian.models.holdout`); above 1 where contacts cost demand.
        """
        served = contribution(self.demand, profit_factor=profit_factor, cost=self.cost_to_serve)
        return served * (1 - organic_share) - self.spend

    @property
    def order_value(self) -> float:
        """Mean demand of an order.

        Raises:
            NotEnoughDataError: there are no orders.
        """
        return self._per_order(self.demand, "value")

    @property
    def cost_per_order(self) -> float:
        """Spend and serving per order.

        Raises:
            NotEnoughDataError: there are no orders.
        """
        return self._per_order(self.cost_to_serve + self.spend, "cost")

    def _per_order(self, amount: float, what: str) -> float:
        if not self.orders:
            raise NotEnoughDataError(f"there are no orders of this way in, so none has a {what}")
        return amount / self.orders


@dataclass(frozen=True, slots=True)
class TopHeaviness:
    """The first third of the steps: its part of the budget and its part of what the budget added."""

    budget_share: float
    contribution_share: float
    """Of all incremental contribution; below 0 where the first third lost money."""

    @property
    def index(self) -> float:
        """Part of the budget for one part of incremental contribution: above 1 the budget is heavier than its fruit.

        Raises:
            NotEnoughDataError: the first third added nothing, so that any budget is too heavy and no ratio says how.
        """
        if not self.contribution_share > 0:
            raise NotEnoughDataError(
                f"the first third has {self.budget_share:.0%} of the budget and added no contribution: no ratio is one"
            )
        return self.budget_share / self.contribution_share


def top_heaviness(budget: ArrayLike, incremental_contribution: ArrayLike) -> TopHeaviness:
    """How the first third of the steps stands against all of them.

    A step is in the first third if its middle is: one of three or four steps, two of five, three of ten.

    Args:
        budget: of each step from the top, not negative, shape `(steps,)`.
        incremental_contribution: before the budget is taken off, of each step, shape `(steps,)`.

    Raises:
        NotEnoughDataError: fewer than three steps, no budget, or all steps together added nothing.
    """
    spent, added = floats(budget), floats(incremental_contribution)
    steps = len(spent)
    if len(added) != steps or np.any(spent < 0):
        raise ValueError("each step has a budget, which is not negative, and a contribution")
    if steps < FEWEST_STEPS:
        raise NotEnoughDataError(f"{steps} steps have no first third; {FEWEST_STEPS} are needed")
    if not (spent.sum() > 0 and added.sum() > 0):
        raise NotEnoughDataError("without a budget, or with nothing added in all, there are no parts to compare")
    first = (np.arange(steps) + 0.5) / steps < 1 / FEWEST_STEPS
    return TopHeaviness(float(spent[first].sum() / spent.sum()), float(added[first].sum() / added.sum()))


def orders_by_clients(clients: float, *, rebuy_rate: float, years: int) -> float:
    """Years of orders that clients make, the first year among them: `clients × Σ rebuy^t`, t from 0 to years − 1.

    >>> round(orders_by_clients(100, rebuy_rate=0.5, years=3), 6)
    175.0
    """
    return float(clients * (rebuy_rate ** np.arange(years, dtype=np.float64)).sum())


@dataclass(frozen=True, slots=True, eq=False)
class Reignition:
    """Dormant parties that were asked back, by how long they slept. Arrays have shape `(classes,)`."""

    rate: Floats
    """Share that came back; NaN where nobody was asked."""
    low: Floats
    high: Floats
    cost_each: Floats
    """Spend for one that came back; NaN where none did."""


def reignition(asked: ArrayLike, back: ArrayLike, spend: ArrayLike, *, level: float = 0.95) -> Reignition:
    """Rates and costs of each class of dormancy, with Wilson's interval.

    Args:
        asked: parties asked back, shape `(classes,)`.
        back: of these, who came back within the window.
        spend: on asking them.
        level: of the interval.
    """
    tried, came, cost = floats(asked), floats(back), floats(spend)
    if np.any((came < 0) | (came > tried)):
        raise ValueError("who came back was asked")
    low, high = wilson_interval(came, tried, level=level)
    rate = np.divide(came, tried, out=np.full(tried.shape, np.nan), where=tried > 0)
    cost_each = np.divide(cost, came, out=np.full(tried.shape, np.nan), where=came > 0)
    return Reignition(rate, low, high, cost_each)


def referred_against_others(referred: Sequence[Arm], others: Sequence[Arm], *, level: float = 0.95) -> Estimate:
    """How much more a referred customer is worth than another who came in the same month.

    The mean of the months' differences, weighted by the referred of each month: what the referred are worth beyond
    what others of their own months are. Months in which either group has fewer than two are left out.

    Args:
        referred: customers by first month, with what is compared (first spend, spend in a year).
        others: the same months, in the same order.
        level: of the interval: normal, unequal variances.

    Raises:
        NotEnoughDataError: no month has two of each.
    """
    if len(referred) != len(others):
        raise ValueError("both groups have the same months")
    pairs = [
        (one, other) for one, other in zip(referred, others, strict=True) if min(one.customers, other.customers) > 1
    ]
    if not pairs:
        raise NotEnoughDataError("no month has two referred and two other new customers to compare")
    everybody = sum(one.customers for one, _ in pairs)
    value = sum(one.customers / everybody * (one.mean - other.mean) for one, other in pairs)
    variance = sum(
        (one.customers / everybody) ** 2 * (one.standard_error**2 + other.standard_error**2) for one, other in pairs
    )
    half = NormalDist().inv_cdf((1 + level) / 2) * sqrt(variance)
    return Estimate(value - half, value, value + half)
