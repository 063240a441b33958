"""Guest orders: orders of people of whom nothing is known by which they could be met again."""

from typing import Final

import ibis

from riparian.core.doors import per_person_at_once
from riparian.core.row import Table, promised
from riparian.tables.actions import Action, OrderCurrency, code_of
from riparian.tables.buyers import GuestOrder
from riparian.tables.identity import Identifier
from riparian.tables.landing import KnownLabel

_NEVER_MET_AGAIN: Final = ("order_id", "shop_order", "withheld_id")


@per_person_at_once
def guest_orders(
    actions: Table[Action], identifiers: Table[Identifier], labels: Table[KnownLabel], currencies: Table[OrderCurrency]
) -> Table[GuestOrder]:
    """Orders of who is known by the number of an order alone, or by an identifier whose consent was denied.

    Whether they came back nobody can see: their next order, too, is somebody's first. To count them as buyers who did
    not come back would take not knowing for knowing, so they are in no rate and no model. A browser is no guest: it may
    be seen again.
    """
    fleeting = labels.filter(labels.label.isin(_NEVER_MET_AGAIN)).select(kind="label_key")
    lasting = identifiers.anti_join(fleeting, "kind").select("person_key")
    guests = identifiers.semi_join(fleeting, "kind").anti_join(lasting, "person_key").select("person_key")
    orders = actions.filter(actions.kind == code_of("order")).semi_join(guests, "person_key")
    home = currencies.filter(currencies.home).select(home="currency")
    priced = orders.left_join(home, orders.currency == home.home)
    demand = ibis.ifelse(priced.home.notnull(), priced.amount, ibis.null("int64"))
    return promised(priced.mutate(bought_at=priced["occurred_at"], demand=demand), GuestOrder)
