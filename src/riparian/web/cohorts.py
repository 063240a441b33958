"""Cohorts as rows of cells: who bought again by months since an order, and who got on by month of entry."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, Literal

from riparian.core.errors import NotFoundError
from riparian.tables.hourglass import BANDS
from riparian.web import words
from riparian.web.deeds.addressed import people_path
from riparian.web.deeds.waits import Waited
from riparian.web.reader import Condition, Reader

Cut = Literal["orders", "first channel", "first month", "visited last month"]
Figure = Literal["cumulative", "rate", "annual"]
FEW = 30
"""People under whom a share is told with a sign that they are few."""
_MOST_GROUPS = 60
_AGAIN: dict[Figure, Literal["again", "by then"] | None] = {"cumulative": "by then", "rate": "again", "annual": None}


@dataclass(frozen=True, slots=True)
class Cell:
    """A group in a month since the order; `value` is the figure chosen."""

    months: int
    value: float | None
    observed: bool
    """False: the curve was extended beyond what was watched."""
    at_risk: int
    bought: int
    low: float | None
    """Of the monthly rate, as is `high`."""
    high: float | None
    people_path: str = ""
    """Where those are listed whom the figure counts: who bought by then or in the month, or had not bought again when
    the year began; empty: nobody did, or nobody was watched."""
    counted: int = 0
    """How many waits these are."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a cut, its cells by month from 0."""

    group: str
    says: str
    orders: int
    """That start its wait."""
    cells: tuple[Cell | None, ...]
    people_path: str = ""
    """Where the people of these orders are listed."""


@dataclass(frozen=True, slots=True)
class Converted:
    """Of a month's entrants who were observed long enough, who got to the band in time, with the 95 % interval."""

    to_band: int
    people: int
    converted: int
    rate: float
    low: float
    high: float
    median_days: float | None


@dataclass(frozen=True, slots=True)
class EntryMonth:
    """Who entered the band in a month; `month` empty: everybody."""

    month: str
    hourglass_path: str
    cells: tuple[Converted | None, ...]
    """By band reached, from the next one on."""


def groups_of(
    tables: Reader, cut: Cut | Literal["all"], figure: Figure, among: Sequence[str] = ()
) -> tuple[Group, ...]:
    """The groups of a cut in their own order: numbers and channels from the most, months from the newest.

    `among`: no others than these.
    """
    of_cut: list[Condition] = [("cut", "=", cut), *([("group", "in", list(among))] if among else [])]
    rows = tables.rows("life_tables", where=of_cut, order_by=("group", "months"), limit=20_000)
    by_group: dict[str, dict[int, dict[str, Any]]] = {}
    for row in rows:
        by_group.setdefault(row["group"], {})[row["months"]] = row
    by_then = {
        name: dict(zip(found, accumulate(row["bought"] for row in found.values()), strict=True))
        for name, found in by_group.items()
    }
    annual = "annual_observed" if figure == "annual" else "observed"

    def cell(row: dict[str, Any] | None) -> Cell | None:
        if row is None:
            return None
        columns = ("months", "at_risk", "bought", "low", "high")
        behind = {
            "cumulative": by_then[row["group"]][row["months"]],
            "rate": row["bought"],
            "annual": row["at_risk"],
        }[figure]
        counted = behind if row[annual] else 0
        path = people_path(Waited(cut, row["group"], row["months"], _AGAIN[figure])) if counted else ""
        values = {name: row[name] for name in columns}
        return Cell(value=row[figure], observed=row[annual], people_path=path, counted=counted, **values)

    made = [
        Group(
            group=name,
            says=_says(cut, name),
            orders=found[0]["at_risk"] if 0 in found else 0,
            cells=tuple(cell(found.get(month)) for month in range(max(found) + 1)),
            people_path=people_path(Waited(cut, name)),
        )
        for name, found in by_group.items()
    ]
    if cut == "first month":
        made.sort(key=lambda one: one.group, reverse=True)
    elif cut == "first channel":
        made.sort(key=lambda one: (-one.orders, one.group))
    return tuple(made[:_MOST_GROUPS])


def groups_before(tables: Reader, cut: Cut | Literal["all"], figure: Figure, among: Sequence[str]) -> tuple[Group, ...]:
    """These groups of another snapshot, whose people no page lists by what they did."""
    return tuple(
        replace(one, cells=tuple(cell and replace(cell, people_path="") for cell in one.cells), people_path="")
        for one in (groups_of(tables, cut, figure, among) if among else ())
    )


def _says(cut: str, group: str) -> str:
    if cut == "orders":
        return "After the first order" if group == "1" else f"After order {group}"
    if cut == "first month":
        return words.month_name(group)
    if cut == "visited last month":
        return "Visited last month" if group == "yes" else "Did not visit"
    return "All" if cut == "all" else group


def picked_of(groups: Sequence[Group], asked: Sequence[str], *, most: int = 5) -> tuple[str, ...]:
    """The groups that are drawn: those asked for, else those with most orders, in the order of the rows.

    Raises:
        NotFoundError: one that is asked for is none of them.
    """
    names = [one.group for one in groups]
    for one in asked:
        if one not in names:
            there = ", ".join(names) or "none"
            what = f"There is no group {words.clip(one)!r} here."
            raise NotFoundError(what, where="/cohorts", fix=f"There are: {there}.")
    kept = set(asked) or {one.group for one in sorted(groups, key=lambda one: -one.orders)[:most]}
    return tuple(one.group for one in groups if one.group in kept)[:7]


def spans_of(tables: Reader, band: int) -> tuple[int, ...]:
    """Days within which conversions from a band were counted."""
    return tuple(sorted(tables.counts("band_conversions", by="within_days", where=[("from_band", "=", band)])))


def entry_months(tables: Reader, band: int, within: int) -> tuple[EntryMonth, ...]:
    """Everybody, then the months of entry from the newest."""
    where: list[Condition] = [("from_band", "=", band), ("within_days", "=", within)]
    rows = tables.rows("band_conversions", where=where, order_by=("to_band",), limit=5_000)
    further = [to for to in BANDS if to > band]
    columns = tuple(Converted.__dataclass_fields__)
    by_month: dict[str, dict[int, Converted]] = {}
    for row in rows:
        month = f"{row['cohort_on']:%Y-%m}" if row["cohort_on"] else ""
        found = Converted(**{name: row[name] for name in columns})
        by_month.setdefault(month, {})[row["to_band"]] = found
    order = [""] * ("" in by_month) + sorted((month for month in by_month if month), reverse=True)[:36]
    return tuple(
        EntryMonth(
            month=month,
            hourglass_path=f"/hourglass?{f'month={month}&' if month else ''}stage={band}",
            cells=tuple(by_month[month].get(to) for to in further),
        )
        for month in order
    )
