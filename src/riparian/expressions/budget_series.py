"""Monthly spend and demand of each lane and channel, as series of whole calendar months."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from riparian.core.doors import Array, Gather
from riparian.core.row import Table
from riparian.expressions.calendar import month_number_of
from riparian.tables.budgets import OF_CHANNELS, OF_LANES
from riparian.tables.credits import ChannelEconomy
from riparian.tables.value import LANES, ReLedger

_MOST: Final = 1_000_000
_YEAR: Final = 12


@dataclass(frozen=True, slots=True, eq=False)
class MonthlySeries:
    """Of one lane or channel, from the first month of which spend is reported to the last, with all months between."""

    level: str
    name: str
    spend: Array
    """Not negative: a month in which more was given back than spent has 0."""
    result: Array
    """Demand."""
    unknown: int = 0
    """Whole months after the last, of whose spend nobody knows."""

    @property
    def late(self) -> slice:
        """The months of the last twelve of which spend is known; none where no report reaches so far."""
        return slice(min(max(len(self.spend) - _YEAR + self.unknown, 0), len(self.spend)), None)

    @property
    def spend_now(self) -> int:
        """Of a mean month of the last twelve of which it is known, in whole minor units; 0 where it is of none."""
        return _mean(self.spend[self.late])

    @property
    def result_now(self) -> int:
        """Demand of a mean month of the same."""
        return _mean(self.result[self.late])


def monthly_series(
    re_ledgers: Table[ReLedger], channel_economics: Table[ChannelEconomy], as_of: datetime, gather: Gather
) -> list[MonthlySeries]:
    """The lanes, then the channels by name; those without any spend are left out.

    Between the first and the last month of which any source reports spend, a month without a report is one without
    spend, and its demand counts. What was spent before and after nobody knows, so those months are left out, with their
    demand.
    """
    ledgers = re_ledgers.filter(re_ledgers.period == "month")
    known = {"reported": ledgers.spend.notnull(), "spend": ledgers.spend.fill_null(0)}
    lanes = gather(ledgers.mutate(**known).select("period_to", "way", "spend", "demand", "reported"), at_most=_MOST)
    grouped = channel_economics.group_by("month", "channel").agg(
        spend=channel_economics.spend.sum().fill_null(0).cast("float64"),
        demand=channel_economics.value.sum().fill_null(0.0),
    )
    channels = gather(grouped, at_most=_MOST)
    lane_of = {way: lane for lane, ways in LANES.items() for way in ways}
    of_lanes = list(
        zip(
            lanes["period_to"],
            [lane_of[str(way)] for way in lanes["way"]],
            lanes["spend"],
            lanes["demand"],
            strict=True,
        )
    )
    of_channels = list(zip(channels["month"], channels["channel"], channels["spend"], channels["demand"], strict=True))
    reported = {_month(day) for day, told in zip(lanes["period_to"], lanes["reported"], strict=True) if told}
    reported |= {_month(day) for day, _, spend, _ in of_channels if float(str(spend)) != 0}
    names = sorted({str(name) for name in channels["channel"]})
    return [
        *laid_out(OF_LANES, of_lanes, list(LANES), reported, as_of),
        *laid_out(OF_CHANNELS, of_channels, names, reported, as_of),
    ]


def laid_out(
    level: str,
    told: Iterable[tuple[object, object, object, object]],
    names: list[str],
    reported: Collection[int],
    as_of: datetime,
) -> list[MonthlySeries]:
    """Figures by day and name as series, those with spend alone.

    Args:
        level: of the names.
        told: day, name, spend and demand.
        names: in the order of the series.
        reported: months of which any source reports spend.
        as_of: its month is not over.
    """
    end = month_number_of(as_of)
    rows = [(_month(day), str(name), float(str(spend)), float(str(demand))) for day, name, spend, demand in told]
    covered = {month for month, *_ in rows} & {month for month in reported if month < end}
    if not covered:
        return []
    first, last = min(covered), max(month for month in reported if month < end)
    spends, results = (np.zeros((len(names), last - first + 1)) for _ in range(2))
    for month, name, spend, demand in rows:
        if first <= month <= last:
            spends[names.index(name), month - first] += spend
            results[names.index(name), month - first] += demand
    # Engines add in any order: to six digits the sums are the same whichever.
    results = np.round(results, 6)
    return [
        MonthlySeries(level, name, spend, result, end - 1 - last)
        for name, spend, result in zip(names, np.maximum(spends, 0.0), results, strict=True)
        if spend.sum() > 0
    ]


def _mean(months: Array) -> int:
    return round(float(months.mean())) if len(months) else 0


def _month(day: object) -> int:
    year, month = str(np.datetime64(str(day)[:10], "M")).split("-")
    return int(year) * 12 + int(month) - 1
