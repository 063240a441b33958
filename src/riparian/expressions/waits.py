"""Waits: every order starts one, which the next order ends; what was not watched to its end is cut off.

A month counts as watched when all of it lies before the moment from which one looks back. Tables here have the
columns of `purchases`.
"""

from datetime import datetime, timedelta
from typing import Final

import ibis

from riparian.expressions.calendar import instant_of, month_index_of

_INSTANT: Final = timedelta(microseconds=1)


def months_at(moment: datetime) -> int:
    """The month from which recency is counted at a moment: that of the last instant before it.

    >>> months_at(datetime(2024, 3, 1)), months_at(datetime(2024, 3, 2))
    (1110, 1111)
    """
    return month_index_of(moment - _INSTANT)


def waits(purchases: ibis.Table, until: datetime) -> ibis.Table:
    """Each order before `until` that was watched for at least its own month.

    Adds to the columns of `purchases`:
        watched: months watched to their end, the order's own being month 0.
        months: the month in which the next order came, or else the last that was watched.
        ended: the next order came in a watched month.
    """
    last = month_index_of(until) - 1
    begun = purchases.filter((purchases.bought_at < instant_of(until)) & (purchases.month <= last))
    gap = begun.next_month - begun.month
    watched = last - begun.month
    ended = (gap <= watched).fill_null(False)
    return begun.mutate(watched=watched, ended=ended, months=ibis.ifelse(ended, gap, watched))


def counted_waits(waited: ibis.Table, *groups: str) -> ibis.Table:
    """How many waits ended, and how many were cut off, in each month.

    Columns: those of `groups`, months, bought, last_seen.
    """
    return waited.group_by(*groups, "months").agg(
        bought=waited.count(where=waited.ended), last_seen=waited.count(where=~waited.ended)
    )
