"""Currency uses: how many orders are placed in each currency."""

import ibis

from riparian.core.row import Table, promised
from riparian.tables.actions import CurrencyUse
from riparian.tables.sources import SourceOrder


def currency_uses(source_orders: Table[SourceOrder]) -> Table[CurrencyUse]:
    """Orders as their sources tell them: one that two sources tell is counted twice here."""
    priced = source_orders.filter(source_orders.currency.notnull())
    used = priced.group_by("currency").agg(orders=priced.count())
    return promised(used.mutate(share=used.orders / used.orders.sum().over(ibis.window())), CurrencyUse)
