"""Comp segments: customers of one definition, frozen year after year, and what they bought in the year after."""

from datetime import timedelta
from typing import Final

import ibis
import numpy as np

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.expressions.calendar import days_between, instant_of, years_before
from riparian.expressions.unknown import null_for_nan
from riparian.models.comp_segment import CompYears
from riparian.models.readiness import covered_years, require_years
from riparian.tables.buyers import Purchase
from riparian.tables.forensics import CompPerson, CompSegment

_MOST: Final = 100_000
_DID: Final = ("orders", "with_lines", "items", "demand")
_COUNTS: Final = ("households", "rebuyers", *_DID)
_FIGURES: Final = (
    "rebuy_rate", "spend_per_rebuyer", "demand_per_household", "orders_per_rebuyer", "items_per_order",
    "price_per_item",
)  # fmt: skip
_CHANGES: Final = (
    "change", "change_by_rebuy", "change_by_spend", "change_by_orders", "change_by_items", "change_by_price",
)  # fmt: skip


def comp_segments(
    comp_people: Table[CompPerson], purchases: Table[Purchase], as_of: AsOf, gather: Gather
) -> Table[CompSegment]:
    """Freeze each definition at the end of every whole year of the log but the last, and look at the year after.

    Raises:
        NotEnoughDataError: the orders do not go back two years.
    """
    age = purchases.agg(days=days_between(purchases.bought_at.min(), instant_of(as_of)))
    days = gather(age, at_most=1)["days"]
    require_years(days, years=2, model="a comp segment")
    dates = covered_years(days.max(initial=0.0))
    columns = compared(gather(counted(comp_people, dates), at_most=_MOST), dates)
    columns["frozen_on"] = np.array(
        [years_before(as_of, int(year)) - timedelta.resolution for year in columns.pop("year")], dtype="datetime64[D]"
    )
    types = dict.fromkeys(("households", "rebuyers", "demand"), "int64")
    types |= dict.fromkeys((*_FIGURES, *_CHANGES), "float64") | {"definition": "string", "frozen_on": "date"}
    return promised(null_for_nan(gather.give_back(columns, ibis.schema(types)), *_FIGURES, *_CHANGES), CompSegment)


def counted(comp_people: Table[CompPerson], dates: int) -> ibis.Table:
    """By definition and year: who belonged, who of them came back, and what these did."""
    told = comp_people.filter(comp_people.years_ago.between(1, dates - 1))
    sums = {name: told[name].sum().cast("float64") for name in _DID}
    grouped = told.group_by("definition", year=told.years_ago)
    return grouped.agg(households=told.count(), rebuyers=told.count(where=told.again), **sums)


def compared(counts: dict[str, Array], dates: int) -> dict[str, Array]:
    """The rows of all definitions and dates at which anybody met them, with the change against the date before."""
    years = np.arange(dates - 1, 0, -1)
    parts = []
    # Where nobody met any definition, a definition of nobody gives columns without a row.
    for name in np.unique(counts["definition"].astype(str)).tolist() or [""]:
        here = counts["definition"] == name
        told = {column: np.zeros(len(years)) for column in _COUNTS}
        for column in _COUNTS:
            told[column][dates - 1 - counts["year"][here]] = counts[column][here]
        segments = CompYears(**told)
        kept = segments.households > 0
        columns = {column: told[column].astype(np.int64) for column in ("households", "rebuyers", "demand")}
        columns |= {column: getattr(segments, column) for column in _FIGURES} | segments.changes()
        columns |= {"definition": np.full(len(years), name, dtype=object), "year": years}
        parts.append({column: values[kept] for column, values in columns.items()})
    return {column: np.concatenate([part[column] for part in parts]) for column in parts[0]}
