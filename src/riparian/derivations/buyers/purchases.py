"""Purchases: every person's orders in turn, each with what is known of it and of the next."""

import ibis

from riparian.core.doors import per_person
from riparian.core.row import Table, promised
from riparian.expressions.calendar import month_index
from riparian.expressions.sequence import in_order, position
from riparian.tables.actions import Action, OrderCurrency, code_of
from riparian.tables.buyers import GuestOrder, Purchase
from riparian.tables.items import PurchasedItem


@per_person
def purchases(
    actions: Table[Action],
    guest_orders: Table[GuestOrder],
    purchased_items: Table[PurchasedItem],
    currencies: Table[OrderCurrency],
) -> Table[Purchase]:
    """One row an order, numbered by time; orders of one instant stand in order of `action_key`.

    Demand is what was ordered: a later refund or cancellation stands in `actions` and changes nothing here. An order
    that a source reports as a mere event, without lines, is an order all the same. Guests have no history, and are left
    out (`guest_orders`).
    """
    orders = actions.filter(actions.kind == code_of("order")).anti_join(guest_orders, "action_key")
    home = currencies.filter(currencies.home).select(home="currency")
    priced = orders.left_join(home, orders.currency == home.home)
    placed = priced.select(
        "person_key",
        "action_key",
        "identifier_key",
        bought_at="occurred_at",
        month=month_index(priced["occurred_at"]),
        demand=ibis.ifelse(priced.home.notnull(), priced.amount, ibis.null("int64")),
        channel=ibis.coalesce(priced.medium, priced.name, priced.source),
    )
    mine, turn = ["person_key"], ["bought_at", "action_key"]
    in_turn = in_order(mine, turn)
    numbered = placed.mutate(
        number=position(mine, turn),
        first_month=placed.month.first().over(in_turn),
        first_channel=placed.channel.first().over(in_turn),
        next_month=placed.month.lead().over(in_turn),
    )
    numbered = numbered.mutate(wait=numbered.next_month - numbered.month)
    told = numbered.left_join(baskets(purchased_items), "action_key").drop("action_key_right")
    return promised(told, Purchase)


def baskets(purchased_items: Table[PurchasedItem]) -> ibis.Table:
    """By order: pieces, and the category with the largest demand (of two, the one known longer)."""
    lines = purchased_items
    parts = lines.group_by("action_key", "category").agg(
        pieces=lines.quantity.sum(), demand=lines.demand.sum().cast("float64").fill_null(0.0)
    )
    best = ibis.struct({"demand": parts.demand, "category": -parts.category}).max(where=parts.category.notnull())
    whole = parts.group_by("action_key").agg(items=parts.pieces.sum(), best=best)
    return whole.select("action_key", "items", category=-whole.best["category"])
