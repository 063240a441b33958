"""Currencies: what orders are placed and money is spent in, and which one is the company's own."""

import ibis
from pydantic import Field

from riparian.core.currencies import Currency
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.sequence import position
from riparian.expressions.totals import whole
from riparian.tables.actions import CurrencyUse, OrderCurrency
from riparian.tables.landing import KnownLabel
from riparian.tables.sources import Spend


class CurrenciesSettings(Settings):
    """`[derivations.currencies]`"""

    home: Currency = Field(default="", json_schema_extra={"company": "currency"})
    """The currency that value is told in, such as `EUR`: that of `[company]` where it names one, else (empty text) the
    one most orders are in."""


def currencies(
    currency_uses: Table[CurrencyUse], spend: Table[Spend], labels: Table[KnownLabel], settings: CurrenciesSettings
) -> Table[OrderCurrency]:
    """Which currency is home: of two with as many orders, the one known longer.

    Amounts are never converted: a sum over people takes the home currency's orders alone. Where `home` is set and
    neither an order nor spend is in it, no currency is home. Without the numbers of `currency_uses`, so that what rests
    on this table is computed anew only where the home currency is another.
    """
    paid = spend.select("currency").distinct().mutate(orders=ibis.literal(0, type="int64"))
    both = ibis.union(currency_uses.select("currency", "orders"), paid)
    used = both.group_by("currency").agg(orders=whole(both.orders.sum()))
    named = used.join(labels.select(currency="label_key", word="label"), "currency")
    ranked = named.mutate(fewer=-named.orders)
    most = position([], ["fewer", "currency"]) == 1
    return promised(ranked.mutate(home=ranked.word == settings.home if settings.home else most), OrderCurrency)
