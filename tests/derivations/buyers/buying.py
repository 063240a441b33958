"""Purchases by hand, with what follows from their order filled in."""

from typing import Any

from riparian.core.row import Table
from riparian.tables.buyers import Purchase
from riparian.tables.items import PurchasedItem
from riparian.testing.tables import at, table_of


def bought(person: int, day: float, **more: Any) -> dict[str, Any]:
    """A purchase on a day counted from 1 January 2024."""
    return {"person_key": person, "bought_at": at(days=day), "demand": 100, "channel": "web"} | more


def purchases_of(*given: dict[str, Any]) -> Table[Purchase]:
    """These purchases, numbered person by person."""
    in_turn = sorted(enumerate(given), key=lambda one: one[1]["bought_at"])
    numbers: dict[int, int] = {}
    rows = []
    for key, one in in_turn:
        numbers[one["person_key"]] = numbers.get(one["person_key"], 0) + 1
        rows.append({"action_key": 16 * key + 1, "number": numbers[one["person_key"]]} | one)
    return table_of(Purchase, *rows)


def item(person: int, day: float, name: str, **more: Any) -> dict[str, Any]:
    """A line of an order on a day; what the same person buys on one day is one order, unless `action_key` is given."""
    order = {"person_key": person, "bought_at": at(days=day), "action_key": 16 * (1000 * person + int(day)) + 1}
    return order | {"first_bought_at": at(days=day), "channel": "web", "item": name, "quantity": 1.0} | more


def items_of(*given: dict[str, Any]) -> Table[PurchasedItem]:
    """These lines, each at a position of its own."""
    return table_of(PurchasedItem, *({"position": place, "demand": 100} | one for place, one in enumerate(given, 1)))
