"""A person's orders in turn."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from riparian.derivations.buyers.guest_orders import guest_orders
from riparian.derivations.buyers.purchased_items import PurchasedItemsSettings, purchased_items
from riparian.derivations.buyers.purchases import purchases
from riparian.tables.actions import Action, OrderCurrency
from riparian.tables.buyers import Purchase
from riparian.tables.identity import Identifier
from riparian.tables.landing import KnownLabel
from riparian.tables.sources import SourceOrder, SourceOrderLine
from riparian.testing.tables import at, code, rows_of, table_of

HOME = {"currency": "GBP", "home": True}


def ordered(number: int, person: int = 1, day: float = 0, **more: Any) -> dict[str, Any]:
    """The action of the order in source row `number`."""
    return {
        "person_key": person,
        "action_key": 16 * number + 1,
        "occurred_at": at(days=day),
        "kind": "order",
        "source": "shop",
        "currency": "GBP",
        "amount": 1000,
    } | more


def line(order: int, position: int, amount: int, category: str | None, quantity: float = 1) -> dict[str, Any]:
    return {
        "source": "shop",
        "order_number": str(order),
        "position": position,
        "amount": amount,
        "category": category,
        "quantity": quantity,
        "item": f"item {position}",
        "currency": "GBP",
    }


def bought(
    *actions: dict[str, Any],
    columns: tuple[str, ...],
    lines: tuple[dict[str, Any], ...] = (),
    leave_out: tuple[str, ...] = (),
    identifiers: tuple[dict[str, Any], ...] = (),
) -> list[tuple[Any, ...]]:
    orders = [{"row_key": n, "source": "shop", "order_number": str(n)} for n in range(1, 9)]
    told, home = table_of(Action, *actions), table_of(OrderCurrency, HOME)
    settings = PurchasedItemsSettings(leave_out=leave_out)
    of_orders = purchased_items(told, table_of(SourceOrder, *orders), table_of(SourceOrderLine, *lines), home, settings)
    known = [{"label_key": code(kind), "label": kind} for kind in ("user_id", "order_id", "withheld_id")]
    guests = guest_orders(told, table_of(Identifier, *identifiers), table_of(KnownLabel, *known), home)
    made = purchases(told, guests, of_orders, home)
    return rows_of(made, *columns, row=Purchase)


def test_orders_are_numbered_and_know_the_month_of_the_next() -> None:
    columns = ("person_key", "number", "month", "first_month", "next_month", "wait")

    made = bought(
        ordered(2, day=0), ordered(1, day=0), ordered(3, day=65), ordered(4, person=2, day=31), columns=columns
    )

    # January 2024 is 1109.
    assert made == [
        (1, 1, 1109, 1109, 1109, 0),
        (1, 2, 1109, 1109, 1111, 2),
        (1, 3, 1111, 1109, None, None),
        (2, 1, 1110, 1110, None, None),
    ]


def test_what_is_not_an_order_is_no_purchase() -> None:
    assert (
        bought(ordered(1, kind="refund"), ordered(2, kind="cancel"), ordered(3, kind="view"), columns=("number",)) == []
    )


def test_an_order_in_another_currency_counts_and_adds_no_demand() -> None:
    made = bought(ordered(1, amount=0), ordered(2, day=1, currency="EUR"), columns=("number", "demand"))

    assert made == [(1, 0), (2, None)]


def test_the_channel_is_the_medium_else_where_the_order_was_placed_else_the_source() -> None:
    made = bought(
        ordered(1, medium="email", name="web"),
        ordered(2, day=1, name="pos"),
        ordered(3, day=2),
        columns=("number", "channel", "first_channel"),
    )

    assert made == [(1, "email", "email"), (2, "pos", "email"), (3, "shop", "email")]


def test_items_and_category_come_from_the_lines_of_the_order() -> None:
    lines = (
        line(1, 1, 300, "bulbs", 3),
        line(1, 2, 200, "tools"),
        line(1, 3, 200, "tools", 2),
        line(1, 4, 900, None),
        line(2, 1, 500, None, 0.5),
    )

    made = bought(
        ordered(1), ordered(2, day=1), ordered(3, day=2), columns=("number", "items", "category"), lines=lines
    )

    assert made == [(1, 7.0, "tools"), (2, 0.5, None), (3, None, None)]


def test_who_is_known_by_the_number_of_an_order_alone_has_no_history() -> None:
    """Person 2 was met by e-mail too, of person 3 consent was denied, and person 4 is a browser that may come back."""
    known = [(1, "order_id"), (2, "order_id"), (2, "user_id"), (3, "withheld_id"), (4, "anonymous_id")]
    identifiers = tuple({"identifier_key": n, "person_key": who, "kind": kind} for n, (who, kind) in enumerate(known))

    made = bought(*(ordered(n, person=n) for n in range(1, 5)), columns=("person_key",), identifiers=identifiers)

    assert made == [(2,), (4,)]


def test_what_is_no_goods_is_no_piece() -> None:
    lines = (line(1, 1, 300, "bulbs", 3), line(1, 2, 400, "postage"))

    made = bought(ordered(1), columns=("items", "category", "demand"), lines=lines, leave_out=("item 2",))

    assert made == [(3.0, "bulbs", 1000)]


def test_of_two_categories_as_large_the_one_known_longer_is_taken() -> None:
    lines = (line(1, 1, 300, "first known"), line(1, 2, 300, "then known"))

    assert bought(ordered(1), columns=("category",), lines=lines) == [("first known",)]
    assert bought(ordered(1), columns=("category",), lines=lines[::-1]) == [("first known",)]


def test_an_event_of_the_kind_order_takes_no_lines_of_an_order_of_the_same_row_number() -> None:
    made = bought(ordered(1, action_key=16), columns=("items",), lines=(line(1, 1, 300, "bulbs"),))

    assert made == [(None,)]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 400)), min_size=1, max_size=8))
def test_every_order_but_the_last_of_a_person_knows_the_next(days: list[tuple[int, int]]) -> None:
    actions = [ordered(n, person=person, day=day) for n, (person, day) in enumerate(days, 1)]

    made = bought(*actions, columns=("person_key", "number", "month", "next_month"))

    assert len(made) == len(days)
    for one, after in zip(made, [*made[1:], (0, 1, None, None)], strict=True):
        assert one[3] == (after[2] if after[0] == one[0] else None)
