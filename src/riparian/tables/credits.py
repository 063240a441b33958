"""What each channel is credited with, costs and returns.

Credits divide conversions among the touches before them. They describe; what would be missing without a channel only a
holdout test says, so every figure that rests on credits is to be read with the words "not tested".
"""

from riparian.core.columns import Count, Day, Flag, Money, Number, Text, Whole, Worth
from riparian.core.row import Row

MODELS: tuple[str, ...] = (
    "first", "last", "last non-direct", "linear", "position", "time decay", "markov 1", "markov 2", "markov 3",
    "shapley",
)  # fmt: skip
"""Ways to divide a conversion among its touches."""

NO_TOUCH = "(no touch)"
"""Stands for a channel where the goal was reached and no touch led to it."""


class ChannelCredit(Row):
    """What a model credits a channel with. Grain: one row per goal, model and channel.

    The channels of a goal and model, with `(no touch)`, sum to all conversions of the goal and to their value.
    """

    table = "channel_credits"
    key = ("goal", "model", "channel")

    goal: Text
    model: Text
    """How a conversion is divided among its touches: `first`, `last`, `linear`, `markov 1` …"""
    channel: Text
    conversions: Number
    """Below 0 is possible for `shapley` alone: a channel that comes with failures."""
    low: Number | None
    high: Number | None
    """95 % interval of the bootstrap over journeys; null where none was drawn."""
    value: Worth | None
    """Demand of the goal, in minor units; null where the goal has none."""
    value_low: Worth | None
    value_high: Worth | None
    """95 % interval of `value`, as that of `conversions`."""
    journeys: Count
    """Converted journeys with a touch of the channel, whole. Rules credit it with a part of each; chains and `shapley`
    may say more than they all."""
    removal_effect: Number | None
    """Share of conversions that the chain loses without the channel, for `markov`. Not tested."""
    error: Number | None
    """Of `conversions`, by the drawing of orders of channels alone, where `shapley` had to draw them."""


class CreditDisagreement(Row):
    """How far models disagree about a channel. Grain: one row per goal and channel."""

    table = "credit_disagreements"
    key = ("goal", "channel")

    goal: Text
    channel: Text
    models: Count
    """Models that credit the channel."""
    lowest: Number
    """The least that a model credits it with, in conversions."""
    lowest_model: Text
    """Which model that is."""
    middle: Number
    """Median of the models."""
    highest: Number
    """The most that a model credits it with, in conversions."""
    highest_model: Text
    """Which model that is."""
    spread: Number
    """highest − lowest."""
    relative_spread: Number | None
    """spread ÷ middle; null where the middle is not above 0."""
    beyond_chance: Flag | None
    """The interval of the lowest model ends below that of the highest: the models differ by more than chance does.
    Null where either has none: nobody looked."""


class ChannelEconomy(Row):
    """What a channel and campaign cost in a month and is credited with. Grain: one row per channel, campaign and month.

    Credits are those of one model, set; they are dated by the order, spend by its day. Ratios of credits to spend are
    no return that the spend has caused: not tested.
    """

    table = "channel_economics"
    key = ("month", "channel", "campaign")

    month: Day
    """Its first day."""
    channel: Text
    campaign: Text
    """Empty where touches or spend name none."""
    goal: Text
    """Of the journeys that are credited: what an order is called there."""
    model: Text
    """By which orders are credited."""
    visited: Flag
    """Any visit ever came by this channel and campaign. False: spend that no visit is known of, nothing to credit."""
    spend: Money | None
    """Null where no source reports spend for the channel and campaign in any month; 0 in their months without any."""
    way: Text | None
    """The way in that most of the month's spend is for, as in `re_ledgers`; null without spend."""
    clicks: Count | None
    orders: Number | None
    """Credited; null where nothing was ever seen to come."""
    first_orders: Number | None
    """Of these, people's first; a guest's is nobody's first, as nobody knows who they are."""
    touched_orders: Count | None
    """Orders of the month with a touch of the channel on their way, whole and by whatever campaign: what all campaigns
    of the channel are credited with is parts of these. The same in each row of a channel and month that has credits."""
    touched_first_orders: Count | None
    """Of these, people's first."""
    campaign_orders: Count | None
    """Of these, with such a touch by this campaign: what the campaign is credited with is parts of them."""
    campaign_first_orders: Count | None
    """Of these, people's first."""
    value: Worth | None
    """Credited demand."""
    contribution: Worth | None
    """Credited contribution of the orders, less the spend where any is reported."""
    roas: Number | None
    """value ÷ spend."""
    cac: Worth | None
    """spend ÷ first orders."""
    ppo: Worth | None
    """contribution ÷ orders: profit per order after spend."""
    payback_month: Whole | None
    """Months after this one by whose end the customers first won in it, and guests, had paid back the spend: 0 is the
    month itself.
    Null where they have not, or nothing was spent."""
