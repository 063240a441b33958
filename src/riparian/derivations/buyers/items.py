"""Items: everything that ever was sold, once."""

from riparian.core.row import Table, promised
from riparian.expressions.sequence import firsts
from riparian.tables.items import Item, PurchasedItem


def items(purchased_items: Table[PurchasedItem]) -> Table[Item]:
    """Every item of a person's order, with the instant of its first sale, its name and its category.

    Name and category are those of most lines that have any; of equals the one known longer. Sources rename items, and
    an item that stood in two categories would count twice.
    """
    lines = purchased_items
    told = lines.group_by("item", "item_name", "category").agg(lines=lines.count(), first_sold_at=lines.bought_at.min())
    known = told.group_by("item").agg(first_sold_at=told.first_sold_at.min())
    for word in ("item_name", "category"):
        used = told.filter(told[word].notnull()).group_by("item", word).agg(fewer=-told.lines.sum())
        most = firsts(used, by=["item"], order=["fewer", word]).drop("fewer")
        known = known.left_join(most, "item").drop("item_right")
    return promised(known, Item)
