"""The company's own currency."""

from riparian.derivations.actions.currencies import CurrenciesSettings, currencies
from riparian.tables.actions import CurrencyUse
from riparian.tables.sources import SourceOrder
from riparian.testing.tables import labels_table, rows_of, table_of


def used(*orders_in: str, home: str = "") -> list[tuple[object, ...]]:
    orders = table_of(SourceOrder, *({"row_key": 8 * n, "currency": word} for n, word in enumerate(orders_in)))
    return rows_of(currencies(orders, labels_table(), CurrenciesSettings(home=home)), row=CurrencyUse)


def test_home_is_what_most_orders_are_in() -> None:
    assert used("GBP", "EUR", "GBP", "GBP") == [("EUR", 1, 0.25, False), ("GBP", 3, 0.75, True)]


def test_the_settings_may_say_otherwise() -> None:
    assert used("GBP", "EUR", "GBP", home="EUR") == [("EUR", 1, 1 / 3, True), ("GBP", 2, 2 / 3, False)]


def test_a_home_currency_that_no_order_is_in_leaves_none() -> None:
    assert used("GBP", home="SEK") == [("GBP", 1, 1.0, False)]


def test_of_two_with_as_many_orders_exactly_one_is_home() -> None:
    assert [home for *_, home in used("GBP", "EUR")].count(True) == 1


def test_without_orders_there_are_none() -> None:
    assert used() == []
