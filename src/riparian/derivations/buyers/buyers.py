"""Buyers: the action stream attributes of everybody who ever bought."""

from typing import Annotated, Final

import ibis
from pydantic import Field

from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import instant_of, month_number, years_before
from riparian.expressions.sequence import position
from riparian.expressions.totals import whole
from riparian.tables.buyers import ActionSegment, Buyer, Purchase
from riparian.tables.identity import Person
from riparian.tables.items import PurchasedItem

_PRICE_POINTS: Final = ("Low", "Medium", "High")
_ME: Final = "person_key"
_YEAR: Final = 12


class BuyersSettings(Settings):
    """`[derivations.buyers]`"""

    years: Annotated[int, Field(ge=1, le=20)] = 5
    """How far back orders, demand, channels, departments and preferences are counted."""
    discount_from: Annotated[float, Field(ge=0, lt=1)] = 0.01
    """By how much of an item's average price a price must lie below it to be a discount."""


def buyers(
    purchases: Table[Purchase],
    purchased_items: Table[PurchasedItem],
    action_segments: Table[ActionSegment],
    people: Table[Person],
    settings: BuyersSettings,
    as_of: AsOf,
) -> Table[Buyer]:
    """One row a person, from their orders, the items in them, and their segment.

    Prices are compared with what everybody paid for an item, so this cannot be told person by person. What has no
    demand (another currency, a gift) says nothing about prices, newness or discounts.
    """
    since = instant_of(years_before(as_of, settings.years))
    recent = purchases.filter(purchases.bought_at >= since)
    lately = purchased_items.filter(purchased_items.bought_at >= since)
    spent = paid(lately).join(told_items(purchased_items, since), ["item", "month"])
    parts = (
        ordered(recent),
        two_largest(recent, "channel", "primary_channel", "secondary_channel"),
        two_largest(lately, "category", "primary_department", "secondary_department"),
        preferences(spent, settings.discount_from),
        action_segments.select(_ME, "segment", "sign", "months", score="probability", score_observed="observed"),
        people.select(_ME, "email"),
    )
    each = purchases.group_by(_ME).agg(
        first_bought_at=purchases.bought_at.min(),
        last_bought_at=purchases.bought_at.max(),
        orders_ever=purchases.count(),
    )
    for part in parts:
        each = each.left_join(part, _ME).drop(f"{_ME}_right")
    return promised(each.fill_null({"orders": 0, "demand": 0}), Buyer)


def ordered(recent: ibis.Table) -> ibis.Table:
    """Orders and demand; the average is over the orders whose demand is known."""
    return recent.group_by(_ME).agg(
        orders=recent.count(),
        demand=whole(recent.demand.sum()).fill_null(0),
        average_order=recent.demand.mean().round().cast("int64"),
    )


def two_largest(rows: ibis.Table, column: str, first: str, second: str) -> ibis.Table:
    """The values of a column with the largest and second largest demand; of two alike, more rows, then known longer."""
    named = rows.filter(rows[column].notnull())
    sums = named.group_by(_ME, column).agg(less=-whole(named.demand.sum()).fill_null(0), fewer=-named.count())
    placed = sums.mutate(place=position([_ME], ["less", "fewer", column]))
    return placed.group_by(_ME).agg(
        **{name: placed[column].max(where=placed.place == place) for place, name in enumerate((first, second), 1)}
    )


def told_items(purchased_items: Table[PurchasedItem], since: ibis.Value) -> ibis.Table:
    """By item and month: average price in the months before, first month of the item and of the log, price point.

    Months, not days: they are few, so that looking up every line costs little, and one day's bargain is no average.
    The price point is the third (0–2) of the items sold `since`, by their average price then.
    """
    months = (
        paid(purchased_items)
        .group_by("item", "month")
        .agg(
            demand=ibis._.demand.sum().cast("float64"),
            pieces=ibis._.quantity.sum(),
            lately=ibis._.demand.sum(where=ibis._.bought_at >= since).cast("float64"),
            lately_pieces=ibis._.quantity.sum(where=ibis._.bought_at >= since),
        )
    )
    before = ibis.window(group_by="item", order_by="month", preceding=(None, 1))
    sold = months.mutate(
        usual=months.demand.sum().over(before) / months.pieces.sum().over(before).nullif(0),
        first_month=months.month.min().over(ibis.window(group_by="item")),
        log_month=months.month.min().over(ibis.window()),
    )
    items = months.group_by("item").agg(average=months.lately.sum() / months.lately_pieces.sum().nullif(0))
    items = items.filter(items.average.notnull())
    edges = items.agg(low=items.average.quantile(1 / 3), high=items.average.quantile(2 / 3))
    thirds = items.cross_join(edges).mutate(
        third=ibis.cases((ibis._.average <= ibis._.low, 0), (ibis._.average <= ibis._.high, 1), else_=2)
    )
    told = sold.join(thirds.select("item", "third"), "item")
    return told.select("item", "month", "usual", "first_month", "log_month", "third")


def paid(purchased_items: ibis.Table) -> ibis.Table:
    """Lines that something was paid for, with their month."""
    some = purchased_items.filter((purchased_items.demand > 0) & (purchased_items.quantity > 0))
    return some.mutate(month=month_number(some.bought_at))


def preferences(spent: ibis.Table, discount_from: float) -> ibis.Table:
    """Of a person's spend: the price point with most of it (of two alike the dearer), and what was cheap or new.

    In the first year of the log every item is new, so spend of that year says nothing about who likes new ones.
    """
    cheap = (spent.demand / spent.quantity < spent.usual * (1 - discount_from)).fill_null(False)
    told = spent.month >= spent.log_month + _YEAR
    new = told & (spent.month < spent.first_month + _YEAR)
    sums = {name: spent.demand.sum(where=spent.third == place) for place, name in enumerate(_PRICE_POINTS)}
    sums |= {"cheap": spent.demand.sum(where=cheap), "new": spent.demand.sum(where=new)}
    sums |= {"total": spent.demand.sum(), "told": spent.demand.sum(where=told)}
    each = spent.group_by(_ME).agg(**{name: one.cast("float64").fill_null(0.0) for name, one in sums.items()})
    dearest = ibis.cases(
        ((each.High >= each.Medium) & (each.High >= each.Low), "High"), (each.Medium >= each.Low, "Medium"), else_="Low"
    )
    return each.select(
        _ME,
        price_point=dearest,
        discount_share=each.cheap / each.total,
        new_item_share=each["new"] / each.told.nullif(0),
    )
