"""Ranges: a value on a line with how far off it may be, row under row, between limits that have names."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from riparian.web.charts.axes import INK, LINE, QUIET, SERIES, SURFACE, Scale
from riparian.web.charts.svg import element, picture, text, text_width

_FURTHER = 15.0
"""Between the lines of smaller words, where they stand beneath the name."""


@dataclass(frozen=True, slots=True)
class RangeRow:
    """A value. `other` is what it is compared with, drawn hollow."""

    name: str
    value: float
    low: float | None
    high: float | None
    told: str
    says: str
    other: float | None = None
    under: str = ""
    """Smaller words beneath the name."""


@dataclass(frozen=True, slots=True)
class RangePicture:
    """What the drawing shows. `zones` are upper limits and names from the left; `at` writes a value at the axis."""

    name: str
    title: str
    description: str
    rows: tuple[RangeRow, ...]
    zones: tuple[tuple[float, str], ...]
    ticks: tuple[float, ...]
    at: Callable[[float], str]
    line: float | None = None
    """A value that is marked in all rows, such as what came."""


def draw_ranges(shown: RangePicture, *, width: float = 520) -> str:
    """The rows as SVG; where it is narrow a row's words stand above its line."""
    stacked = width < 440
    heights = [_height(one, width, stacked=stacked) for one in shown.rows]
    left = 14.0 if stacked else max((_name_width(one) for one in shown.rows), default=0) + 16
    right = 22.0 if stacked else max((text_width(one.told, 13, bold=True) for one in shown.rows), default=0) + 16
    top = 24.0 if shown.zones else 6.0
    bottom = top + sum(heights)
    x = Scale(shown.ticks[0], shown.ticks[-1], left + 2, width - right)
    parts = [*_zones(shown, x, bottom), *_axis(shown, x, top, bottom)]
    for number, (one, height) in enumerate(zip(shown.rows, heights, strict=True)):
        parts.append(_row(one, top + sum(heights[:number]), height, x, width, stacked=stacked))
    return picture(
        *parts, name=f"{shown.name}-{width:g}", title=shown.title, description=shown.description,
        width=width, height=bottom + 24, class_="ranges",
    )  # fmt: skip


def _height(one: RangeRow, width: float, *, stacked: bool) -> float:
    return 40.0 if not stacked else 50.0 + _FURTHER * len(_further(one, width))


def _further(one: RangeRow, width: float) -> list[str]:
    """The lines of the smaller words that do not fit after the name in a narrow picture; none: they do."""
    after = text_width(one.name, 13, bold=True) + 8
    if not one.under or after + text_width(one.under, 12) + 8 <= width - 2 - text_width(one.told, 13, bold=True):
        return []
    lines: list[str] = []
    for word in one.under.split():
        longer = f"{lines[-1]} {word}" if lines else word
        lines[-1:] = [longer] if not lines or text_width(longer, 12) <= width - 4 else [lines[-1], word]
    return lines


def _name_width(one: RangeRow) -> float:
    return max(text_width(one.name, 13), text_width(one.under, 11))


def _zones(shown: RangePicture, x: Scale, bottom: float) -> list[str]:
    parts, start = [], shown.ticks[0]
    for number, (until, name) in enumerate(shown.zones):
        parts.append(
            element(
                "rect", x=x(start), y=20, width=x(until) - x(start), height=bottom - 20,
                fill="var(--surface-2, #EDF2EF)", fill_opacity=0.9 if number % 2 else 0.35,
            )
        )  # fmt: skip
        if text_width(name, 12) <= x(until) - x(start):
            parts.append(text(name, (x(start) + x(until)) / 2, 13, text_anchor="middle", font_size=12, fill=QUIET))
        start = until
    return parts


def _axis(shown: RangePicture, x: Scale, top: float, bottom: float) -> list[str]:
    parts = []
    for tick in shown.ticks:
        parts.append(element("line", x1=x(tick), x2=x(tick), y1=top, y2=bottom, stroke=LINE))
        parts.append(text(shown.at(tick), x(tick), bottom + 17, text_anchor="middle", font_size=12, fill=QUIET))
    if shown.line is not None:
        parts.append(element("line", x1=x(shown.line), x2=x(shown.line), y1=top, y2=bottom, stroke=INK, stroke_width=2))
    return parts


def _row(one: RangeRow, y: float, height: float, x: Scale, width: float, *, stacked: bool) -> str:
    further = _further(one, width) if stacked else []
    middle = y + (34 + _FURTHER * len(further) if stacked else height / 2)
    baseline = y + 16 if stacked else middle + (4.5 if not one.under else -1)

    def inside(value: float) -> float:
        return x(min(max(value, x.low), x.high))

    # Where words stand above their line, a tick or the line of all rows may run through them.
    halo: dict[str, str | float | None] = (
        {"stroke": SURFACE, "stroke_width": 4, "paint_order": "stroke"} if stacked else {}
    )
    parts = [
        element("title", escape(one.says)),
        text(one.name, 0, baseline, font_size=13, font_weight=500, fill=INK, **halo),
        text(one.told, width - 2, y + 16 if stacked else middle + 4.5, text_anchor="end", font_size=13,
             font_weight=640, fill=INK),
    ]  # fmt: skip
    if one.under and not stacked:
        parts.append(text(one.under, 0, baseline + 15, font_size=11, fill=QUIET))
    if one.under and stacked and not further:
        after = text_width(one.name, 13, bold=True) + 8
        parts.append(text(one.under, after, baseline, font_size=12, fill=QUIET, **halo))
    for number, line in enumerate(further, 1):
        parts.append(text(line, 0, baseline + _FURTHER * number, font_size=12, fill=QUIET, **halo))
    if one.low is not None and one.high is not None:
        start, end = inside(one.low), inside(one.high)
        parts.append(
            element("rect", x=start, y=middle - 5, width=max(end - start, 2), height=10, rx=3, fill=SERIES[0],
                    fill_opacity=0.28)
        )  # fmt: skip
    if one.other is not None:
        at = inside(one.other)
        parts.append(element("circle", cx=at, cy=middle, r=5, fill=SURFACE, stroke=SERIES[2], stroke_width=2))
    parts.append(
        element("circle", cx=inside(one.value), cy=middle, r=5, fill=SERIES[0], stroke=SURFACE, stroke_width=1)
    )
    return element("g", *parts, class_="range")
