"""Months, weeks and time between, in forms that every engine reads alike.

Months are UTC calendar months, numbered `12 × year + month − 1`, so that the next month is the number plus one.
Weeks begin on Monday.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Final

import ibis

from riparian.expressions.engine_functions import riparian_microseconds

_A_MONDAY = date(1970, 1, 5)
_MICROSECOND = timedelta(microseconds=1)
BEFORE_INDEX: Final = 12 * 2015 - 1001
"""What `month_number` is ahead of `month_index`."""


def month_number(instant: ibis.Value) -> ibis.Value:
    """The number of the month in which an instant or day lies (int64)."""
    return instant.year().cast("int64") * 12 + instant.month().cast("int64") - 1


def month_number_of(instant: datetime) -> int:
    """The same of a Python instant.

    >>> month_number_of(datetime(2024, 3, 31)) - month_number_of(datetime(2023, 12, 1))
    3
    """
    return instant.year * 12 + instant.month - 1


def month_index(instant: ibis.Value) -> ibis.Value:
    """The number of the month counted as Hillstrom does: January 2015 is 1001 (int64)."""
    return month_number(instant) - BEFORE_INDEX


def month_index_of(instant: datetime) -> int:
    """The same of a Python instant.

    >>> month_index_of(datetime(2015, 1, 1)), month_index_of(datetime(2020, 12, 31))
    (1001, 1072)
    """
    return month_number_of(instant) - BEFORE_INDEX


def month_name_of(index: int) -> str:
    """Year and month of a month index.

    >>> month_name_of(1111)
    '2024-03'
    """
    year, month = divmod(index + BEFORE_INDEX, 12)
    return f"{year:04}-{month + 1:02}"


def first_day(month: ibis.Value) -> ibis.Value:
    """The first day of the month of this number."""
    return ibis.date(month // 12, month % 12 + 1, 1)


def years_before(moment: datetime, years: int) -> datetime:
    """The same day and clock so many years earlier; 28 February for a 29th that the year has not.

    >>> years_before(datetime(2024, 2, 29, 12), 1)
    datetime.datetime(2023, 2, 28, 12, 0)
    """
    year = moment.year - years
    return moment.replace(year=year, day=min(moment.day, monthrange(year, moment.month)[1]))


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and clock so many months earlier; the last day of a month that has no such day.

    >>> months_before(datetime(2024, 3, 31, 12), 13)
    datetime.datetime(2023, 2, 28, 12, 0)
    """
    year, month = divmod(month_number_of(moment) - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def years_back(instant: ibis.Value, as_of: datetime) -> ibis.Value:
    """The number of the year in which an instant lies, counted back from a date: 0 for the twelve months before it.

    Year k goes from `years_before(as_of, k + 1)`, included, to `years_before(as_of, k)`, excluded (int64).
    """
    clock = as_of - datetime(as_of.year, as_of.month, as_of.day)
    if (as_of.month, as_of.day) == (2, 29):
        year = instant.year().cast("int64")
        turns = (ibis.date(year, 3, 1) - ibis.interval(days=1)).cast("timestamp(6)") + span(clock)
        return as_of.year - year - (instant >= turns).cast("int64")
    # Months and days as numbers: a date made for every row would take many times as long.
    since = instant - span(clock) if clock else instant
    day = since.month().cast("int64") * 32 + since.day().cast("int64")
    return as_of.year - since.year().cast("int64") - (day >= as_of.month * 32 + as_of.day).cast("int64")


def within_years(instant: ibis.Value, as_of: datetime, years: int) -> ibis.Value:
    """Whether an instant lies in the so many years before a date: those of which `years_back` says 0 to `years` - 1.

    A plain comparison, by which an engine leaves out what it need not read.
    """
    return (instant >= instant_of(years_before(as_of, years))) & (instant < instant_of(as_of))


def part_of_year(as_of: datetime, year: int, days: float) -> float:
    """The share of a year, counted back as in `years_back`, that lies within so many days of the date.

    >>> [part_of_year(datetime(2024, 1, 1), year, 365 + 73) for year in (0, 1, 2)]
    [1.0, 0.2, 0.0]
    """
    end, start = years_before(as_of, year), years_before(as_of, year + 1)
    return min(max((timedelta(days=days) - (as_of - end)) / (end - start), 0.0), 1.0)


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
