"""Dots: what several opinions say of one thing, row under row, with the line from the lowest to the highest."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from riparian.web.charts.axes import INK, LINE, QUIET, SERIES, SURFACE, Scale, steps
from riparian.web.charts.svg import element, picture, text, text_width


@dataclass(frozen=True, slots=True)
class Dot:
    """One opinion."""

    value: float
    says: str


@dataclass(frozen=True, slots=True)
class DotRow:
    """What is said of one thing. `chosen` is drawn large, with its interval; `told` are its words at the right."""

    name: str
    dots: tuple[Dot, ...]
    chosen: Dot | None
    told: str
    says: str
    low: float | None = None
    high: float | None = None
    before: Dot | None = None
    """What was said before, drawn as an upright stroke."""


@dataclass(frozen=True, slots=True)
class DotPicture:
    """What the drawing shows. `at` writes a value at the axis."""

    name: str
    title: str
    description: str
    rows: tuple[DotRow, ...]
    at: Callable[[float], str]


def draw_dots(shown: DotPicture, *, width: float = 640) -> str:
    """The rows as SVG; where it is narrow a row's words stand above its line."""
    stacked = width < 440
    row = 44.0 if stacked else 32.0
    names = max((text_width(one.name, 13) for one in shown.rows), default=0)
    values = max((text_width(one.told, 13, bold=True) for one in shown.rows), default=0)
    left, right = (16.0, 18.0) if stacked else (names + 20, values + 22)
    bottom = 4 + row * len(shown.rows)
    x = _scale(shown, left, width - right)
    parts = _axis(shown, x, bottom, width, about=3 if stacked else 6)
    for number, one in enumerate(shown.rows):
        parts.append(_row(one, 4 + row * number, row, x, width, stacked=stacked))
    return picture(
        *parts, name=f"{shown.name}-{width:g}", title=shown.title, description=shown.description,
        width=width, height=bottom + 24, class_="dots",
    )  # fmt: skip


def _scale(shown: DotPicture, start: float, end: float) -> Scale:
    """Nothing is always on it."""
    values = [dot.value for row in shown.rows for dot in row.dots]
    values += [row.before.value for row in shown.rows if row.before]
    values += [end for row in shown.rows for end in (row.low, row.high) if end is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    return Scale(low, high if high > low else low + 1, start, end)


def _axis(shown: DotPicture, x: Scale, bottom: float, width: float, *, about: int) -> list[str]:
    parts, after = [], 0.0
    for tick in steps(x.low, x.high, about=about):
        if not x.low <= tick <= x.high:
            continue
        strong = tick == 0
        parts.append(
            element("line", x1=x(tick), x2=x(tick), y1=0, y2=bottom, stroke=INK if strong else LINE,
                    stroke_width=1.5 if strong else 1)
        )  # fmt: skip
        words, wide = shown.at(tick), text_width(shown.at(tick), 12)
        middle = min(max(x(tick), wide / 2), width - wide / 2)
        if middle - wide / 2 >= after:
            parts.append(text(words, middle, bottom + 17, text_anchor="middle", font_size=12, fill=QUIET))
            after = middle + wide / 2 + 6
    return parts


def _row(one: DotRow, y: float, height: float, x: Scale, width: float, *, stacked: bool) -> str:
    middle = y + (height * 0.7 if stacked else height / 2)
    baseline = y + 15 if stacked else middle + 4.5
    parts = [
        element("title", escape(one.says)),
        _words(one.name, 0, baseline, "start", 500),
        _words(one.told, width - 2, baseline, "end", 640),
    ]
    if one.dots:
        ends = [x(dot.value) for dot in one.dots]
        parts.append(element("line", x1=min(ends), x2=max(ends), y1=middle, y2=middle, stroke=QUIET, stroke_width=1.5))
    if one.low is not None and one.high is not None:
        start, end = x(one.low), x(one.high)
        parts.append(
            element("rect", x=start, y=middle - 6, width=max(end - start, 2), height=12, rx=3, fill=SERIES[0],
                    fill_opacity=0.28)
        )  # fmt: skip
    others = [_dot(dot, x, middle, 4) for dot in one.dots if dot != one.chosen]
    if others:
        parts.append(element("g", *others, fill=SURFACE, stroke=QUIET, stroke_width=1.5))
    if one.before:
        at, told = x(one.before.value), element("title", escape(one.before.says))
        strokes = ((SURFACE, 5.0), (INK, 2.0))
        parts.append(
            element(
                "g", told,
                *(element("line", x1=at, x2=at, y1=middle - 9, y2=middle + 9, stroke=colour, stroke_width=thick)
                  for colour, thick in strokes),
                class_="before",
            )
        )  # fmt: skip
    if one.chosen:
        chosen = _dot(one.chosen, x, middle, 6)
        parts.append(element("g", chosen, fill=SERIES[0], stroke=SURFACE, stroke_width=1.5))
    return element("g", *parts, class_="dot-row")


def _words(words: str, x: float, y: float, anchor: str, weight: int) -> str:
    """Words of a row, with a rim of paper: where it is narrow the lines of the axis pass beneath them."""
    return text(
        words, x, y, text_anchor=anchor, font_size=13, font_weight=weight, fill=INK,
        stroke=SURFACE, stroke_width=4, paint_order="stroke",
    )  # fmt: skip


def _dot(dot: Dot, x: Scale, y: float, radius: float) -> str:
    return element("circle", element("title", escape(dot.says)), cx=x(dot.value), cy=y, r=radius)
