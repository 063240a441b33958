"""The company's own currency."""

from riparian.derivations.actions.currencies import CurrenciesSettings, currencies
from riparian.derivations.actions.currency_uses import currency_uses
from riparian.tables.actions import CurrencyUse, OrderCurrency
from riparian.tables.sources import SourceOrder, Spend
from riparian.testing.tables import labels_table, rows_of, table_of


def known(home: str = "", spent: tuple[str, ...] = (), **orders: int) -> list[tuple[object, ...]]:
    spend = table_of(Spend, *({"currency": word} for word in spent))
    uses = table_of(CurrencyUse, *({"currency": word, "orders": count} for word, count in orders.items()))
    return rows_of(currencies(uses, spend, labels_table(), CurrenciesSettings(home=home)), row=OrderCurrency)


def used(*orders_in: str | None) -> list[tuple[object, ...]]:
    orders = table_of(SourceOrder, *({"row_key": 8 * n, "currency": word} for n, word in enumerate(orders_in)))
    return rows_of(currency_uses(orders), row=CurrencyUse)


def test_orders_are_counted_by_currency_and_one_without_is_in_none() -> None:
    assert used("GBP", "EUR", "GBP", "GBP", None) == [("EUR", 1, 0.25), ("GBP", 3, 0.75)]


def test_home_is_what_most_orders_are_in() -> None:
    assert known(GBP=3, EUR=1) == [("EUR", False), ("GBP", True)]


def test_the_settings_may_say_otherwise() -> None:
    assert known(GBP=2, EUR=1, home="EUR") == [("EUR", True), ("GBP", False)]


def test_a_home_currency_that_no_order_is_in_leaves_none() -> None:
    assert known(GBP=1, home="SEK") == [("GBP", False)]


def test_of_two_with_as_many_orders_exactly_one_is_home() -> None:
    assert [home for _, home in known(GBP=1, EUR=1)].count(True) == 1


def test_spend_alone_has_a_home_currency_and_orders_go_before_it() -> None:
    assert known(spent=("EUR", "EUR"), home="EUR") == known(spent=("EUR",)) == [("EUR", True)]
    assert known(GBP=1, spent=("EUR", "GBP", "EUR")) == [("EUR", False), ("GBP", True)]


def test_without_orders_there_are_none() -> None:
    assert used() == known() == []
