"""Who bought, how likely they are to buy again, what segment that puts them in.

Months are counted through: January 2015 is 1001. Money is demand, what was ordered before returns, in minor units of
the company's own currency; an order in another currency counts as an order and adds no demand.
"""

from riparian.core.columns import (
    Count,
    Day,
    Flag,
    IdentifierKey,
    Instant,
    Label,
    Money,
    Number,
    Ordinal,
    PersonKey,
    Probability,
    Share,
    Text,
    Whole,
)
from riparian.core.row import Row


class GuestOrder(Row):
    """An order of somebody who could not be met again. Grain: one row per order.

    Known by the number of the order alone, a guest has no history: these orders are not among the purchases.
    """

    table = "guest_orders"
    key = ("action_key",)
    bucket = "person_key"
    sorted_by = ("person_key", "action_key")

    person_key: PersonKey
    action_key: Whole
    bought_at: Instant
    demand: Money | None
    """Null where the order is in another currency than the company's."""


class Purchase(Row):
    """An order in the history of the person who placed it, who is no guest. Grain: one row per order."""

    table = "purchases"
    key = ("action_key",)
    bucket = "person_key"
    sorted_by = ("person_key", "number")

    person_key: PersonKey
    action_key: Whole
    number: Count
    """1 for the person's first order."""
    bought_at: Instant
    identifier_key: IdentifierKey
    """Whose order the source says it is, as in `actions`."""
    month: Whole
    """Of `bought_at`; January 2015 is 1001."""
    demand: Money | None
    """Null where the order is in another currency than the company's."""
    channel: Label
    """How the order came: its medium where known, else the shop's word for where it was placed, else the source."""
    category: Label | None
    """Of the order's items the category with the largest demand; of two alike the one known longer."""
    items: Number | None
    """Pieces ordered, where the source tells lines; without what `[derivations.purchased_items]` leaves out."""
    first_month: Whole
    """Month of the person's first order; January 2015 is 1001."""
    first_channel: Label
    """Channel of the person's first order."""
    next_month: Whole | None
    """Month of the person's next order; null where there is none yet."""
    wait: Count | None
    """Months to it: 0 where it came in the same month; null where there is none yet."""


class LateIdentifier(Row):
    """An identifier that could be told to be a buyer's only after their first order. Grain: one row per identifier.

    What it did before `known_at` was nobody's then: a model that learns from past states must not see it in them.
    """

    table = "late_identifiers"
    key = ("identifier_key",)
    sorted_by = ("identifier_key",)

    identifier_key: IdentifierKey
    person_key: PersonKey
    known_at: Instant
    """The earliest instant at which links lead from it to the identifier of the first order."""


class LifeTableMonth(Row):
    """Who of a group bought again in a month since their last order. Grain: one row per cut, group and month.

    Every order starts a wait; it ends with the next order, or is cut off where watching ends. The cuts `first channel`
    and `first month` follow first orders only: what becomes of the new buyers of a channel or month.
    """

    table = "life_tables"
    key = ("cut", "group", "months")

    cut: Text
    """`all`, `orders`, `first channel`, `first month` or `visited last month`."""
    group: Text
    """The value that the cut has: number of orders so far (`7 or more`), a channel, `2024-03`, `yes` or `no`; `all`."""
    months: Count
    """Months since the order; 0 is the month of the order."""
    at_risk: Count
    """Waits (one an order) that went on when the month began, and were watched to its end."""
    bought: Count
    """Of these, those that ended in the month with an order."""
    rate: Probability | None
    """Monthly rebuy rate, beyond what was observed that of the extended curve; null where nobody was at risk."""
    low: Probability | None
    high: Probability | None
    """95 % interval of `rate` (Wilson); null where the curve is extended."""
    cumulative: Probability | None
    """Share that has bought again by the end of the month; null for `visited last month`, where people come and go."""
    annual: Probability | None
    """Chance to buy within the twelve months after this one, having not bought until then.

    For `visited last month` the coming month is the group's, the eleven after it everybody's.
    """
    observed: Flag
    """False where the curve was extended beyond what was watched."""
    annual_observed: Flag
    """False where any of the twelve months behind `annual` was extended."""


class VisitedWait(Row):
    """A month of a wait for the next order that follows a month with a visit. Grain: one row per order and month.

    A visit counts from when its visitor was known. Months that were not watched to their end have no row.
    """

    table = "visited_waits"
    key = ("action_key", "months")
    bucket = "person_key"
    sorted_by = ("person_key", "action_key", "months")

    person_key: PersonKey
    action_key: Whole
    """Of the order that the wait began with."""
    months: Count
    """Months since that order; 0 is its own, and the visit came the month before."""
    bought: Flag
    """The next order came in this month, and ended the wait."""


class RebuyCell(Row):
    """Buyers with as many orders and as recent, and their chance to buy within a year. Grain: one row per cell."""

    table = "rebuy_cells"
    key = ("orders", "months")

    orders: Count
    """The last group is `that many or more`."""
    or_more: Flag
    """The row stands for that many orders or more."""
    months: Count
    """Months since the last order."""
    buyers: Count
    """Who stands in the cell at the as-of date."""
    tried: Count
    """Past cases watched for a whole year from this cell."""
    bought: Count
    """Of `tried`, those that bought within the year."""
    raw: Probability | None
    """bought ÷ tried; null where nobody was watched."""
    probability: Probability
    """Drawn towards the recency's mean where fewer than 100 were watched."""
    observed: Flag
    """False where a part of the chance is an extended life table or is borrowed from other recencies."""
    step: Number | None
    """What one order more adds to the probability just after the order; only in the rows of recency 0 (the ladder)."""


class EqualCell(Row):
    """Where buyers of a number of orders still have a given chance. Grain: one row per level and number of orders."""

    table = "equal_cells"
    key = ("level", "orders")

    level: Probability
    """A chance to buy within a year."""
    orders: Count
    """Orders placed so far."""
    months: Count | None
    """The longest recency at which the chance is at least `level`; null where it never is."""


class RebuyScore(Row):
    """How well a method foretold who would buy within a year. Grain: one row per method."""

    table = "rebuy_scores"
    key = ("method",)

    method: Text
    """`table`, `regression` or `mean`: the share of past cases that bought, for everybody."""
    as_of_on: Day
    """The past day from which the year was foretold."""
    buyers: Count
    """Buyers who were foretold."""
    bought: Count
    """Of these, those who bought within the year."""
    expected: Number
    """How many the method expected to."""
    brier: Probability
    """Mean squared distance of the chance from what came (0 or 1): less is better."""
    skill: Number
    """1 − Brier score ÷ that of who had known the mean of the year; below 0 it is worse than that."""
    chosen: Flag
    """The method that the company's rebuy chances come from."""


class RebuyCalibration(Row):
    """What was foretold and what came, by tenth of the buyers. Grain: one row per method and tenth."""

    table = "rebuy_calibrations"
    key = ("method", "tenth")

    method: Text
    """`table`, `regression` or `mean`."""
    tenth: Count
    """1 for the tenth with the lowest chances."""
    buyers: Count
    """Buyers in the tenth."""
    foretold: Probability
    """Mean of their chances, as foretold."""
    came_true: Probability
    """Share that bought."""
    low: Probability
    high: Probability
    """95 % interval of `came_true` (Wilson)."""


class RebuyChance(Row):
    """A buyer's chance to buy within the next twelve months. Grain: one row per person who ever bought."""

    table = "rebuy_chances"
    key = ("person_key",)
    bucket = "person_key"
    sorted_by = ("person_key",)

    person_key: PersonKey
    orders: Count
    """Orders placed so far."""
    months: Count
    """Months since the last order."""
    visited: Flag
    """An on-site action in the last 30 days."""
    probability: Probability
    """By the chosen method."""
    next_probability: Probability
    """The same a month later, if nothing is ordered."""
    by_table: Probability
    """Chance by the cell of `rebuy_cells`."""
    by_regression: Probability | None
    """Chance by the regression; null where none was fitted."""
    method: Text
    """`table`, `regression` or `mean`."""
    observed: Flag
    """False where the probability rests on an extension of what was watched: not a measurement."""


class ActionSegment(Row):
    """The action segment of a buyer. Grain: one row per person who ever bought."""

    table = "action_segments"
    key = ("person_key",)
    bucket = "person_key"
    sorted_by = ("person_key",)

    person_key: PersonKey
    segment: Text
    """`Elite`, `Loyal`, `Quality`, `Average`, `Struggling`, `Lapsed Spend`, `Lapsed Experiment` or `Lapsed Save`."""
    rank: Ordinal
    """1 for Elite to 8 for Lapsed Save."""
    probability: Probability
    """Chance to buy within the next twelve months (`rebuy_chances`)."""
    observed: Flag
    """False where the probability rests on an extension of what was watched, and so the segment does."""
    months: Count
    """Months since the last order."""
    plus: Flag
    """Did something lately that raises the chance, such as a visit in the last 30 days."""
    minus: Flag
    """Stands a segment lower in a month, if nothing is ordered."""
    sign: Text
    """`+`, `−`, `both` or `none`."""
    months_until_fall: Count | None
    """Months without an order until the next fall; null where the segment is the lowest already, or no fall
    is foreseen within five years."""


class SegmentCount(Row):
    """How many buyers stand in an action segment. Grain: one row per segment."""

    table = "segment_counts"
    key = ("rank",)

    segment: Text
    rank: Ordinal
    """1 for Elite to 8 for Lapsed Save."""
    buyers: Count
    """Buyers who stand in the segment at the as-of date."""
    plus: Count
    """Of these, those who just did something that raises their chance."""
    minus: Count
    """Of these, those who stand a segment lower in a month, if they order nothing."""
    expected: Number
    """Buyers of the segment who will buy within the year, by their chances."""
    observed: Count
    """Buyers of the segment whose chance rests on years that were watched; of all others it is an extension."""


class Buyer(Row):
    """A buyer's action stream attributes over the last five years. Grain: one row per person who ever bought."""

    table = "buyers"
    key = ("person_key",)
    bucket = "person_key"
    sorted_by = ("person_key",)

    person_key: PersonKey
    email: Text | None
    segment: Text | None
    """Null, as are the four below, where too few people bought again to give anybody a chance (`rebuy_chances`)."""
    score: Probability | None
    """Chance to buy within the next twelve months."""
    score_observed: Flag | None
    """False where the score rests on an extension of what was watched: not a measurement."""
    sign: Text | None
    """`+`, `−`, `both` or `none`, as in `action_segments`."""
    months: Count | None
    """Months since the last order."""
    first_bought_at: Instant
    last_bought_at: Instant
    """When the last order was placed."""
    orders: Count
    """Of the last five years."""
    orders_ever: Count
    """Orders since the log began."""
    average_order: Money | None
    """Mean demand of an order of the last five years."""
    demand: Money
    """Demand of the last five years."""
    primary_channel: Label | None
    """Through which most demand of the five years came."""
    secondary_channel: Label | None
    """The next after it."""
    primary_department: Label | None
    """Category of items with most demand in the five years."""
    secondary_department: Label | None
    """The next after it."""
    price_point: Text | None
    """`High`, `Medium` or `Low`: the third of all items in which most of the person's spend lies; null: no items."""
    discount_share: Share | None
    """Share of spend on items below their own average price in the months before."""
    new_item_share: Share | None
    """Share of spend on items first sold in the twelve months that end with the purchase's.

    Without spend in the first twelve months of the log, in which everything is new; null where there is no other.
    """
