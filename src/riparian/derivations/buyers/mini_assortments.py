"""Mini-assortments: what to show a person of a channel and a category, the best of it first."""

from typing import Annotated

from pydantic import Field

from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import within_years
from riparian.expressions.cumulated_share import item_class, with_share_before
from riparian.expressions.sequence import position
from riparian.expressions.totals import whole
from riparian.models.winning_items import CONTENDERS_BELOW, WINNERS_BELOW
from riparian.tables.items import Item, MiniAssortment, PurchasedItem


class MiniAssortmentsSettings(Settings):
    """`[derivations.mini_assortments]`"""

    winners_below: Annotated[float, Field(gt=0, le=1)] = WINNERS_BELOW
    contenders_below: Annotated[float, Field(gt=0, le=1)] = CONTENDERS_BELOW
    items: Annotated[int, Field(ge=1)] = 12
    """At most so many for a channel and category."""


def mini_assortments(
    purchased_items: Table[PurchasedItem], items: Table[Item], settings: MiniAssortmentsSettings, as_of: AsOf
) -> Table[MiniAssortment]:
    """Winners and contenders among the lines of one channel and category of the last twelve months.

    Items that sell alike stand in the order of their text, so that places are repeatable. What has no category is in
    no assortment.
    """
    told = items.filter(items.category.notnull()).select("item", "item_name", "category")
    lately = purchased_items.filter(within_years(purchased_items.bought_at, as_of, 1))
    lines = lately.select("channel", "item", "demand").join(told, "item")
    sold = lines.group_by("channel", "category", "item", "item_name").agg(demand=whole(lines.demand.sum()).fill_null(0))
    ranked = with_share_before(sold, by=["channel", "category"])
    classed = ranked.mutate(
        fewer=-ranked.demand,
        item_class=item_class(ranked, winners_below=settings.winners_below, contenders_below=settings.contenders_below),
    )
    best = classed.filter(classed.item_class != "Other")
    placed = best.mutate(place=position(["channel", "category"], ["fewer", "item"]))
    return promised(placed.filter(placed.place <= settings.items), MiniAssortment)
