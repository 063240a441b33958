"""Rows by week as small bars, oldest left; a week without any is a mark on the line, so that a gap is seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from riparian.web.charts.svg import element, picture

HEIGHT = 34.0
BASE = 28.0
BAR, STEP = 5.0, 6.0


@dataclass(frozen=True, slots=True)
class Weekly:
    """Rows of one source by week, oldest first; `room` weeks are drawn, those before its first stay empty."""

    name: str
    """Keeps the ids of two drawings on one page apart."""
    title: str
    description: str
    weeks: Sequence[int]
    room: int


def draw_weekly(shown: Weekly) -> str:
    """The bars as SVG, as high as the week's rows in parts of the largest week."""
    most = max(shown.weeks, default=0) or 1
    weeks = list(shown.weeks)[-shown.room :]
    begins = shown.room - len(weeks)
    parts = [element("line", x1=0, x2=shown.room * STEP, y1=BASE + 0.5, y2=BASE + 0.5, stroke="var(--line, #D7DFDA)")]
    for at, rows in enumerate(weeks):
        x = (begins + at) * STEP
        if rows:
            high = max((BASE - 2) * rows / most, 1.5)
            parts.append(element("rect", x=x, y=BASE - high, width=BAR, height=high, fill="var(--band, #0B6B63)"))
        else:
            parts.append(element("rect", x=x, y=BASE + 2.5, width=BAR, height=2.5, fill="var(--bad, #A3261D)"))
    return picture(
        *parts,
        name=shown.name,
        title=shown.title,
        description=shown.description,
        width=shown.room * STEP,
        height=HEIGHT,
        class_="weekly",
    )
