"""Five years by segment: where customers go, who comes, what they spend, and how sure that is."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats

USUAL_YEARS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Spend:
    """Demand of a year by segment at its end, from what a backend can sum; shapes `(k,)`. Groups add up."""

    customers: Floats
    total: Floats
    total_of_squares: Floats

    def __add__(self, other: Self) -> "Spend":
        return Spend(
            self.customers + other.customers,
            self.total + other.total,
            self.total_of_squares + other.total_of_squares,
        )

    @property
    def mean(self) -> Floats:
        """Per customer; 0 where there was none."""
        return self.total / np.maximum(self.customers, 1)

    @property
    def variance(self) -> Floats:
        """Of a customer's demand; 0 where there were fewer than two."""
        squares = self.total_of_squares - self.total * self.mean
        return np.maximum(squares, 0) / np.maximum(self.customers - 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class SegmentYear:
    """What happened in a year between `k` segments, counted. Years add up, and then count as so many."""

    moved: Floats
    """Customers by segment at its start (row) and at its end (column), shape `(k, k)`."""
    left: Floats
    """Customers by segment at its start who are in none at its end, shape `(k,)`."""
    kept_spend: Spend
    """Of those counted in `moved`, by segment at its end. Who did not buy is in a segment that spends nothing."""
    new_spend: Spend
    """Of those whose first order ever it saw."""
    reactivated_spend: Spend
    """Of those who were in no segment at its start but had bought before."""
    years: int = 1

    def __post_init__(self) -> None:
        k = len(self.left)
        spends = (self.kept_spend, self.new_spend, self.reactivated_spend)
        if self.moved.shape != (k, k) or any(one.customers.shape != (k,) for one in spends):
            raise ValueError("moved is k × k and everything else of k segments")
        if (self.moved < 0).any() or (self.left < 0).any():
            raise ValueError("customers are not negative")

    def __add__(self, other: Self) -> "SegmentYear":
        return SegmentYear(
            self.moved + other.moved,
            self.left + other.left,
            self.kept_spend + other.kept_spend,
            self.new_spend + other.new_spend,
            self.reactivated_spend + other.reactivated_spend,
            self.years + other.years,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """Years to come, the first one first."""

    customers: Floats
    """By segment at the end of the year, shape `(years, k)`."""
    demand: Floats
    """By segment at the end of the year, shape `(years, k)`."""


@dataclass(frozen=True, slots=True, eq=False)
class SegmentProjection:
    """Rates of one year that are held for all years to come."""

    transitions: Floats
    """Share of a row's customers who are in the column's segment a year later; rows add up to 1 at most. `(k, k)`."""
    spend: Floats
    """Yearly demand of a customer who was there before, by segment at the year's end, shape `(k,)`."""
    new: Floats
    """New customers a year, by segment at its end, shape `(k,)`."""
    new_spend: Floats
    """Yearly demand of each of them."""
    reactivated: Floats
    """Customers won back a year."""
    reactivated_spend: Floats
    """Yearly demand of each of them."""

    @classmethod
    def fit(cls, year: SegmentYear) -> Self:
        """The rates of the year, or of several added up. A row without customers is NaN: nobody knows where they go."""
        opening = (year.moved.sum(axis=1) + year.left)[:, None]
        return cls(
            np.where(opening > 0, year.moved / np.where(opening > 0, opening, 1), np.nan),
            year.kept_spend.mean,
            year.new_spend.customers / year.years,
            year.new_spend.mean,
            year.reactivated_spend.customers / year.years,
            year.reactivated_spend.mean,
        )

    def project(
        self, opening: ArrayLike, *, years: int = USUAL_YEARS, adjustments: ArrayLike | float = 1.0
    ) -> Projection:
        """Expected customers and demand of the coming years.

        Args:
            opening: customers by segment now, shape `(k,)`.
            years: how many.
            adjustments: by which a plan changes the demand of a segment's customers: 1.15 is 15 % more. One number, or
                shape `(k,)`, or `(years, k)`.

        Raises:
            NotEnoughDataError: customers come into a segment of which nobody was counted a year long.
        """
        now, factors = floats(opening), np.broadcast_to(floats(adjustments), (years, len(self.spend)))
        rates = _known(self.transitions)
        incoming = self.new * self.new_spend + self.reactivated * self.reactivated_spend
        customers, demand = np.zeros((years, len(now))), np.zeros((years, len(now)))
        for year in range(years):
            _refuse_unknown(self.transitions, now)
            kept = now @ rates
            demand[year] = (kept * self.spend + incoming) * factors[year]
            customers[year] = now = kept + self.new + self.reactivated
        return Projection(customers, demand)


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedProjection:
    """Years to come as they may come, many times."""

    customers: Floats
    """Shape `(draws, years, k)`."""
    demand: Floats
    """Shape `(draws, years, k)`."""

    def demand_interval(self, *, level: float = 0.95) -> tuple[Floats, Floats]:
        """Both ends for the demand of each year, all segments together, shapes `(years,)`."""
        low, high = np.quantile(self.demand.sum(axis=2), [(1 - level) / 2, (1 + level) / 2], axis=0)
        return low, high

    def customers_interval(self, *, level: float = 0.95) -> tuple[Floats, Floats]:
        """Both ends for the customers of each year and segment, shapes `(years, k)`."""
        low, high = np.quantile(self.customers, [(1 - level) / 2, (1 + level) / 2], axis=0)
        return low, high


def simulated(
    year: SegmentYear,
    opening: ArrayLike,
    *,
    draws: int,
    seed: int,
    years: int = USUAL_YEARS,
    adjustments: ArrayLike | float = 1.0,
    yearly_shock: float = 0.0,
) -> SimulatedProjection:
    """Projections that differ by how well the year's counts tell the rates, and by chance in the years to come.

    Rates are drawn once for each draw (Dirichlet for the transitions, gamma for those who come, normal for mean spend),
    customers and their spend for each year (multinomial, Poisson, normal). It does not know that years differ among
    themselves, other than through `yearly_shock`, so without it the intervals are the narrowest that are honest.

    Args:
        year: what the rates are told by.
        opening: customers by segment now, shape `(k,)`, whole.
        draws: how many; 1,000 for the ends of a 95 % interval.
        seed: of chance.
        years: how many.
        adjustments: as in `SegmentProjection.project`.
        yearly_shock: relative standard deviation by which those who come, and the spend of the others, differ from
            year to year.

    Raises:
        NotEnoughDataError: customers come into a segment of which nobody was counted a year long.
    """
    chance = np.random.default_rng(seed)
    k = len(year.left)
    outcomes = np.column_stack([year.moved, year.left])
    # One customer's worth of doubt, spread over every end that anybody came to: what nobody of a segment did is
    # unlikely, not impossible.
    gammas = chance.standard_gamma(outcomes + (outcomes.sum(axis=0) > 0) / (k + 1), (draws, k, k + 1))
    transitions = gammas / np.maximum(gammas.sum(axis=2, keepdims=True), np.finfo(np.float64).tiny)
    kept, new, back = (
        _drawn_means(one, draws, chance) for one in (year.kept_spend, year.new_spend, year.reactivated_spend)
    )
    arrivals = [
        chance.standard_gamma(np.where(one.customers > 0, one.customers + 0.5, 0), (draws, k)) / year.years
        for one in (year.new_spend, year.reactivated_spend)
    ]
    factors = np.broadcast_to(floats(adjustments), (years, k))
    now = np.broadcast_to(np.rint(floats(opening)).astype(np.int64), (draws, k))
    customers, demand = np.zeros((draws, years, k)), np.zeros((draws, years, k))
    known = SegmentProjection.fit(year).transitions
    for at in range(years):
        _refuse_unknown(known, now.sum(axis=0))
        shock = _shocks(yearly_shock, draws, chance)
        staying = chance.multinomial(now, transitions)[:, :, :k].sum(axis=1)
        came, won = (floats(chance.poisson(rate * shock)) for rate in arrivals)
        spent = shock * _drawn_demand(floats(staying), kept, year.kept_spend, chance)
        spent += _drawn_demand(came, new, year.new_spend, chance)
        spent += _drawn_demand(won, back, year.reactivated_spend, chance)
        demand[:, at] = spent * factors[at]
        now = staying + (came + won).astype(np.int64)
        customers[:, at] = now
    return SimulatedProjection(customers, demand)


def _known(transitions: Floats) -> Floats:
    return np.where(np.isnan(transitions), 0, transitions)


def _refuse_unknown(transitions: Floats, customers: Floats) -> None:
    unknown = np.flatnonzero(np.isnan(transitions).any(axis=1) & (customers > 0))
    if unknown.size:
        raise NotEnoughDataError(
            f"nobody was a year long in segment {unknown[0]}, so nobody knows where its customers go"
        )


def _shocks(spread: float, draws: int, chance: np.random.Generator) -> Floats:
    """Of mean 1, one for each draw, shape `(draws, 1)`."""
    if not spread:
        return np.ones((draws, 1))
    return chance.gamma(1 / spread**2, spread**2, (draws, 1))


def _drawn_means(spend: Spend, draws: int, chance: np.random.Generator) -> Floats:
    error = np.sqrt(spend.variance / np.maximum(spend.customers, 1))
    return np.maximum(chance.normal(spend.mean, error, (draws, len(error))), 0)


def _drawn_demand(customers: Floats, means: Floats, spend: Spend, chance: np.random.Generator) -> Floats:
    return np.maximum(chance.normal(customers * means, np.sqrt(customers * spend.variance)), 0)
