"""Purchased items: the lines of people's orders, under the person who placed the order."""

from typing import Final

import ibis

from riparian.core.doors import per_person_at_once
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.tables.actions import Action, OrderCurrency, code_of
from riparian.tables.items import PurchasedItem
from riparian.tables.sources import SourceOrder, SourceOrderLine

_SLOTS: Final = 16
_OF_ORDERS: Final = 1
"""An order's `action_key` is 16 × the key of its row in `source_orders` + 1; other slots are of other tables."""


class PurchasedItemsSettings(Settings):
    """`[derivations.purchased_items]`"""

    leave_out: tuple[str, ...] = ()
    """Items of the source that are no goods, such as postage, fees and vouchers: their lines are left out. What they
    cost stays in the demand of the order."""


@per_person_at_once
def purchased_items(
    actions: Table[Action],
    source_orders: Table[SourceOrder],
    source_order_lines: Table[SourceOrderLine],
    currencies: Table[OrderCurrency],
    settings: PurchasedItemsSettings,
) -> Table[PurchasedItem]:
    """Every line whose order is an action of somebody, at the instant of the order.

    What came back or was cancelled later is still here, as it was demand. A line in another currency than the
    company's has no demand. A line without an order of its number and source is nobody's, and is left out.
    """
    home = currencies.filter(currencies.home).select(home="currency")
    orders = actions.filter(actions.kind == code_of("order"))
    bought = orders.select(
        "person_key",
        "action_key",
        "occurred_at",
        placed_in=orders.source,
        order_key=orders.action_key // _SLOTS,
        channel=ibis.coalesce(orders.medium, orders.name, orders.source),
        first_bought_at=orders.occurred_at.min().over(ibis.window(group_by="person_key")),
    )
    numbers = source_orders.select("row_key", "order_number")
    with_lines = bought.filter(bought.action_key % _SLOTS == _OF_ORDERS)
    numbered = with_lines.join(numbers, with_lines.order_key == numbers.row_key)
    lines = source_order_lines.select(
        "source", "order_number", "position", "item", "item_name", "category", "quantity", "amount", "currency"
    )
    goods = lines.filter(lines["item"].notin(settings.leave_out)) if settings.leave_out else lines
    whose = goods.join(numbered, [goods.source == numbered.placed_in, goods.order_number == numbered.order_number])
    priced = whose.left_join(home, whose.currency == home.home)
    demand = ibis.ifelse(priced.home.notnull(), priced.amount, ibis.null("int64"))
    return promised(priced.mutate(bought_at=priced["occurred_at"], demand=demand), PurchasedItem)
