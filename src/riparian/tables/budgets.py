"""What more or less spend would bring, what holdout tests said, and how a budget might be divided anew."""

from riparian.core.columns import Count, Day, Flag, Instant, Money, Number, PersonKey, Share, Text, Worth
from riparian.core.row import Row

OF_LANES = "lane"
OF_CHANNELS = "channel"
ALL = "all"
"""The row of a budget as a whole."""


class ResponseCurveRow(Row):
    """What steady monthly spend brings, of a lane or channel. Grain: one row per level and name with any spend.

    From how monthly spend and demand went together beyond season and trend: not tested but where `test` stands. Where
    nothing can be told, `refused` says why, and there are no figures.
    """

    table = "response_curves"
    key = ("level", "name")

    level: Text
    """`lane` (new, repeat, referral, re-ignited) or `channel`."""
    name: Text
    """The channel or lane."""
    lane: Text
    """Whose demand it is: of a channel that of the lane which most of its spend is for."""
    months: Count
    """Whole months behind it, from the first to the last of which any source reports spend; those before any source
    told the demand are left out, so 0 where none does."""
    months_with_spend: Count
    """Of these."""
    spend: Money
    """Of a mean month of the last twelve, of those of which it is known. A month in which more was given back than
    spent counts as 0."""
    refused: Text | None
    """Why there is no curve; null where there is one."""
    test: Text | None
    """The holdout test that the curve is scaled to. Null: the curve is of the series alone, and not tested."""
    ceiling: Worth | None
    """Demand of a month that no spend gets beyond, mean of the curves by their weight; minor units."""
    half: Worth | None
    """Monthly spend that brings half of it."""
    slope: Number | None
    """How steeply the curve rises around `half`: 1 bends from the start, more is S-shaped."""
    decay: Number | None
    """Part of what is at work that goes on into the next month."""
    result: Worth | None
    """Demand that the spend of these months brings in their mean, each month's by itself."""
    result_low: Worth | None
    result_high: Worth | None
    """95 %."""
    marginal: Number | None
    """Demand that one minor unit more a month would bring."""
    marginal_low: Number | None
    marginal_high: Number | None
    """95 %."""


class BudgetShift(Row):
    """What might be spent a month instead. Grain: one row per level and name with spend, and `all` of each level.

    The sum is today's to the penny, each stays within its bounds, and all together are expected to bring no less.
    """

    table = "budget_shifts"
    key = ("level", "name")

    level: Text
    """`channel` or `lane`."""
    name: Text
    """The channel or lane; `all`."""
    spend_now: Money
    """Of a mean month of the last twelve."""
    spend_then: Money
    """What would be spent in such a month instead."""
    change: Money
    """spend_then − spend_now."""
    lower: Money
    """The least that it may be given, as set around today's."""
    upper: Money
    """The bounds; where no curve is known both are today's spend."""
    known: Flag
    """A response curve is known. False: it stays as it is, for want of knowledge and not because that is best."""
    gain: Worth | None
    """Demand that the change is expected to bring in a month; in `all` over everything."""
    gain_low: Worth | None
    gain_high: Worth | None
    """95 %, of the curves alone: if they describe what spend causes, which is not tested unless they are scaled to
    holdout tests."""
    doubt: Share | None
    """Of the doubt about the whole gain (its variance), the part that comes of this one."""
    test_first: Flag
    """A holdout test here would settle the largest doubt."""


class HoldoutPerson(Row):
    """Who was given which group of a test, and what they ordered after it. Grain: one row per person and test."""

    table = "holdout_people"
    key = ("person_key", "test")
    bucket = "person_key"
    sorted_by = ("person_key", "test")

    person_key: PersonKey
    test: Text
    group: Text
    """In small letters."""
    held: Flag
    """It is a group that gets nothing."""
    given_at: Instant
    """When they were first seen in a group of the test, which is the one that counts."""
    watched: Flag
    """The whole window after it was over at the as-of date; only they are in `holdout_verdicts`."""
    demand: Worth
    """Of all channels in the window; minor units."""


class HoldoutVerdict(Row):
    """What a holdout test said. Grain: one row per test.

    Demand is that of all channels together in the window after a person was given a group.
    """

    table = "holdout_verdicts"
    key = ("test",)

    test: Text
    began_on: Day
    """Day on which the first person was given a group."""
    contacted: Count
    """People of the groups that got something, watched for the whole window."""
    held_out: Count
    """People watched for the whole window, as in `holdout_people`."""
    contacted_demand: Worth
    """Mean of a person; minor units."""
    held_out_demand: Worth
    """Mean of a person who got nothing; minor units."""
    increment: Worth
    """contacted_demand − held_out_demand."""
    low: Worth
    high: Worth
    """95 %, normal, unequal variances."""
    organic_share: Number | None
    """held_out_demand ÷ contacted_demand; null where the contacted bought nothing."""
    organic_low: Number | None
    organic_high: Number | None
    """Fieller; null where the data do not bound it."""
    profit: Worth
    """increment × profit factor − contacts × cost of a contact, of a contacted person."""
    profit_low: Worth
    profit_high: Worth
    """95 % interval of `profit`, from that of the increment."""
    verdict: Text
    """`gains`, `loses` or `undecided`, of the profit."""


class ContactFrequency(Row):
    """What contacts would bring, by holdout tests. Grain: one row per test and number of contacts in the window.

    Of tests of which it is known how often the contacted were; where there are several, all of them as one besides.
    Figures are of a person, over the window after they were given a group, in minor units.
    """

    table = "contact_frequencies"
    key = ("together", "test", "contacts")

    together: Flag
    """Of all tests as one: no test is, whatever its name."""
    test: Text
    """Its name; `all` of them together."""
    contacts: Count
    """Contacts of a person in the window."""
    demand: Worth
    """Organic (of the held out) and driven."""
    driven_demand: Worth
    """What the contacts bring beyond it: in proportion to their number to the power of `exponent`, through what was
    tested; never below 0."""
    profit: Worth
    """demand × profit factor − contacts × cost of a contact."""
    gain: Worth
    """Profit beyond that of no contact."""
    gain_low: Worth | None
    gain_high: Worth | None
    """95 %, of what the tests sold, as if the exponent were known. Null where nobody differs from anybody."""
    best: Flag
    """No other number of contacts earns more. In no row of a test where contacts cost nothing, or where the best lies
    beyond its last row."""
    beyond: Flag
    """More contacts than any group of the test got: drawn out, not tested."""
    exponent: Number
    """0.7, or fitted."""
    exponent_low: Number | None
    exponent_high: Number | None
    """95 %; null where it is not fitted."""
    fitted: Flag
    """Groups of the tests got three different numbers of contacts or more, and the exponent is fitted to them all."""
