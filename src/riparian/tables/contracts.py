"""Contracts, whose end is seen, and purchases that are counted by periods: what is expected of each."""

from riparian.core.columns import Count, Instant, Number, PersonKey, Probability, Seconds, Share, Text
from riparian.core.row import Row


class Contract(Row):
    """A time for which a person was bound, such as to a newsletter. Grain: one row per person and contract of theirs.

    Who comes back after the end of one has another.
    """

    table = "contracts"
    key = ("person_key", "number")
    bucket = "person_key"
    sorted_by = ("person_key", "number")

    person_key: PersonKey
    number: Count
    """1 for the person's first."""
    began_at: Instant
    """When it began."""
    ended_at: Instant | None
    """Null: it goes on."""
    seconds: Seconds | None
    """From its beginning to its end; null: it goes on."""


class ContractPeriod(Row):
    """Who stays after so many periods: what was seen, and what is expected. Grain: one row per period of a contract.

    Contracts of one age or of many: each counts in the periods that were over for it at the as-of date, whether it was
    left in them or not. What has not been seen of any contract yet is expected all the same.
    """

    table = "contract_periods"
    key = ("period",)

    period: Count
    """1 for the first after a contract began."""
    seconds: Seconds
    """How long a period is, the same in every row."""
    at_risk: Count
    """Contracts that were there when it began, and for which it was over; 0: expected, never seen."""
    left: Count
    """Of these, how many ended in it."""
    retention: Share | None
    """1 − left ÷ at_risk. Null where nobody was at risk, as is `survivors`."""
    survivors: Share | None
    """Share of contracts still there after it: the product of the retentions so far (Kaplan–Meier)."""
    expected_retention: Probability
    """By the shifted beta-geometric model, as are the columns from here on."""
    expected_survivors: Probability
    """Share of contracts still there after it, as expected."""
    low: Probability | None
    high: Probability | None
    """90 %, of the model's parameters alone; null where the data do not tell them apart."""
    running: Count
    """Contracts that are in this period now."""
    renewals_to_come: Number
    """Of a contract in this period, without end and discounted: the one that is due at its end counts in full."""
    alpha: Number
    """First parameter of the beta distribution."""
    beta: Number
    """Of the model, the same in every row: chances to leave differ among contracts as the beta distribution does."""


class PeriodModel(Row):
    """The BG/BB fitted to who bought in which period. Grain: one row per model; there is one.

    Periods are of the calendar, and the running one is left out. The period of the first purchase is no chance to
    buy again; each after it is one.
    """

    table = "period_models"
    key = ("model",)

    model: Text
    """`BG/BB`."""
    alpha: Number
    """First parameter of the beta distribution of buying."""
    beta: Number
    """Chances to buy in a period differ among buyers as the beta distribution does."""
    gamma: Number
    """First parameter of the beta distribution of leaving."""
    delta: Number
    """So do the chances to leave for good before one."""
    buyers: Count
    """Buyers the model was fitted to."""
    repeat_buyers: Count
    """Who bought in a later period than their first."""
    periods: Count
    """Most chances that anybody had."""
    log_likelihood: Number
    held_out: Count | None
    """Periods with a purchase, over all buyers, in the hold-out; null where the log is too short to hold any out."""
    foretold: Number | None
    """What the model, fitted before it, expected there."""
    error: Number | None
    """Root of the mean squared error of a buyer in the hold-out."""
    expected_periods: Number
    """Periods with a purchase to come within the horizon, over all buyers, with the 90 % interval of the parameters."""
    low: Number | None
    high: Number | None
    """90 % interval of `expected_periods`."""


class PeriodBuyer(Row):
    """What the BG/BB was told of a buyer. Grain: one row per person whose first purchase lies in a period that is over.

    Columns have the names of `period_histories`.
    """

    table = "period_buyers"
    key = ("person_key",)
    bucket = "person_key"
    sorted_by = ("person_key",)

    person_key: PersonKey
    bought: Count
    """Periods with a purchase after the first (x)."""
    last: Count
    """Number of the last one among the chances (t_x); 0 where there is none."""
    chances: Count
    """Whole periods since that of the first purchase (n)."""


class PeriodHistory(Row):
    """What the BG/BB says of buyers of one history. Grain: one row per periods bought in, last of them, and chances."""

    table = "period_histories"
    key = ("bought", "last", "chances")

    bought: Count
    """Periods with a purchase after the first (x)."""
    last: Count
    """Number of the last one among the chances (t_x); 0 where there is none."""
    chances: Count
    """Whole periods since that of the first purchase (n)."""
    buyers: Count
    """Buyers with this history."""
    probability_alive: Probability
    """To be a customer in the period that comes next."""
    expected_periods: Number
    """Periods with a purchase to come within the horizon, of one buyer."""
    residual_periods: Number
    """All to come, without end and discounted."""
