"""The cohorts page: who bought again by months since an order, and who got on from a band by month of entry."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import Query

from riparian.core.errors import NotFoundError
from riparian.tables.hourglass import BANDS
from riparian.web import compare, words
from riparian.web.charts.lines import Line, LinePicture, Point, draw_lines
from riparian.web.cohorts import (
    FEW,
    Cell,
    Converted,
    Cut,
    EntryMonth,
    Figure,
    Group,
    entry_months,
    groups_before,
    groups_of,
    picked_of,
    spans_of,
)
from riparian.web.compare import NOTHING, Against, beside
from riparian.web.orders import orders_told
from riparian.web.page import Page
from riparian.web.reader import EXAMPLE_SNAPSHOT, Reader, Snapshot, snapshot_of
from riparian.web.reasons import why_empty
from riparian.web.refusals import NothingYetError

LEFT = 10
"""People left to watch under whom a line is not drawn on, unless it was extended from there."""
SHOWN = 24
"""Months since the order up to which the heat table goes; the drawing and the JSON go on."""
YEAR = 12
_UNTOLD = "No source tells orders: who got to Buy is unknown."


@dataclass(frozen=True, slots=True)
class CohortsView:
    """What the page shows, and its JSON twin. Where a part is empty, `missing` tells why, by the name of the part."""

    heading: str
    sentence: str
    of: Snapshot
    cut: Cut
    figure: Figure
    everybody: Group | None
    groups: tuple[Group, ...]
    drawn: tuple[str, ...]
    """Groups in the drawing."""
    last_month: int
    """Of the heat table."""
    band: int
    band_name: str
    to_names: tuple[str, ...]
    within: int | None
    spans: tuple[int, ...]
    """Days that can be chosen as `within`."""
    entries: tuple[EntryMonth, ...]
    missing: dict[str, str]
    untold: str = ""
    """Why nobody can be seen to get to Buy; empty where they can."""
    against: Against = NOTHING
    before: Group | None = None
    """Everybody in the snapshot compared with."""
    groups_before: tuple[Group, ...] = ()
    """The same for each group that is drawn."""
    entries_before: dict[str, tuple[float | None, ...]] = field(default_factory=dict)
    """By month of entry (empty: everybody), the shares in the snapshot compared with, in the places of the cells."""

    @property
    def most(self) -> float:
        """The largest share in the first heat table, which has the strongest colour; few people's is no measure."""
        rows = (*self.groups, self.everybody) if self.everybody else self.groups
        cells = [cell for row in rows for cell in row.cells[: self.last_month + 1] if cell]
        sure = [cell.value or 0 for cell in cells if cell.at_risk >= FEW or not cell.observed]
        return max(sure or [cell.value or 0 for cell in cells], default=0)

    @property
    def most_converted(self) -> float:
        """The largest share in the second."""
        cells = [cell for row in self.entries for cell in row.cells if cell]
        return max([cell.rate for cell in cells if cell.people >= FEW] or [cell.rate for cell in cells], default=0)


def show(
    tables: Reader,
    *,
    cut: Annotated[Cut, Query(description="What tells the rows of the life table apart.")] = "orders",
    figure: Annotated[
        Figure, Query(description="Bought again by then, in that month, or within the twelve months after.")
    ] = "cumulative",
    group: Annotated[
        Sequence[str], Query(max_length=7, description="Groups in the drawing.", examples=[["1", "2"]])
    ] = (),
    band: Annotated[int, Query(ge=1, le=4, description="The band whose entrants are followed.", examples=[1])] = 1,
    within: Annotated[
        int | None, Query(ge=1, description="Days within which they got on; without it the middle choice.")
    ] = None,
    against: compare.Snapshot = None,
) -> CohortsView:
    """Life tables and conversions by cohort."""
    chosen: Figure = "rate" if cut == "visited last month" and figure == "cumulative" else figure
    groups, whole = groups_of(tables, cut, chosen), groups_of(tables, "all", chosen)
    spans, other = spans_of(tables, band), beside(tables, against, where="/cohorts")
    if not (groups or whole or tables.count("band_conversions")):
        why = why_empty(tables, "life_tables", "Nobody can be followed yet: no source had actions or orders of people.")
        raise NothingYetError(why, fix="riparian build")
    if within is not None and within not in spans:
        listed = ", ".join(map(str, spans)) or "none"
        raise NotFoundError(f"Nothing was counted within {within} days.", where="/cohorts", fix=f"There are: {listed}.")
    days = within or (spans[len(spans) // 2] if spans else None)
    entries = entry_months(tables, band, days) if days else ()
    orderless = bool(entries) and not orders_told(tables, [one.cells[-1].converted for one in entries if one.cells[-1]])
    if orderless:
        entries = tuple(replace(one, cells=(*one.cells[:-1], None)) for one in entries)
    few = "No group of this kind has enough first orders for a table of its own ([derivations.life_tables] fewest)."
    parts = (
        ("life", whole, "life_tables", "Too few orders were watched for long enough."),
        ("groups", groups, "life_tables" if not whole else "", few),
        ("entries", entries, "band_conversions", f"Nobody who entered {BANDS[band]} was seen for long yet."),
    )
    everybody, drawn = whole[0] if whole else None, picked_of(groups, group)
    lengths = [len(one.cells) for one in (*groups, *whole)]
    return CohortsView(
        heading="Cohorts",
        sentence=_sentence(next(iter(groups_of(tables, "all", "cumulative")), None), entries, band, days),
        of=snapshot_of(tables),
        cut=cut,
        figure=chosen,
        everybody=everybody,
        groups=groups,
        drawn=drawn,
        last_month=min(max(lengths, default=1) - 1, SHOWN),
        band=band,
        band_name=BANDS[band],
        to_names=tuple(name for to, name in BANDS.items() if to > band),
        within=days,
        spans=spans,
        entries=entries,
        missing={name: why_empty(tables, table, why) for name, found, table, why in parts if not found},
        untold=_UNTOLD if orderless else "",
        against=other.against,
        before=next(iter(groups_before(other.tables, "all", chosen, ["all"])), None) if other.tables else None,
        groups_before=groups_before(other.tables, cut, chosen, drawn) if other.tables else (),
        entries_before=_rates(entry_months(other.tables, band, days)) if other.tables and days else {},
    )


def _rates(entries: tuple[EntryMonth, ...]) -> dict[str, tuple[float | None, ...]]:
    return {one.month: tuple(cell.rate if cell else None for cell in one.cells) for one in entries}


def _sentence(everybody: Group | None, entries: tuple[EntryMonth, ...], band: int, days: int | None) -> str:
    """Of what was observed alone: nothing that was extended is told as if it had been seen."""
    told = []
    upto = [cell for cell in everybody.cells[: YEAR + 1] if cell and cell.observed and cell.value] if everybody else []
    if everybody and upto and (last := upto[-1].value):
        half = next(cell.months for cell in upto if (cell.value or 0) >= last / 2)
        told.append(
            f"{words.share(last)} of {words.number(everybody.orders)} orders are followed by another within "
            f"{words.counted(upto[-1].months, 'month', 'months')}, half of these by month {half}."
        )
    if entries and not entries[0].month and entries[0].cells[0]:
        first = entries[0].cells[0]
        on = f"got to {BANDS[band + 1]} within {days} days."
        told.append(
            f"Of those who entered {BANDS[band]}, {words.share(first.rate)} {on}"
            if first.rate
            else f"Nobody who entered {BANDS[band]} is known to have {on}"
        )
    return " ".join(told) or "Nobody was followed for long enough to tell."


FIGURES: dict[Figure, str] = {
    "cumulative": "Bought again by then",
    "rate": "Bought again in that month",
    "annual": "Will buy within the year after",
}


def life_picture(view: CohortsView) -> LinePicture:
    """The chosen groups as lines, solid where watched and dashed where extended; everybody in ink."""
    lines: list[Line] = []
    rows = [(row, number) for number, row in enumerate(one for one in view.groups if one.group in view.drawn)]
    for row, number in [*([(view.everybody, -1)] if view.everybody else []), *rows]:
        lines += _lines(row, number)
    former = {one.group: one for one in view.groups_before}
    lines += [_before(former[row.group], number) for row, number in rows if row.group in former]
    lines += [_before(view.before, -1, "All before")] if view.before else []
    last = max((len(row.cells) - 1 for row, _ in rows), default=YEAR)
    last = max(last, len(view.everybody.cells) - 1 if view.everybody else 0)
    step = 3 if last <= 24 else 6 if last <= 60 else 12
    return LinePicture(
        name="life",
        title=f"{FIGURES[view.figure]}, by months since the order",
        description="One line for each group; dashed where the curve was extended beyond what was watched.",
        lines=tuple(lines),
        marks=tuple((float(month), "order" if month == 0 else f"{month} months") for month in range(0, last + 1, step)),
        told=lambda value: f"{round(100 * value, 1):g} %",
    )


def _before(row: Group, number: int, name: str = "") -> Line:
    """A group of before, dotted in the colour of the one of now, which names both."""

    def says(cell: Cell, value: float) -> str:
        beyond = "" if cell.observed else " (extended)"
        return f"{row.says} before, month {cell.months}: {words.share(value)}{beyond}"

    known = ((cell, cell.value) for cell in row.cells if cell and cell.value is not None)
    return Line(name, tuple(Point(cell.months, value, says(cell, value)) for cell, value in known), number, "dotted")


def _lines(row: Group, number: int) -> list[Line]:
    def point(cell: Cell) -> Point:
        seen = f"{cell.bought} of {cell.at_risk} bought" if cell.observed else "extended"
        return Point(
            cell.months, cell.value or 0, f"{row.says}, month {cell.months}: {words.share(cell.value or 0)} ({seen})"
        )

    known = [cell for cell in row.cells if cell and cell.value is not None]
    ends = next((at for at, cell in enumerate(known) if not cell.observed), len(known))
    seen, beyond = known[:ends], known[max(ends - 1, 0) :] if ends < len(known) else []
    if not beyond:
        seen = [cell for cell in seen if cell.at_risk >= LEFT]
    name = words.clip(row.says, 22)
    made = [Line("" if beyond else name, tuple(map(point, seen)), number)] if seen else []
    return [*made, Line(name, tuple(map(point, beyond)), number, "dashed")] if beyond else made


_CELL = Cell(3, 0.2314, True, 347, 18, 0.0331, 0.0805)

PAGE = Page(
    path="/cohorts",
    title="Cohorts",
    says="Life tables: who bought again by months since an order; and who got on from a band, by month of entry.",
    template="cohorts.html",
    show=show,
    group="See",
    place=50,
    icon="cohorts",
    pictures={
        "life_widest": lambda view: draw_lines(life_picture(view), width=1080, height=340),
        "life": lambda view: draw_lines(life_picture(view), height=320),
        "life_narrow": lambda view: draw_lines(life_picture(view), width=326, height=260),
    },
    example=CohortsView(
        heading="Cohorts",
        sentence="46.8 % of 476 orders are followed by another within 12 months, half of these by month 4.",
        of=EXAMPLE_SNAPSHOT,
        cut="orders",
        figure="cumulative",
        everybody=Group("all", "All", 476, (_CELL,)),
        groups=(Group("1", "After the first order", 263, (_CELL,)),),
        drawn=("1",),
        last_month=24,
        band=1,
        band_name="Know",
        to_names=("Like", "Trust", "Try", "Buy"),
        within=90,
        spans=(30, 90, 365),
        entries=(
            EntryMonth("2026-05", "/hourglass?month=2026-05&stage=1", (Converted(2, 58, 35, 0.6, 0.47, 0.72, 0.1),)),
        ),
        missing={},
    ),
)
