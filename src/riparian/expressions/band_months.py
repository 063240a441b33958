"""Months that end at the as-of date and at the same day and clock of former months, and stays told by them."""

from datetime import datetime

import ibis

from riparian.expressions.calendar import month_number, month_number_of, span


def month_now(as_of: datetime) -> int:
    """The number of the month that begins at the as-of date; the one that ended there is one less."""
    return month_number_of(as_of)


def month_here(instant: ibis.Value, as_of: datetime) -> ibis.Value:
    """The number of the month in which an instant lies; month `month_now(as_of)` begins at the as-of date (int64).

    Where the as-of date is late in a month, a shorter month begins so many days after the first of the next.
    """
    return month_number(instant - span(as_of - datetime(as_of.year, as_of.month, 1)))


def began_and_ended(
    rows: ibis.Table, begins: str, ends: str, watched: range, as_of: datetime, *, old: int
) -> ibis.Table:
    """Stays that went on into the watched months, which end at the as-of date, with the months `began` and `ended`.

    `ended` is the month after the last for those that have not. What began `old` months before or earlier counts as
    begun then, so that there are few pairs of months however long the log is.
    """
    ended = month_here(rows[ends], as_of).fill_null(watched.stop)
    began = ibis.greatest(month_here(rows[begins], as_of), watched.start - old)
    dated = rows.mutate(began=began.cast("int64"), ended=ended.cast("int64"))
    return dated.filter(dated.ended >= watched.start)
