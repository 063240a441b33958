"""Whose the lines of orders are."""

from typing import Any

from riparian.derivations.buyers.purchased_items import PurchasedItemsSettings, purchased_items
from riparian.tables.actions import Action, OrderCurrency
from riparian.tables.items import PurchasedItem
from riparian.tables.sources import SourceOrder, SourceOrderLine
from riparian.testing.tables import at, rows_of, table_of

Rows = tuple[dict[str, Any], ...]


def order(row: int, *, person: int = 1, day: float = 0, source: str = "shop", **more: Any) -> dict[str, Any]:
    """An order as an action; its row key is `row`, its number `n` and that."""
    known = {"person_key": person, "action_key": 16 * row + 1, "occurred_at": at(days=day), "kind": "order"}
    return known | {"source": source} | more


def line(number: str, position: int = 1, **more: Any) -> dict[str, Any]:
    """A line of an order."""
    told = {"source": "shop", "order_number": number, "position": position, "item": "tea", "amount": 100}
    return told | {"quantity": 1.0, "currency": "GBP"} | more


def made(orders: Rows, lines: Rows, *columns: str, leave_out: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
    """The lines as purchased, of orders in pounds and a few in euros."""
    numbered = [
        {"row_key": one["action_key"] // 16, "source": one["source"], "order_number": f"n{one['action_key'] // 16}"}
        for one in orders
        if one["action_key"] % 16 == 1
    ]
    found = purchased_items(
        table_of(Action, *orders),
        table_of(SourceOrder, *numbered),
        table_of(SourceOrderLine, *lines),
        table_of(OrderCurrency, {"currency": "GBP", "home": True}, {"currency": "EUR", "home": False}),
        PurchasedItemsSettings(leave_out=leave_out),
    )
    return rows_of(found, *columns, row=PurchasedItem)


def test_a_line_stands_at_the_instant_of_its_order_with_the_persons_first() -> None:
    orders = (order(1, day=3), order(2, day=9), order(3, person=2, day=5))

    found = made(orders, (line("n2"), line("n3")), "person_key", "action_key", "bought_at", "first_bought_at")

    assert found == [(1, 33, at(days=9), at(days=3)), (2, 49, at(days=5), at(days=5))]


def test_the_first_order_counts_though_no_line_of_it_is_known() -> None:
    event = {"person_key": 1, "action_key": 160, "occurred_at": at(days=1), "kind": "order", "source": "tag"}

    found = made((event, order(2, day=9)), (line("n2"),), "first_bought_at")

    assert found == [(at(days=1),)]


def test_the_same_number_in_another_source_is_another_order() -> None:
    orders = (order(1, person=1), order(2, person=2, source="till"))

    found = made(orders, (line("n2"), line("n1"), line("n2", source="till", item="cup")), "person_key", "item")

    assert found == [(1, "tea"), (2, "cup")]


def test_a_line_without_an_order_is_nobodys() -> None:
    assert made((order(1),), (line("n7"),), "item") == []


def test_a_line_in_another_currency_has_no_demand() -> None:
    found = made((order(1),), (line("n1", 1), line("n1", 2, currency="EUR")), "position", "demand", "quantity")

    assert found == [(1, 100, 1.0), (2, None, 1.0)]


def test_the_channel_is_the_medium_else_the_shops_word_else_the_source() -> None:
    orders = (order(1, medium="email", name="web"), order(2, name="web"), order(3))

    found = made(orders, (line("n1"), line("n2"), line("n3")), "action_key", "channel")

    assert found == [(17, "email"), (33, "web"), (49, "shop")]


def test_a_refund_is_no_order_and_takes_no_line_away() -> None:
    refund = order(1, day=8) | {"action_key": 18, "kind": "refund"}

    found = made((order(1), refund), (line("n1"),), "action_key")

    assert found == [(17,)]


def test_what_is_no_goods_can_be_left_out() -> None:
    found = made((order(1),), (line("n1", 1), line("n1", 2, item="POST")), "item", leave_out=("POST", "DOT"))

    assert found == [("tea",)]
