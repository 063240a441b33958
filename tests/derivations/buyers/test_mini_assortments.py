"""What to show a person of a channel and a category."""

from typing import Any

from riparian.core.durations import AsOf
from riparian.derivations.buyers.items import items as known_items
from riparian.derivations.buyers.mini_assortments import MiniAssortmentsSettings, mini_assortments
from riparian.tables.items import MiniAssortment
from riparian.testing.tables import at, rows_of
from tests.derivations.buyers.buying import item, items_of

AS_OF = AsOf(at(days=731))
LAST = 366


def assortments(*lines: dict[str, Any], items: int = 12) -> list[tuple[Any, ...]]:
    sold = items_of(*lines)
    made = mini_assortments(sold, known_items(sold), MiniAssortmentsSettings(items=items), AS_OF)
    columns = ("channel", "category", "place", "item", "demand", "item_class")
    return rows_of(made, *columns, row=MiniAssortment)


def test_the_best_of_a_channel_and_category_stand_first_and_the_rest_not_at_all() -> None:
    found = assortments(
        item(1, LAST, "a", category="teas", demand=10), item(2, LAST, "b", category="teas", demand=70),
        item(2, LAST, "c", category="teas", demand=20), item(2, LAST, "d", category="cups", demand=5),
        item(2, LAST, "a", category="teas", channel="shop", demand=400), item(1, LAST - 1, "c", category="teas"),
    )  # fmt: skip

    assert found == [
        ("shop", "teas", 1, "a", 400, "Winner"),
        ("web", "cups", 1, "d", 5, "Winner"),
        ("web", "teas", 1, "b", 70, "Winner"),
    ]


def test_contenders_come_after_winners_and_equals_by_their_text() -> None:
    sales = {"e": 30, "d": 20, "c": 20, "b": 20, "a": 10}
    lines = [item(1, LAST, name, category="teas", demand=sold) for name, sold in sales.items()]

    assert [(place, name, of) for _, _, place, name, _, of in assortments(*lines)] == [
        (1, "e", "Winner"), (2, "b", "Contender"), (3, "c", "Contender"), (4, "d", "Contender"),
    ]  # fmt: skip
    assert [name for _, _, _, name, _, _ in assortments(*lines, items=2)] == ["e", "b"]


def test_what_has_no_category_is_in_no_assortment() -> None:
    assert assortments(item(1, LAST, "a")) == []
