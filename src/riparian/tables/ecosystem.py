"""Channels: what brings people, their journeys, and how one channel feeds another.

A *touch* is one meeting with the company through a channel; a *journey* the touches on the way to one goal, or to
nothing; a *path* the channels of a journey in turn, the oldest first, joined by ` > `.
"""

from riparian.core.columns import (
    Count,
    Days,
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

BETWEEN = " > "
"""What stands between two channels of a path."""

DIRECT = "Direct"
"""The channel of who came by nobody's help, in the channel rules."""

UNSTEERED = (DIRECT, "Unassigned")
"""Channels that nobody can use: what is left where nothing says how one came. They can be told to feed nothing."""

BOUGHT = ("Cross-network", "Display", "Paid Other", "Paid Search", "Paid Shopping", "Paid Social", "Paid Video")
"""Channels of the rules whose visits are bought: they begin ways, and need no other channel to feed them."""

BESIDE = " | "
"""What stands between two goals of a journey."""


class VisitChannel(Row):
    """Which channel a way in is. Grain: one row per way in that any visit, or action off the site, shows."""

    table = "visit_channels"
    key = ("source", "site", "referrer", "utm_source", "medium", "campaign", "click_id")

    source: Label
    site: Label | None
    referrer: Label | None
    utm_source: Label | None
    medium: Label | None
    campaign: Label | None
    click_id: Label | None
    channel: Text
    """`Unassigned` where no rule names it."""
    rule_version: Text
    """Of the rules that named it."""


class Touchpoint(Row):
    """A person met the company through a channel. Grain: one row per visit, and per action off the site that counts."""

    table = "touchpoints"
    key = ("person_key", "number")
    bucket = "person_key"
    sorted_by = ("person_key", "number")

    person_key: PersonKey
    number: Count
    """1 for the person's first touch."""
    occurred_at: Instant
    """Of a visit, when it began."""
    action_key: Whole
    """The action, of a visit the first: it leads to file and line."""
    kind: Label
    """`visit`, or the kind of the action."""
    channel: Text
    rule_version: Text
    """Of the channel rules that named the channel."""
    source: Label
    site: Label | None
    utm_source: Label | None
    medium: Label | None
    campaign: Label | None


class Journey(Row):
    """Touches on the way to goals, or to nothing. Grain: one row per person and journey, to however many goals.

    A journey ends with the goal, or with the last touch before a longer pause than a journey has. Of a goal that is
    reached once only, nothing after it is a journey to it. A touch is of one journey to each goal, unless a goal was
    reached again in the same visit.
    """

    table = "journeys"
    key = ("person_key", "goals", "number")
    bucket = "person_key"
    # In no order: nobody looks up the journeys of one person, and to put them in order takes a fifth of their time.

    person_key: PersonKey
    goals: Text
    """What it is a journey to, in order of the settings with ` | ` between. Where a goal was reached it is that one, or
    the bands that were entered at once."""
    number: Count
    """Of the touch or goal that it begins with, among all touches and goals of the person: tells those of a goal apart
    and puts them in order."""
    began_at: Instant
    """The first touch that counts; the goal where no touch does."""
    last_touch_at: Instant | None
    """The last touch that counts; null where none does."""
    ended_at: Instant
    """When the goal was reached, else the last touch."""
    converted: Flag
    """It reached its goal."""
    open: Flag
    """Not over at the as-of date: the next touch may still go on with it."""
    settled: Flag
    """The last touch (the goal, where there is none) is `pause` or longer ago, whatever came of it."""
    value: Money | None
    """Demand of the goal, in the home currency; null where it has none, or the journey did not convert."""
    action_key: Whole | None
    """The action that reached the goal."""
    touches: Count
    """0: the goal was reached and no touch led to it."""
    days: Days
    """From beginning to end."""
    path: Text
    """Empty where no touch counts."""


class JourneyPath(Row):
    """Journeys along one path. Grain: one row per goal and path.

    journeys = conversions + open + those that ended in nothing.
    """

    table = "paths"
    key = ("goal", "path")
    sorted_by = ("goal",)

    goal: Text
    path: Text
    """Empty: the goal was reached and no touch led to it."""
    touches: Count
    """Of the path."""
    journeys: Count
    """Journeys along this path to the goal, whatever came of them."""
    conversions: Count
    """Of these, those that reached the goal."""
    open: Count
    """Journeys not over at the as-of date: neither converted nor lost."""
    settled: Count
    """Journeys whose last touch is `pause` or longer ago. Rates are of these alone: of later touches those that led to
    the goal are known already, and those that led to nothing are not."""
    settled_conversions: Count
    """Of the settled journeys, those that converted."""
    value: Money | None
    """Demand of the conversions, in the home currency; null where the goal has none."""
    mean_days: Number | None
    """From first touch to conversion, of those that converted."""
    value_squares: Number | None
    """The squared values of single conversions, summed: how unequal they are. Null where the goal has none."""


START, CONVERSION, NOTHING = "(start)", "(conversion)", "(no conversion)"
"""What journeys come from and end in, beside channels."""


class ChannelTransition(Row):
    """Moves from one channel to the next, of settled journeys. Grain: one row per goal, from and to.

    Into each channel come as many moves as go out of it. Two touches of one channel in a row are a move to itself.
    """

    table = "channel_transitions"
    key = ("goal", "from_channel", "to_channel")

    goal: Text
    from_channel: Text
    """`(start)` for a journey's first touch."""
    to_channel: Text
    """`(conversion)` where the goal was reached next, `(no conversion)` where nothing was."""
    moves: Count
    """How often settled journeys to the goal went from the one straight to the other."""
    share: Share
    """Of all moves from `from_channel`."""
    median_hours: Number | None
    """Between channels: between touches next to each other, whatever the goal; to a conversion: from the last touch.
    Times are rounded down: to the minute below a day, to the hour below 30 days, to the day beyond."""


class ChannelFeed(Row):
    """What one channel sends to another. Grain: one row per goal and pair of channels with moves between them.

    It describes people's own sequences and is no cause: people who use both channels would show it too.
    """

    table = "channel_feeds"
    key = ("goal", "from_channel", "to_channel")

    goal: Text
    from_channel: Text
    to_channel: Text
    moves: Count
    """Moves straight from the one channel to the other, in settled journeys to the goal."""
    move_chance: Probability
    """That the next move from `from_channel` goes here."""
    feeding_share: Share
    """Of all that comes into `to_channel`, its own starts counted in, what `from_channel` sends; staying is no flow."""
    own: Flag
    """`from_channel` is one the company can use itself."""


class ChannelProfile(Row):
    """A channel's part in the journeys to a goal. Grain: one row per goal and channel."""

    table = "channel_profiles"
    key = ("goal", "channel")

    goal: Text
    channel: Text
    touches: Count
    """In settled journeys."""
    starts: Count
    """Journeys that begin here."""
    conversions: Count
    """Journeys that reach the goal straight from here."""
    chance: Probability
    """That a journey which is here reaches the goal in the end."""
    expected_touches: Number
    """Touches still expected in all channels, this one counted in."""
    started_share: Share
    """Of all that comes into the channel, what starts here: the rest is fed."""
    own_feeding_share: Share
    """Of all that comes into the channel, what the company's own other channels send."""
    own: Flag
    """The company can use the channel itself."""
    orphan: Flag
    """What comes from own channels is less than a hundredth of what starts here: nothing feeds it."""
    removal_effect: Share | None
    """Conversions lost in this chain if the channel's starts were lost and moves to it ended; null without any."""
    removal_tested: Text
    """`not tested`: only a holdout tells what an end of the channel would do."""
    left_touches: Count
    """Of people who had not bought yet: the left side, prospects. All touches, whatever the goal."""
    left_people: Count
    """People who touched the channel before they had bought anything."""
    right_touches: Count
    """Of people who had bought: the right side, customers."""
    right_people: Count
    """People who touched the channel after an order of theirs."""


class ChannelDiagnosis(Row):
    """What the journeys say of a channel, in a sentence. Grain: one row per goal, kind and channel.

    Sentences describe what was seen, and name no cause.
    """

    table = "channel_diagnoses"
    key = ("goal", "kind", "channel")

    goal: Text
    """`any goal` where the sentence is about none alone."""
    kind: Text
    """`orphan`: nothing of the company's own feeds it; `fed`: who feeds it; `dead end`: nothing comes of it; `unseen`:
    money is spent on it and no touch of it is seen; `sides`: prospects against customers; `chain`: the way over several
    channels that most conversions took."""
    channel: Text
    """`all channels` where the sentence is about none alone."""
    says: Text
    """The sentence, with its figures."""
    share: Share
    """What the sentence rests on: of `orphan` and `fed` the part of what comes in that own channels send, of `dead end`
    the part of touches that lead anywhere, of `unseen` the part of all spend, of `sides` the part of touches by
    customers, of `chain` of conversions."""
    count: Count
    """What it is a share of: what comes in, touches, spend in minor units, conversions."""


class ChannelLead(Row):
    """Whether days with more of one channel are followed by more of another. Grain: one row per pair of channels.

    For feeding that no person's trail shows. It is a statement on daily volumes and never a cause.
    """

    table = "channel_leads"
    key = ("leading", "following")

    leading: Text
    """The channel whose busy days come first."""
    following: Text
    """The channel whose busy days come after."""
    effect: Number
    """Touches of `following` that come after one more touch of `leading`, other channels held."""
    low: Number
    high: Number
    """Bootstrap interval, of the level of the settings."""
    placebo_share: Probability
    """Share of searches without any feeding whose best pair looks as strong as this one."""
    over_reversed: Number
    """Standard deviations by which it looks stronger than with the order of all days reversed."""
    found: Flag
    """It stands out of the placebos and of reversed days, and the interval lies above 0."""
    peak_days: Count
    """Days after which most of it comes."""
    lags: Count
    """Days looked back to for `following`."""
    days: Count
    """Days of volume that it rests on."""
    caution: Text
    """How the figure may be read, and how not."""


class ChannelFunnel(Row):
    """Settled journeys that went through channels in turn. Grain: one row per funnel and step."""

    table = "channel_funnels"
    key = ("funnel", "step")

    funnel: Text
    """Name of the funnel, as set."""
    goal: Text
    step: Ordinal
    """1 for the first."""
    name: Text
    """The channel, or `(conversion)`."""
    strict: Count
    """Journeys that took all steps so far one right after the other."""
    loose: Count
    """Journeys that took all steps so far in this order, whatever lay between."""
    strict_rate: Share | None
    """Of those that took the step before; null for the first step, and where none did."""
    loose_rate: Share | None
    """The same of `loose`."""


class JourneyDifference(Row):
    """How settled journeys of two groups differ in what they touch. Grain: one row per goal, comparison and channel.

    It describes; who converts differs in much besides the channels.
    """

    table = "journey_differences"
    key = ("goal", "comparison", "channel")

    goal: Text
    comparison: Text
    """`converted`: journeys that reached the goal against those that did not; `referred`: of people who
    had been referred by the journey's end against all others."""
    channel: Text
    journeys: Count
    """Of the first group, those with a touch."""
    with_channel: Count
    """Of them, those that touch the channel."""
    other_journeys: Count
    """Of the second group, those with a touch."""
    other_with_channel: Count
    """Of these, those that touch the channel."""
    share: Share
    """with_channel ÷ journeys."""
    other_share: Share
    """other_with_channel ÷ other_journeys."""
    difference: Number
    """share − other_share."""
    low: Number
    high: Number
    """95 % interval of the difference, each journey taken by itself."""
