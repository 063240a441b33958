"""Currencies: what orders are placed in, and which one is the company's own."""

import ibis
from pydantic import Field

from riparian.core.currencies import Currency
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.sequence import position
from riparian.tables.actions import CurrencyUse
from riparian.tables.landing import KnownLabel
from riparian.tables.sources import SourceOrder


class CurrenciesSettings(Settings):
    """`[derivations.currencies]`"""

    home: Currency = Field(default="", json_schema_extra={"company": "currency"})
    """The currency that value is told in, such as `EUR`: that of `[company]` where it names one, else (empty text) the
    one most orders are in."""


def currencies(
    source_orders: Table[SourceOrder], labels: Table[KnownLabel], settings: CurrenciesSettings
) -> Table[CurrencyUse]:
    """Currencies by number of orders; of two with as many, the one known longer is home.

    Amounts are never converted: a sum over people takes the home currency's orders alone. Where `home` is set and no
    order is in it, no currency is home.
    """
    used = source_orders.group_by("currency").agg(orders=source_orders.count())
    named = used.join(labels.select(currency="label_key", word="label"), "currency")
    shared = named.mutate(share=named.orders / named.orders.sum().over(ibis.window()), fewer=-named.orders)
    most = position([], ["fewer", "currency"]) == 1
    return promised(shared.mutate(home=shared.word == settings.home if settings.home else most), CurrencyUse)
