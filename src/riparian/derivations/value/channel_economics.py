"""Channel economics: what each channel and campaign cost in a month, is credited with, and when it was paid back."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Annotated, Final, Literal

import ibis
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.calendar import month_index, month_name_of
from riparian.expressions.credited_touches import credited_touches, weighted
from riparian.expressions.goals import is_to
from riparian.expressions.rows_given import rows_given
from riparian.expressions.spend_purposes import USUAL_PURPOSES, SpendPurpose, Way, with_purpose
from riparian.expressions.totals import whole
from riparian.tables.actions import OrderCurrency
from riparian.tables.credits import ChannelEconomy
from riparian.tables.ecosystem import Journey, Touchpoint
from riparian.tables.landing import KnownLabel
from riparian.tables.sources import Spend
from riparian.tables.value import OrderWayIn

_MOST: Final = 5_000_000
_CELL: Final = ("month", "channel", "campaign")
_CREDITS: Final = ("orders", "first_orders", "value", "contribution")
_OF_CHANNEL: Final = ("touched_orders", "touched_first_orders")
_OF_CAMPAIGN: Final = ("campaign_orders", "campaign_first_orders")
_TOUCHED: Final = (*_OF_CHANNEL, *_OF_CAMPAIGN)
_NOTHING: Final = dict.fromkeys(_CREDITS, 0.0)

Cell = tuple[int, str, str]
"""Month, channel, campaign."""
Figures = Mapping[str, float]


class ChannelEconomicsSettings(Settings):
    """`[derivations.channel_economics]`"""

    model: Literal["first", "last", "last non-direct", "linear", "position", "time decay"] = "linear"
    """By which orders are credited. Only models by rule can be split by month and campaign."""
    goal: str = "order"
    """Name of the goal of `[derivations.journeys]` that is an order."""
    half_life_days: Annotated[float, Field(gt=0)] = 7.0
    """Of `time decay`."""
    channels: dict[str, str] = {}
    """Words of spend reports for a channel, and the channel of visits that they mean (`"paid_social" = "Paid Social"`).
    Goes before all else. Not needed where the report names the channel as visits do, or a campaign that visits
    carry."""
    purposes: tuple[SpendPurpose, ...] = Field(default=USUAL_PURPOSES, json_schema_extra={"derivation": "re_ledgers"})
    """Which spend is meant to bring which orders; those of `[derivations.re_ledgers]` unless set."""
    otherwise: Way = Field(default="new", json_schema_extra={"derivation": "re_ledgers"})
    """What all other spend is for; that of `[derivations.re_ledgers]` unless set."""


def channel_economics(
    touchpoints: Table[Touchpoint],
    journeys: Table[Journey],
    ways_in: Table[OrderWayIn],
    spend: Table[Spend],
    currencies: Table[OrderCurrency],
    labels: Table[KnownLabel],
    settings: ChannelEconomicsSettings,
    gather: Gather,
) -> Table[ChannelEconomy]:
    """A row for each month, channel and campaign with spend or a credited order.

    Spend is of the channel that `channels` says; else of the channel of visits that is named as the report names it,
    whatever its case and signs (`paid_social` is `Paid Social`); else of the one that most visits of its campaign came
    by, channels left out of which other spend of the campaign is told; else of one named as the report names it.
    Campaigns are compared without regard to case. Money in another currency is left out. A guest's order is nobody's
    first. Payback follows the people whose first order is credited here, each with the share that it is credited with,
    through all of their orders, and guests through that one order.

    Raises:
        NotEnoughDataError: there is neither spend nor an order that a touch led to.
    """
    words = labels.select(campaign="label_key", named=labels.label.lower())
    shared = weighted(
        credited_touches(touchpoints, journeys.filter(is_to(journeys.goals, settings.goal))),
        settings.model,
        half_life_days=settings.half_life_days,
    )
    shared = shared.select("person_key", "order_key", "channel", "campaign", "place", "weight")
    named = shared.left_join(words, "campaign").drop("campaign_right", "campaign").rename(campaign="named")
    told = ordered(named.mutate(campaign=named.campaign.fill_null("")), ways_in)
    found = gather(summed_credits(told), at_most=_MOST)
    credited, touched, carried = cells(found), touched_of(found), carried_of(found)
    came = touchpoints.left_join(words, "campaign").drop("campaign_right", "campaign").rename(campaign="named")
    came = came.mutate(campaign=came.campaign.fill_null(""))
    visits = gather(came.group_by("channel", "campaign").agg(visits=came.count()), at_most=_MOST)
    meant = with_purpose(spend, labels, settings.purposes, settings.otherwise)
    reports = gather(reported(meant, currencies, labels), at_most=_MOST)
    channels = VisitChannels.of(visits, settings.channels)
    paid, ways = spent(reports, channels), ways_of(reports, channels)
    if not credited and not paid:
        told_any = gather(spend.aggregate(rows=spend.count()), at_most=1)["rows"].sum()
        without = "no order is in a currency that spend is told in" if told_any else "no source reports spend"
        raise NotEnoughDataError(f"{without}, and no touch led to an order: channels have no economics")
    back = paid_back(paid, gather(earned(told, ways_in), at_most=_MOST))
    visited = set(zip(visits["channel"].tolist(), visits["campaign"].tolist(), strict=True))
    costly = {(channel, campaign) for _, channel, campaign in paid}
    rows = []
    for cell in sorted(credited.keys() | paid.keys()):
        seen = _NOTHING if cell[1:] in visited else None
        free = {"spend": 0.0} if cell[1:] in costly else None
        row = economy(cell, credited.get(cell, seen), paid.get(cell, free))
        told_whole = (*touched.get(cell[:2], (0, 0)), *carried.get(cell, (0, 0)))
        row |= dict(zip(_TOUCHED, (None,) * 4 if row["orders"] is None else told_whole, strict=True))
        row |= {"goal": settings.goal, "model": settings.model}
        rows.append(row | {"payback_month": back.get(cell), "way": ways.get(cell)})
    return rows_given(rows, ChannelEconomy, gather)


def ordered(shared: ibis.Table, ways_in: Table[OrderWayIn]) -> ibis.Table:
    """Touches with the order that they led to, in its month."""
    orders = ways_in.select(
        "person_key",
        "number",
        "guest",
        "demand",
        "contribution",
        order_key="action_key",
        month=month_index(ways_in.bought_at),
    )
    both = shared.join(orders, ["person_key", "order_key"])
    return both.select(
        "person_key", "order_key", "number", "guest", "demand", "contribution", "place", "weight", *_CELL
    )


def summed_credits(told: ibis.Table) -> ibis.Table:
    """By month, channel and campaign: what is credited, and of how many orders.

    An order counts with the campaign of its first touch by the channel, so those of a channel add up; and once with
    each campaign of it that it has a touch by.
    """
    order = ["person_key", "order_key", "channel"]
    counted = told.mutate(
        first=(told.number == 1) & ~told.guest,
        of_channel=ibis.row_number().over(ibis.window(group_by=order, order_by=["place"])) == 0,
        of_campaign=ibis.row_number().over(ibis.window(group_by=[*order, "campaign"], order_by=["place"])) == 0,
    )
    return counted.group_by(*_CELL).agg(
        orders=counted.weight.sum(),
        first_orders=counted.weight.sum(where=counted["first"]).fill_null(0.0),
        value=(counted.weight * counted.demand).sum().fill_null(0.0),
        contribution=(counted.weight * counted.contribution).sum().fill_null(0.0),
        touched_orders=counted.count(where=counted.of_channel),
        touched_first_orders=counted.count(where=counted.of_channel & counted["first"]),
        campaign_orders=counted.count(where=counted.of_campaign),
        campaign_first_orders=counted.count(where=counted.of_campaign & counted["first"]),
    )


def touched_of(found: dict[str, Array]) -> dict[tuple[int, str], tuple[int, int]]:
    """By month and channel: how many orders have a touch of it, and of them people's first."""
    made: defaultdict[tuple[int, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for month, channel, orders, firsts in zip(
        *(found[name].tolist() for name in ("month", "channel", *_OF_CHANNEL)), strict=True
    ):
        so_far = made[int(month), str(channel)]
        made[int(month), str(channel)] = (so_far[0] + int(orders), so_far[1] + int(firsts))
    return dict(made)


def carried_of(found: dict[str, Array]) -> dict[Cell, tuple[int, int]]:
    """By month, channel and campaign: how many orders have a touch of the channel by it, and of them people's first."""
    columns = zip(*(found[name].tolist() for name in (*_CELL, *_OF_CAMPAIGN)), strict=True)
    return {
        (int(month), str(channel), str(campaign)): (int(orders), int(firsts))
        for month, channel, campaign, orders, firsts in columns
    }


def earned(told: ibis.Table, ways_in: Table[OrderWayIn]) -> ibis.Table:
    """By where first orders are credited, and months since: what all orders of those people left."""
    firsts = told.filter(told.number == 1).select("person_key", "order_key", "weight", *_CELL)
    later = ways_in.select("person_key", "action_key", "guest", left="contribution", at=month_index(ways_in.bought_at))
    both = firsts.join(later, "person_key").filter(~ibis._.guest | (ibis._.action_key == ibis._.order_key))
    both = both.mutate(since=both["at"] - both.month)
    return both.group_by(*_CELL, "since").agg(left=(both.weight * both.left).sum().fill_null(0.0))


def reported(spend: ibis.Table, currencies: Table[OrderCurrency], labels: Table[KnownLabel]) -> ibis.Table:
    """By month, the report's words for the channel and campaign, in lower case, and purpose: spend and clicks."""
    paid = spend.semi_join(currencies.filter(currencies.home), "currency").mutate(month=month_index(spend.spent_on))
    for name in ("channel", "campaign"):
        words = labels.select(**{name: "label_key", f"{name}_word": labels.label.lower()})
        paid = paid.left_join(words, name).drop(f"{name}_right")
    told = paid.mutate(word=paid.channel_word.fill_null(""), campaign=paid.campaign_word.fill_null(""))
    grouped = told.group_by("month", "word", "campaign", "way")
    return grouped.agg(spend=whole(told.amount.sum()), clicks=whole(told.clicks.sum()).cast("float64"))


@dataclass(frozen=True, slots=True)
class VisitChannels:
    """Channels that visits came by, and how the words of spend reports are told to mean one of them."""

    named: Mapping[str, str]
    """By name without case and signs; of names that are alike the one of most visits."""
    by_campaign: Mapping[str, tuple[str, ...]]
    """That visits of a campaign came by: most visits first, of two alike the first by name."""
    meant: Mapping[str, str]
    """By word of a report: as set."""

    @classmethod
    def of(cls, visits: dict[str, Array], channels: Mapping[str, str]) -> "VisitChannels":
        """From counted visits, and words set for channels."""
        told = list(zip(*(visits[name].tolist() for name in ("campaign", "channel", "visits")), strict=True))
        counts: defaultdict[str, float] = defaultdict(float)
        by_campaign: defaultdict[str, list[str]] = defaultdict(list)
        for campaign, channel, count in sorted(told, key=lambda one: (one[0], -one[2], one[1])):
            counts[str(channel)] += count
            if campaign:
                by_campaign[str(campaign)].append(str(channel))
        named: dict[str, str] = {}
        for channel in sorted(counts, key=lambda one: (-counts[one], one)):
            named.setdefault(spelt(channel), channel)
        meant = {word.lower(): named.get(spelt(channel), channel) for word, channel in channels.items()}
        return cls(named, {campaign: tuple(found) for campaign, found in by_campaign.items()}, meant)

    def told(self, word: str) -> str | None:
        """The channel that a report's word says by itself: as set, else one of that name."""
        return self.meant.get(word) or (self.named.get(spelt(word)) if spelt(word) else None)

    def likeliest(self, campaign: str, taken: Set[str]) -> str | None:
        """That most visits of the campaign came by, but for those of which other spend of the campaign is told."""
        return next((one for one in self.by_campaign.get(campaign, ()) if one not in taken), None)


def spelt(name: str) -> str:
    """Without case, and with a space for whatever is neither letter nor digit: `paid_social` is `Paid Social`."""
    return " ".join("".join(one if one.isalnum() else " " for one in name.lower()).split())


def spent(found: dict[str, Array], channels: VisitChannels) -> dict[Cell, Figures]:
    """Spend and clicks by month, channel of visits and campaign."""
    made: dict[Cell, dict[str, float]] = {}
    for cell, _, amount, clicks in reports_of(found, channels):
        figures = made.setdefault(cell, {"spend": 0.0})
        figures["spend"] += amount
        if not isnan(clicks):
            figures["clicks"] = figures.get("clicks", 0.0) + clicks
    return dict(made)


def ways_of(found: dict[str, Array], channels: VisitChannels) -> dict[Cell, str]:
    """What most of each cell's spend is for; of two alike the first by name."""
    made: defaultdict[Cell, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for cell, way, amount, _ in reports_of(found, channels):
        made[cell][way] += amount
    return {cell: min(ways, key=lambda way: (-ways[way], way)) for cell, ways in made.items()}


def reports_of(found: dict[str, Array], channels: VisitChannels) -> Iterator[tuple[Cell, str, float, float]]:
    """Reported spend with its cell and purpose, and its clicks."""
    taken: defaultdict[str, set[str]] = defaultdict(set)
    for word, campaign in zip(found["word"].tolist(), found["campaign"].tolist(), strict=True):
        taken[campaign].update(filter(None, [channels.told(word)]))
    columns = (found[name].tolist() for name in ("month", "word", "campaign", "way", "spend", "clicks"))
    for month, word, campaign, way, amount, clicks in zip(*columns, strict=True):
        channel = channels.told(word) or channels.likeliest(campaign, taken[campaign]) or word
        yield (int(month), channel, str(campaign)), str(way), amount, clicks


def cells(found: dict[str, Array]) -> dict[Cell, Figures]:
    """Credits by month, channel and campaign; to nine digits, as engines add in any order."""
    keys = zip(*(found[name].tolist() for name in _CELL), strict=True)
    figures = zip(*(found[name].tolist() for name in _CREDITS), strict=True)
    return {
        (int(month), str(channel), str(campaign)): {name: round(v, 9) for name, v in zip(_CREDITS, one, strict=True)}
        for (month, channel, campaign), one in zip(keys, figures, strict=True)
    }


def paid_back(paid: Mapping[Cell, Figures], found: dict[str, Array]) -> dict[Cell, int]:
    """Months after which people first won had left what was spent in their month; those alone that have."""
    left: defaultdict[Cell, dict[int, float]] = defaultdict(dict)
    for month, channel, campaign, since, amount in zip(
        *(found[name].tolist() for name in (*_CELL, "since", "left")), strict=True
    ):
        left[int(month), str(channel), str(campaign)][int(since)] = amount
    back: dict[Cell, int] = {}
    for cell, figures in paid.items():
        so_far = 0.0
        for since in sorted(left[cell]) if figures["spend"] > 0 else ():
            so_far += left[cell][since]
            if round(so_far, 6) >= figures["spend"]:
                back[cell] = since
                break
    return back


def economy(cell: Cell, credited: Figures | None, paid: Figures | None) -> dict[str, object]:
    """The figures of a row; None where there is nothing to tell them from."""
    month, channel, campaign = cell
    spend = None if paid is None else paid["spend"]
    row: dict[str, object] = {
        "month": date.fromisoformat(f"{month_name_of(month)}-01"),
        "channel": channel,
        "campaign": campaign,
        "visited": credited is not None,
        "spend": spend,
        "clicks": None if paid is None else paid.get("clicks"),
    }
    if credited is None:
        return row | dict.fromkeys((*_CREDITS, "roas", "cac", "ppo"))
    orders, firsts, value = credited["orders"], credited["first_orders"], credited["value"]
    contribution = credited["contribution"] - (spend or 0.0)
    return row | {
        "orders": orders,
        "first_orders": firsts,
        "value": value,
        "contribution": contribution,
        "roas": value / spend if spend else None,
        "cac": spend / firsts if spend is not None and firsts > 0 else None,
        "ppo": contribution / orders if orders > 0 else None,
    }
