"""What lines of orders say of the items themselves."""

import ibis

from riparian.expressions.sequence import firsts


def known_items(lines: ibis.Table) -> ibis.Table:
    """Every item of these lines, with the instant of its first sale (`first_sold_at`), its name and its category.

    Name and category are those of most lines that have any; of equals the one known longer. Sources rename items, and
    an item that stood in two categories would count twice.
    """
    told = lines.group_by("item", "item_name", "category").agg(lines=lines.count(), first_sold_at=lines.bought_at.min())
    items = told.group_by("item").agg(first_sold_at=told.first_sold_at.min())
    for word in ("item_name", "category"):
        used = told.filter(told[word].notnull()).group_by("item", word).agg(fewer=-ibis._.lines.sum())
        most = firsts(used, by=["item"], order=["fewer", word]).drop("fewer")
        items = items.left_join(most, "item").drop("item_right")
    return items
