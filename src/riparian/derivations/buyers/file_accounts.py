"""File accounts: year by year, which buyers were kept, won back, and new, and what file that comes to."""

from datetime import timedelta
from typing import Final

import ibis
import numpy as np

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.expressions.calendar import days_between, instant_of, part_of_year, years_back, years_before
from riparian.expressions.sequence import in_order
from riparian.expressions.totals import whole
from riparian.expressions.unknown import null_for_nan
from riparian.models.file_accounting import FileAccount as Account
from riparian.models.file_accounting import fixed_point
from riparian.models.readiness import covered_years
from riparian.tables.buyers import GuestOrder, Purchase
from riparian.tables.forensics import FileAccount

_WAYS: Final = ("retained", "reactivated", "new")
_MOST_YEARS: Final = 10_000


def file_accounts(
    purchases: Table[Purchase], guest_orders: Table[GuestOrder], as_of: AsOf, gather: Gather
) -> Table[FileAccount]:
    """A row for every twelve months that end at the as-of date or whole years before it, back to the first order.

    `new` is new to the log: in its first year everybody is, so the years that follow know more of who was there before.
    Guests are no part of the file, as they cannot come back; their orders stand beside it.
    """
    counts = gather(counted(purchases, as_of), at_most=_MOST_YEARS)
    age = purchases.agg(days=days_between(purchases.bought_at.min(), instant_of(as_of)))
    (days,) = gather(age, at_most=1)["days"] if counts["year"].size else (0.0,)
    columns = accounted(counts, as_of, days)
    columns |= beside(gather(counted_guests(guest_orders, as_of), at_most=_MOST_YEARS), len(columns["buyers"]))
    rates = dict.fromkeys(("covered", "rebuy_rate", "fixed_point"), "float64")
    schema = ibis.schema(dict.fromkeys(columns, "int64") | rates | {"year_to": "date"})
    return promised(null_for_nan(gather.give_back(columns, schema), "rebuy_rate", "fixed_point"), FileAccount)


def counted(purchases: Table[Purchase], as_of: AsOf) -> ibis.Table:
    """By year, counted back: buyers and their demand by when they had bought before."""
    dated = purchases.mutate(year=years_back(purchases.bought_at, as_of))
    each = dated.group_by("person_key", "year").agg(demand=whole(dated.demand.sum()).fill_null(0))
    earlier = each.year.lead().over(in_order(["person_key"], ["year"]))
    told = each.mutate(
        way=ibis.cases((earlier.isnull(), "new"), (earlier == each.year + 1, "retained"), else_="reactivated")
    )
    return told.group_by("year").agg(
        **{way: told.count(where=told.way == way) for way in _WAYS},
        **{f"{way}_demand": whole(told.demand.sum(where=told.way == way)).fill_null(0) for way in _WAYS},
    )


def counted_guests(guest_orders: Table[GuestOrder], as_of: AsOf) -> ibis.Table:
    """By year, counted back: orders of guests and their demand."""
    dated = guest_orders.mutate(year=years_back(guest_orders.bought_at, as_of))
    return dated.group_by("year").agg(guest_orders=dated.count(), guest_demand=whole(dated.demand.sum()).fill_null(0))


def beside(counts: dict[str, Array], years: int) -> dict[str, Array]:
    """What guests ordered in each of so many years, 0 where they ordered nothing."""
    columns = {name: np.zeros(years, dtype=np.int64) for name in counts if name != "year"}
    known = counts["year"] < years
    for name, column in columns.items():
        column[counts["year"][known]] = counts[name][known]
    return columns


def accounted(counts: dict[str, Array], as_of: AsOf, days: float) -> dict[str, Array]:
    """The accounts of all years from the last to the first, those in which nobody bought too."""
    years = np.arange(counts["year"].max() + 1 if counts["year"].size else 0)
    every = {name: np.zeros(len(years) + 1, dtype=np.int64) for name in counts}
    for name, values in counts.items():
        every[name][counts["year"]] = values
    buyers = np.sum([every[way] for way in _WAYS], axis=0)
    accounts = [
        Account(int(buyers[k + 1]), *(int(every[way][k]) for way in ("retained", "reactivated", "new"))) for k in years
    ]
    comparable = covered_years(days) - 1
    rebuy = [one.rebuy_rate if one.previous and k < comparable else np.nan for k, one in enumerate(accounts)]
    columns: dict[str, Array] = {name: values[:-1] for name, values in every.items() if name != "year"}
    return columns | {
        "year_to": np.array([years_before(as_of, int(k)) - timedelta.resolution for k in years], dtype="datetime64[D]"),
        "covered": np.array([part_of_year(as_of, int(k), days) for k in years], dtype=np.float64),
        "previous": buyers[1:],
        "buyers": buyers[:-1],
        "demand": np.sum([columns[f"{way}_demand"] for way in _WAYS], axis=0),
        "rebuy_rate": np.array(rebuy, dtype=np.float64),
        "fixed_point": np.array([
            fixed_point(rebuy_rate=rate, incoming=one.buyers - one.retained) if rate < 1 else np.nan
            for rate, one in zip(rebuy, accounts, strict=True)
        ], dtype=np.float64),
    }  # fmt: skip
