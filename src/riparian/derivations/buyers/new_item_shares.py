"""New item shares: how much of what sells is new in the year."""

import ibis

from riparian.core.doors import Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.expressions.calendar import days_between, instant_of, within_years
from riparian.expressions.totals import whole
from riparian.models.readiness import require_years
from riparian.tables.items import Item, NewItemShare, PurchasedItem
from riparian.tables.landing import KnownLabel


def new_item_shares(
    purchased_items: Table[PurchasedItem],
    items: Table[Item],
    labels: Table[KnownLabel],
    as_of: AsOf,
    gather: Gather,
) -> Table[NewItemShare]:
    """Demand of the last twelve months, and that of items not sold before them, by category and together.

    Raises:
        NotEnoughDataError: the lines do not go back two years, so that nobody knows what was sold before.
    """
    age = purchased_items.agg(days=days_between(purchased_items.bought_at.min(), instant_of(as_of)))
    long = gather(age, at_most=1)["days"]
    require_years(long, years=2, model="the share of new items", noun="order lines")
    dated = purchased_items.filter(within_years(purchased_items.bought_at, as_of, 1))
    sold = dated.group_by("item").agg(demand=ibis.greatest(whole(dated.demand.sum()).fill_null(0), 0))
    told = sold.join(items, "item").left_join(labels.select(category="label_key", word="label"), "category")
    told = told.mutate(
        new=within_years(told.first_sold_at, as_of, 1),
        # A shop may call a category so too.
        word=ibis.ifelse(told.word == "all", "all (category)", told.word),
    )
    each = ibis.union(
        told.select("demand", "new", category=ibis.literal("all")),
        told.filter(told.word.notnull()).select("demand", "new", category="word"),
    )
    summed = each.group_by("category").agg(
        items=each.count(),
        new_items=each.count(where=each.new),
        demand=whole(each.demand.sum()),
        new_demand=whole(each.demand.sum(where=each.new)).fill_null(0),
    )
    selling = summed.filter(summed.demand > 0)
    return promised(selling.mutate(share=selling.new_demand / selling.demand), NewItemShare)
