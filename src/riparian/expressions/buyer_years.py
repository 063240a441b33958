"""Buyers from one year's end to the next, counted: orders so far, months since the last, demand of the year between."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import ibis
import numpy as np

from riparian.core.doors import Array, Gather
from riparian.expressions.calendar import days_between, instant_of, month_index, years_before
from riparian.expressions.totals import whole
from riparian.expressions.waits import months_at

MOST_ORDERS: Final = 10
"""The last class is so many orders or more."""
MOST_MONTHS: Final = 60
"""The last class is so many months since the last order, or more."""
YEAR: Final = 12
NEW: Final = -1
LAPSED: Final = -2
_MOST_FLOWS: Final = 1_000_000
_ROOM: Final = 2**32
CELLS: Final = ("orders_from", "months_from", "orders_to", "months_to")


def stood(purchases: ibis.Table, dates: Sequence[datetime]) -> ibis.Table:
    """Where everybody stood at each of the dates, one row a person, and what they ordered in the year before it.

    Columns person_key and, for the n-th date, orders_n (0: had not bought yet), months_n, bought_n, demand_n and
    channel_n, that of the last order. Months are counted through; but who bought in the twelve months before the
    date has at most 12 and everybody else at least 13, so that months alone tell twelve-month buyers exactly.
    """
    sums: dict[str, ibis.Value] = {}
    for n, date in enumerate(dates):
        known = purchases.bought_at < instant_of(date)
        lately = known & (purchases.bought_at >= instant_of(years_before(date, 1)))
        sums |= {
            f"last_{n}": purchases.bought_at.max(where=known),
            f"demand_{n}": whole(purchases.demand.sum(where=lately)),
            f"newest_{n}": (purchases.number * _ROOM + purchases.channel.cast("int64")).max(where=known),
        }
    each = purchases.group_by("person_key").agg(**sums)
    columns: dict[str, ibis.Value] = {}
    for n, date in enumerate(dates):
        since = months_at(date) - month_index(each[f"last_{n}"])
        bought = (each[f"last_{n}"] >= instant_of(years_before(date, 1))).fill_null(False)
        months = ibis.cases(
            (since.isnull(), 0), (bought, ibis.least(since, YEAR)), else_=ibis.greatest(since, YEAR + 1)
        )
        columns |= {
            f"orders_{n}": ibis.least((each[f"newest_{n}"] // _ROOM).fill_null(0), MOST_ORDERS).cast("int64"),
            f"months_{n}": ibis.least(months, MOST_MONTHS).cast("int64"),
            f"bought_{n}": bought,
            f"demand_{n}": each[f"demand_{n}"].fill_null(0),
            f"channel_{n}": (each[f"newest_{n}"] % _ROOM).fill_null(-1).cast("int64"),
        }
    return each.select("person_key", **columns)


def flows(stood: ibis.Table, steps: int) -> ibis.Table:
    """From each date to the one before it in the list (a year later): how many went from which cell to which.

    Column step is the place of the year's end in the list. Cells are orders and months at both ends; orders_from is 0
    for who came in the year. Demand is that of the year, and squares the sum of the squares of each person's.
    """
    rows, then = _each_step(stood, steps)
    year = rows.select(
        "step",
        orders_from=then("orders", 1),
        months_from=then("months", 1),
        orders_to=then("orders"),
        months_to=then("months"),
        demand=then("demand"),
    )
    there = year.filter(year.orders_to > 0).mutate(square=year.demand.cast("float64") * year.demand.cast("float64"))
    return there.group_by("step", *CELLS).agg(
        people=there.count(), demand=whole(there.demand.sum()).cast("float64"), squares=there.square.sum()
    )


def _each_step(stood: ibis.Table, steps: int) -> tuple[ibis.Table, Callable[..., ibis.Value]]:
    """A row for each person and step, and a function that gives a column at the step's end, or at a date further back.

    Unfolded, and not put together from a query for each year: that would read the orders as often.
    """
    rows = stood.mutate(step=ibis.array([ibis.literal(step, type="int64") for step in range(steps)]).unnest())

    def then(name: str, further: int = 0) -> ibis.Value:
        return ibis.cases(*((rows.step == step, rows[f"{name}_{step + further}"]) for step in range(steps)))

    return rows, then


def gathered_flows(purchases: ibis.Table, dates: Sequence[datetime], gather: Gather) -> list[dict[str, Array]]:
    """The flows of each year that ends at one of the dates but the last, in one order whatever the engine's."""
    steps = len(dates) - 1
    found = gather(flows(stood(purchases, dates), steps), at_most=steps * _MOST_FLOWS)
    order = np.lexsort([found[name] for name in CELLS])
    found = {name: column[order] for name, column in found.items()}
    of_step = [found["step"] == step for step in range(steps)]
    return [{name: column[held] for name, column in found.items() if name != "step"} for held in of_step]


def channel_flows(purchases: ibis.Table, dates: Sequence[datetime]) -> ibis.Table:
    """The year that ends at each date but the last by channel: step, channel_from, channel_to, people, demand, squares.

    A buyer's channel is that of the last order of a year. `channel_from` is -1 for who came in the year and -2 for who
    had bought, but not in the year before it; `channel_to` is -2 for who bought nothing in the year.
    """
    rows, then = _each_step(stood(purchases, dates), len(dates) - 1)
    both = rows.select(
        "step",
        "person_key",
        had=then("orders", 1),
        bought=then("bought"),
        before=then("bought", 1),
        channel=then("channel"),
        channel_before=then("channel", 1),
        demand=then("demand"),
    )
    there = both.filter(both.bought | both.before)
    demand = there.demand.cast("float64")
    year = there.select(
        "step",
        channel_from=ibis.cases((there.had == 0, NEW), (there.before, there.channel_before), else_=LAPSED).cast(
            "int64"
        ),
        channel_to=ibis.ifelse(there.bought, there.channel, LAPSED).cast("int64"),
        demand=there.demand,
        square=demand * demand,
    )
    return year.group_by("step", "channel_from", "channel_to").agg(
        people=year.count(), demand=whole(year.demand.sum()).cast("float64"), squares=year.square.sum()
    )


def age(purchases: ibis.Table, as_of: datetime) -> ibis.Table:
    """One row with the days from the first order to the date; null without orders."""
    return purchases.agg(days=days_between(purchases.bought_at.min(), instant_of(as_of)))


def year_ends(as_of: datetime, years: int) -> list[datetime]:
    """The as-of date and the same day of so many years before, the newest first."""
    return [years_before(as_of, year) for year in range(years + 1)]
