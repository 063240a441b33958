"""What each way in to an order brings and costs: new, repeat, referral, re-ignited, retained.

Money is in minor units of the company's own currency. Demand is what was ordered, after discounts and before returns;
an order in another currency counts as an order and adds no money.
"""

from riparian.core.columns import (
    Count,
    Day,
    Flag,
    Instant,
    Money,
    Number,
    Ordinal,
    PersonKey,
    Probability,
    Share,
    Text,
    Whole,
    Worth,
)
from riparian.core.row import Row

WAYS: tuple[str, ...] = ("new", "referral", "repeat", "retained", "re-ignited")
"""The ways in to an order. Each order has one."""

LANES: dict[str, tuple[str, ...]] = {
    "new": ("new",),
    "repeat": ("repeat", "retained"),
    "referral": ("referral",),
    "re-ignited": ("re-ignited",),
}
"""The top of the hourglass and the RE lanes below it, with the ways in of each."""


class OrderWayIn(Row):
    """Where an order came from, what it brought and what serving it took. Grain: one row per order, guests' too.

    What the order cost to win is not here: it stands in `re_ledgers`, by purpose.
    """

    table = "ways_in"
    key = ("action_key",)
    bucket = "person_key"
    sorted_by = ("person_key", "bought_at", "action_key")

    person_key: PersonKey
    action_key: Whole
    bought_at: Instant
    number: Count
    """1 for the person's first order, and for every order of a guest."""
    way: Text
    """`new`, `referral`, `repeat`, `retained` or `re-ignited`."""
    guest: Flag
    """Of somebody known by the number of the order alone."""
    demand: Money | None
    """Null where the order is in another currency than the company's; so is all money of it."""
    discount: Money | None
    """What the order was made cheaper by, and demand does not hold; null where no source says it."""
    refunded: Money | None
    """What was given back by the as-of date: refunds, or the whole of what was cancelled."""
    cases: Count
    """Support cases opened after the order and before the person's next one."""
    support_cost: Money
    """Cases × the cost of a case, as set."""
    taken_off: Money | None
    """Of the cost to serve, what contribution takes off: the parts that the profit factor does not cover."""
    contribution: Worth | None
    """demand × profit factor − what is taken off. Before spend."""


class ReLedger(Row):
    """What a way in brought and cost over a while. Grain: one row per length of period, its end and way in.

    Years are twelve months that end at the as-of date or whole years before it, months are of the calendar, and the
    running one is left out. Ledgers of one period add up. What no source tells is null, not 0: discounts, refunds and
    support in periods that ended before a source told any, and the whole row of `referral`, but for the spend, in those
    that ended before a source told who was referred. Who was referred then stands under the other ways.
    """

    table = "re_ledgers"
    key = ("period", "period_to", "way")

    period: Text
    """`year` or `month`."""
    period_to: Day
    """The last day of the period."""
    covered: Share
    """Part of the period from the first order of all on; below 1 in the earliest alone."""
    way: Text
    """`new`: first orders of people who were neither referred nor lately woken, and every order of a guest."""
    people: Count | None
    """People with an order by this way in the period, each guest order as one."""
    orders: Count | None
    """Orders by this way in the period."""
    demand: Money | None
    """Demand of these orders."""
    discount: Money | None
    """Of the orders of which a source says it."""
    refunded: Money | None
    """Of it, what was given back by the as-of date."""
    support_cost: Money | None
    """Support cases after these orders × the cost of a case, as set."""
    cost_to_serve: Money | None
    """Support, refunds and discounts together, as far as they are known; null where none of them is."""
    margin: Worth | None
    """demand × profit factor."""
    taken_off: Money | None
    """Of the cost to serve, what contribution takes off: support alone, unless `taken_off` of `ways_in` names more."""
    order_value: Worth | None
    """Demand per order that has one; null where there is none."""
    spend: Money | None
    """Spent for this purpose; 0 where other purposes had spend and this had none, null where no source reports any.
    Below 0 where more was credited for former spend than was spent."""
    spend_assumed: Money | None
    """Of the spend, what no rule of `purposes` names: it is only taken to be for this way, as `otherwise` says."""
    cost_per_order: Worth | None
    """(spend + cost_to_serve) ÷ orders; null where either is unknown."""
    contribution: Worth | None
    """margin − taken_off − spend; null where the spend is."""
    organic_share: Number | None
    """Share of this way's orders that would come without the spend, from a holdout: as set, or of the test that is set.
    Above 1 where the spend costs orders. Null: never tested."""
    incremental_contribution: Worth | None
    """(contribution before spend) × (1 − organic share) − spend: what the spend added. Null where never tested."""


class TopHeavinessRow(Row):
    """How much of the budget goes to the top of the hourglass, and what comes of it. Grain: one row per year.

    The lanes are new, repeat (with retained), referral and re-ignited; the top is the first third of them: new.
    """

    table = "top_heaviness"
    key = ("year_to",)

    year_to: Day
    """The last day of the year."""
    covered: Share
    """Part of the year from the first order of all on."""
    spend: Money
    """Of the lanes that had any; a lane that was credited more than it spent had none."""
    spend_top: Money
    """Of `spend`, what went to the top."""
    top_assumed: Money
    """Of `spend_top`, what no rule of `purposes` names: nobody has said that it is for new customers."""
    budget_share: Share
    """Of the spend, what went to the top."""
    contribution_top: Worth
    """What came of the top before spend, in the year."""
    contribution_all: Worth
    """Before spend. What the spend added where `tested`, else what the orders brought with or without it."""
    contribution_share: Number | None
    """Of that, what came of the top; below 0 where it lost money, null where all lanes together brought nothing."""
    index: Number | None
    """budget_share ÷ contribution_share: above 1 the top gets more than it gives back. Null where it gave nothing."""
    tested: Flag
    """Whether the organic share of every lane with spend is known. False: the shares are a description, no cause."""


class DormancySpan(Row):
    """A dormant spell in a span of months since it began. Grain: one row per person, spell and span that it reached.

    Those spans alone whose end was over at the as-of date; a spell that ended in one is in none after it.
    """

    table = "dormancy_spans"
    key = ("person_key", "dormant_at", "months_from")
    bucket = "person_key"
    sorted_by = ("person_key", "dormant_at", "months_from")

    person_key: PersonKey
    dormant_at: Instant
    pool: Text
    """`former customers` or `former prospects`."""
    months_from: Count
    """Months since they fell dormant at which the span begins."""
    months_to: Count
    """The month before which it ends."""
    written_to: Flag
    """A message went to them shortly before the span began."""
    woke: Flag
    """Within the span: a former customer with an order, a former prospect with anything they did."""
    messages: Count
    """Sent to them in the span while they slept."""


class Reignition(Row):
    """Who came back in a span of months of dormancy. Grain: one row per pool, span and whether they were written to.

    Those alone are counted whose span was over at the as-of date. Being written to is no random choice: the difference
    between the two groups is not what writing does.
    """

    table = "reignitions"
    key = ("pool", "months_from", "written_to")

    pool: Text
    """`former customers` or `former prospects`."""
    months_from: Count
    """Months since they fell dormant at which the span begins."""
    months_to: Count
    """The month before which it ends."""
    written_to: Flag
    """A message went to them shortly before the span began."""
    people: Count
    """Dormant when the span began; who slept twice is in it twice."""
    back: Count
    """Woke within the span: a former customer with an order, a former prospect with anything they did."""
    rate: Probability
    """back ÷ people."""
    low: Probability
    high: Probability
    """95 %, Wilson."""
    messages: Count
    """Sent to them in the span while they slept."""
    cost: Worth | None
    """Messages × the cost of a message; null where no cost is set."""
    cost_each: Worth | None
    """Cost for one who came back; null where none did."""


class Beginning(Row):
    """How people began, where anybody was referred. Grain: one row per person who did anything themselves.

    Being referred or written to is nothing they did. Where nobody was ever referred there is no row.
    """

    table = "beginnings"
    key = ("person_key",)
    bucket = "person_key"
    sorted_by = ("person_key",)

    person_key: PersonKey
    began_at: Instant
    """The first thing they did."""
    referred: Flag
    """Somebody had referred them by then."""
    came_in: Ordinal | None
    """The furthest band that they reached soon after; null: none."""
    watched: Flag
    """They began long enough before the as-of date to have ordered soon."""
    bought_soon: Flag
    """They ordered soon after the first thing they did."""


class ReferredFirstOrder(Row):
    """Referred people against others of the same month. Grain: one row per measure and month of it, and `all`.

    In `all` the months' differences are weighted by the referred of each month, so that a good season of referrals
    makes no difference by itself.
    """

    table = "referred_first_orders"
    key = ("measure", "month")

    measure: Text
    """`first order`: its demand, of who first ordered in the month. `bought soon`: share of who was first seen in the
    month that ordered soon. `came in at Like` (Trust, …): share whose first band it was."""
    month: Text
    """`2024-03`, or `all`."""
    referred: Count
    """People of those months who had been referred."""
    others: Count
    """People of the same months who were not referred."""
    referred_mean: Number | None
    """Mean of the measure over the referred."""
    other_mean: Number | None
    """In `all` over everybody, so that the two differ by more than the months' own differences."""
    difference: Number | None
    """Null where either group has fewer than two."""
    low: Number | None
    high: Number | None
    """95 %, normal."""
