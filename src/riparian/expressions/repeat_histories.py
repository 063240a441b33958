"""Histories of repeat purchase by person, from purchases: what the models of customer value are fitted to.

All purchases of one day are one, and everything is counted from the day of the first.
"""

from datetime import date, datetime, timedelta
from typing import Final

import ibis
import numpy as np
from numpy.typing import ArrayLike

from riparian.expressions.totals import whole

DAYS_OF_A_WEEK: Final = 7
HISTORY: Final = ("repeats", "last", "age", "afterwards")
STEPS_OF_E: Final = 200
"""Means are rounded on a scale on which neighbours differ by half a per cent."""


TO_THE_DAY_BELOW: Final = 50_000
"""Buyers; from so many on, time is told in whole weeks, which is many times faster and moves parameters by a
hundredth at most."""


def step_of(buyers: ArrayLike) -> int:
    """Days that one step of a history's time has: a day for few buyers, a week for many."""
    return 1 if np.sum(buyers) < TO_THE_DAY_BELOW else DAYS_OF_A_WEEK


def last_day_before(as_of: datetime) -> date:
    """The last day of which something was seen."""
    return (as_of - timedelta(microseconds=1)).date()


def purchase_days(purchases: ibis.Table) -> ibis.Table:
    """One row per person and day with a purchase: person_key, bought_on and the demand of the day, null if unknown."""
    dated = purchases.select("person_key", "demand", bought_on=purchases.bought_at.date())
    return dated.group_by("person_key", "bought_on").agg(demand=whole(dated.demand.sum()))


def repeat_histories(days: ibis.Table, *, until: date, step: int) -> ibis.Table:
    """One row per person: repeats (x), last (t_x) and age (T) on the last day seen, in steps of so many days, rounded.

    Rounded and never cut off: whole weeks cut off would shorten every history by half a week. What came after the last
    day seen is no part of the history; the days of purchase there are counted as `afterwards`.
    """
    known = days.bought_on <= ibis.date(until.isoformat())
    bought = days.group_by("person_key").agg(
        repeats=whole(days.count(where=known)) - 1,
        first_on=days.bought_on.min(),
        last_on=days.bought_on.max(where=known),
        afterwards=days.count(where=~known),
    )
    bought = bought.filter(bought.repeats >= 0)
    last = bought.last_on.delta(bought.first_on, unit="day").cast("int64")
    age = ibis.date(until.isoformat()).delta(bought.first_on, unit="day").cast("int64")
    return bought.select(
        "person_key",
        "repeats",
        last=(last + step // 2) // step,
        age=(age + step // 2) // step,
        afterwards=bought.afterwards,
    )


def counted_histories(histories: ibis.Table) -> ibis.Table:
    """How many people have each history (`HISTORY`): customers."""
    return histories.group_by(*HISTORY).agg(customers=histories.count())


def repeat_spend(days: ibis.Table) -> ibis.Table:
    """One row per person who ordered for money after the first day: person_key, priced orders and their mean value."""
    paid = days.demand > 0
    each = days.group_by("person_key").agg(
        orders=days.count(where=paid),
        spent=whole(days.demand.sum(where=paid)),
        # The day that is the least of all comes first in the pair, and brings its demand along.
        first=ibis.struct({"on": days.bought_on, "demand": days.demand.fill_null(0)}).min(),
    )
    of_first = ibis.greatest(each["first"]["demand"], 0)
    later = each.select(
        "person_key",
        priced=whole(each.orders) - (of_first > 0).cast("int64"),
        spent=(each.spent - of_first).cast("float64"),
    )
    some = later.filter(later.priced > 0)
    return some.select("person_key", "priced", mean_value=some.spent / some.priced.cast("float64"))


def counted_spend(spend: ibis.Table) -> ibis.Table:
    """How many people have each history of spend: priced orders, the logarithm of their mean in steps, customers."""
    stepped = spend.select("priced", log_steps=(spend.mean_value.ln() * STEPS_OF_E).round().cast("int64"))
    return stepped.group_by("priced", "log_steps").agg(customers=stepped.count())
