"""Histories of who bought in which period of the calendar, from purchases: what the BG/BB is fitted to.

Periods are so many months long, counted from the first of the year; all purchases of one period are one. The period of
the first purchase is no chance to buy again; each later one that was over is one.
"""

from datetime import datetime

import ibis

from riparian.expressions.calendar import month_number, month_number_of
from riparian.expressions.repeat_histories import HISTORY
from riparian.expressions.totals import whole


def last_period_over(as_of: datetime, months: int) -> int:
    """The number of the last period that was over at an instant; periods are numbered as months are.

    >>> last_period_over(datetime(2024, 4, 1), 3) == last_period_over(datetime(2024, 6, 30), 3) == 4 * 2024
    True
    """
    return month_number_of(as_of) // months - 1


def purchase_periods(purchases: ibis.Table, *, months: int) -> ibis.Table:
    """One row per person and period with a purchase: person_key, period."""
    return purchases.select("person_key", period=month_number(purchases.bought_at) // months).distinct()


def period_histories_of(periods: ibis.Table, *, until: int, end: int) -> ibis.Table:
    """The history of each person (`HISTORY`, in periods); who first bought later has none.

    Args:
        periods: of `purchase_periods`.
        until: the last period that is part of the history.
        end: the last one whose purchases are counted as `afterwards`; of later ones nothing is known.
    """
    seen = periods.filter(periods.period <= end)
    known = seen.period <= until
    each = seen.group_by("person_key").agg(
        repeats=whole(seen.count(where=known)) - 1,
        first=seen.period.min(),
        latest=seen.period.max(where=known),
        afterwards=whole(seen.count(where=~known)),
    )
    each = each.filter(each.repeats >= 0)
    return each.select(
        "person_key", "repeats", last=each.latest - each["first"], age=until - each["first"], afterwards=each.afterwards
    )


def counted_period_histories(periods: ibis.Table, *, until: int, end: int) -> ibis.Table:
    """How many people have each history (`period_histories_of`): customers."""
    told = period_histories_of(periods, until=until, end=end)
    return told.group_by(*HISTORY).agg(customers=told.count())
