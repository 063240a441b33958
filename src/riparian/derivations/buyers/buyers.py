"""Buyers: the action stream attributes of everybody who ever bought."""

from typing import Annotated, Final

import ibis
from pydantic import Field

from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import instant_of, years_before
from riparian.expressions.sequence import position
from riparian.expressions.totals import whole
from riparian.tables.buyers import ActionSegment, Buyer, Purchase
from riparian.tables.identity import Person
from riparian.tables.items import PurchasedItem

_PRICE_POINTS: Final = ("Low", "Medium", "High")
_ME: Final = "person_key"


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
    lines = priced(purchased_items)
    spent = lines.filter(lines.bought_at >= since)
    parts = (
        ordered(recent),
        two_largest(recent, "channel", "primary_channel", "secondary_channel"),
        two_largest(
            purchased_items.filter(purchased_items.bought_at >= since),
            "category",
            "primary_department",
            "secondary_department",
        ),
        price_points(spent),
        shares(spent, settings.discount_from),
        action_segments.select(_ME, "segment", "sign", "months", score="probability"),
        people.select(_ME, "email"),
    )
    each = purchases.group_by(_ME).agg(
        first_bought_at=purchases.bought_at.min(),
        last_bought_at=purchases.bought_at.max(),
        orders_ever=purchases.count(),
    )
    for part in parts:
        each = each.left_join(part, _ME).drop(f"{_ME}_right")
    known = each.filter(each.segment.notnull())
    return promised(known.fill_null({"orders": 0, "demand": 0}), Buyer)


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


def priced(purchased_items: Table[PurchasedItem]) -> ibis.Table:
    """Lines with what was paid, and how the item was sold until then: its average price before the day, and since when.

    Days are summed first, so the running sums are over an item's days, not over its lines.
    """
    paid = purchased_items.filter((purchased_items.demand > 0) & (purchased_items.quantity > 0))
    dated = paid.mutate(day=paid.bought_at.date())
    daily = dated.group_by("item", "day").agg(demand=dated.demand.sum().cast("float64"), pieces=dated.quantity.sum())
    before = ibis.window(group_by="item", order_by="day", preceding=(None, 1))
    sold = daily.mutate(
        usual=daily.demand.sum().over(before) / daily.pieces.sum().over(before).nullif(0),
        first_day=daily.day.min().over(ibis.window(group_by="item")),
    )
    return dated.join(sold.select("item", "day", "usual", "first_day"), ["item", "day"]).mutate(
        price=ibis._.demand / ibis._.quantity
    )


def price_points(spent: ibis.Table) -> ibis.Table:
    """The third of all items, by average price, in which most of a person's spend lies; of two alike the dearer."""
    items = spent.group_by("item").agg(average=spent.demand.sum().cast("float64") / spent.quantity.sum())
    edges = items.agg(low=items.average.quantile(1 / 3), high=items.average.quantile(2 / 3))
    ranked = items.cross_join(edges).mutate(
        third=ibis.cases((ibis._.average <= ibis._.low, 0), (ibis._.average <= ibis._.high, 1), else_=2)
    )
    placed = spent.join(ranked.select("item", "third"), "item")
    sums = placed.group_by(_ME, "third").agg(less=-whole(placed.demand.sum()))
    turned = sums.mutate(dearer=-sums.third)
    top = turned.mutate(place=position([_ME], ["less", "dearer"])).filter(ibis._.place == 1)
    names = [(top.third == number, name) for number, name in enumerate(_PRICE_POINTS)]
    return top.select(_ME, price_point=ibis.cases(*names))


def shares(spent: ibis.Table, discount_from: float) -> ibis.Table:
    """Of a person's spend: how much below the usual price, and how much on items new within a year."""
    cheap = (spent.price < spent.usual * (1 - discount_from)).fill_null(False)
    new = spent.first_day + ibis.interval(years=1) > spent.day
    total = spent.demand.sum().cast("float64")
    return spent.group_by(_ME).agg(
        discount_share=spent.demand.sum(where=cheap).cast("float64").fill_null(0.0) / total,
        new_item_share=spent.demand.sum(where=new).cast("float64").fill_null(0.0) / total,
    )
