"""Comp segments: customers of one definition, frozen year after year, and what they bought in the year after."""

from datetime import timedelta
from typing import Annotated, Final

import ibis
import numpy as np
from pydantic import Field, field_validator

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import (
    days_between,
    instant_of,
    month_number,
    month_number_of,
    years_back,
    years_before,
)
from riparian.expressions.sequence import in_order
from riparian.expressions.totals import whole
from riparian.expressions.unknown import null_for_nan
from riparian.models.comp_segment import CompYears
from riparian.models.readiness import covered_years, require_years
from riparian.tables.buyers import Purchase
from riparian.tables.forensics import CompSegment
from riparian.tables.landing import KnownLabel

_ROOM: Final = 2**32
_UNBOUNDED: Final = 1_000_000
_DID: Final = ("orders", "with_lines", "items", "demand")
_COUNTS: Final = ("households", "rebuyers", *_DID)
_FIGURES: Final = (
    "rebuy_rate", "spend_per_rebuyer", "demand_per_household", "orders_per_rebuyer", "items_per_order",
    "price_per_item",
)  # fmt: skip
_CHANGES: Final = (
    "change", "change_by_rebuy", "change_by_spend", "change_by_orders", "change_by_items", "change_by_price",
)  # fmt: skip
_WRITTEN: Final = ("all buyers", "existing", "new", "new and reactivated", "two orders")


class Definition(Settings):
    """Who belongs, by what they had done at the date. Limits are included."""

    name: Annotated[str, Field(min_length=1)]
    orders_from: Annotated[int, Field(ge=0)] = 0
    """Orders within the twelve months before the date."""
    orders_to: Annotated[int, Field(ge=0)] = _UNBOUNDED
    orders_ever_from: Annotated[int, Field(ge=1)] = 1
    orders_ever_to: Annotated[int, Field(ge=1)] = _UNBOUNDED
    months_from: Annotated[int, Field(ge=0)] = 0
    """Calendar months from the month of the last order to the month of the date."""
    months_to: Annotated[int, Field(ge=0, le=120)] = 12
    channel: str = ""
    """Of the last order; empty text: any."""


class CompSegmentsSettings(Settings):
    """`[derivations.comp_segments]`"""

    definitions: tuple[Definition, ...] = ()
    """Beside all buyers of twelve months, the existing, the new, the new and reactivated, and those of two orders."""

    @field_validator("definitions")
    @classmethod
    def _named_once(cls, given: tuple[Definition, ...]) -> tuple[Definition, ...]:
        names = [*_WRITTEN, *(one.name for one in given)]
        if len(set(names)) < len(names):
            raise ValueError(f"every definition has a name of its own, and none is one of {', '.join(_WRITTEN)}")
        return given


def comp_segments(
    purchases: Table[Purchase],
    labels: Table[KnownLabel],
    settings: CompSegmentsSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[CompSegment]:
    """Freeze each definition at the end of every whole year of the log but the last, and look at the year after.

    Raises:
        NotEnoughDataError: the orders do not go back two years.
    """
    age = purchases.agg(days=days_between(purchases.bought_at.min(), instant_of(as_of)))
    days = gather(age, at_most=1)["days"]
    require_years(days, years=2, model="a comp segment")
    dates = covered_years(days.max(initial=0.0))
    names = (*_WRITTEN, *(one.name for one in settings.definitions))
    stands = frozen(yearly(purchases, labels, as_of), settings, as_of)
    columns = compared(names, gather(counted(stands, dates), at_most=1_000), dates)
    columns["frozen_on"] = np.array(
        [years_before(as_of, int(year)) - timedelta.resolution for year in columns.pop("year")], dtype="datetime64[D]"
    )
    types = dict.fromkeys(("households", "rebuyers", "demand"), "int64")
    types |= dict.fromkeys((*_FIGURES, *_CHANGES), "float64") | {"definition": "string", "frozen_on": "date"}
    return promised(null_for_nan(gather.give_back(columns, ibis.schema(types)), *_FIGURES, *_CHANGES), CompSegment)


def yearly(purchases: Table[Purchase], labels: Table[KnownLabel], as_of: AsOf) -> ibis.Table:
    """What each person did in each of their years, counted back, with their year before and the one after."""
    dated = purchases.mutate(year=years_back(purchases.bought_at, as_of))
    each = dated.group_by("person_key", "year").agg(
        orders=dated.count(),
        orders_ever=dated.number.max(),
        with_lines=dated["items"].count(),
        items=dated["items"].sum().fill_null(0),
        demand=whole(dated.demand.sum()).fill_null(0),
        month=month_number(dated.bought_at.max()),
        # The channel of the order of the largest number, unpacked from the largest pair of both.
        channel=(dated.number * _ROOM + dated.channel).max() % _ROOM,
    )
    words = labels.select(code="label_key", last_channel="label")
    named = each.left_join(words, each.channel == words.code)
    mine = in_order(["person_key"], ["year"])
    return named.mutate(
        year_before=named.year.lead().over(mine),
        year_after=named.year.lag().over(mine),
        **{f"then_{name}": named[name].lag().over(mine) for name in _DID},
    )


def frozen(years: ibis.Table, settings: CompSegmentsSettings, as_of: AsOf) -> ibis.Table:
    """Who stood where at the end of each year, which definitions they met (`is_0` …), and whether they came back.

    A person stands by their last year until they buy again; the defaults look at buyers of that very year only.
    """
    longest = max((one.months_to // 12 + 1 for one in settings.definitions), default=0)
    lapses = ibis.array(list(range(longest + 1))).unnest().cast("int64") if longest else ibis.literal(0, type="int64")
    stands = years.rename(bought_in="year").mutate(lapse=lapses)
    stands = stands.mutate(year=stands.bought_in - stands.lapse)
    stands = stands.filter(stands.year_after.isnull() | (stands.year_after < stands.year))
    now, of_year = month_number_of(as_of - timedelta.resolution) - 12 * stands.year, stands.lapse == 0
    is_new = stands.year_before.isnull()
    lately = ibis.ifelse(of_year, stands.orders, 0)
    met = [
        of_year,
        of_year & ~is_new,
        of_year & is_new,
        of_year & (is_new | (stands.year_before > stands.bought_in + 1)),
        of_year & (stands.orders == 2),
    ]
    met += [
        lately.between(one.orders_from, one.orders_to)
        & stands.orders_ever.between(one.orders_ever_from, one.orders_ever_to)
        & (now - stands.month).between(one.months_from, one.months_to)
        & ((stands.last_channel == one.channel) if one.channel else ibis.literal(True))
        for one in settings.definitions
    ]
    came = (stands.year_after == stands.year - 1).fill_null(False)
    return stands.mutate(came=came, **{f"is_{n}": one.fill_null(False) for n, one in enumerate(met)})


def counted(stands: ibis.Table, dates: int) -> ibis.Table:
    """By year at whose end people stood: those of each definition, who of them came back, and what these did."""
    stands = stands.filter(stands.year.between(1, dates - 1))
    sums: dict[str, ibis.Value] = {}
    for n in range(sum(name.startswith("is_") for name in stands.columns)):
        here = stands[f"is_{n}"]
        again = here & stands.came
        sums |= {f"households_{n}": stands.count(where=here), f"rebuyers_{n}": stands.count(where=again)}
        for name in _DID:
            sums[f"{name}_{n}"] = stands[f"then_{name}"].sum(where=again).fill_null(0).cast("float64")
    return stands.group_by("year").agg(**sums)


def compared(names: tuple[str, ...], counts: dict[str, Array], dates: int) -> dict[str, Array]:
    """The rows of all definitions and dates at which anybody met them, with the change against the date before."""
    years = np.arange(dates - 1, 0, -1)
    parts = []
    for n, name in enumerate(names):
        told = {column: np.zeros(len(years)) for column in _COUNTS}
        for column in _COUNTS:
            told[column][dates - 1 - counts["year"]] = counts[f"{column}_{n}"]
        segments = CompYears(**told)
        kept = segments.households > 0
        columns = {column: told[column].astype(np.int64) for column in ("households", "rebuyers", "demand")}
        columns |= {column: getattr(segments, column) for column in _FIGURES} | segments.changes()
        columns |= {"definition": np.full(len(years), name, dtype=object), "year": years}
        parts.append({column: values[kept] for column, values in columns.items()})
    return {column: np.concatenate([part[column] for part in parts]) for column in parts[0]}
