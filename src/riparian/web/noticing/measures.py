"""A measure month by month, and whether its last month stands out of those before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from riparian.web import words
from riparian.web.noticing.chance import BEYOND_NOISE, against_history
from riparian.web.noticing.notice import Notice

YEAR = 12
"""Months before the last that it is set against."""
ENOUGH = 6
"""Months before it without which nothing is said."""
Unit = Literal["people", "money"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of whole months, oldest first."""

    name: str
    """As a sentence begins with it: "People who came in"."""
    values: tuple[int, ...]
    unit: Unit
    path: str
    look: str
    moving: bool = True
    """It counts what happened in the month; a standing counts who is there, and its past is no scatter around it."""

    @property
    def now(self) -> int:
        """Of the last month."""
        return self.values[-1] if self.values else 0

    @property
    def before(self) -> tuple[int, ...]:
        """Of up to twelve months before."""
        return self.values[-1 - YEAR : -1]

    @property
    def deviations(self) -> float:
        """By how many standard errors the last month lies above those before; of a standing, its change by theirs."""
        if len(self.before) < ENOUGH:
            return 0.0
        if self.moving:
            return against_history(self.now, self.before)
        steps = [after - before for before, after in zip(self.values[:-1], self.values[1:], strict=True)][-1 - YEAR :]
        return against_history(steps[-1], steps[:-1])


def changes(measures: Iterable[Measure], month: str, currency: str) -> Iterator[Notice]:
    """The measures whose last month chance does not explain."""
    for one in measures:
        if not one.moving or abs(one.deviations) < BEYOND_NOISE:
            continue
        now, usual = told(one.now, one.unit, currency), told(sum(one.before) / len(one.before), one.unit, currency)
        low, high = (told(end, one.unit, currency) for end in (min(one.before), max(one.before)))
        yield Notice(
            rule="change beyond noise",
            sort="change",
            says=f"{one.name}: {now} in {month}, where {usual} are usual.",
            because=f"The {len(one.before)} months before had {low} to {high}; this is {abs(one.deviations):.1f} "
            f"standard errors {'above' if one.deviations > 0 else 'below'} their mean.",
            weight=abs(one.deviations),
            path=one.path,
            look=one.look,
        )


def told(value: float, unit: Unit, currency: str) -> str:
    """A value in its unit."""
    return words.whole_money(round(value), currency) if unit == "money" else words.number(value)
