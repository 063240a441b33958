"""Advertising spend by day: Google Ads in the shape of its own export, other channels in a plain one.

Each month's budget is planted and spent to the penny. Clicks follow the visits that the paid channels brought, so spend
can be written only after the last chunk; what a click costs is what the budget comes to.
"""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from riparian.testing.company.arrays import Floats, Ints
from riparian.testing.company.chunk import Chunk
from riparian.testing.company.files import REJECTED, Rows
from riparian.testing.company.flights import MONTH_STARTS, MONTHS, budgets, month_of
from riparian.testing.company.links import LINKS
from riparian.testing.company.mess import placed
from riparian.testing.company.planted import ADVERTISED, CHANNELS, PAID_SEARCH, PROGRAMMES, REFERRAL, REWARDS
from riparian.testing.company.seasons import DAY, END, START
from riparian.testing.company.text import amounts, csv_lines, days, numbers, picked
from riparian.testing.company.weblog import Weblog

GOOGLE_COLUMNS = (
    "customer_id", "date", "campaign_id", "campaign_name", "advertising_channel_type", "ad_network_type", "device",
    "clicks", "cost_micros", "impressions", "conversions", "conversions_value", "currency_code",
)  # fmt: skip
SPEND_COLUMNS = ("day", "channel", "campaign", "amount", "currency", "clicks", "impressions")
DAYS = (END - START) // DAY
_IMPRESSIONS_PER_CLICK = 95


def _no_counts() -> Ints:
    return np.zeros((DAYS, len(LINKS)), dtype=np.int64)


@dataclass(slots=True)
class PaidVisits:
    """Visits, orders and their value by day and link, counted over the chunks."""

    visits: Ints = field(default_factory=_no_counts)
    orders: Ints = field(default_factory=_no_counts)
    value: Ints = field(default_factory=_no_counts)

    def add(self, chunk: Chunk, log: Weblog) -> None:
        """Count a chunk's visits."""
        landing = np.flatnonzero(log.landing)
        day, link = (log.at[landing] - START) // DAY, log.link[landing]
        np.add.at(self.visits, (day, link), 1)
        order = chunk.touches.order[chunk.clicks.touch[landing]]
        bought = order >= 0
        np.add.at(self.orders, (day[bought], link[bought]), 1)
        np.add.at(self.value, (day[bought], link[bought]), chunk.baskets.total[order[bought]])


def google_rows(chance: np.random.Generator, counted: PaidVisits, people: int) -> Rows:
    """Paid search, split into two devices."""
    campaigns = [row for row, link in enumerate(LINKS) if link.channel == PAID_SEARCH]
    day, link, device = (axis.ravel() for axis in np.meshgrid(np.arange(DAYS), campaigns, [0, 1], indexing="ij"))
    visits = counted.visits[day, link]
    phones = (visits * 6 + 5) // 10
    share = np.where(device == 0, phones, visits - phones)
    clicks = _at_least_one(share + chance.binomial(share, 0.08), day)
    paid = _divided(budgets(PAID_SEARCH, people), clicks * (1 + 0.2 * (link % 3)), day)
    lines = csv_lines(
        [
            "4170993121",
            days(START + day * DAY),
            numbers(9_900_000_000 + link),
            picked([row.campaign for row in LINKS], link),
            "SEARCH",
            "SEARCH",
            picked(("MOBILE", "DESKTOP"), device),
            numbers(clicks),
            numbers(paid * 10_000),
            numbers(clicks * 22 + chance.integers(0, 60, len(day))),
            numbers(np.where(device == 0, counted.orders[day, link], 0)),
            amounts(np.where(device == 0, counted.value[day, link], 0)),
            "GBP",
        ]
    )
    kept = clicks > 0
    tail = "9900000000,generic-tools,SEARCH,SEARCH,MOBILE,3,{cost},70,0,0.00,GBP"
    return _with_defects(
        chance,
        "google_ads_campaign_stats.csv",
        GOOGLE_COLUMNS,
        lines.filter(pa.array(kept)),
        {
            "unreadable_date": "4170993121,yesterday," + tail.format(cost="1860000"),
            "unreadable_amount": "4170993121,2025-02-11," + tail.format(cost="--"),
        },
    )


def spend_rows(chance: np.random.Generator, counted: PaidVisits, people: int) -> Rows:
    """All other paid channels, and what is done for customers."""
    channel = np.array([link.channel for link in LINKS])
    parts = []
    for one in (one for one in ADVERTISED if one != PAID_SEARCH):
        grid = np.meshgrid(np.arange(DAYS), np.flatnonzero(channel == one), indexing="ij")
        day, link = (axis.ravel() for axis in grid)
        visits = counted.visits[day, link]
        clicks = _at_least_one(visits + chance.binomial(visits, 0.12), day)
        parts.append((day, link, clicks, _divided(budgets(one, people), clicks, day)))
    day, link, clicks, paid = (np.concatenate(column) for column in zip(*parts, strict=True))
    lines = csv_lines(
        [
            days(START + day * DAY),
            picked(CHANNELS, channel[link]),
            picked([row.campaign for row in LINKS], link),
            amounts(paid),
            "GBP",
            numbers(clicks),
            numbers(clicks * _IMPRESSIONS_PER_CLICK + chance.integers(0, 300, len(day))),
        ]
    )
    return _with_defects(
        chance,
        "ad_spend.csv",
        SPEND_COLUMNS,
        pa.concat_arrays([lines.filter(pa.array(clicks > 0)), _programme_lines(people)]),
        {
            "unreadable_date": "31.02.2025,video,how-to-prune,12.50,GBP,40,4000",
            "unreadable_amount": "2025-02-11,video,how-to-prune,n/a,GBP,40,4000",
            "wrong_column_count": "2025-02-11,video,how-to-prune",
        },
    )


def _programme_lines(people: int) -> pa.Array:
    """One row a programme and month, on its first day: bills, which nobody clicks."""
    bills = {name: np.rint(pence * people).astype(np.int64) for name, pence in PROGRAMMES.items()}
    bills[REWARDS] = budgets(REFERRAL, people)
    kind, month = (axis.ravel() for axis in np.meshgrid(np.arange(len(bills)), np.arange(MONTHS), indexing="ij"))
    pence = np.concatenate(list(bills.values()))
    channels, campaigns = zip(*bills, strict=True)
    lines = csv_lines(
        [days(MONTH_STARTS[month]), picked(channels, kind), picked(campaigns, kind), amounts(pence), "GBP", "0", "0"]
    )
    return lines.filter(pa.array(pence > 0))


def _at_least_one(clicks: Ints, day: Ints) -> Ints:
    """The same clicks, and one on the first day of a month that has none: somebody who left at once."""
    month = month_of(START + day * DAY)
    first = np.searchsorted(month, np.arange(MONTHS))
    empty = np.bincount(month, weights=clicks, minlength=MONTHS) == 0
    return clicks + np.bincount(first[empty], minlength=len(clicks))


def _divided(budget: Ints, weights: Floats | Ints, day: Ints) -> Ints:
    """Each month's budget over its rows, which stand in order of their day, by weight; whole pence that sum to it."""
    month = month_of(START + day * DAY)
    so_far = np.cumsum(weights)
    bounds = np.append(0, so_far)[np.searchsorted(month, np.arange(MONTHS + 1))]
    share = (so_far - bounds[month]) / np.diff(bounds)[month]
    spent = np.append(0, np.rint(np.append(0, np.cumsum(budget))[month] + share * budget[month])).astype(np.int64)
    return np.diff(spent)


def _with_defects(
    chance: np.random.Generator, name: str, columns: tuple[str, ...], lines: pa.Array, texts: dict[str, str]
) -> Rows:
    period = np.zeros(max(len(lines), 1), dtype=np.int64)
    defects = tuple(placed(chance, kind, REJECTED, pa.array([text]), period) for kind, text in texts.items())
    return Rows(lambda _: name, ",".join(columns), lines, period[: len(lines)], defects)
