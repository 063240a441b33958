"""Axes: from values to places, the steps a reader counts in, and the colours of series."""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

SERIES = tuple(
    f"var(--series-{number}, {colour})"
    for number, colour in enumerate(
        ("#0B6B63", "#3F87ED", "#976712", "#DF6AA6", "#563396", "#9E9518", "#0F1C69", "#751E26"), start=1
    )
)
"""Colours of what is told apart, in the order of the design system."""
INK, QUIET, LINE, SURFACE = (
    "var(--ink, #16211D)",
    "var(--ink-3, #5C6963)",
    "var(--line, #D7DFDA)",
    "var(--surface, #FFFFFF)",
)


@dataclass(frozen=True, slots=True)
class Scale:
    """Straight from `low`…`high` of values to `start`…`end` of places."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value."""
        room = self.high - self.low
        return self.start + (self.end - self.start) * ((value - self.low) / room if room else 0.5)


def steps(low: float, high: float, *, about: int = 5) -> tuple[float, ...]:
    """Round values (1, 2, 2.5 or 5 times a power of ten) from at most `low` to at least `high`, evenly apart."""
    if high <= low:
        high = low + 1
    rough = (high - low) / max(about, 1)
    power = 10.0 ** floor(log10(rough))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= rough * (1 - 1e-9))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return tuple(round(number * step, 10) for number in range(first, last + 1))


def apart(places: list[float], *, least: float, lowest: float) -> list[float]:
    """Places moved as little down or up as keeps them `least` apart, in order, none beyond `lowest`."""
    order = sorted(range(len(places)), key=lambda number: places[number])
    moved = list(places)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + least)
    limit = lowest
    for number in reversed(order):
        moved[number] = min(moved[number], limit)
        limit = moved[number] - least
    return moved
