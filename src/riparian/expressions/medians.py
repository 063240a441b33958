"""Medians of times, from how often each time came up: such counts are sums over people, and can be kept as sums are."""

from collections.abc import Sequence
from typing import Final

import ibis

from riparian.expressions.engine_functions import riparian_microseconds
from riparian.expressions.totals import whole

A_MINUTE: Final = 60_000_000
"""In microseconds."""
AN_HOUR: Final = 60
"""In minutes, as all that follows."""
A_DAY: Final = 24 * AN_HOUR
LONG: Final = 30 * A_DAY


def told_minutes(earlier: ibis.Value, later: ibis.Value) -> ibis.Value:
    """The time between two instants as it is told, in minutes (int64): rounded down to what matters.

    Below a day to the minute, below 30 days to the hour, beyond to the day. So a few thousand values are enough for
    any number of times, and what is less than so many days stays less.
    """
    minutes = whole((riparian_microseconds(later) - riparian_microseconds(earlier)) // A_MINUTE)
    hours, days = minutes // AN_HOUR * AN_HOUR, minutes // A_DAY * A_DAY
    return ibis.cases((minutes < A_DAY, minutes), (minutes < LONG, hours), else_=days)


def medians_of(counted: ibis.Table, *, by: Sequence[str], value: str, times: str) -> ibis.Table:
    """The `median` of each group, of values with the times that each came up; `times` of the group in all.

    One row a group and value; between two middle values, the median is half way.
    """
    group = ibis.window(group_by=list(by))
    passed = ibis.cumulative_window(group_by=list(by), order_by=value)
    known = counted.mutate(
        twice_passed=2 * whole(counted[times].sum().over(passed)), all_times=whole(counted[times].sum().over(group))
    )
    lower = known[value].min(where=known.twice_passed >= known.all_times)
    upper = known[value].min(where=known.twice_passed > known.all_times)
    return known.group_by(*by).agg(median=(lower + upper) / 2.0, **{times: whole(known[times].sum())})
