"""Columns side by side, each of one or several parts on top of one another."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from riparian.web.charts.axes import INK, LINE, QUIET, SERIES, SURFACE, Scale, steps
from riparian.web.charts.svg import element, picture, text, text_width


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its parts from the bottom, the words above it and those beneath."""

    label: str
    parts: tuple[float, ...]
    above: str
    says: str
    beneath: str = ""
    pale: bool = False
    """Fewer cases than one should trust, or a year that is not whole."""
    before: float | None = None
    """The height of the whole column in what it is compared with: an outline."""


@dataclass(frozen=True, slots=True)
class ColumnPicture:
    """What the drawing shows. `series` names the parts; one part needs no names."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    series: tuple[str, ...]
    told: Callable[[float], str]


def draw_columns(shown: ColumnPicture, *, width: float = 520, height: float = 260) -> str:
    """The columns as SVG, with a legend above where there are several parts."""
    most = max((max(sum(column.parts), column.before or 0) for column in shown.columns), default=0) or 1
    ticks = steps(0, most, about=4)
    left = max(text_width(shown.told(tick), 12) for tick in ticks) + 12
    legend, head = _legend(shown.series, width) if len(shown.series) > 1 else ([], 8.0)
    foot = 42 if any(column.beneath for column in shown.columns) else 26
    y = Scale(ticks[0], ticks[-1], height - foot, head + 18)
    parts = [*legend]
    for tick in ticks:
        parts.append(element("line", x1=left, x2=width, y1=y(tick), y2=y(tick), stroke=LINE))
        parts.append(text(shown.told(tick), left - 8, y(tick) + 4, text_anchor="end", font_size=12, fill=QUIET))
    slot = (width - left) / max(len(shown.columns), 1)
    for number, column in enumerate(shown.columns):
        parts.append(_column(column, left + slot * (number + 0.5), min(slot * 0.62, 74), slot, y))
    return picture(
        *parts, name=f"{shown.name}-{width:g}", title=shown.title, description=shown.description,
        width=width, height=height, class_="columns",
    )  # fmt: skip


def _column(column: Column, middle: float, wide: float, slot: float, y: Scale) -> str:
    parts, height = [element("title", escape(column.says))], 0.0
    for number, amount in enumerate(column.parts):
        top, bottom = y(height + amount), y(height)
        parts.append(
            element(
                "rect", x=middle - wide / 2, y=top, width=wide, height=max(bottom - top - (1 if number else 0), 0),
                fill=SERIES[number % len(SERIES)], fill_opacity=0.4 if column.pale else 1,
            )
        )  # fmt: skip
        height += amount
    parts += _before(column, middle, wide, y)
    if text_width(column.above, 13, bold=True) <= slot:
        top = y(max(height, column.before or 0)) - 6
        parts.append(text(column.above, middle, top, text_anchor="middle", font_size=13, font_weight=640, fill=INK))
    for words, below in ((column.label, 17), (column.beneath, 33)):
        if words and text_width(words, 12) <= slot + 2:
            parts.append(text(words, middle, y.start + below, text_anchor="middle", font_size=12, fill=QUIET))
    return element("g", *parts, class_="column")


def _before(column: Column, middle: float, wide: float, y: Scale) -> list[str]:
    """The former column as an outline a little wider than its own, with a rim of paper so that it shows on it."""
    if not column.before:
        return []
    top = y(column.before)
    return [
        element(
            "rect", x=middle - wide / 2 - 3, y=top, width=wide + 6, height=max(y.start - top, 1), fill="none",
            stroke=colour, stroke_width=thick, stroke_dasharray=dashes, class_="before",
        )
        for colour, thick, dashes in ((SURFACE, 3.0, None), (INK, 1.2, "5 3"))
    ]  # fmt: skip


def _legend(series: tuple[str, ...], width: float) -> tuple[list[str], float]:
    parts, at, row = [], 0.0, 0
    for number, name in enumerate(series):
        wide = 18 + text_width(name, 12)
        if at and at + wide > width:
            at, row = 0.0, row + 1
        parts.append(
            element("rect", x=at, y=5 + 18 * row, width=11, height=11, rx=2, fill=SERIES[number % len(SERIES)])
        )
        parts.append(text(name, at + 17, 15 + 18 * row, font_size=12, fill="var(--ink-2, #44524B)"))
        at += wide + 14
    return parts, 18.0 * (row + 1) + 4
