"""Life tables: by months since an order, who had not bought again and was still watched, and who of them did."""

from collections.abc import Iterator
from typing import Annotated, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import month_name_of
from riparian.expressions.totals import whole
from riparian.expressions.waits import counted_waits, waits
from riparian.models.histories import summed
from riparian.models.life_table import ActivityLifeTable, LifeTable
from riparian.models.rebuy_cells import ORDERS
from riparian.models.rebuy_curve import YEAR, RebuyCurve
from riparian.models.wilson import wilson_interval
from riparian.tables.buyers import LifeTableMonth, Purchase, VisitedWait
from riparian.tables.landing import KnownLabel

_MOST: Final = 500_000
_LEAST_MONTHS: Final = 25
_WHOLE: Final = ("months", "at_risk", "bought")
_FIGURES: Final = ("rate", "low", "high", "cumulative", "annual")
_FLAGS: Final = ("observed", "annual_observed")
_Rows = dict[str, Array]


class LifeTablesSettings(Settings):
    """`[derivations.life_tables]`"""

    fewest: Annotated[int, Field(ge=1)] = 100
    """First-time buyers from which a channel or a month of first orders has a table of its own."""
    counted_from: Annotated[int, Field(ge=1)] = 30
    """Customers at risk from which a month's rate is taken as counted; from the first month with fewer on the curve is
    extended."""


def life_tables(
    purchases: Table[Purchase],
    visited_waits: Table[VisitedWait],
    labels: Table[KnownLabel],
    settings: LifeTablesSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[LifeTableMonth]:
    """Life tables of all waits, by number of orders, of first-time buyers by channel and month, and by visits.

    Months are calendar months; one counts as watched when it lies before the as-of date to its end, so the running
    month neither adds buyers nor anybody at risk. Where fewer than `counted_from` are left, the curve is extended
    (`LifeTable.extended_curve`) if enough bought again; else those months have what was counted.
    """
    waited = waits(purchases, as_of)
    steps = gather(counted_waits(waited.mutate(group=ibis.least(waited.number, ORDERS)), "group"), at_most=_MOST)
    first = waited.filter(waited.number == 1)
    channels = large(counted_waits(first, "first_channel"), "first_channel", settings.fewest)
    named = channels.join(labels, channels.first_channel == labels.label_key).mutate(group=ibis._.label)
    months = large(counted_waits(first, "first_month"), "first_month", settings.fewest).rename(group="first_month")
    everybody = table_of(steps)
    made = [rows_of("all", "all", everybody, settings.counted_from)] if len(everybody.at_risk) else []
    for cut, counts in (
        ("orders", steps),
        ("first channel", gather(named, at_most=_MOST)),
        ("first month", gather(months, at_most=_MOST)),
    ):
        made += [rows_of(cut, name_of(cut, group), table, settings.counted_from) for group, table in grouped(counts)]
    made += by_visits(gather(after_a_visit(visited_waits), at_most=_MOST), everybody, settings)
    return promised(given_back(made, gather), LifeTableMonth)


def large(counts: ibis.Table, group: str, fewest: int) -> ibis.Table:
    """The counts of groups of at least so many waits."""
    size = whole((counts.bought + counts.last_seen).sum().over(ibis.window(group_by=group)))
    return counts.mutate(size=size).filter(ibis._.size >= fewest).drop("size")


def after_a_visit(visited_waits: Table[VisitedWait]) -> ibis.Table:
    """By months since the order: waits at risk after a month with a visit, and how many of them ended."""
    return visited_waits.group_by("months").agg(
        at_risk=visited_waits.count().cast("float64"),
        bought=visited_waits.count(where=visited_waits.bought).cast("float64"),
    )


def name_of(cut: str, group: object) -> str:
    """A group as it is published."""
    if cut == "first month":
        return month_name_of(int(str(group)))
    return f"{group} or more" if cut == "orders" and group == ORDERS else str(group)


def table_of(counts: _Rows) -> LifeTable:
    """The life table of counted waits."""
    months = counts["months"].astype(np.int64)
    longest = int(months.max(initial=-1)) + 1
    return LifeTable.of_gaps(*(np.bincount(months, counts[name], longest) for name in ("bought", "last_seen")))


def grouped(counts: _Rows) -> Iterator[tuple[object, LifeTable]]:
    """Each group and its life table."""
    for group in sorted(set(counts["group"].tolist())):
        yield group, table_of({name: column[counts["group"] == group] for name, column in counts.items()})


def curve_of(table: LifeTable, counted_from: int) -> RebuyCurve:
    """The rates of a table, extended by a year where that can be, else as they were counted."""
    try:
        months = max(len(table.at_risk), table.observed_months(needed=counted_from) + YEAR, _LEAST_MONTHS)
        return table.extended_curve(months=months, needed=counted_from)
    except NotEnoughDataError:
        return table.curve()


def rows_of(cut: str, group: str, table: LifeTable, counted_from: int) -> _Rows:
    """A life table as rows, one a month."""
    curve = curve_of(table, counted_from)
    rows = counted(cut, group, table, len(curve.monthly))
    observed = ~curve.is_extrapolated
    for end in ("low", "high"):
        rows[end] = np.where(observed, rows[end], np.nan)
    return rows | {
        "rate": curve.monthly,
        "cumulative": curve.cumulative_rates(),
        "annual": curve.annual_rates(),
        "observed": observed,
        "annual_observed": ~curve.annual_is_extrapolated,
    }


def counted(cut: str, group: str, table: LifeTable, months: int) -> _Rows:
    """What was counted in each month, with the interval of the rate."""
    at_risk, bought = (np.pad(one, (0, months - len(one))) for one in (table.at_risk, table.bought))
    low, high = wilson_interval(bought, at_risk)
    return {
        "cut": np.full(months, cut, dtype=object),
        "group": np.full(months, group, dtype=object),
        "months": np.arange(months),
        "at_risk": at_risk,
        "bought": bought,
        "low": low,
        "high": high,
    }


def by_visits(visited: _Rows, everybody: LifeTable, settings: LifeTablesSettings) -> list[_Rows]:
    """Two tables: after a month with a visit, and after one without. None where nobody ever visited.

    Their annual chance takes the coming month from the table itself and the eleven after it from everybody's.
    """
    if not visited["bought"].size:
        return []
    months = len(everybody.at_risk)
    places = visited["months"].astype(np.int64)
    active = LifeTable(*(summed(visited[one], places, months) for one in ("at_risk", "bought")))
    quiet = LifeTable(everybody.at_risk - active.at_risk, everybody.bought - active.bought)
    both = ActivityLifeTable(quiet=quiet, active=active)
    pooled = curve_of(both.pooled, settings.counted_from)
    made = []
    for group, table in (("yes", both.active), ("no", both.quiet)):
        rates = table.monthly_rates
        annual = [
            pooled.annual_rate_after(rates[k + 1], recency=k) if k + 1 < months else np.nan for k in range(months)
        ]
        rows = counted("visited last month", group, table, months)
        made.append(
            rows
            | {
                "rate": rates,
                "cumulative": np.full(months, np.nan),
                "annual": np.array(annual, np.float64),
                "observed": table.at_risk > 0,
                "annual_observed": ~pooled.annual_is_extrapolated[:months],
            }
        )
    return made


def given_back(made: list[_Rows], gather: Gather) -> ibis.Table:
    """All rows as a table of the engine; NaN is null."""
    kinds = (
        dict.fromkeys(("cut", "group"), "string")
        | dict.fromkeys(_WHOLE, "int64")
        | dict.fromkeys(_FIGURES, "float64")
        | dict.fromkeys(_FLAGS, "boolean")
    )
    empty = {"string": object, "int64": np.int64, "float64": np.float64, "boolean": np.bool_}
    columns = {
        name: np.concatenate([np.array([], empty[kind]), *(rows[name].astype(empty[kind]) for rows in made)])
        for name, kind in kinds.items()
    }
    table = gather.give_back(columns, ibis.schema(kinds))
    null = ibis.null("float64")
    return table.mutate(**{name: ibis.ifelse(table[name].isnan(), null, table[name]) for name in _FIGURES})
