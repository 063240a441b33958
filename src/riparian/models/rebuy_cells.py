"""The chance to buy within a year, by how many orders there were and how long ago the last one was."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats
from riparian.models.life_table import LifeTable
from riparian.models.rebuy_curve import YEAR

ORDERS = 7
"""Numbers of orders that are told apart; the last is that many or more."""
FEW = 100
"""Cases from which a cell is believed as it is."""
AT_RISK = 30
"""Customers from which a month of a life table is taken as counted."""
HALF_A_CASE = 0.5 / FEW
"""How near to 0 and to 1 a life table may draw a cell: a rate of nought of thirty is no proof of nought."""


def filled_up(bought: ArrayLike, tried: ArrayLike, mean: ArrayLike, *, few: float = FEW) -> Floats:
    """Rates of small cells, each filled up with customers of the mean rate until it holds `few`.

    A cell of that many or more keeps its own rate; one that nobody was seen in has the mean. Shapes are alike.

    Source: that cells below 100 are drawn to the mean of their row is our choice; filling up is the plainest way
    that has no jump at 100.
    """
    seen = floats(tried)
    return (floats(bought) + np.maximum(few - seen, 0) * floats(mean)) / np.maximum(seen, few)


@dataclass(frozen=True, slots=True, eq=False)
class WatchedYears:
    """Cases that were watched for a whole year, by number of orders (from 1) and months since the last (from 0)."""

    tried: Floats
    """Shape `(orders, months)`."""
    bought: Floats
    """Who of them bought within the twelve months; of the same shape."""

    @classmethod
    def of_waits(
        cls, orders: ArrayLike, months: ArrayLike, watched: ArrayLike, bought: ArrayLike, last_seen: ArrayLike
    ) -> Self:
        """From counted waits, all of shape `(n,)`.

        Args:
            orders: how many orders there were, the one that began the wait included.
            months: in which month the next order came, or else the last that was watched.
            watched: the last month that was watched, whether waiting or not.
            bought: waits that the next order ended.
            last_seen: waits that were cut off.
        """
        row = np.minimum(np.asarray(orders, np.int64), ORDERS) - 1
        gap, end = np.asarray(months, np.int64), np.asarray(watched, np.int64) - YEAR
        longest = int(end.max(initial=-1)) + 1
        # Who buys in month g was a case at the end of every month before it; who never did, of all that were watched.
        tried = _counted(row, np.zeros_like(gap), np.minimum(gap - 1, end), floats(bought), longest)
        tried += _counted(row, np.zeros_like(gap), end, floats(last_seen), longest)
        soon = _counted(row, np.maximum(gap - YEAR, 0), np.minimum(gap - 1, end), floats(bought), longest)
        return cls(tried, soon)

    def padded(self, months: int) -> "WatchedYears":
        """The same over so many months, cut or with nobody in the rest."""
        room = max(months - self.tried.shape[1], 0)
        return WatchedYears(*(np.pad(one, ((0, 0), (0, room)))[:, :months] for one in (self.tried, self.bought)))


def _counted(
    row: np.ndarray[tuple[int], np.dtype[np.int64]],
    first: np.ndarray[tuple[int], np.dtype[np.int64]],
    last: np.ndarray[tuple[int], np.dtype[np.int64]],
    count: Floats,
    months: int,
) -> Floats:
    """Counts spread over all months from `first` to `last`, both in."""
    steps = np.zeros((ORDERS, months + 1))
    some = (last >= first) & (count > 0)
    np.add.at(steps, (row[some], first[some]), count[some])
    np.add.at(steps, (row[some], last[some] + 1), -count[some])
    return steps.cumsum(axis=1)[:, :months]


@dataclass(frozen=True, slots=True, eq=False)
class AnnualRates:
    """Chances to buy within a year at each recency by life tables; shapes `(months,)` or `(orders, months)`."""

    rates: Floats
    """NaN where the tables are too short and cannot be extended."""
    observed: NDArray[np.bool_]
    """False where one of the twelve months was extended, or nothing is known."""


def annual_rates_of(life: LifeTable, *, months: int) -> AnnualRates:
    """By one life table, extended where it can be."""
    try:
        curve = life.extended_curve(months=months + YEAR + 1, needed=AT_RISK)
    except NotEnoughDataError:
        curve = life.curve(needed=AT_RISK)
    rates, extended = curve.annual_rates()[:months], curve.annual_is_extrapolated[:months]
    short = months - len(rates)
    rates, extended = np.pad(rates, (0, short), constant_values=np.nan), np.pad(extended, (0, short))
    return AnnualRates(rates, ~extended & ~np.isnan(rates))


def annual_rates_by_orders(
    orders: ArrayLike, months: ArrayLike, bought: ArrayLike, last_seen: ArrayLike, *, recencies: int
) -> AnnualRates:
    """By a life table for each number of orders; shapes `(orders, recencies)`.

    Where a number of orders has too few for a table of its own, that of one order fewer takes its place (the ladder
    rises: it errs on the low side), and below the first, that of all; NaN where that is short.

    Args:
        orders: and the rest, of counted waits as in `WatchedYears.of_waits`, shape `(n,)`.
        months: in which month the next order came, or else the last that was watched.
        bought: waits that the next order ended.
        last_seen: waits that were cut off.
        recencies: how many months since the last order are asked for.
    """
    row = np.minimum(np.asarray(orders, np.int64), ORDERS) - 1
    month, ended, cut = np.asarray(months, np.int64), floats(bought), floats(last_seen)
    length = int(month.max(initial=-1)) + 1

    def told(some: NDArray[np.bool_]) -> AnnualRates:
        gaps = (np.bincount(month[some], one[some], length) for one in (ended, cut))
        return annual_rates_of(LifeTable.of_gaps(*gaps), months=recencies)

    found = [told(np.ones(len(row), np.bool_))]
    for one in range(ORDERS):
        own, fewer = told(row == one), found[-1]
        none = np.isnan(own.rates)
        found.append(AnnualRates(np.where(none, fewer.rates, own.rates), np.where(none, fewer.observed, own.observed)))
    return AnnualRates(np.stack([one.rates for one in found[1:]]), np.stack([one.observed for one in found[1:]]))


@dataclass(frozen=True, slots=True, eq=False)
class RebuyCells:
    """Chances by number of orders (from 1) and months since the last (from 0), with what they rest on."""

    years: WatchedYears
    probability: Floats
    """Shape `(orders, months)`."""
    observed: NDArray[np.bool_]
    """False where a part of the chance is an extended life table, or is borrowed from other recencies; same shape."""

    @classmethod
    def of(cls, years: WatchedYears, annual: AnnualRates) -> Self:
        """Each cell drawn towards the mean of its recency.

        A recency of fewer than 100 cases is itself filled up, for each number of orders with its life table: who has
        ordered often is likelier to come back, and a young log can tell it by nothing else. Where no life table can be
        had, with the rate of all cases whatever their recency. Never with its own rate, of which it would be the proof.

        Args:
            years: what was watched.
            annual: by the life tables, shape `(orders, months)`; NaN where they are too short.

        Raises:
            NotEnoughDataError: nobody was watched for a year, and the life tables say nothing either.
        """
        cases = years.padded(annual.rates.shape[1])
        tried, bought = cases.tried.sum(axis=0), cases.bought.sum(axis=0)
        told = np.stack([_carried(one, pooled_rate(years)) for one in annual.rates])
        mean = filled_up(np.broadcast_to(bought, told.shape), np.broadcast_to(tried, told.shape), told)
        watched = (cases.tried >= FEW) | (tried >= FEW)
        return cls(cases, filled_up(cases.bought, cases.tried, mean), watched | annual.observed)

    @property
    def raw(self) -> Floats:
        """Each cell's own rate; NaN where nobody was seen."""
        return self.years.bought / np.where(self.years.tried > 0, self.years.tried, np.nan)

    @property
    def steps(self) -> Floats:
        """What one order more adds just after the order, shape `(orders,)`; NaN for the last."""
        return np.append(np.diff(self.probability[:, 0]), np.nan)

    def chances(self, orders: ArrayLike, months: ArrayLike) -> Floats:
        """Of buyers, shape `(n,)`; beyond the last month the last month's."""
        row = np.minimum(np.asarray(orders, np.int64), ORDERS) - 1
        return floats(self.probability[row, np.minimum(np.asarray(months, np.int64), self.probability.shape[1] - 1)])


def pooled_rate(years: WatchedYears) -> float:
    """Share of all cases that bought, with one more who did and one who did not; NaN where there are no cases.

    Source: Laplace's rule of succession: of one case that bought it gives 2/3 and not 1.
    """
    tried = float(years.tried.sum())
    return float(years.bought.sum() + 1) / (tried + 2) if tried else float("nan")


def _carried(rates: Floats, pooled: float) -> Floats:
    """The rates, gaps filled with the last known before them, or else the first after; the pooled one if none is.

    None is exactly 0 or 1: what at least thirty a month did does not make anything impossible or certain for others.
    """
    known = np.flatnonzero(~np.isnan(rates))
    if not known.size and np.isnan(pooled):
        raise NotEnoughDataError(
            "nobody was watched for a year, and too few bought again to extend the life table to one"
        )
    if not known.size:
        return np.full(len(rates), pooled)
    place = np.maximum(np.searchsorted(known, np.arange(len(rates)), side="right") - 1, 0)
    return np.clip(rates[known[place]], HALF_A_CASE, 1 - HALF_A_CASE)
