"""A small line: a figure over months, the room it usually has, and where it stands now."""

from collections.abc import Sequence
from dataclasses import dataclass

from riparian.web.charts.svg import element, picture

WIDTH, HEIGHT, EDGE = 220.0, 44.0, 5.0


@dataclass(frozen=True, slots=True)
class Spark:
    """Values oldest first; the last is now, those before it say what is usual."""

    name: str
    title: str
    description: str
    values: Sequence[float]
    before: Sequence[float | None] = ()
    """What they are compared with, in the same places; None: nothing is known of it."""


def draw_spark(shown: Spark) -> str:
    """The line as SVG, from 0 up where the values allow it to be seen, else from below the smallest."""
    values = list(shown.values)
    if not values:
        return picture(name=shown.name, title=shown.title, description=shown.description, width=WIDTH, height=HEIGHT)
    known = [*values, *(value for value in shown.before if value is not None)]
    least, most = min(known), max(known)
    # A stock that moves by a hundredth would be a flat line from 0.
    low = 0.0 if least < most * 0.7 else least - (most - least) * 0.3
    high = most if most > low else low + 1
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)

    def place(at: int, value: float) -> tuple[float, float]:
        return EDGE + at * step, HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - low) / (high - low)

    points = [place(at, value) for at, value in enumerate(values)]
    parts = []
    if len(values) > 2:
        (_, top), (_, bottom) = place(0, max(values[:-1])), place(0, min(values[:-1]))
        parts.append(
            element("rect", x=0, y=top, width=WIDTH, height=max(bottom - top, 1), fill="var(--surface-2, #EDF2EF)")
        )
    was = [place(at, value) for at, value in enumerate(shown.before) if value is not None]
    if was:
        dotted = " ".join(f"{x:.1f},{y:.1f}" for x, y in was)
        parts.append(
            element("polyline", points=dotted, fill="none", stroke="var(--ink, #16211D)", stroke_width=1.5,
                    stroke_dasharray="1.5 3", stroke_linecap="round")
        )  # fmt: skip
    told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    parts.append(
        element("polyline", points=told, fill="none", stroke="var(--band, #0B6B63)", stroke_width=1.75,
                stroke_linejoin="round", stroke_linecap="round")
    )  # fmt: skip
    (x, y) = points[-1]
    parts.append(element("circle", cx=x, cy=y, r=3.5, fill="var(--band, #0B6B63)", stroke="var(--surface, #FFFFFF)"))
    return picture(
        *parts,
        name=shown.name,
        title=shown.title,
        description=shown.description,
        width=WIDTH,
        height=HEIGHT,
        class_="spark-line",
    )
