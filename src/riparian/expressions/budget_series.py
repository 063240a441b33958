"""Monthly spend and demand of each lane and channel, as series of whole calendar months."""

from collections.abc import Iterable
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
    """Of one lane or channel, from the first month with any figure of its level to the last whole month."""

    level: str
    name: str
    spend: Array
    result: Array
    """Demand."""

    @property
    def spend_now(self) -> int:
        """Of a mean month of the last twelve, in whole minor units."""
        return round(float(self.spend[-_YEAR:].mean()))


def monthly_series(
    re_ledgers: Table[ReLedger], channel_economics: Table[ChannelEconomy], as_of: datetime, gather: Gather
) -> list[MonthlySeries]:
    """The lanes, then the channels by name; those without any spend are left out.

    Months without a figure are 0. Where a level's spend begins later than its orders, so do its series: what was spent
    before nobody knows.
    """
    ledgers = re_ledgers.filter((re_ledgers.period == "month") & re_ledgers.spend.notnull())
    lanes = gather(ledgers.select("period_to", "way", "spend", "demand"), at_most=_MOST)
    grouped = channel_economics.group_by("month", "channel").agg(
        spend=channel_economics.spend.sum().fill_null(0).cast("float64"),
        demand=channel_economics.value.sum().fill_null(0.0),
    )
    channels = gather(grouped, at_most=_MOST)
    lane_of = {way: lane for lane, ways in LANES.items() for way in ways}
    of_lanes = zip(
        lanes["period_to"], [lane_of[str(way)] for way in lanes["way"]], lanes["spend"], lanes["demand"], strict=True
    )
    of_channels = zip(channels["month"], channels["channel"], channels["spend"], channels["demand"], strict=True)
    return [
        *laid_out(OF_LANES, of_lanes, list(LANES), as_of),
        *laid_out(OF_CHANNELS, of_channels, sorted({str(name) for name in channels["channel"]}), as_of),
    ]


def laid_out(
    level: str, told: Iterable[tuple[object, object, object, object]], names: list[str], as_of: datetime
) -> list[MonthlySeries]:
    """Figures by day and name as series, those with spend alone."""
    rows = [
        (_month(day), str(name), float(str(spend)), float(str(demand)))
        for day, name, spend, demand in told
        if _month(day) < month_number_of(as_of)
    ]
    paid = [month for month, _, spend, _ in rows if spend > 0]
    if not paid:
        return []
    first, months = min(paid), month_number_of(as_of) - min(paid)
    spends, results = (np.zeros((len(names), months)) for _ in range(2))
    for month, name, spend, demand in rows:
        if month >= first:
            spends[names.index(name), month - first] += spend
            results[names.index(name), month - first] += demand
    # Engines add in any order: to six digits the sums are the same whichever.
    results = np.round(results, 6)
    return [
        MonthlySeries(level, name, spend, result)
        for name, spend, result in zip(names, spends, results, strict=True)
        if spend.sum() > 0
    ]


def _month(day: object) -> int:
    year, month = str(np.datetime64(str(day)[:10], "M")).split("-")
    return int(year) * 12 + int(month) - 1
