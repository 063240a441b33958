"""In which mode the business is: who comes back and where, what the file comes to, what held customers spend.

Years are twelve months that end at the as-of date or whole years before it. Money is demand in minor units of the
company's own currency.
"""

from riparian.core.columns import (
    Count,
    Day,
    Demand,
    Flag,
    Label,
    Money,
    Number,
    PersonKey,
    Probability,
    Share,
    Text,
    Worth,
)
from riparian.core.row import Row


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
    """bought_again ÷ buyers."""
    low: Probability
    high: Probability
    """95 % interval of `rate` (Wilson)."""
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
    """The channel they bought through the year before the last twelve months."""
    to_channel: Label
    """A channel of the last twelve months."""
    buyers: Count
    """Who bought through `from_channel` in the year before."""
    bought_there: Count
    """Of these, those who bought through `to_channel` in the last twelve months."""
    bought_anywhere: Count
    """Of these, those who bought in the last twelve months, however."""
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
    """Bought in this year for the first time in the log, however they came: `ways_in` tells the referred and re-ignited
    apart. Guests are left out."""
    buyers: Count
    """retained + reactivated + new."""
    rebuy_rate: Probability | None
    """retained ÷ previous; null where less than nine tenths of the year before were covered."""
    demand: Money
    """Demand of the year, of `buyers`."""
    retained_demand: Money
    """Of this, by `retained` buyers."""
    reactivated_demand: Money
    """Of this, by `reactivated` buyers."""
    new_demand: Money
    """Of this, by `new` buyers."""
    guest_orders: Count
    """Orders of people known by the number of an order alone, who are in no other column."""
    guest_demand: Money
    """Demand of the `guest_orders`, beside `demand`."""
    fixed_point: Number | None
    """Buyers the file comes to if rates stay; null without a rebuy rate or where everybody is kept."""


class CompPerson(Row):
    """Who belonged to a definition at the end of a year, and what they bought in the year after.

    Grain: one row per person, year and definition that they met. Years are counted back from the as-of date.
    """

    table = "comp_people"
    key = ("person_key", "years_ago", "definition")
    bucket = "person_key"
    sorted_by = ("person_key", "years_ago", "definition")

    person_key: PersonKey
    years_ago: Count
    """How long before the as-of date that year ended."""
    definition: Text
    """The definition that they met, as in `comp_segments`."""
    again: Flag
    """They bought in the year after it. What follows is of that year, and 0 where they did not."""
    orders: Count
    """Orders of the year after."""
    with_lines: Count
    """Orders that tell their lines."""
    items: Number
    """Pieces, of the orders that tell their lines."""
    demand: Demand
    """Demand of the year after."""


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
    """People who belonged to the definition on that day."""
    rebuyers: Count
    """Of these, those who bought in the year after."""
    rebuy_rate: Probability
    """rebuyers ÷ households."""
    spend_per_rebuyer: Worth | None
    """Demand of the year after ÷ rebuyers; null where nobody bought."""
    demand_per_household: Worth
    """rebuy_rate × spend_per_rebuyer."""
    demand: Money
    """Demand of the year after, of all of them."""
    orders_per_rebuyer: Number | None
    """Orders of the year after ÷ rebuyers; null where nobody bought."""
    items_per_order: Number | None
    """Pieces, of the orders that tell their lines; null where none does."""
    price_per_item: Worth | None
    """Demand an order ÷ items_per_order, so orders a rebuyer × items an order × price an item is spend_per_rebuyer."""
    change: Number | None
    """Of demand per household against the year before, as a share; null without one."""
    change_by_rebuy: Number | None
    """Of `change`, what comes of another rebuy rate."""
    change_by_spend: Number | None
    """The two add up to `change`, each by its own logarithm; null where a factor is 0 in a year."""
    change_by_orders: Number | None
    """Of `change_by_spend`, what comes of more or fewer orders a rebuyer."""
    change_by_items: Number | None
    """Of `change_by_spend`, what comes of more or fewer items an order."""
    change_by_price: Number | None
    """The three add up to `change_by_spend`; null where no order tells its lines."""


class RepeatEconomy(Row):
    """What first orders and repeat orders of a year brought. Grain: one row per year, as in `file_accounts`.

    All orders are in it, those of guests too, who are in no other table of buyers: each counts as a new buyer with one
    first order. Without them the same contribution and the same cost of a new buyer stand in `five_year_forecasts`.
    """

    table = "repeat_economics"
    key = ("year_to",)

    year_to: Day
    """The last day of the year."""
    covered: Share
    """Part of the year from the first order of all on; below 1 in the first row alone."""
    buyers: Count
    """Who ordered in the year; each guest order counts as one."""
    new_buyers: Count
    """Whose first order in the log lies in the year, however they came (`ways_in` tells `referral` and `re-ignited`
    apart from `new`), and guests."""
    repeat_buyers: Count
    """With a repeat order in the year; who came new and ordered again counts here too."""
    orders: Count
    """Orders of the year."""
    repeat_orders: Count
    """All but people's first in the log and those of guests."""
    demand: Money
    """Demand of the year."""
    first_demand: Money
    """Of this, by first orders and those of guests."""
    repeat_demand: Money
    """Of this, by repeat orders."""
    profit_factor: Share
    """As set: the part of demand that is left after goods, returns and handling."""
    profit: Worth
    """demand × profit_factor, before what was spent on advertising; minor units."""
    spend_days: Count
    """Days of the year on which any source reports spend in the company's currency."""
    ad_cost: Money | None
    """What was spent in that currency; null where no source reports any in the year."""
    contribution: Worth | None
    """profit − ad_cost, of all orders, those of guests too; null where the cost is."""
    cost_per_new_buyer: Worth | None
    """ad_cost ÷ new_buyers, guests among them: as if all of it had been spent on finding buyers."""
