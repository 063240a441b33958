"""Lines over time, with the range they may lie in: what was, what is foretold, and what is compared with it."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Literal

from riparian.web.charts.axes import INK, LINE, QUIET, SERIES, Scale, apart, steps
from riparian.web.charts.svg import element, picture, polygon, text, text_width

Stroke = Literal["solid", "dashed", "dotted"]
_DASHES: dict[Stroke, str | None] = {"solid": None, "dashed": "7 4", "dotted": "1.5 4"}


@dataclass(frozen=True, slots=True)
class Point:
    """A value, and the range it may lie in where one is known."""

    x: float
    y: float
    says: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Values in order of `x`. A line without a name goes on from one that has it, in the same colour."""

    name: str
    points: tuple[Point, ...]
    series: int = 0
    """Number of its colour; −1 is ink."""
    stroke: Stroke = "solid"


@dataclass(frozen=True, slots=True)
class LinePicture:
    """What the drawing shows. `told` writes a value at the axis; `marks` are values of x with their words."""

    name: str
    title: str
    description: str
    lines: tuple[Line, ...]
    marks: tuple[tuple[float, str], ...]
    told: Callable[[float], str]
    now: float | None = None
    """Where the past ends."""
    from_zero: bool = True


def draw_lines(shown: LinePicture, *, width: float = 720, height: float = 300) -> str:
    """The drawing as SVG. Names stand at the ends of their lines, or beneath where it is narrow."""
    values = [value for line in shown.lines for point in line.points for value in (point.y, point.low, point.high)]
    known = [value for value in values if value is not None] or [0.0, 1.0]
    ticks = steps(0 if shown.from_zero else min(known), max(known))
    left = max(text_width(shown.told(tick), 12) for tick in ticks) + 12
    named = [line for line in shown.lines if line.name]
    beneath = width < 500
    right = 14.0 if beneath else 36 + max((text_width(line.name, 12, bold=True) for line in named), default=0)
    across = [point.x for line in shown.lines for point in line.points] + [mark for mark, _ in shown.marks]
    x = Scale(min(across, default=0), max(across, default=1), left, width - right)
    y = Scale(ticks[0], ticks[-1], height - 34, 20)
    radius = 2.2 if max((len(line.points) for line in shown.lines), default=0) > 16 else 3.4
    legend, below = _beneath(named, width, height) if beneath else (_at_the_ends(named, x, y, height - 34), 0.0)
    return picture(
        *_grid(shown, ticks, x, y, width),
        *(_range(line, x, y) for line in shown.lines),
        *(_line(line, x, y, radius=radius) for line in shown.lines),
        *legend,
        name=f"{shown.name}-{width:g}",
        title=shown.title,
        description=shown.description,
        width=width,
        height=height + below,
        class_="lines",
    )


def _colour(line: Line) -> str:
    return INK if line.series < 0 else SERIES[line.series % len(SERIES)]


def _grid(shown: LinePicture, ticks: tuple[float, ...], x: Scale, y: Scale, width: float) -> list[str]:
    left, right = x.start, x.end
    parts = []
    for tick in ticks:
        parts.append(element("line", x1=left, x2=right, y1=y(tick), y2=y(tick), stroke=LINE, stroke_width=1))
        parts.append(text(shown.told(tick), left - 8, y(tick) + 4, text_anchor="end", font_size=12, fill=QUIET))
    free = 0.0
    for mark, says in shown.marks:
        wide = text_width(says, 12)
        start = min(max(x(mark) - wide / 2, 0), width - wide)
        if start >= free:
            parts.append(text(says, start + wide / 2, y.start + 20, text_anchor="middle", font_size=12, fill=QUIET))
            free = start + wide + 8
    if shown.now is not None:
        at = x(shown.now)
        parts.append(element("line", x1=at, x2=at, y1=12, y2=y.start, stroke=QUIET, stroke_dasharray="2 3"))
        room = at + 6 + text_width("from here foretold", 12) <= right
        parts.append(
            text(
                "from here foretold" if room else "foretold",
                at + 6, 14, font_size=12, fill=QUIET,
            )
        )  # fmt: skip
    return parts


def _range(line: Line, x: Scale, y: Scale) -> str:
    """The range as a surface, where a stretch of points has one; it opens from the point before."""
    shapes = []
    stretches = groupby(line.points, key=lambda point: point.low is not None and point.high is not None)
    before: Point | None = None
    for has, found in stretches:
        points = list(found)
        if has and (len(points) > 1 or before):
            start = [(x(before.x), y(before.y))] if before else []
            upper = [(x(point.x), y(point.high)) for point in points if point.high is not None]
            lower = [(x(point.x), y(point.low)) for point in points if point.low is not None]
            shapes.append(
                polygon([*start, *upper, *reversed(lower)], fill=_colour(line), fill_opacity=0.14, class_="fan")
            )
        before = points[-1]
    return "".join(shapes)


def _line(line: Line, x: Scale, y: Scale, *, radius: float) -> str:
    if not line.points:
        return ""
    path = "M" + "L".join(f"{x(point.x):.1f} {y(point.y):.1f}" for point in line.points)
    dots = [
        element(
            "circle", element("title", escape(point.says)), cx=x(point.x), cy=y(point.y), r=radius,
            fill=_colour(line) if line.stroke == "solid" else "var(--surface, #FFFFFF)",
            stroke=_colour(line), stroke_width=1.4,
        )
        for point in line.points
    ]  # fmt: skip
    stroke = element(
        "path", d=path, fill="none", stroke=_colour(line), stroke_width=2, stroke_linejoin="round",
        stroke_dasharray=_DASHES[line.stroke], stroke_linecap="round" if line.stroke == "dotted" else None,
    )  # fmt: skip
    return element("g", stroke, *dots, class_="line")


def _at_the_ends(named: list[Line], x: Scale, y: Scale, lowest: float) -> list[str]:
    """Names at the right, moved apart where they would lie over each other; a faint line leads there from its end."""
    ending = [line for line in named if line.points]
    places = apart([y(line.points[-1].y) + 4 for line in ending], least=15, lowest=lowest + 4)
    parts = []
    for line, place in zip(ending, places, strict=True):
        last = line.points[-1]
        path = f"M{x(last.x) + 5:.1f} {y(last.y):.1f}L{x.end + 6:.1f} {place - 4:.1f}"
        parts.append(
            element("path", d=path, fill="none", stroke=_colour(line), stroke_opacity=0.5, stroke_dasharray="1 4")
        )
        parts += _key(line, x.end + 8, place)
    return parts


def _key(line: Line, start: float, baseline: float) -> list[str]:
    """A piece of the line, and its name in ink: colours of lines are too pale for words."""
    piece = element(
        "line", x1=start, x2=start + 18, y1=baseline - 4, y2=baseline - 4, stroke=_colour(line), stroke_width=2.4,
        stroke_dasharray=_DASHES[line.stroke],
    )  # fmt: skip
    return [piece, text(line.name, start + 24, baseline, font_size=12, font_weight=600, fill=INK)]


def _beneath(named: list[Line], width: float, height: float) -> tuple[list[str], float]:
    """Names under the drawing with a piece of their line, in as many rows as it takes, and how high that is."""
    parts, at, row = [], 0.0, 0
    for line in named:
        wide = 30 + text_width(line.name, 12, bold=True)
        if at and at + wide > width:
            at, row = 0.0, row + 1
        parts += _key(line, at + 1, height + 14 + 18 * row)
        at += wide + 14
    return parts, 18.0 * (row + 1) + 4 if named else 0.0
