"""The hourglass: bands 1–5 above, facets 6–9 below, as slabs on one scale, and the people who flow between them.

A slab's width, measured at half its height, is proportional to the square root of what it shows, with one scale for
both halves and for the streams between the bands. A linear scale would hide what is a hundredth of the largest.
The two paper triangles behind are the frame only; they are as wide as the slabs need.
"""

from html import escape
from math import sqrt

from riparian.web.charts.hourglass_layout import (
    GAP,
    SLAB,
    TOP,
    WIDE,
    HourglassPicture,
    Layout,
    Slab,
    SlabRow,
    Stream,
    rows_of,
    scale_of,
)
from riparian.web.charts.svg import element, picture, polygon, text, text_width


def draw_hourglass(shown: HourglassPicture, layout: Layout = WIDE) -> str:
    """The drawing as SVG; places with an address are links, and the drawing is then a group instead of an image."""
    scale, waist = scale_of(shown, layout)
    rows = rows_of(shown.slabs, scale, waist, layout)
    bottom = rows[-1].y + SLAB + 10
    name = f"{shown.name}-{layout.width:g}"
    return picture(
        _hatches(name),
        _frame(rows, waist, layout),
        *(_stream(row, shown.streams, scale, layout) for row in rows if row.slab.number <= 5),
        text(
            "buyers may be in several of these at once" if layout.roomy else "buyers, in several at once",
            layout.middle, rows[4].y + SLAB + GAP - 8,
            text_anchor="middle", font_size=12, class_="quiet", fill="var(--ink-3, #5C6963)",
        ) if len(rows) > 5 else "",
        *(_place(row, name, layout) for row in rows),
        name=name,
        title=shown.title,
        description=shown.description,
        width=layout.width,
        height=bottom,
        interactive=any(slab.href for slab in shown.slabs),
        class_="hourglass",
    )  # fmt: skip


_QUIET = "var(--ink-2, #44524B)"
_FILLS = {
    "band": "var(--band, #0B6B63)",
    "waist": "var(--waist, #976712)",
    "facet": "var(--facet, #2A63B8)",
}


def _hatches(name: str) -> str:
    def hatch(colour: str, fill: str) -> str:
        return element(
            "pattern",
            element("rect", width=7, height=7, fill="var(--surface, #FFFFFF)"),
            element("rect", width=2.6, height=7, fill=fill),
            id=f"{name}-{colour}", width=7, height=7, patternUnits="userSpaceOnUse", patternTransform="rotate(45)",
        )  # fmt: skip

    return element("defs", *(hatch(colour, fill) for colour, fill in _FILLS.items()))


def _frame(rows: tuple[SlabRow, ...], waist: float, layout: Layout) -> str:
    """The two triangles of paper."""
    middle, wide, narrow = layout.middle, layout.room / 2, waist / 2 + 6
    above, below = rows[0].y - 8, rows[-1].y + SLAB + 8
    top, bottom = (rows[4].y, rows[4].y + SLAB) if len(rows) > 4 else (below, below)
    right = [(middle + wide, above), (middle + narrow, top), (middle + narrow, bottom), (middle + wide, below)]
    left = [(2 * middle - x, y) for x, y in reversed(right)]
    return polygon([*right, *left], fill="var(--paper, #EDF2EF)", class_="paper")


def _stream(row: SlabRow, streams: tuple[Stream, ...], scale: float, layout: Layout) -> str:
    """The stream into a band, its number beside it, and on the left those who came directly."""
    end, start = row.y - 2, row.y - (GAP - 2 if row.slab.number > 1 else TOP - 6)
    baseline = (start + end) / 2 + 4.5
    parts = []
    for stream in streams:
        if stream.to != row.slab.number:
            continue
        half = max(scale * sqrt(stream.amount), 1.5) / 2 if stream.amount else 0
        tip = min(7.0, end - start)
        shape = [
            (layout.middle - half, start), (layout.middle + half, start), (layout.middle + half, end - tip),
            (layout.middle, end), (layout.middle - half, end - tip),
        ]  # fmt: skip
        if half:
            parts.append(polygon(shape, fill=_FILLS["band"], fill_opacity=0.32, class_="stream"))
        label = text(
            stream.label,
            layout.middle + half + 8,
            baseline,
            font_size=12,
            class_="flow",
            fill="var(--ink-2, #44524B)",
        )
        parts.append(element("a", label, href=stream.href, class_="opens") if stream.href else label)
        if row.slab.direct:
            x = layout.middle - half - 24
            parts.append(
                text(
                    row.slab.direct,
                    x,
                    baseline,
                    text_anchor="end",
                    font_size=12,
                    class_="direct",
                    fill="var(--ink-2, #44524B)",
                )
            )
            parts.append(_side_arrow(x + 5, start + 4, end))
    return "".join(parts)


def _side_arrow(x: float, start: float, end: float) -> str:
    """A small bent arrow: from the side, down into the band."""
    path = f"M{x:g} {start + 4:g}h5q4 0 4 4v{max(end - start - 10, 2):g}"
    head = f"M{x + 5.5:g} {end - 5:g}l3.5 4l3.5 -4"
    return element("path", d=path + head, fill="none", stroke="var(--ink-3, #5C6963)", stroke_width=1.5, class_="arrow")


def _place(row: SlabRow, name: str, layout: Layout) -> str:
    """A place: the whole row is the target, so that a slab of three people is as easy to choose as one of a million."""
    slab = row.slab
    parts = [
        element("title", escape(slab.says)),
        element(
            "rect", x=1, y=row.y - 3, width=layout.width - 2, height=SLAB + 6, rx=6, class_="target",
            fill="var(--accent, #0B6B63)", fill_opacity=0.1 if slab.selected else 0,
        ),
        text(
            f"{slab.number} {slab.name}", 10, row.y + SLAB / 2 + 5,
            font_size=14 if layout.roomy else 12, font_weight=600, fill="var(--ink, #16211D)",
        ),
        *_slab(row, name, layout),
        _before(row, layout) if row.half_before else "",
        *_label(row, layout),
    ]  # fmt: skip
    if not slab.href:
        return element("g", *parts, class_="place")
    return element(
        "a", *parts,
        href=slab.href, class_="place chosen" if slab.selected else "place",
        aria_current="true" if slab.selected else None, data_stage=slab.number, data_swap="",
    )  # fmt: skip


def _slab(row: SlabRow, name: str, layout: Layout) -> list[str]:
    middle, (above, below), top, bottom = layout.middle, row.edges, row.y, row.y + SLAB
    awake = 1 - 2 * row.slab.asleep_share
    fill = _FILLS[row.colour]
    whole = [(middle - above, top), (middle + above, top), (middle + below, bottom), (middle - below, bottom)]
    parts = [polygon(whole, fill=fill, class_="slab")]
    if row.slab.asleep_share > 0:
        asleep = [(middle + awake * above, top), *whole[1:3], (middle + awake * below, bottom)]
        parts.append(polygon(asleep, fill=f"url(#{name}-{row.colour})", stroke=fill, stroke_width=1.5, class_="asleep"))
    if row.slab.selected:
        ring = 3.5
        around = [
            (middle - above - ring, top - ring), (middle + above + ring, top - ring),
            (middle + below + ring, bottom + ring), (middle - below - ring, bottom + ring),
        ]  # fmt: skip
        parts.append(polygon(around, fill="none", stroke="var(--ink, #16211D)", stroke_width=1.5, class_="ring"))
    return parts


def _label(row: SlabRow, layout: Layout) -> list[str]:
    """The amount, inside the slab where it fits, else beside it; at the right edge who came, left and is asleep.

    Where some are asleep it is on a slip of paper in the middle, so that nobody reads the number of all as that of one
    part. An outline of another month is never crossed but by that slip: the amount keeps inside it, or beside it.
    """
    slab, slack = row.slab, abs(row.lean)
    room = row.half - slack
    if row.half_before:
        room = min(room, row.half_before - min(slack, row.half_before * 0.45) - 3)
    wide, parted = text_width(slab.label, 15, bold=True), slab.asleep_share > 0
    beside = layout.middle + max(row.half, row.half_before) + slack + 8
    x, anchor, ink, slip = layout.middle, "middle", "var(--ink, #16211D)", ""
    if not parted and wide + 12 <= 2 * room:
        ink = "var(--on-slab, #FFFFFF)"
    elif beside + wide <= layout.width - layout.right and not (parted and wide + 26 <= 2 * (row.half - slack)):
        x, anchor = beside, "start"
    else:
        corner = (layout.middle - wide / 2 - 5, row.y + SLAB / 2 - 11)
        slip = element(
            "rect", x=corner[0], y=corner[1], width=wide + 10, height=22, rx=4, class_="slip",
            fill="var(--surface, #FFFFFF)",
        )  # fmt: skip
    amount = text(
        slab.label, x, row.y + SLAB / 2 + 5.5,
        text_anchor=anchor, font_size=15, font_weight=660, fill=ink, class_="amount",
    )  # fmt: skip
    return [slip, amount, *_movements(slab, row.y, layout)]


def _movements(slab: Slab, y: float, layout: Layout) -> list[str]:
    """Who came, who left and who is asleep, at the right edge."""
    told = [words for words in (slab.entered, slab.left, slab.asleep) if words]
    x, first = layout.width - layout.right + 10, y + SLAB / 2 + 4.5 - 7.5 * (len(told) - 1)
    return [
        text(words, x, first + 15 * number, font_size=12, fill=_QUIET, class_="movement")
        for number, words in enumerate(told)
    ]


def _before(row: SlabRow, layout: Layout) -> str:
    """The other month as a thin outline, on the same scale."""
    half = row.half_before
    lean = min(abs(row.lean), half * 0.45) * (1 if row.lean >= 0 else -1)
    middle, above, below, top, bottom = layout.middle, half + lean, half - lean, row.y, row.y + SLAB
    around = [(middle - above, top), (middle + above, top), (middle + below, bottom), (middle - below, bottom)]
    return "".join(
        polygon(around, fill="none", stroke=colour, stroke_width=width, stroke_dasharray=dashes, class_="before")
        for colour, width, dashes in (("var(--surface, #FFFFFF)", 3.5, None), ("var(--ink, #16211D)", 1.5, "5 3"))
    )
