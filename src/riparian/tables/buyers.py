"""Who bought, how likely they are to buy again, what segment that puts them in.

Months are counted through: January 2015 is 1001. Money is demand, what was ordered before returns, in minor units of
the company's own currency; an order in another currency counts as an order and adds no demand.
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
    Probability,
    Share,
    Text,
    Whole,
)
from riparian.core.row import Row


class Purchase(Row):
    """An order in the history of the person who placed it. Grain: one row per order."""

    table = "purchases"
    key = ("action_key",)
    bucket = "person_key"
    sorted_by = ("person_key", "number")

    person_key: PersonKey
    action_key: Whole
    number: Count
    """1 for the person's first order."""
    bought_at: Instant
    month: Whole
    """Of `bought_at`; January 2015 is 1001."""
    demand: Money | None
    """Null where the order is in another currency than the company's."""
    channel: Label
    """How the order came: its medium where known, else the shop's word for where it was placed, else the source."""
    category: Label | None
    """Of the order's items the category with the largest demand."""
    items: Number | None
    """Pieces ordered, where the source tells lines."""
    first_month: Whole
    first_channel: Label
    next_month: Whole | None
    """Month of the person's next order; null where there is none yet."""


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
    bought: Count
    rate: Probability | None
    """Monthly rebuy rate, beyond what was observed that of the extended curve; null where nobody was at risk."""
    low: Probability | None
    high: Probability | None
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


class RebuyCell(Row):
    """Buyers of one number of orders and one recency, and their chance to buy within a year. Grain: one row a cell."""

    table = "rebuy_cells"
    key = ("orders", "months")

    orders: Count
    """The last group is `that many or more`."""
    or_more: Flag
    months: Count
    """Months since the last order."""
    buyers: Count
    """Who stands in the cell at the as-of date."""
    tried: Count
    """Past cases watched for a whole year from this cell."""
    bought: Count
    raw: Probability | None
    probability: Probability
    """Drawn towards the recency's mean where fewer than 100 were watched."""
    step: Number | None
    """What one order more adds to the probability just after the order; only in the rows of recency 0 (the ladder)."""


class EqualCell(Row):
    """Where buyers of a number of orders still have a given chance. Grain: one row per level and number of orders."""

    table = "equal_cells"
    key = ("level", "orders")

    level: Probability
    orders: Count
    months: Count | None
    """The longest recency at which the chance is at least `level`; null where it never is."""


class RebuyScore(Row):
    """How well a method foretold who would buy within a year. Grain: one row per method."""

    table = "rebuy_scores"
    key = ("method",)

    method: Text
    """`table` or `regression`."""
    as_of_on: Day
    """The past day from which the year was foretold."""
    buyers: Count
    bought: Count
    expected: Number
    brier: Probability
    skill: Number
    """1 − Brier score ÷ that of the mean for everybody."""
    chosen: Flag
    """The method that the company's rebuy chances come from."""


class RebuyCalibration(Row):
    """What was foretold and what came, by tenth of the buyers. Grain: one row per method and tenth."""

    table = "rebuy_calibrations"
    key = ("method", "tenth")

    method: Text
    tenth: Count
    buyers: Count
    foretold: Probability
    came_true: Probability
    """Share that bought."""
    low: Probability
    high: Probability


class RebuyChance(Row):
    """A buyer's chance to buy within the next twelve months. Grain: one row per person who ever bought."""

    table = "rebuy_chances"
    key = ("person_key",)
    bucket = "person_key"
    sorted_by = ("person_key",)

    person_key: PersonKey
    orders: Count
    months: Count
    """Months since the last order."""
    visited: Flag
    """An on-site action in the last 30 days."""
    probability: Probability
    """By the chosen method."""
    next_probability: Probability
    """The same a month later, if nothing is ordered."""
    by_table: Probability
    by_regression: Probability | None
    method: Text


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
    months: Count
    plus: Flag
    minus: Flag
    sign: Text
    """`+`, `−`, `both` or `none`."""
    months_until_fall: Count | None
    """Months without an order until the next fall; null where the segment is the lowest already."""


class SegmentCount(Row):
    """How many buyers stand in an action segment. Grain: one row per segment."""

    table = "segment_counts"
    key = ("rank",)

    segment: Text
    rank: Ordinal
    buyers: Count
    plus: Count
    minus: Count
    expected: Number
    """Buyers of the segment who will buy within the year, by their chances."""


class Buyer(Row):
    """A buyer's action stream attributes over the last five years. Grain: one row per person who ever bought."""

    table = "buyers"
    key = ("person_key",)
    bucket = "person_key"
    sorted_by = ("person_key",)

    person_key: PersonKey
    email: Text | None
    segment: Text
    score: Probability
    sign: Text
    months: Count
    first_bought_at: Instant
    last_bought_at: Instant
    orders: Count
    """Of the last five years."""
    orders_ever: Count
    average_order: Money | None
    demand: Money
    primary_channel: Label | None
    secondary_channel: Label | None
    primary_department: Label | None
    secondary_department: Label | None
    price_point: Text | None
    """`High`, `Medium` or `Low`: the third of all items in which most of the person's spend lies; null: no items."""
    discount_share: Share | None
    """Share of spend on items below their own average price until then."""
    new_item_share: Share | None
    """Share of spend on items first sold within a year before."""


class RepurchaseMode(Row):
    """In which mode a company, channel or category is. Grain: one row per scope and name.

    Two years are compared: the last twelve months, and the twelve before, whose buyers are looked at.
    """

    table = "repurchase_modes"
    key = ("scope", "name")

    scope: Text
    """`company`, `channel` or `category`."""
    name: Text
    """`all` for the company."""
    buyers: Count
    """Who bought there in the year before the last twelve months."""
    bought_again: Count
    """Who of them bought there in the last twelve months."""
    rate: Probability
    low: Probability
    high: Probability
    mode: Text
    """`Acquisition`, `Hybrid` or `Retention`."""
    monthly_churn: Probability
    """The steady monthly loss that leaves `rate` after twelve months."""
    orders_per_buyer: Number
    """Of `buyers`, in their year; fewer than 1.75 suggest Acquisition too."""


class ChannelMigration(Row):
    """Where a channel's buyers bought the year after. Grain: one row per pair of channels."""

    table = "channel_migrations"
    key = ("from_channel", "to_channel")

    from_channel: Label
    to_channel: Label
    buyers: Count
    bought_there: Count
    bought_anywhere: Count
    index: Number | None
    """bought_there ÷ bought_anywhere; null where nobody bought again."""
    mode: Text | None
    """`Isolation`, `Equilibrium`, `Transfer` or `Oscillation`; null on the diagonal and where the index is."""
    caution: Text
    """Why the figure is no cause: buying often makes people use several channels."""


class FileAccount(Row):
    """Where a year's buyers came from. Grain: one row per year, ending at the as-of date and each year before."""

    table = "file_accounts"
    key = ("year_to",)

    year_to: Day
    """The last day of the year."""
    covered: Share
    """Part of the year from the first order of all on; below 1 in the first row alone."""
    previous: Count
    """Buyers of the year before."""
    retained: Count
    """Bought in both."""
    reactivated: Count
    """Bought in this year, not in the one before, but earlier."""
    new: Count
    """Bought in this year for the first time in the log."""
    buyers: Count
    """retained + reactivated + new."""
    rebuy_rate: Probability | None
    """retained ÷ previous; null where less than nine tenths of the year before were covered."""
    demand: Money
    retained_demand: Money
    reactivated_demand: Money
    new_demand: Money
    fixed_point: Number | None
    """Buyers the file comes to if rates stay; null without a rebuy rate or where everybody is kept."""


class CompSegment(Row):
    """Customers of one definition, frozen year after year, and what they did. Grain: one row per definition and date.

    The date is the end of a year that is counted back from the as-of date; what they did is of the year after it.
    """

    table = "comp_segments"
    key = ("definition", "frozen_on")

    definition: Text
    """`all buyers`, `existing`, `new`, `new and reactivated` or `two orders`, and those of the settings."""
    frozen_on: Day
    """The last day that says who belongs to the definition."""
    households: Count
    rebuyers: Count
    rebuy_rate: Probability
    spend_per_rebuyer: Number | None
    demand_per_household: Number
    """rebuy_rate × spend_per_rebuyer."""
    demand: Money
    orders_per_rebuyer: Number | None
    items_per_order: Number | None
    """Pieces, of the orders that tell their lines; null where none does."""
    price_per_item: Number | None
    """Demand an order ÷ items_per_order, so orders a rebuyer × items an order × price an item is spend_per_rebuyer."""
    change: Number | None
    """Of demand per household against the year before, as a share; null without one."""
    change_by_rebuy: Number | None
    change_by_spend: Number | None
    """The two add up to `change`, each by its own logarithm; null where a factor is 0 in a year."""
    change_by_orders: Number | None
    change_by_items: Number | None
    change_by_price: Number | None
    """The three add up to `change_by_spend`; null where no order tells its lines."""


class RepeatEconomy(Row):
    """What first orders and repeat orders of a year brought. Grain: one row per year, as in `file_accounts`."""

    table = "repeat_economics"
    key = ("year_to",)

    year_to: Day
    """The last day of the year."""
    covered: Share
    """Part of the year from the first order of all on; below 1 in the first row alone."""
    buyers: Count
    new_buyers: Count
    """Whose first order in the log lies in the year."""
    repeat_buyers: Count
    """With a repeat order in the year; who came new and ordered again counts here too."""
    orders: Count
    repeat_orders: Count
    """All but people's first in the log."""
    demand: Money
    first_demand: Money
    repeat_demand: Money
    profit_factor: Share
    """As set: the part of demand that is left after goods, returns and handling."""
    profit: Number
    """demand × profit_factor, before what was spent on advertising; minor units."""
    spend_days: Count
    """Days of the year on which any source reports spend in the company's currency."""
    ad_cost: Money | None
    """What was spent in that currency; null where no source reports any in the year."""
    contribution: Number | None
    """profit − ad_cost; null where the cost is."""
    cost_per_new_buyer: Number | None
    """ad_cost ÷ new_buyers: as if all of it had been spent on finding buyers."""


class CustomerValue(Row):
    """What a buyer is expected to bring. Grain: one row per person who ever bought."""

    table = "customer_values"
    key = ("person_key",)
    bucket = "person_key"
    sorted_by = ("person_key",)

    person_key: PersonKey
    model: Text
    probability_alive: Probability
    expected_orders: Number
    """Within the horizon."""
    expected_order_value: Number | None
    """Minor units."""
    expected_demand: Number | None
    """Within the horizon, not discounted."""
    residual_value: Number | None
    """Contribution of the orders to come within the residual horizon, discounted."""


class ValueModel(Row):
    """A model of customer value fitted to all buyers. Grain: one row per model."""

    table = "value_models"
    key = ("model",)

    model: Text
    """`BG/NBD`, `MBG/NBD`, `Pareto/NBD` or `gamma-gamma`."""
    parameters: Text
    """By name, as JSON; in weeks, those of spend in minor units."""
    buyers: Count
    repeat_buyers: Count
    log_likelihood: Number
    held_out: Count | None
    """Orders that came in the hold-out; null where the log is too short to hold any out."""
    foretold: Number | None
    """Orders that the model, fitted before it, expected there."""
    error: Number | None
    """Root of the mean squared error of orders per buyer in the hold-out."""
    chosen: Flag
    expected_orders: Number | None
    """Of all buyers together within the horizon, with the 90 % interval of the parameters; null for spend."""
    low: Number | None
    high: Number | None
