"""Holdout tests: what a contact really sold, from two random groups of which one did not get it."""

from dataclasses import dataclass
from enum import StrEnum
from math import hypot, inf, sqrt
from statistics import NormalDist
from typing import Self

from numpy.typing import ArrayLike

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import floats

YEAR_WEIGHTS = (1.00, 0.60, 0.35, 0.20)


@dataclass(frozen=True, slots=True)
class Arm:
    """The customers of one group and their demand over the window, in all channels. Groups add up."""

    customers: int
    total: float
    total_of_squares: float
    """Of each customer's demand, zeros counted."""

    @classmethod
    def of_share(cls, successes: int, customers: int) -> Self:
        """Of something that a customer does or does not."""
        return cls(customers, successes, successes)

    def __add__(self, other: Self) -> "Arm":
        return Arm(
            self.customers + other.customers,
            self.total + other.total,
            self.total_of_squares + other.total_of_squares,
        )

    @property
    def mean(self) -> float:
        """Per customer."""
        return self.total / self.customers

    @property
    def standard_error(self) -> float:
        """Of the mean; from a variance with `n − 1`."""
        squares = self.total_of_squares - self.total**2 / self.customers
        return sqrt(max(squares, 0.0) / (self.customers - 1) / self.customers)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and what it may be; without end where the data do not bound it."""

    low: float
    value: float
    high: float

    def scaled(self, factor: float, *, less: float = 0.0) -> "Estimate":
        """`factor × figure − less`; the factor is not negative."""
        return Estimate(*(factor * one - less for one in (self.low, self.value, self.high)))


class Verdict(StrEnum):
    """Of a test, at the level of its intervals."""

    GAINS = "gains"
    LOSES = "loses"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class HoldoutTest:
    """Two random groups of equal quality, at least two customers each."""

    contacted: Arm
    held_out: Arm

    def __post_init__(self) -> None:
        for name, arm in (("contacted", self.contacted), ("held out", self.held_out)):
            if arm.customers < 2:
                raise NotEnoughDataError(f"customers {name}: {arm.customers}; a holdout test needs 2 in each group")

    @property
    def t(self) -> float:
        """The increment in standard errors; NaN where all customers are alike."""
        error = hypot(self.contacted.standard_error, self.held_out.standard_error)
        return (self.contacted.mean - self.held_out.mean) / error if error else float("nan")

    def increment(self, *, level: float = 0.95) -> Estimate:
        """Demand per contacted customer that would not have come without the contact: normal, unequal variances."""
        value = self.contacted.mean - self.held_out.mean
        half = _z(level) * hypot(self.contacted.standard_error, self.held_out.standard_error)
        return Estimate(value - half, value, value + half)

    def organic_share(self, *, level: float = 0.95) -> Estimate:
        """Of the demand of the contacted, the share that comes without contact: `held out ÷ contacted`.

        The interval is Fieller's: without end where the demand of the contacted may be nothing.

        Raises:
            NotEnoughDataError: the contacted bought nothing.

        Source: Fieller (1954), "Some problems in interval estimation", JRSS B 16, 175–185; the share: Hillstrom (2011).
        """
        m, h = self.contacted.mean, self.held_out.mean
        if m <= 0:
            raise NotEnoughDataError("the contacted customers bought nothing, so there is no share of it")
        share, z = h / m, _z(level)
        doubt = (z * self.contacted.standard_error / m) ** 2
        if doubt >= 1:
            return Estimate(-inf, share, inf)
        own = (z * self.held_out.standard_error / m) ** 2
        half = sqrt(own * (1 - doubt) + doubt * share**2)
        return Estimate((share - half) / (1 - doubt), share, (share + half) / (1 - doubt))

    def incremental_rate(self, matchback: float, *, level: float = 0.95) -> Estimate:
        """Of the demand that matchback credits to the contact, the share that is really its own.

        Args:
            matchback: credited demand per contacted customer, above 0, taken as known.
            level: of the interval.
        """
        return self.increment(level=level).scaled(1 / matchback)

    def profit(self, *, profit_factor: float, cost: float, level: float = 0.95) -> Estimate:
        """Per contacted customer: `increment × profit factor − cost`."""
        return self.increment(level=level).scaled(profit_factor, less=cost)

    def verdict(self, *, profit_factor: float = 1.0, cost: float = 0.0, level: float = 0.95) -> Verdict:
        """Whether the contact pays; whether it sells at all, where nothing is said of cost."""
        profit = self.profit(profit_factor=profit_factor, cost=cost, level=level)
        if profit.low > 0:
            return Verdict.GAINS
        return Verdict.LOSES if profit.high < 0 else Verdict.UNDECIDED


def organic_share_of_customer(demand: ArrayLike, years_ago: ArrayLike, organic_shares: ArrayLike) -> float:
    """Of a customer's demand, the share that needs no contact, by the order channels they used. Late years count less.

    Args:
        demand: of each channel and year, shape `(n,)`.
        years_ago: 0 for the last twelve months; from 4 on nothing counts; shape `(n,)`.
        organic_shares: of the channel, from tests, shape `(n,)`.

    Raises:
        NotEnoughDataError: no demand in four years.

    Source: Hillstrom (April 2019), "Hillstrom's targeting: calculating".
    """
    weights = floats([*YEAR_WEIGHTS, 0.0])[floats(years_ago).clip(0, len(YEAR_WEIGHTS)).astype(int)]
    weighted = floats(demand) * weights
    if not weighted.sum() > 0:
        raise NotEnoughDataError("the customer bought nothing in four years, so no share of it is organic")
    return float(weighted @ floats(organic_shares) / weighted.sum())


def _z(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)
