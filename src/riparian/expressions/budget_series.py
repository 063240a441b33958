"""Monthly spend and what came of each lane and channel, as series of whole calendar months.

What came is the demand of the lane that the spend is for, of a channel too: the demand that a channel is *credited*
with grows with its visits, and visits with what is paid for them, also where people would have come anyway.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from riparian.core.doors import Array, Gather
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.expressions.calendar import month_number_of
from riparian.tables.budgets import OF_CHANNELS, OF_LANES
from riparian.tables.credits import ChannelEconomy
from riparian.tables.value import LANES, ReLedger

_MOST: Final = 1_000_000
_YEAR: Final = 12
_USUAL: Final = "new"
"""Way of spend of which no purpose is told."""
_UNTOLD: Final = {"referral": "no source tells who was referred, so what its spend brings is not known"}
"""Why of a lane no demand is told; of every other, because there is no order."""


@dataclass(frozen=True, slots=True, eq=False)
class MonthlySeries:
    """Of one lane or channel, from the first month of which spend is reported to the last, with all months between."""

    level: str
    name: str
    lane: str
    """Whose orders the spend is for: of a channel those that most of its spend is meant to bring."""
    spend: Array
    """Not negative: a month in which more was given back than spent has 0."""
    result: Array
    """Demand of the lane with every order at today's mean value: which month a large basket falls into is chance. No
    number in the first months where no source tells it: before the first order, or before any referral was told."""
    beside: Array
    """Spend of the other channels of the lane, shape `(months, channels)`; of a lane there is none."""
    unknown: int = 0
    """Whole months after the last, of whose spend nobody knows."""

    @property
    def late(self) -> slice:
        """The months of the last twelve of which spend is known; none where no report reaches so far."""
        return late_months(len(self.spend), self.unknown)

    @property
    def spend_now(self) -> int:
        """Of a mean month of the last twelve of which it is known, in whole minor units; 0 where it is of none."""
        return _mean(self.spend[self.late])

    @property
    def result_now(self) -> int:
        """Demand of a mean month of the same, of those of which it is told."""
        late = self.result[self.late]
        return _mean(late[np.isfinite(late)])

    @property
    def told(self) -> slice:
        """The months of which a source tells the demand; none where none does."""
        return slice(int(np.isnan(self.result).sum()), None)

    @property
    def known(self) -> tuple[Array, Array, Array]:
        """Spend, result and the other spend of the months of which a source tells the demand.

        Raises:
            NotEnoughDataError: it tells none of any: that is not known, and not 0.
        """
        if not len(self.result[self.told]):
            raise NotEnoughDataError(_UNTOLD.get(self.lane, "no order is told of any of the months with spend"))
        return self.spend[self.told], self.result[self.told], self.beside[self.told]


def monthly_series(
    re_ledgers: Table[ReLedger], channel_economics: Table[ChannelEconomy], as_of: datetime, gather: Gather
) -> list[MonthlySeries]:
    """The lanes, then the channels by name; those without any spend are left out.

    Between the first and the last month of which any source reports spend, a month without a report is one without
    spend, and its demand counts. What was spent before and after nobody knows, so those months are left out, with their
    demand.
    """
    ledgers = re_ledgers.filter(re_ledgers.period == "month")
    known = {name: ledgers[name].fill_null(0) for name in ("spend", "demand", "orders")}
    known |= {"reported": ledgers.spend.notnull(), "told": ledgers.demand.notnull().cast("int64")}
    told = ledgers.mutate(**known).select("period_to", "way", "spend", "demand", "orders", "reported", "told")
    lanes = gather(told, at_most=_MOST)
    paid = channel_economics.filter(channel_economics.spend.notnull())
    grouped = paid.group_by("month", "channel", "way").agg(spend=paid.spend.sum().cast("float64"))
    channels = gather(grouped.mutate(way=grouped.way.fill_null(_USUAL)), at_most=_MOST)
    reported = {_month(day) for day, told in zip(lanes["period_to"], lanes["reported"], strict=True) if told}
    reported |= {_month(day) for day, spend in zip(channels["month"], channels["spend"], strict=True) if spend}
    end = month_number_of(as_of)
    covered = {_month(day) for days in (lanes["period_to"], channels["month"]) for day in days}
    covered &= {month for month in reported if month < end}
    if not covered:
        return []
    first, last = min(covered), max(month for month in reported if month < end)
    return [
        one for one in laid_out(lanes, channels, first, last - first + 1, unknown=end - 1 - last) if one.spend.sum() > 0
    ]


def laid_out(
    lanes: Mapping[str, Array], channels: Mapping[str, Array], first: int, months: int, *, unknown: int
) -> Iterator[MonthlySeries]:
    """Every lane, then every channel, over so many months from the first on."""
    lane_of_way = {way: lane for lane, ways in LANES.items() for way in ways}
    of_lane = [lane_of_way[str(way)] for way in lanes["way"]]
    names, meant = list(LANES), [lane_of_way[str(way)] for way in channels["way"]]
    place = [_month(day) - first for day in lanes["period_to"]]
    spend, demand, orders, told_by = (
        added(place, of_lane, lanes[figure], names, months) for figure in ("spend", "demand", "orders", "told")
    )
    # A lane is told from some month on.
    ever = np.cumsum(told_by, axis=0) > 0
    results = dict(zip(names, np.where(ever, at_todays_value(demand, orders, unknown), np.nan).T, strict=True))
    nothing = np.empty((months, 0))
    for name, paid in zip(names, np.maximum(spend, 0.0).T, strict=True):
        yield MonthlySeries(OF_LANES, name, name, paid, results[name], nothing, unknown)

    place = [_month(day) - first for day in channels["month"]]
    told = [str(name) for name in channels["channel"]]
    each = sorted(set(told))
    spent = np.maximum(added(place, told, channels["spend"], each, months), 0.0)
    purposes = Counter[tuple[str, str]]()
    for name, lane, amount in zip(told, meant, channels["spend"].tolist(), strict=True):
        purposes[name, lane] += amount
    lane_of = [max(names, key=lambda lane: purposes[name, lane]) for name in each]
    for number, (name, lane) in enumerate(zip(each, lane_of, strict=True)):
        others = [n for n, other in enumerate(lane_of) if n != number and other == lane]
        yield MonthlySeries(OF_CHANNELS, name, lane, spent[:, number], results[lane], spent[:, others], unknown)


def added(place: list[int], told: list[str], figures: Array, names: list[str], months: int) -> Array:
    """Figures by month and name, shape `(months, names)`; those of other months are left out."""
    total = np.zeros((months, len(names)))
    for month, name, figure in zip(place, told, figures.tolist(), strict=True):
        if 0 <= month < months:
            total[month, names.index(name)] += figure
    return total


def at_todays_value(demand: Array, orders: Array, unknown: int) -> Array:
    """Orders at the mean demand of one in the last twelve months of which spend is known; columns are lanes.

    Without orders in those months the mean is that of all months.
    """
    late = late_months(len(demand), unknown)
    (sold, bought), (every, ever) = (
        (demand[months].sum(axis=0), orders[months].sum(axis=0)) for months in (late, slice(None))
    )
    value = np.where(bought > 0, sold, every) / np.maximum(np.where(bought > 0, bought, ever), 1.0)
    # Engines add in any order: to six digits the sums are the same whichever.
    result: Array = np.round(orders * value, 6)
    return result


def late_months(months: int, unknown: int) -> slice:
    """The months of the last twelve of which spend is known; none where no report reaches so far."""
    return slice(min(max(months - _YEAR + unknown, 0), months), None)


def _mean(months: Array) -> int:
    return round(float(months.mean())) if len(months) else 0


def _month(day: object) -> int:
    year, month = str(np.datetime64(str(day)[:10], "M")).split("-")
    return int(year) * 12 + int(month) - 1
