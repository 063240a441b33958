"""Orders, demand and new buyers of each whole calendar month, as series."""

from datetime import datetime
from typing import Final

import ibis
import numpy as np

from riparian.core.doors import Array, Gather
from riparian.expressions.calendar import month_index_of
from riparian.expressions.totals import whole

MEASURES: Final = ("orders", "demand", "new buyers")
_MOST: Final = 100_000


def monthly_totals(purchases: ibis.Table, as_of: datetime, gather: Gather) -> tuple[int, dict[str, Array]]:
    """The first month's index, and of each measure every month from there to the last whole one before the as-of date.

    The month of the very first order is left out, of which only a part may be in the log. Months without orders are 0.
    Purchases have the columns of `purchases`; months are UTC.
    """
    summed = purchases.group_by("month").agg(
        orders=purchases.count(),
        demand=whole(purchases.demand.sum()).fill_null(0),
        new=purchases.count(where=purchases.number == 1),
    )
    found = gather(summed, at_most=_MOST)
    end = month_index_of(as_of)
    first = int(found["month"].min()) + 1 if found["month"].size else end
    within = (found["month"] >= first) & (found["month"] < end)
    places = found["month"][within].astype(np.int64) - first
    series = {}
    for measure, column in zip(MEASURES, ("orders", "demand", "new"), strict=True):
        series[measure] = np.zeros(max(end - first, 0))
        series[measure][places] = found[column][within]
    return first, series
