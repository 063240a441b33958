"""What channels and their campaigns cost in a year and are credited with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from statistics import median_low
from typing import Any, Literal

from riparian.web.addresses import address
from riparian.web.blind_spend import BlindSpend, blind_spend
from riparian.web.deeds.addressed import people_path
from riparian.web.deeds.journeys import Credited
from riparian.web.months import end_of
from riparian.web.reader import Reader

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Economy:
    """A channel, or a campaign of it, over the months of a year. Credits are those of one model; none is tested."""

    name: str
    """Empty for what touches or spend name no campaign of."""
    path: str
    """Of a channel: the page with its campaigns."""
    visited: bool
    spend: float | None
    """Null where no source reports any."""
    blind: float
    """Of this, for campaigns that no visit is known of; `roas` and `cac` leave it out."""
    clicks: int | None
    orders: float | None
    first_orders: float | None
    value: float | None
    contribution: float | None
    """After the spend."""
    roas: float | None
    cac: float | None
    ppo: float | None
    months_spent: int
    """Months of its campaigns, with spend and visits."""
    months_paid_back: int
    """Of these, months whose first customers have paid the spend back by now."""
    payback: int | None
    """Median of the months that took: 0 is the month itself."""
    touched_orders: int | None = None
    """Orders with a touch of the channel, of a campaign by it, whole; what is credited is parts of these."""
    people_path: str = ""
    """Where the people of these are listed."""
    touched_first_orders: int | None = None
    """Of these orders, people's first."""
    first_people_path: str = ""


@dataclass(frozen=True, slots=True)
class Economics:
    """The year's channels, the campaigns of one, and what was spent without a visit."""

    model: str
    first_month: date | None
    last_month: date | None
    channels: tuple[Economy, ...]
    campaigns: tuple[Economy, ...]
    blind: tuple[BlindSpend, ...]


@dataclass(frozen=True, slots=True)
class SpentMonth:
    """What a month's spend went to, whatever came of it. Money in minor units."""

    month: date
    spend: float
    by_channel: dict[str, float]


def spent_months(tables: Reader) -> tuple[SpentMonth, ...]:
    """Every month with spend, newest first."""
    where = [("spend", "not null", None)]
    by_month: dict[date, dict[str, float]] = {}
    for row in tables.rows("channel_economics", columns=("month", "channel", "spend"), where=where, limit=50_000):
        channels = by_month.setdefault(row["month"], {})
        channels[row["channel"]] = channels.get(row["channel"], 0.0) + row["spend"]
    return tuple(SpentMonth(month, sum(by_month[month].values()), by_month[month]) for month in sorted(by_month)[::-1])


def economics(tables: Reader, year_to: date, channel: str | None) -> Economics:
    """Months that begin in the year to a day, by channel; and by campaign of the channel that is chosen."""
    after = year_before(year_to)
    since, until = f"{end_of(f'{after:%Y-%m}'):%Y-%m}", f"{year_to:%Y-%m}"
    within = [("month", ">", after), ("month", "<=", year_to)]
    rows = tables.rows("channel_economics", where=within, order_by=["month", "channel", "campaign"], limit=50_000)
    by_channel = _grouped(rows, "channel")
    campaigns = _grouped((row for row in rows if row["channel"] == channel), "campaign")
    return Economics(
        model=rows[0]["model"] if rows else "",
        first_month=rows[0]["month"] if rows else None,
        last_month=rows[-1]["month"] if rows else None,
        channels=_largest_first(
            _opened(_economy(name, found, address("/value", channel=name)), found, since, until)
            for name, found in by_channel.items()
        ),
        campaigns=_largest_first(
            _opened(_economy(name, found, ""), found, since, until, channel) for name, found in campaigns.items()
        ),
        blind=blind_spend(rows),
    )


def year_before(day: date) -> date:
    """The same day a year earlier; the 28th for a 29th of February."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _grouped(rows: Iterable[Row], by: str) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(row[by], []).append(row)
    return found


def _largest_first(lines: Iterable[Economy]) -> tuple[Economy, ...]:
    return tuple(sorted(lines, key=lambda one: (-(one.spend or 0), -(one.value or 0), one.name)))


def _total(rows: Iterable[Row], column: str) -> float | None:
    """The sum of what is known; None where nothing is."""
    known = [row[column] for row in rows if row[column] is not None]
    return sum(known) if known else None


def _opened(one: Economy, rows: list[Row], since: str, until: str, channel: str | None = None) -> Economy:
    """A channel with the orders that it had a touch of, or a campaign of a channel with those of that by it.

    Each campaign of a channel tells all orders of the channel in a month.
    """
    names = ("touched", "touched_first") if channel is None else ("campaign", "campaign_first")
    by_month = {row["month"]: row for row in rows if row["touched_orders"] is not None}
    whole, first = (sum(row[f"{name}_orders"] for row in by_month.values()) for name in names)
    credited = partial(Credited, rows[0]["goal"], one.name if channel is None else channel, since, until)
    if channel is not None:
        by: Literal["campaign", "no campaign"] = "campaign" if one.name else "no campaign"
        credited = partial(credited, by=by, campaign=one.name)
    return replace(
        one,
        touched_orders=whole if by_month else None,
        people_path=people_path(credited()) if whole else "",
        touched_first_orders=first if by_month else None,
        first_people_path=people_path(credited(which="first")) if first else "",
    )


def _economy(name: str, rows: list[Row], path: str) -> Economy:
    seen = [row for row in rows if row["visited"]]
    spend, seen_spend = _total(rows, "spend"), _total(seen, "spend")
    orders, first, value = (_total(rows, column) for column in ("orders", "first_orders", "value"))
    contribution, clicks = _total(rows, "contribution"), _total(rows, "clicks")
    spent = [row for row in seen if row["spend"]]
    paid = [row["payback_month"] for row in spent if row["payback_month"] is not None]
    return Economy(
        name=name,
        path=path,
        visited=bool(seen),
        spend=spend,
        blind=_total((row for row in rows if not row["visited"]), "spend") or 0,
        clicks=int(clicks) if clicks is not None else None,
        orders=orders,
        first_orders=first,
        value=value,
        contribution=contribution,
        roas=value / seen_spend if value is not None and seen_spend else None,
        cac=seen_spend / first if seen_spend and first else None,
        ppo=contribution / orders if contribution is not None and orders else None,
        months_spent=len(spent),
        months_paid_back=len(paid),
        payback=median_low(paid) if paid else None,
    )
