"""Everything that ever was sold."""

from riparian.derivations.buyers.items import items
from riparian.tables.items import Item, PurchasedItem
from riparian.testing.tables import at, rows_of, table_of


def test_an_item_has_the_words_of_most_of_its_lines_and_the_instant_of_its_first_sale() -> None:
    lines = table_of(
        PurchasedItem,
        {"item": "1", "item_name": "Tea", "category": "Teas", "bought_at": at(days=5)},
        {"item": "1", "item_name": "TEA", "category": None, "bought_at": at(days=3)},
        {"item": "1", "item_name": "TEA", "category": "Cups", "bought_at": at(days=4)},
        {"item": "1", "item_name": None, "category": "Cups", "bought_at": at(days=9)},
        {"item": "1", "item_name": None, "category": None, "bought_at": at(days=9)},
        {"item": "1", "item_name": None, "category": None, "bought_at": at(days=9)},
    )

    assert rows_of(items(lines), row=Item) == [("1", "TEA", "Cups", at(days=3))]


def test_of_two_names_as_frequent_the_one_known_longer_stands() -> None:
    older, newer = "a name that came first", "a later name"
    known = table_of(PurchasedItem, {"item": "x", "item_name": older, "bought_at": at()})
    lines = table_of(
        PurchasedItem,
        {"item": "1", "item_name": newer, "bought_at": at()},
        {"item": "1", "item_name": older, "bought_at": at(days=1)},
    )

    assert rows_of(items(lines), "item_name", row=Item) == [(older,)]
    assert rows_of(items(known), "category") == [(None,)]
