"""Five years of a customer file: buyers, demand and contribution of each year with their intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riparian.models.contact_economics import profit_factor_at
from riparian.models.histories import Floats
from riparian.models.segment_projection import USUAL_YEARS, SegmentProjection, SegmentYear, simulated

LEVEL = 0.90
DRAWS = 2_000
LEAST_YEARS = 3
"""Of fewer nobody can tell how much years differ."""


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A figure of each coming year, with both ends of its 90 % interval; shapes `(years,)`."""

    value: Floats
    low: Floats
    high: Floats

    def scaled(self, factor: float, *, less: float = 0.0) -> "Figure":
        """`factor × figure − less`; by a negative factor the lower end comes of the higher."""
        ends = (self.low, self.high) if factor >= 0 else (self.high, self.low)
        return Figure(*(factor * one - less for one in (self.value, *ends)))


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """What is expected of a file."""

    buyers: Figure
    """Who buys in the year: customers of live segments."""
    demand: Figure
    customers_of: tuple[Figure, ...]
    """By segment at the year's end."""
    demand_of: tuple[Figure, ...]
    new: float
    """New customers a year."""

    def contribution(self, *, profit_factor: float, cost_of_new: float, price: float = 1.0) -> Figure:
        """`demand × profit factor − advertising`, which is spent on new customers: so much for each.

        Args:
            profit_factor: at today's price.
            cost_of_new: of each new customer.
            price: times today's, at which the demand is told; what goods cost stays, so all of the difference is left.
        """
        return self.demand.scaled(profit_factor_at(price, profit_factor=profit_factor), less=cost_of_new * self.new)


def five_years(
    year: SegmentYear,
    opening: Floats,
    *,
    live: NDArray[np.bool_],
    seed: int,
    yearly_shock: float,
    years: int = USUAL_YEARS,
) -> Forecast:
    """The years to come, if the rates of `year` stay.

    Args:
        year: what the rates are told by, every segment with customers at its start.
        opening: customers by segment now, shape `(k,)`.
        live: segments of customers who bought within the year, shape `(k,)`.
        seed: of chance.
        yearly_shock: relative standard deviation by which those who come, and spend, differ from year to year.
        years: how many.

    Raises:
        NotEnoughDataError: customers come into a segment of which nobody was counted a year long.
    """
    model = SegmentProjection.fit(year)
    expected = model.project(opening, years=years)
    drawn = simulated(year, opening, draws=DRAWS, seed=seed, years=years, yearly_shock=yearly_shock)
    k = range(len(opening))
    return Forecast(
        buyers=_figure(expected.customers[:, live].sum(axis=1), drawn.customers[:, :, live].sum(axis=2)),
        demand=_figure(expected.demand.sum(axis=1), drawn.demand.sum(axis=2)),
        customers_of=tuple(_figure(expected.customers[:, one], drawn.customers[:, :, one]) for one in k),
        demand_of=tuple(_figure(expected.demand[:, one], drawn.demand[:, :, one]) for one in k),
        new=float(model.new.sum()),
    )


def _figure(value: Floats, drawn: Floats) -> Figure:
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return Figure(value, low, high)


def measured_shock(new: Sequence[float]) -> float | None:
    """How much years differ beyond chance, from the new customers of each; None: fewer than three years.

    The variance of the counts, less that of a Poisson count, by the square of their mean. A growing or shrinking
    company differs from year to year too, and is not told from a restless one.
    """
    counts = np.asarray(new, np.float64)
    if len(counts) < LEAST_YEARS or not counts.mean():
        return None
    return float(np.sqrt(max(counts.var(ddof=1) - counts.mean(), 0)) / counts.mean())
