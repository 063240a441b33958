"""The ecosystem as a map: the company in the middle, others on rings by how far they are, flows between them.

A circle's area shows the visits that come and go, its fill the share of attention, a line's width the visits of a flow,
the number on it its rank among the flows into its receiver.
"""

from dataclasses import dataclass
from math import atan2, cos, hypot, log10, pi, sin, sqrt

from riparian.web.charts.svg import element, picture, text, text_width
from riparian.workspace.mapping import EcosystemMap, MapEdge, MapNode

SIDE, FOOT = 900.0, 64.0
_MIDDLE = SIDE / 2
_RADII = (0.0, 170.0, 285.0, 390.0)
_BESIDE = 62.0
"""How far from the middle further sites of the company stand."""
_SMALLEST, _LARGEST = 7.0, 30.0
MOST_NODES = 60
_RANKS_SHOWN = 3
_INK, _QUIET, _FILL = "var(--ink, #17211C)", "var(--ink-3, #5C6963)", "var(--band, #0B6B63)"
_PAPER, _LINE, _OWN = "var(--paper, #FFFFFF)", "var(--line, #B8C2BC)", "var(--waist, #976712)"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a participant stands, and how large."""

    node: MapNode
    x: float
    y: float
    radius: float


def draw_map(drawn: EcosystemMap, *, most: int = MOST_NODES) -> str:
    """The map as SVG: the participants with the most visits, at most so many; the footer says how many are left out."""
    spots = spots_of(drawn, most)
    placed = {spot.node.name: spot for spot in spots}
    edges = [edge for edge in drawn.edges if edge.giver in placed and edge.receiver in placed]
    largest = max((edge.visits for edge in edges), default=1)
    left = len(drawn.nodes) - len(spots)
    return picture(
        _arrow(),
        *(_ring(radius) for radius in _RADII[1:]),
        *(_flow(edge, placed, largest) for edge in reversed(edges)),
        *(_spot(spot) for spot in spots),
        *_foot(drawn, left),
        name="ecosystem-map",
        title=f"Ecosystem: {drawn.subject}",
        description=(
            f"{len(spots)} participants and {len(edges)} flows of visits from {drawn.window_from} until "
            f"{drawn.window_to}, the company in the middle."
        ),
        width=SIDE,
        height=SIDE + FOOT,
    )


def spots_of(drawn: EcosystemMap, most: int) -> list[Spot]:
    """Places on the rings; who has the largest flow with somebody further in stands on that one's side."""
    size = {node.name: (node.visits_in or 0) + (node.visits_out or 0) for node in drawn.nodes}
    shown = sorted(drawn.nodes, key=lambda node: (not node.own, -size[node.name], node.name))[:most]
    top = max((size[node.name] for node in shown), default=0) or 1
    radii = {node.name: _SMALLEST + (_LARGEST - _SMALLEST) * sqrt(size[node.name] / top) for node in shown}
    own = [node for node in shown if node.own]
    spots = {}
    for place, node in enumerate(own):
        away, angle = (_BESIDE, 2 * pi * place / max(len(own) - 1, 1) + pi / 2) if place else (0.0, 0.0)
        spots[node.name] = Spot(node, _MIDDLE + away * cos(angle), _MIDDLE + away * sin(angle), radii[node.name])
    for ring in range(1, len(_RADII)):
        here = [node for node in shown if not node.own and max(node.ring, 1) == ring]
        here.sort(key=lambda node: (_side(node, drawn.edges, spots), node.name))
        around = {}
        turned = _turned([_side(node, drawn.edges, spots) for node in here])
        for place, node in enumerate(here):
            angle = 2 * pi * place / len(here) + turned
            x, y = (_MIDDLE + _RADII[ring] * turn(angle) for turn in (cos, sin))
            around[node.name] = Spot(node, x, y, radii[node.name])
        spots |= around
    return list(spots.values())


def _turned(sides: list[float]) -> float:
    """By how much evenly spread places are turned, so that each is as near to its side as the others let it."""
    apart = [side - 2 * pi * place / len(sides) for place, side in enumerate(sides)]
    return atan2(sum(map(sin, apart)), sum(map(cos, apart)))


def _side(node: MapNode, edges: tuple[MapEdge, ...], spots: dict[str, Spot]) -> float:
    """The angle of the one further in, off the middle, with whom a participant has the largest flow."""
    beside = [
        (edge.visits, other)
        for edge in edges
        for me, other in ((edge.giver, edge.receiver), (edge.receiver, edge.giver))
        if me == node.name and other in spots and not spots[other].node.own
    ]
    if not beside:
        return 0.0
    _, other = max(beside)
    return atan2(spots[other].y - _MIDDLE, spots[other].x - _MIDDLE)


def _arrow() -> str:
    head = element("path", d="M 0 0 L 8 4 L 0 8 z", fill=_QUIET)
    marker = element(
        "marker", head, id="ecosystem-arrow", viewBox="0 0 8 8", refX=8, refY=4, markerWidth=7, markerHeight=7,
        markerUnits="userSpaceOnUse", orient="auto",
    )  # fmt: skip
    return element("defs", marker)


def _ring(radius: float) -> str:
    return element("circle", cx=_MIDDLE, cy=_MIDDLE, r=radius, fill="none", stroke=_LINE, stroke_dasharray="2 6")


def _flow(edge: MapEdge, placed: dict[str, Spot], largest: int) -> str:
    start, end = placed[edge.giver], placed[edge.receiver]
    length = hypot(end.x - start.x, end.y - start.y) or 1.0
    along, across = (end.x - start.x) / length, (end.y - start.y) / length
    begin = (start.x + along * start.radius, start.y + across * start.radius)
    tip = (end.x - along * (end.radius + 2), end.y - across * (end.radius + 2))
    # Bent to one side, so that the way there and the way back are two lines.
    bend = ((begin[0] + tip[0]) / 2 - across * length * 0.08, (begin[1] + tip[1]) / 2 + along * length * 0.08)
    width = 0.6 + 3.4 * log10(1 + edge.visits) / log10(1 + max(largest, 1))
    change = "" if edge.change is None else f", {edge.change:+,} against the window before"
    told = f"{edge.giver} to {edge.receiver}: {edge.visits:,} visits{change} ({edge.told})"
    parts = [
        element("title", _escaped(told)),
        element(
            "path",
            d=f"M {begin[0]:.1f} {begin[1]:.1f} Q {bend[0]:.1f} {bend[1]:.1f} {tip[0]:.1f} {tip[1]:.1f}",
            fill="none", stroke=_QUIET, stroke_width=width, stroke_opacity=0.55, marker_end="url(#ecosystem-arrow)",
            stroke_dasharray=None if edge.told == "measured" else "5 3",
        ),
    ]  # fmt: skip
    if edge.rank <= _RANKS_SHOWN:
        x, y = (0.25 * a + 0.5 * b + 0.25 * c for a, b, c in zip(begin, bend, tip, strict=True))
        parts.append(text(str(edge.rank), x, y + 4, text_anchor="middle", font_size=11, fill=_INK, stroke=_PAPER,
                          stroke_width=3, paint_order="stroke"))  # fmt: skip
    return element("g", *parts)


def _spot(spot: Spot) -> str:
    node = spot.node
    share = "attention unknown" if node.attention is None else f"{node.attention:.1%} of attention"
    came = "visits in not measured" if node.visits_in is None else f"{node.visits_in:,} visits in"
    went = "visits out not measured" if node.visits_out is None else f"{node.visits_out:,} out"
    told = f"{node.name} ({node.kind}): {share}, {came}, {went}"
    circle = element(
        "circle", cx=spot.x, cy=spot.y, r=spot.radius, stroke=_OWN if node.own else _QUIET,
        stroke_width=3 if node.own or node.wanted else 1, stroke_dasharray="3 2" if node.attention is None else None,
        fill=_PAPER if node.attention is None else _FILL,
        fill_opacity=None if node.attention is None else 0.15 + 0.85 * sqrt(node.attention),
    )  # fmt: skip
    beneath = element("circle", cx=spot.x, cy=spot.y, r=spot.radius, fill=_PAPER)
    words = node.name if node.wanted is None else f"{node.name} ({'wanted' if node.wanted else 'not wanted'})"
    half = text_width(words, 12) / 2
    label = text(
        words, min(max(spot.x, half + 4), SIDE - half - 4), spot.y + spot.radius + 14,
        text_anchor="middle", font_size=12, fill=_INK, stroke=_PAPER, stroke_width=3, paint_order="stroke",
    )  # fmt: skip
    return element("g", element("title", _escaped(told)), beneath, circle, label)


def _foot(drawn: EcosystemMap, left: int) -> list[str]:
    lines = [
        f"{drawn.subject}, visits from {drawn.window_from} until {drawn.window_to}. Numbers: rank of the flow into its "
        "receiver, 1 is the largest.",
        "Circle: visits in and out. Fill: share of attention, dashed where unknown. Dashed lines: read or noted, not "
        "measured." + (f" {left} participants with fewer visits are not drawn." if left else ""),
    ]
    return [text(line, 12, SIDE + 22 + 18 * n, font_size=12, fill=_QUIET) for n, line in enumerate(lines)]


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")
