"""Purchases: every person's orders in turn, each with what is known of it and of the next."""

from typing import Final

import ibis

from riparian.core.row import Table, promised
from riparian.expressions.calendar import month_index
from riparian.expressions.sequence import in_order, position
from riparian.tables.actions import Action, CurrencyUse, code_of
from riparian.tables.buyers import Purchase
from riparian.tables.sources import SourceOrder, SourceOrderLine

_SLOTS: Final = 16
_PLACED: Final = 1
"""What an order's row adds to 16 × its key to make the `action_key` of the order."""


def purchases(
    actions: Table[Action],
    source_orders: Table[SourceOrder],
    source_order_lines: Table[SourceOrderLine],
    currencies: Table[CurrencyUse],
) -> Table[Purchase]:
    """One row an order, numbered by time; orders of one instant stand in order of `action_key`.

    Demand is what was ordered: a later refund or cancellation stands in `actions` and changes nothing here. An order
    that a source reports as a mere event, without lines, is an order all the same.

    It looks at one person at a time, but is not marked so: lines know only the order's number, and looking that up
    once for everybody is far cheaper than once for each bucket.
    """
    orders = actions.filter(actions.kind == code_of("order"))
    home = currencies.filter(currencies.home).select(home="currency")
    priced = orders.left_join(home, orders.currency == home.home)
    placed = priced.select(
        "person_key",
        "action_key",
        bought_at="occurred_at",
        month=month_index(priced["occurred_at"]),
        demand=ibis.ifelse(priced.home.notnull(), priced.amount, ibis.null("int64")),
        channel=ibis.coalesce(priced.medium, priced.name, priced.source),
    )
    mine, turn = ["person_key"], ["bought_at", "action_key"]
    in_turn = in_order(mine, turn)
    numbered = placed.mutate(
        number=position(mine, turn),
        first_month=placed.month.min().over(ibis.window(group_by=mine)),
        first_channel=placed.channel.first().over(in_turn),
        next_month=placed.month.lead().over(in_turn),
    )
    told = numbered.left_join(baskets(source_orders, source_order_lines), "action_key").drop("action_key_right")
    return promised(told, Purchase)


def baskets(source_orders: Table[SourceOrder], source_order_lines: Table[SourceOrderLine]) -> ibis.Table:
    """By action of the order: pieces, and the category with the largest demand (of two, the one known longer)."""
    parts = source_order_lines.group_by("source", "order_number", "category").agg(
        pieces=source_order_lines.quantity.sum(), demand=source_order_lines.amount.sum().cast("float64")
    )
    best = ibis.struct({"demand": parts.demand, "category": -parts.category}).max(where=parts.category.notnull())
    whole = parts.group_by("source", "order_number").agg(items=parts.pieces.sum(), best=best)
    numbers = source_orders.select("source", "order_number", action_key=source_orders.row_key * _SLOTS + _PLACED)
    return numbers.join(whole, ["source", "order_number"]).select(
        "action_key", "items", category=-ibis._.best["category"]
    )
