"""A Sankey drawing: columns of boxes as high as what they hold, and ribbons between them as wide as what flows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from riparian.web.charts.svg import element, picture, polygon, text, text_width

INK, QUIET, SURFACE = "var(--ink, #16211D)", "var(--ink-3, #5C6963)", "var(--surface, #FFFFFF)"
_BOX, _GAP, _HEAD = 12.0, 9.0, 26.0
_LEAST = 15.0
"""The least room of a box, so that its name has a line of its own."""
_FINEST = 0.6


@dataclass(frozen=True, slots=True)
class Box:
    """One of a column, from the top."""

    key: str
    name: str
    amount: int
    label: str
    """The amount, as it is written."""
    says: str
    fill: str
    href: str = ""
    before: int | None = None
    """What it held in what is compared with: an outline, on the same scale."""


@dataclass(frozen=True, slots=True)
class Ribbon:
    """What flows from a box of one column to one of the next."""

    giver: str
    receiver: str
    amount: int
    says: str
    fill: str
    strength: float
    href: str = ""


@dataclass(frozen=True, slots=True)
class SankeyPicture:
    """Columns from the left, each with its heading; keys are unique over all of them."""

    name: str
    title: str
    description: str
    headings: tuple[str, ...]
    columns: tuple[tuple[Box, ...], ...]
    ribbons: tuple[Ribbon, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    x: float
    y: float
    high: float
    column: int


def draw_sankey(shown: SankeyPicture, *, width: float, height: float) -> str:
    """The drawing as SVG, on one scale for all columns."""
    most = max((len(column) for column in shown.columns), default=0)
    total = max((sum(box.amount for box in column) for column in shown.columns), default=0) or 1
    scale = (height - _HEAD - most * (_GAP + _LEAST)) / total
    places = _places(shown, width, height, scale)
    return picture(
        *_ribbons(shown, places, scale),
        *_boxes(shown, places, scale, width, height),
        *_headings(shown, width),
        name=f"{shown.name}-{width:g}",
        title=shown.title,
        description=shown.description,
        width=width,
        height=height,
        interactive=any(box.href for column in shown.columns for box in column),
    )


def _places(shown: SankeyPicture, width: float, height: float, scale: float) -> dict[str, _Place]:
    made = {}
    last = max(len(shown.columns) - 1, 1)
    for number, column in enumerate(shown.columns):
        x = number * (width - _BOX) / last
        used = sum(max(box.amount * scale, _FINEST) + _LEAST for box in column)
        gap = (height - _HEAD - used) / len(column) if column else 0
        # Few boxes keep together in the middle instead of flying apart.
        gap = min(gap, 4 * _GAP)
        y = _HEAD + (height - _HEAD - used - gap * len(column)) / 2
        for box in column:
            high = max(box.amount * scale, _FINEST)
            made[box.key] = _Place(x, y + _LEAST / 2 + gap / 2, high, number)
            y += high + _LEAST + gap
    return made


def _ribbons(shown: SankeyPicture, places: Mapping[str, _Place], scale: float) -> list[str]:
    """Ribbons leave and reach each box in the order of the boxes at their other end, so that few cross."""
    known = [one for one in shown.ribbons if one.giver in places and one.receiver in places and one.amount > 0]
    left, reached = ({key: place.y for key, place in places.items()} for _ in range(2))
    drawn = {}
    for one in sorted(known, key=lambda one: (places[one.giver].y, places[one.receiver].y)):
        drawn[one] = left[one.giver]
        left[one.giver] += one.amount * scale
    made = []
    for one in sorted(known, key=lambda one: (places[one.receiver].y, places[one.giver].y)):
        start, end, high = places[one.giver], places[one.receiver], max(one.amount * scale, _FINEST)
        y, to = drawn[one], reached[one.receiver]
        reached[one.receiver] += one.amount * scale
        x, far = start.x + _BOX, end.x
        middle = (x + far) / 2
        path = (
            f"M{x:.1f} {y:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {to:.1f} {far:.1f} {to:.1f}V{to + high:.1f}"
            f"C{middle:.1f} {to + high:.1f} {middle:.1f} {y + high:.1f} {x:.1f} {y + high:.1f}Z"
        )
        told = element("title", escape(one.says))
        ribbon = element("path", told, d=path, fill=one.fill, fill_opacity=one.strength, class_="ribbon")
        made.append(element("a", ribbon, href=one.href, aria_label=one.says) if one.href else ribbon)
    return made


def _boxes(shown: SankeyPicture, places: Mapping[str, _Place], scale: float, width: float, height: float) -> list[str]:
    """Boxes with their names beside them; a name gives way to those further left, or loses its amount."""
    taken: list[tuple[float, float, float]] = []
    made = []
    for box in (box for column in shown.columns for box in column):
        place = places[box.key]
        parts = [
            element("title", escape(box.says)),
            element("rect", x=place.x, y=place.y, width=_BOX, height=place.high, rx=2, fill=box.fill),
            *_outline(box, place, scale, width, height),
        ]
        rightmost = place.column == len(shown.columns) - 1
        x, anchor = (place.x - 6, "end") if rightmost else (place.x + _BOX + 6, "start")
        room = (width - _BOX) / max(len(shown.columns) - 1, 1) - _BOX - 12
        for lines, first in _tries(box, place):
            wide = max(text_width(words, 12, bold=True) for words in lines)
            left = x - wide if rightmost else x
            baselines = [first + _LEAST * number for number in range(len(lines))]
            free = all(
                abs(y - baseline) >= 14 or left >= end or left + wide <= begin
                for begin, end, y in taken
                for baseline in baselines
            )
            if wide <= room and free:
                taken += [(left, left + wide, baseline) for baseline in baselines]
                if rightmost:
                    parts.append(_slip(left, wide, baselines))
                parts += [
                    text(words, x, baseline, text_anchor=anchor, font_size=12, font_weight=500, fill=INK,
                         stroke=SURFACE, stroke_width=3, stroke_linejoin="round", paint_order="stroke")
                    for words, baseline in zip(lines, baselines, strict=True)
                ]  # fmt: skip
                break
        made.append(
            element("a", *parts, href=box.href, aria_label=box.says, class_="opens-shape")
            if box.href
            else element("g", *parts)
        )
    return made


def _outline(box: Box, place: _Place, scale: float, width: float, height: float) -> list[str]:
    if not box.before:
        return []
    left, right = max(place.x - 2.5, 0.75), min(place.x + _BOX + 2.5, width - 0.75)
    high = min(box.before * scale, height - place.y - 1)
    size = {"x": round(left, 1), "y": round(place.y, 1), "width": round(right - left, 1), "height": round(high, 1)}
    return [element("rect", **size, rx=2, fill="none", stroke=INK, stroke_width=1.25, stroke_dasharray="3 2")]


def _tries(box: Box, place: _Place) -> list[tuple[tuple[str, ...], float]]:
    """What may be written, and where: in the middle of the box, then ever further from it, but never off the box.

    Lines with the first baseline. The amount may stand below the name where the box is as high as two lines.
    """
    middle = place.y + place.high / 2 + 4.5
    steps = [0.0, *(sign * far for far in range(7, int(place.high / 2) + 8, 7) for sign in (-1, 1))]
    told: list[tuple[str, ...]] = [(f"{box.name} {box.label}",)]
    if place.high >= 2 * _LEAST - 4:
        told.append((box.name, box.label))
    told.append((box.name,))
    return [(lines, middle + step - _LEAST / 2 * (len(lines) - 1)) for lines in told for step in steps]


def _slip(left: float, wide: float, baselines: Sequence[float]) -> str:
    """Paper under what is written where ribbons come together, which may be dark."""
    top, bottom, right = baselines[0] - 12, baselines[-1] + 4.5, left + wide + 2
    corners = [(left - 2, top), (right, top), (right, bottom), (left - 2, bottom)]
    return polygon(corners, fill=SURFACE, fill_opacity=0.85, class_="slip")


def _headings(shown: SankeyPicture, width: float) -> list[str]:
    last = max(len(shown.headings) - 1, 1)
    anchors = {0: "start", last: "end"}
    wide = [text_width(heading, 12) for heading in shown.headings]
    fit = all(one + other < width / last for one, other in pairwise(wide)) or len(wide) < 3
    return [
        text(heading, number * width / last, 12, text_anchor=anchors.get(number, "middle"), font_size=12, fill=QUIET)
        for number, heading in enumerate(shown.headings)
        if fit or number in anchors
    ]
