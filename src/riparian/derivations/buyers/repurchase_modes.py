"""Repurchase modes: whether the company, a channel, a category lives on finding buyers or on keeping them."""

from typing import Final

import ibis
import numpy as np

from riparian.core.doors import Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.expressions.calendar import days_between, instant_of, within_years, years_before
from riparian.expressions.totals import whole
from riparian.models.readiness import require_years
from riparian.models.repurchase_mode import monthly_churn, repurchase_mode
from riparian.models.wilson import wilson_interval
from riparian.tables.buyers import GuestOrder, Purchase
from riparian.tables.forensics import RepurchaseMode
from riparian.tables.items import PurchasedItem
from riparian.tables.landing import KnownLabel

_BUYING: Final = ("person_key", "action_key", "scope", "name", "year")
_SCOPES: Final = ("company", "channel", "category")
_MOST_NAMES: Final = 100_000


def repurchase_modes(
    purchases: Table[Purchase],
    purchased_items: Table[PurchasedItem],
    guest_orders: Table[GuestOrder],
    labels: Table[KnownLabel],
    as_of: AsOf,
    gather: Gather,
) -> Table[RepurchaseMode]:
    """Of who bought there in the year before the last, the share that bought there again in the last.

    A person buys in a category by an order with a line of it, so orders without lines have none. Intervals are
    Wilson's, at 95 %.

    Raises:
        NotEnoughDataError: the orders do not go back two years.
    """
    age = purchases.agg(days=days_between(purchases.bought_at.min(), instant_of(as_of)))
    require_years(gather(age, at_most=1)["days"], years=2, model="a repurchase mode")
    lines = purchased_items.anti_join(guest_orders, "action_key")
    sorts = ibis.union(
        bought(purchases, ibis.literal(0), as_of, scope="company"),
        bought(purchases, purchases.channel, as_of, scope="channel"),
        bought(lines, lines.category, as_of, scope="category").distinct(),
    )
    counts = gather(named(counted(sorts), labels), at_most=_MOST_NAMES)
    rates = counts["bought_again"] / counts["buyers"]
    low, high = wilson_interval(counts["bought_again"], counts["buyers"])
    made = gather.give_back(
        counts
        | {
            "rate": rates,
            "low": low,
            "high": high,
            "mode": np.array([repurchase_mode(rate).capitalize() for rate in rates], dtype=object),
            "monthly_churn": np.array([monthly_churn(rate) for rate in rates], dtype=np.float64),
            "orders_per_buyer": counts["orders"] / counts["buyers"],
        },
        ibis.schema(
            dict.fromkeys(("scope", "name", "mode"), "string")
            | dict.fromkeys(("buyers", "bought_again", "orders"), "int64")
            | dict.fromkeys(("rate", "low", "high", "monthly_churn", "orders_per_buyer"), "float64")
        ),
    )
    return promised(made, RepurchaseMode)


def bought(rows: ibis.Table, name: ibis.Value, as_of: AsOf, *, scope: str) -> ibis.Table:
    """Who bought by which order in the last two years; what has no name is nowhere."""
    number = ibis.literal(_SCOPES.index(scope), type="int32")
    former = (rows.bought_at < instant_of(years_before(as_of, 1))).cast("int32")
    told = rows.mutate(scope=number, name=name.cast("int32"), year=former)
    return told.filter(within_years(told.bought_at, as_of, 2) & told["name"].notnull()).select(*_BUYING)


def counted(bought: ibis.Table) -> ibis.Table:
    """By scope and name: buyers of the year before the last, their orders in it, and who of them bought in the last."""
    former = bought.year == 1
    each = bought.group_by("scope", "name", "person_key").agg(
        orders=bought.count(where=former), again=(bought.year == 0).any()
    )
    were = each.filter(each.orders > 0)
    return were.group_by("scope", "name").agg(
        buyers=were.count(), bought_again=were.count(where=were.again), orders=whole(were.orders.sum())
    )


def named(counts: ibis.Table, labels: Table[KnownLabel]) -> ibis.Table:
    """The few counts with the texts of their scopes and names."""
    words = labels.select(code="label_key", word="label")
    texts = counts.left_join(words, counts["name"] == words.code)
    scope = ibis.cases(*((texts.scope == number, text) for number, text in enumerate(_SCOPES)), else_="company")
    name = ibis.ifelse(texts.scope == _SCOPES.index("company"), "all", texts.word)
    told = texts.mutate(scope=scope, name=name).select("scope", "name", "buyers", "bought_again", "orders")
    return told.filter(told["name"].notnull())
