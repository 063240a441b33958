"""Notice: one sentence that the numbers bear out, what bears it out, and where to look."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Sort = Literal["trouble", "risk", "change"]
"""`trouble`: figures may be wrong until it is mended; `risk`: something is being lost; `change`: something moved."""
MOVING = frozenset({"leak that widens", "starving band", "falling asleep", "rebuying changed"})
"""Risks that say that something moved beyond chance."""
_FIRST: tuple[Sort, ...] = ("trouble", "risk", "change")


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence with its evidence."""

    rule: str
    """Which rule found it."""
    sort: Sort
    says: str
    because: str
    """The numbers and how sure they are."""
    weight: float
    """How much it matters among those of its sort: what is lost, or standard errors."""
    path: str
    """Where the evidence is."""
    look: str
    """What is found there, as the words of the link."""


def by_weight(found: Iterable[Notice]) -> tuple[Notice, ...]:
    """Troubles first, since they cast doubt on the rest; each sort from the heaviest."""
    return tuple(sorted(found, key=lambda one: (_FIRST.index(one.sort), -one.weight, one.says)))
