"""A network: circles (or diamonds) of many sizes in fixed places, and arrows between them as wide as what flows.

Places are given off the middle, from −1 to 1 either way; the room decides how far that is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from math import hypot, sqrt
from typing import Literal

from riparian.web.charts.svg import element, picture, polygon, text, text_width

INK, QUIET, SURFACE = "var(--ink, #16211D)", "var(--ink-3, #5C6963)", "var(--surface, #FFFFFF)"
Tone = Literal["rest", "into", "out"]
_TONES: dict[Tone, tuple[str, float]] = {
    "rest": (QUIET, 0.26),
    "into": ("var(--facet, #2A63B8)", 0.9),
    "out": ("var(--band, #0B6B63)", 0.9),
}
_WIDEST, _FINEST = 6.5, 0.8
_TEXT, _LINE = 12.0, 14.0


@dataclass(frozen=True, slots=True)
class Node:
    """One of the network."""

    name: str
    note: str
    """A few words under the name."""
    says: str
    """What it tells where somebody points at it; begins with the name."""
    x: float
    y: float
    amount: float
    """The area."""
    fill: str
    hollow: bool = False
    diamond: bool = False
    chosen: bool = False
    href: str = ""
    before: float | None = None
    """The area before, drawn as a dashed ring."""
    named: bool = False
    """Its name comes before those of others, whatever its size."""


@dataclass(frozen=True, slots=True)
class Edge:
    """What flows from one to another."""

    giver: str
    receiver: str
    amount: float
    """The width."""
    says: str
    tone: Tone = "rest"
    dashed: bool = False
    href: str = ""
    """Where it leads."""


@dataclass(frozen=True, slots=True)
class NetworkPicture:
    """What is drawn. `rings`: how far from the middle circles of paper lie."""

    name: str
    title: str
    description: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    rings: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class _Room:
    width: float
    height: float
    across: float
    """From the middle to where 1 stands."""
    down: float
    most: float
    """The largest radius."""


@dataclass(frozen=True, slots=True)
class _Spot:
    node: Node
    x: float
    y: float
    radius: float
    before: float | None


def draw_network(shown: NetworkPicture, *, width: float, height: float) -> str:
    """The network as SVG; a name for which there is no room is told only where somebody points at its circle."""
    roomy = width > 500
    room = _Room(width, height, width / 2 - (64 if roomy else 46), height / 2 - 54, 26 if roomy else 17)
    top = max((max(node.amount, node.before or 0) for node in shown.nodes), default=0) or 1

    def radius(amount: float) -> float:
        return 5 + (room.most - 5) * sqrt(amount / top)

    spots = {
        node.name: _Spot(
            node,
            width / 2 + node.x * room.across,
            height / 2 + node.y * room.down,
            radius(node.amount),
            None if node.before is None else radius(node.before),
        )
        for node in shown.nodes
    }
    edges = [edge for edge in shown.edges if edge.giver in spots and edge.receiver in spots]
    widest = max((edge.amount for edge in edges), default=0) or 1
    edges.sort(key=lambda edge: (edge.tone != "rest", edge.amount))
    labels = _labels(list(spots.values()), room)
    return picture(
        *(_ring(ring, room) for ring in shown.rings),
        *(_flow(edge, spots, widest) for edge in edges),
        *(_spot(spot, labels[name]) for name, spot in spots.items()),
        name=f"{shown.name}-{width:g}",
        title=shown.title,
        description=shown.description,
        width=width,
        height=height,
        interactive=any(node.href for node in shown.nodes),
        class_="network",
    )


def _ring(far: float, room: _Room) -> str:
    return element(
        "ellipse", cx=room.width / 2, cy=room.height / 2, rx=far * room.across, ry=far * room.down,
        fill="none", stroke="var(--line, #D7DFDA)", stroke_dasharray="2 6",
    )  # fmt: skip


def _flow(edge: Edge, spots: dict[str, _Spot], widest: float) -> str:
    start, end = spots[edge.giver], spots[edge.receiver]
    apart = hypot(end.x - start.x, end.y - start.y) or 1.0
    along, across = (end.x - start.x) / apart, (end.y - start.y) / apart
    wide = max(_FINEST, _WIDEST * edge.amount / widest)
    colour, strength = _TONES[edge.tone]
    # Bent to one side, so that the way there and the way back are two lines.
    bend = (
        (start.x + end.x) / 2 - across * apart * 0.13,
        (start.y + end.y) / 2 + along * apart * 0.13,
    )
    begin = _towards(start, bend, start.radius + 1)
    tip = _towards(end, bend, end.radius + 2)
    head, half = 5 + 1.3 * wide, 3 + 0.85 * wide
    neck = _towards(end, bend, end.radius + 2 + head)
    back = (neck[0] - tip[0], neck[1] - tip[1])
    side = (-back[1] / head * half, back[0] / head * half)
    linked = {"href": edge.href, "aria_label": edge.says} if edge.href else {}
    return element(
        "a" if edge.href else "g",
        element("title", escape(edge.says)),
        element(
            "path",
            d=f"M{begin[0]:.1f} {begin[1]:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {neck[0]:.1f} {neck[1]:.1f}",
            fill="none", stroke=colour, stroke_width=wide, stroke_dasharray="6 4" if edge.dashed else None,
        ),
        polygon([tip, (neck[0] + side[0], neck[1] + side[1]), (neck[0] - side[0], neck[1] - side[1])], fill=colour),
        opacity=strength,
        **linked,
    )  # fmt: skip


def _towards(spot: _Spot, point: tuple[float, float], far: float) -> tuple[float, float]:
    apart = hypot(point[0] - spot.x, point[1] - spot.y) or 1.0
    return spot.x + (point[0] - spot.x) / apart * far, spot.y + (point[1] - spot.y) / apart * far


def _spot(spot: _Spot, label: str) -> str:
    node, room = spot.node, spot.radius
    shape: Callable[..., str] = _diamond if node.diamond else _circle
    parts = [
        element("title", escape(node.says)),
        element("circle", cx=spot.x, cy=spot.y, r=max(room, 12) + 4, fill=INK, fill_opacity=0, class_="target"),
        shape(spot, room + 4, fill="none", stroke=INK, stroke_width=1.5) if node.chosen else "",
        shape(spot, room, fill=SURFACE if node.hollow else node.fill, stroke=node.fill, stroke_width=2),
        *_before(spot),
        label,
    ]
    if not node.href:
        return element("g", *parts)
    return element(
        "a", *parts, href=node.href, class_="network-node", data_swap="", aria_label=node.says,
        aria_current="true" if node.chosen else None,
    )  # fmt: skip


def _before(spot: _Spot) -> list[str]:
    if spot.before is None:
        return []
    return [
        element(
            "circle", cx=spot.x, cy=spot.y, r=spot.before, fill="none", stroke=colour, stroke_width=wide,
            stroke_dasharray=dashes, class_="before",
        )
        for colour, wide, dashes in ((SURFACE, 3.0, None), (INK, 1.2, "4 3"))
        # A rim of paper keeps the ring apart from a filled circle, and would wipe out a hollow one.
        if dashes or not spot.node.hollow
    ]  # fmt: skip


def _circle(spot: _Spot, radius: float, **look: str | float | None) -> str:
    return element("circle", cx=spot.x, cy=spot.y, r=radius, **look)


def _diamond(spot: _Spot, radius: float, **look: str | float | None) -> str:
    far = radius * 1.25
    around = [(spot.x, spot.y - far), (spot.x + far, spot.y), (spot.x, spot.y + far), (spot.x - far, spot.y)]
    return polygon(around, **look)


Box = tuple[float, float, float, float]


def _labels(spots: list[_Spot], room: _Room) -> dict[str, str]:
    """Names at their circles, those that come first and the larger first; what would lie on another is left out."""
    taken: list[Box] = [(s.x - s.radius, s.y - s.radius, s.x + s.radius, s.y + s.radius) for s in spots]
    made = {}
    for spot in sorted(spots, key=lambda spot: (not spot.node.chosen, not spot.node.named, -spot.radius)):
        made[spot.node.name] = ""
        for lines, (x, y, anchor) in _tries(spot):
            wide = max(text_width(line, _TEXT, bold=spot.node.chosen) for line in lines)
            left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
            box = (left, y - _TEXT + 1, left + wide, y + _LINE * (len(lines) - 1) + 3)
            inside = box[0] >= 2 and box[2] <= room.width - 2 and box[1] >= 0 and box[3] <= room.height
            own = taken[spots.index(spot)]
            if inside and not any(_over(box, other) for other in taken if other is not own):
                taken.append(box)
                made[spot.node.name] = _written(spot.node, lines, x, y, anchor)
                break
    return made


def _tries(spot: _Spot) -> list[tuple[tuple[str, ...], tuple[float, float, str]]]:
    both: tuple[tuple[str, ...], ...] = ((spot.node.name, spot.node.note), (spot.node.name,))
    tried = []
    for lines in both if spot.node.note else both[1:]:
        high, far = _LINE * (len(lines) - 1), spot.radius * (1.25 if spot.node.diamond else 1) + 7
        beneath, above = (spot.x, spot.y + far + 8, "middle"), (spot.x, spot.y - far - high, "middle")
        # Away from the middle first, where the arrows are not.
        tried += [(lines, place) for place in ((above, beneath) if spot.node.y < -0.2 else (beneath, above))]
        tried += [
            (lines, (spot.x + far, spot.y + 4 - high / 2, "start")),
            (lines, (spot.x - far, spot.y + 4 - high / 2, "end")),
        ]
        # Where others stand close by, the corners are free more often.
        tried += [
            (lines, (spot.x + side * 0.75 * far, spot.y + (0.75 * far + 8 if low else -0.75 * far - high), anchor))
            for low in (True, False)
            for side, anchor in ((1, "start"), (-1, "end"))
        ]
    return tried


def _over(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _written(node: Node, lines: tuple[str, ...], x: float, y: float, anchor: str) -> str:
    return "".join(
        text(
            line, x, y + _LINE * number, text_anchor=anchor, font_size=_TEXT,
            fill=QUIET if number else INK, font_weight=(640 if node.chosen else 500) if not number else None,
            stroke=SURFACE, stroke_width=3, stroke_linejoin="round", paint_order="stroke",
        )
        for number, line in enumerate(lines)
    )  # fmt: skip
