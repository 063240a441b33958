"""Currencies: what orders are placed in, and which one is the company's own."""

from pydantic import Field

from riparian.core.currencies import Currency
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.sequence import position
from riparian.tables.actions import CurrencyUse, OrderCurrency
from riparian.tables.landing import KnownLabel


class CurrenciesSettings(Settings):
    """`[derivations.currencies]`"""

    home: Currency = Field(default="", json_schema_extra={"company": "currency"})
    """The currency that value is told in, such as `EUR`: that of `[company]` where it names one, else (empty text) the
    one most orders are in."""


def currencies(
    currency_uses: Table[CurrencyUse], labels: Table[KnownLabel], settings: CurrenciesSettings
) -> Table[OrderCurrency]:
    """Which currency is home: of two with as many orders, the one known longer.

    Amounts are never converted: a sum over people takes the home currency's orders alone. Where `home` is set and no
    order is in it, no currency is home. Without the numbers of `currency_uses`, so that what rests on this table is
    computed anew only where the home currency is another.
    """
    named = currency_uses.join(labels.select(currency="label_key", word="label"), "currency")
    ranked = named.mutate(fewer=-named.orders)
    most = position([], ["fewer", "currency"]) == 1
    return promised(ranked.mutate(home=ranked.word == settings.home if settings.home else most), OrderCurrency)
