"""How much of what sells is new."""

from typing import Any

import pytest

from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.derivations.buyers.items import items
from riparian.derivations.buyers.new_item_shares import new_item_shares
from riparian.testing.tables import TestingGather, at, labels_table, rows_of
from tests.derivations.buyers.buying import item, items_of

AS_OF = AsOf(at(days=731))
LAST = 366


def shares(*lines: dict[str, Any]) -> list[tuple[Any, ...]]:
    given = items_of(*lines)
    made = new_item_shares(given, items(given), labels_table(), AS_OF, TestingGather())
    return rows_of(made, "category", "items", "new_items", "demand", "new_demand", "share")


def test_an_item_is_new_that_was_not_sold_before_the_year() -> None:
    found = shares(
        item(1, 0, "a", category="teas"), item(1, LAST - 1, "b", category="teas"),
        item(1, LAST, "a", category="teas", demand=30), item(2, LAST, "b", category="teas", demand=20),
        item(2, LAST, "c", category="teas", demand=50), item(2, 500, "d", category="cups", demand=100),
        item(2, 500, "e", demand=200),
    )  # fmt: skip

    assert found == [
        ("all", 5, 3, 400, 350, 0.875),
        ("cups", 1, 1, 100, 100, 1.0),
        ("teas", 3, 1, 100, 50, 0.5),
    ]


def test_a_category_called_all_is_not_taken_for_all_categories() -> None:
    found = shares(item(1, 0, "a", category="all"), item(1, LAST, "a", category="all"))

    assert [row[0] for row in found] == ["all", "all (category)"]


def test_where_nothing_was_sold_for_money_there_is_no_share() -> None:
    assert shares(item(1, 0, "a"), item(1, LAST, "a", demand=None)) == []


def test_a_log_that_begins_with_the_year_knows_nothing_new() -> None:
    with pytest.raises(NotEnoughDataError, match="the share of new items needs 2 years"):
        shares(item(1, LAST, "a"))


def test_orders_without_lines_are_not_told_as_no_orders() -> None:
    with pytest.raises(NotEnoughDataError, match="there are no order lines yet; the share of new items needs 2 years"):
        shares()
