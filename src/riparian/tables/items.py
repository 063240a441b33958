"""What is bought: the lines of people's orders, and which items win.

Money is demand in minor units of the company's own currency.
"""

from riparian.core.columns import (
    Count,
    Day,
    Flag,
    Instant,
    Label,
    Money,
    Number,
    Ordinal,
    PersonKey,
    Share,
    Text,
    Whole,
)
from riparian.core.row import Row


class PurchasedItem(Row):
    """A line of a person's order. Grain: one row per order and position."""

    table = "purchased_items"
    key = ("action_key", "position")
    bucket = "person_key"

    person_key: PersonKey
    action_key: Whole
    position: Ordinal
    bought_at: Instant
    first_bought_at: Instant
    """The person's first order of all."""
    channel: Label
    """How the order came, as in `purchases`."""
    item: Text
    item_name: Label | None
    category: Label | None
    quantity: Number
    demand: Money | None
    """Demand of the line; null where the order is in another currency than the company's."""


class Item(Row):
    """Something that was ever sold to somebody. Grain: one row per item."""

    table = "items"
    key = ("item",)

    item: Text
    item_name: Label | None
    """What most of its lines say, and so of `category`; of equals the one known longer."""
    category: Label | None
    first_sold_at: Instant
    """When it was first sold."""


class WinningItem(Row):
    """An item's class within a scope over the last twelve months. Grain: one row per scope, name and item.

    An item has the name and the category that most of its lines have; of equals those known longer.
    """

    table = "winning_items"
    key = ("scope", "name", "item")

    scope: Text
    """`all`, `channel`, `category` or `season`."""
    name: Text
    """Of the channel or category; `December to February`, … by UTC month; `all`."""
    item: Text
    item_name: Label | None
    category: Label | None
    demand: Money
    """Demand of the item in the scope, over the last twelve months."""
    quantity: Number
    """Pieces sold there."""
    buyers: Count
    """People who bought it there, each once."""
    share_before: Share
    """Cumulated share of demand of the items that sell better; items that sell alike have the same."""
    item_class: Text
    """`Winner`, `Contender` or `Other`."""
    winner_days: Count
    """Days on which the item was a Winner of its day within the scope."""
    first_sold_on: Day
    """Day of its first sale of all."""
    new: Flag | None
    """First sold within the year; null where the log does not hold the year before, so that nobody knows."""
    customer_years: Number
    """Mean over those who bought it of their years from their first order to their last purchase of it in the scope."""


class MiniAssortment(Row):
    """Winners and contenders of a channel and category, best first. Grain: one row per channel, category and place.

    They are measured by the demand of the last twelve months within the channel and category alone.
    """

    table = "mini_assortments"
    key = ("channel", "category", "place")

    channel: Label
    """How the orders came, as in `purchases`."""
    category: Label
    place: Count
    """1 for the best."""
    item: Text
    item_name: Label | None
    demand: Money
    """Demand of the item within the channel and category, over the last twelve months."""
    item_class: Text
    """`Winner` or `Contender`."""


class NewItemShare(Row):
    """How much of a category's demand comes from items new in the year. Grain: one row per category.

    New is an item of which the log has no sale before the last twelve months.
    """

    table = "new_item_shares"
    key = ("category",)

    category: Text
    """`all` for all together."""
    items: Count
    """Sold in the year."""
    new_items: Count
    """Of these, new in the year."""
    demand: Money
    """Demand of the category in the year."""
    new_demand: Money
    """Of this, demand of the new items."""
    share: Share
    """new_demand ÷ demand."""
