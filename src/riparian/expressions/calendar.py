"""Months, weeks and time between, in forms that every engine reads alike.

Months are UTC calendar months, numbered `12 × year + month − 1`, so that the next month is the number plus one.
Weeks begin on Monday.
"""

from datetime import date, datetime, timedelta

import ibis

from riparian.expressions.engine_functions import riparian_microseconds

_A_MONDAY = date(1970, 1, 5)
_MICROSECOND = timedelta(microseconds=1)


def month_number(instant: ibis.Value) -> ibis.Value:
    """The number of the month in which an instant or day lies (int64)."""
    return instant.year().cast("int64") * 12 + instant.month().cast("int64") - 1


def month_number_of(instant: datetime) -> int:
    """The same of a Python instant.

    >>> month_number_of(datetime(2024, 3, 31)) - month_number_of(datetime(2023, 12, 1))
    3
    """
    return instant.year * 12 + instant.month - 1


def first_day(month: ibis.Value) -> ibis.Value:
    """The first day of the month of this number."""
    return ibis.date(month // 12, month % 12 + 1, 1)


def months_through(first: ibis.Value, last: ibis.Value) -> ibis.Value:
    """The numbers of all months from `first` to `last`, both included, one row each."""
    return ibis.range(first, last + 1, ibis.literal(1, type="int64")).unnest()


def week_number(instant: ibis.Value) -> ibis.Value:
    """Whole weeks, Monday to Sunday, from the week of 5 January 1970 to the week of an instant."""
    return instant.date().delta(ibis.date(_A_MONDAY.isoformat()), unit="day").cast("int64") // 7


def seconds_between(earlier: ibis.Value, later: ibis.Value) -> ibis.Value:
    """Seconds from one instant to another, with their fraction; negative where `later` is earlier."""
    return (riparian_microseconds(later) - riparian_microseconds(earlier)).cast("float64") / 1e6


def days_between(earlier: ibis.Value, later: ibis.Value) -> ibis.Value:
    """Days of 24 hours from one instant to another, with their fraction; negative where `later` is earlier."""
    return seconds_between(earlier, later) / 86400.0


def instant_of(moment: datetime) -> ibis.Value:
    """A Python instant (naive UTC) as a value of the engine, such as the as-of date."""
    return ibis.literal(moment, type="timestamp(6)")


def span(length: timedelta) -> ibis.Value:
    """A fixed length of time as an interval that can be added to an instant."""
    return ibis.interval(microseconds=length // _MICROSECOND)
