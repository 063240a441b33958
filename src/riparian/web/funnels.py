"""Funnels: those that were set, and one that is put together on the page, counted off the paths."""

from collections.abc import Iterator, Sequence

from riparian.tables.ecosystem import BETWEEN, CONVERSION
from riparian.web.deeds.journeys import Way, pattern_of
from riparian.web.reader import Condition, Reader
from riparian.web.streams import Step

BUILT = "your own"
"""What a funnel is called that was put together on the page."""
MOST_STEPS = 4


def built_funnel(tables: Reader, goal: str, steps: Sequence[str]) -> tuple[Step, ...]:
    """Settled journeys that went through channels in turn, and then reached the goal; none where no step is chosen.

    Counted as `channel_funnels` counts: `loose` whatever lay between, `strict` one right after the other.
    """
    return tuple(_steps(tables, goal, steps)) if steps else ()


def _steps(tables: Reader, goal: str, steps: Sequence[str]) -> Iterator[Step]:
    strict = loose = 0
    for number in range(1, len(steps) + 2):
        so_far, before = BETWEEN.join(steps[:number]), (strict, loose)
        ends = number > len(steps)
        column = "settled_conversions" if ends else "settled"
        strict = _journeys(tables, goal, "last" if ends else "strict", so_far, column)
        loose = _journeys(tables, goal, "loose", so_far, column)
        yield Step(
            funnel=BUILT,
            goal=goal,
            step=number,
            name=CONVERSION if ends else steps[number - 1],
            strict=strict,
            loose=loose,
            strict_rate=strict / before[0] if before[0] else None,
            loose_rate=loose / before[1] if before[1] else None,
        )


def _journeys(tables: Reader, goal: str, way: Way, channels: str, column: str) -> int:
    """Journeys on all paths that go a way: how many paths have so many each, so that no path has to be read."""
    where: list[Condition] = [("goal", "=", goal), ("path", "matches", pattern_of(way, channels))]
    return sum(journeys * paths for journeys, paths in tables.counts("paths", by=column, where=where).items())
