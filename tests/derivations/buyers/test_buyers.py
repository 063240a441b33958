"""The action stream attributes of a buyer."""

from datetime import datetime
from typing import Any

import pytest

from riparian.core.durations import AsOf
from riparian.derivations.buyers.buyers import BuyersSettings, buyers
from riparian.tables.buyers import ActionSegment, Buyer
from riparian.tables.identity import Person
from riparian.tables.items import PurchasedItem
from riparian.testing.tables import at, rows_of, table_of
from tests.derivations.buyers.turns import in_turn

NOW = AsOf(datetime(2029, 1, 1))
"""Five years after day 0, 1 January 2024, which is just not too old."""


def ordered(day: float, demand: int | None = 1000, channel: str = "web", person: int = 1) -> dict[str, Any]:
    return {"person_key": person, "bought_at": at(days=day), "demand": demand, "channel": channel}


def item(
    name: str, day: float, demand: int | None, *, quantity: float = 1, person: int = 1, category: str | None = None
) -> dict[str, Any]:
    return {
        "person_key": person,
        "bought_at": at(days=day),
        "item": name,
        "quantity": quantity,
        "demand": demand,
        "category": category,
    }


def told(
    *orders: dict[str, Any], items: tuple[dict[str, Any], ...] = (), columns: tuple[str, ...]
) -> list[tuple[Any, ...]]:
    everybody = {one["person_key"] for one in orders}
    placed = [
        {"person_key": one, "segment": "Average", "probability": 0.3, "sign": "+", "months": 4} for one in everybody
    ]
    lines = [one | {"action_key": 16 * n + 1, "position": 1} for n, one in enumerate(items)]
    made = buyers(
        in_turn(*orders),
        table_of(PurchasedItem, *lines),
        table_of(ActionSegment, *placed),
        table_of(Person, {"person_key": 1, "email": "ana@alder.example"}),
        BuyersSettings(),
        NOW,
    )
    return rows_of(made, *columns, row=Buyer)


def test_orders_and_demand_are_those_of_five_years_and_the_first_order_is_of_all_time() -> None:
    orders = (ordered(-1), ordered(0, 300), ordered(9, 500), ordered(10, None))

    made = told(
        *orders, columns=("orders", "orders_ever", "demand", "average_order", "first_bought_at", "last_bought_at")
    )

    assert made == [(3, 4, 800, 400, at(days=-1), at(days=10))]


def test_who_has_not_ordered_for_five_years_is_a_buyer_all_the_same() -> None:
    columns = ("orders", "demand", "average_order", "primary_channel", "price_point", "discount_share")

    assert told(ordered(-1), columns=columns) == [(0, 0, None, None, None, None)]


def test_the_segment_the_score_and_the_address_stand_beside() -> None:
    made = told(ordered(1), ordered(1, person=2), columns=("person_key", "email", "segment", "score", "sign", "months"))

    assert made == [(1, "ana@alder.example", "Average", 0.3, "+", 4), (2, None, "Average", 0.3, "+", 4)]


def test_channels_stand_in_order_of_demand_and_not_of_orders() -> None:
    orders = (ordered(1, 100, "email"), ordered(2, 100, "email"), ordered(3, 900, "post"), ordered(4, 50, "shop"))

    assert told(*orders, columns=("primary_channel", "secondary_channel")) == [("post", "email")]


def test_one_channel_leaves_the_second_open() -> None:
    assert told(ordered(1), columns=("primary_channel", "secondary_channel")) == [("web", None)]


def test_departments_come_from_the_lines() -> None:
    items = (item("a", 1, 300, category="bulbs"), item("b", 1, 200, category="tools"), item("c", 1, 900))

    assert told(ordered(1), items=items, columns=("primary_department", "secondary_department")) == [("bulbs", "tools")]


def test_the_price_point_is_the_third_of_all_items_in_which_most_is_spent() -> None:
    """Six items of 1 to 6: the first person spends 16 of 26 on the dearest two, the second 12 of 30 on the cheapest."""
    items = [item(str(price), 1, price, person=person) for person in (1, 2) for price in range(1, 7)]
    items += [item("1", 2, 9, quantity=9, person=2), item("5", 2, 5)]

    made = told(ordered(1), ordered(1, person=2), items=tuple(items), columns=("person_key", "price_point"))

    assert made == [(1, "High"), (2, "Low")]


def test_a_discount_is_a_price_below_what_the_item_used_to_cost() -> None:
    """At 100 before, at 50 to our buyer, who paid 150 for something else: a quarter. Later prices say nothing."""
    items = (
        item("tulip", 1, 100, person=2),
        item("tulip", 45, 50),
        item("spade", 45, 150),
        item("tulip", 46, 20, person=2),
        item("tulip", 99, 500, person=2),
    )

    made = told(ordered(45), ordered(1, person=2), items=items, columns=("person_key", "discount_share"))

    assert made == [(1, 0.25), (2, pytest.approx(20 / 620))]


def test_the_same_price_in_other_quantities_is_no_discount() -> None:
    items = (item("rope", 1, 333, quantity=0.3, person=2), item("rope", 40, 777, quantity=0.7))

    assert told(ordered(2), items=items, columns=("discount_share",)) == [(0.0,)]


def test_an_item_is_new_for_twelve_months_from_that_in_which_it_was_first_sold_to_anybody() -> None:
    items = (
        item("old", 0, 10, person=2),
        item("new", 300, 10, person=2),
        item("old", 400, 300),
        item("new", 400, 100),
    )

    made = told(ordered(400), ordered(1, person=2), items=items, columns=("person_key", "new_item_share"))

    assert made[0] == (1, 0.25)


def test_in_the_first_year_of_the_log_everything_is_new_and_nothing_is_said_of_who_likes_it() -> None:
    """The second also bought twice after it, once something new: the half, not five sixths."""
    items = (
        item("a", 0, 10),
        item("b", 300, 10, person=2),
        item("c", 350, 30, person=2),
        item("a", 370, 10, person=2),
        item("d", 380, 10, person=2),
    )

    made = told(ordered(0), ordered(370, person=2), items=items, columns=("person_key", "new_item_share"))

    assert made == [(1, None), (2, 0.5)]


@pytest.mark.parametrize("demand", [0, None])
def test_what_has_no_price_says_nothing_of_prices(demand: int | None) -> None:
    columns = ("price_point", "discount_share", "new_item_share")

    assert told(ordered(1), items=(item("gift", 1, demand),), columns=columns) == [(None, None, None)]


def test_who_has_no_segment_yet_is_a_buyer_without_one() -> None:
    made = buyers(
        in_turn(ordered(1)),
        table_of(PurchasedItem),
        table_of(ActionSegment),
        table_of(Person),
        BuyersSettings(),
        NOW,
    )

    (one,) = rows_of(made.select("person_key", "segment", "score", "sign", "months", "orders"))
    assert one == (1, None, None, None, None, 1)
