"""Where everything of the hourglass stands: what it shows, the room there is, and one scale for all of it."""

from dataclasses import dataclass
from math import sqrt

SLAB, GAP, CLOSE = 44.0, 26.0, 8.0
"""Heights: of a slab, of the space a stream crosses, of the space between facets, which do not flow."""
TOP = 34.0
SMALLEST = 3.0


@dataclass(frozen=True, slots=True)
class Slab:
    """One place of the hourglass. `amount` gives the width; every other number comes as the words to print."""

    number: int
    name: str
    amount: float
    says: str
    """The whole place in one sentence: what pointing at it shows, and what is read aloud."""
    label: str
    entered: str = ""
    left: str = ""
    asleep_share: float = 0
    asleep: str = ""
    direct: str = ""
    before: float | None = None
    """The amount in the month compared with; None: nothing is compared."""
    href: str = ""
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Stream:
    """People who moved into band `to` from the one above it (into band 1: from outside)."""

    to: int
    amount: float
    label: str
    href: str = ""
    """Where its number leads."""


@dataclass(frozen=True, slots=True)
class HourglassPicture:
    """What the drawing shows. Slabs 1–5 are bands, the others facets."""

    title: str
    description: str
    slabs: tuple[Slab, ...]
    streams: tuple[Stream, ...]
    name: str = "hourglass"


@dataclass(frozen=True, slots=True)
class Layout:
    """Room for the drawing: names on the left, movements on the right, slabs between."""

    width: float
    left: float
    right: float

    @property
    def roomy(self) -> bool:
        """There is room for words between a slab and the right edge."""
        return self.width > 500

    @property
    def middle(self) -> float:
        """Where the axis of the hourglass stands."""
        return (self.left + self.width - self.right) / 2

    @property
    def room(self) -> float:
        """The widest a slab may be."""
        return self.width - self.left - self.right


WIDE = Layout(width=620, left=108, right=98)
NARROW = Layout(width=345, left=72, right=98)


@dataclass(frozen=True, slots=True)
class SlabRow:
    """A slab with its place in the drawing. `half` is half its width at half height, `lean` what each end adds.

    `half_before` is the same of the month compared with, 0 where there is none.
    """

    slab: Slab
    y: float
    half: float
    half_before: float
    lean: float
    colour: str

    @property
    def edges(self) -> tuple[float, float]:
        """Half widths at the top and at the bottom."""
        return self.half + self.lean, self.half - self.lean


def scale_of(shown: HourglassPicture, layout: Layout) -> tuple[float, float]:
    """Pixels a square-root unit, and the width of the waist: as narrow as the slabs allow, yet an hourglass."""
    tallest = {slab.number: sqrt(max(slab.amount, slab.before or 0)) for slab in shown.slabs}
    largest = max(tallest.values(), default=0) or 1
    waist = layout.room * min(max(tallest.get(5, 0) / largest, 0.34), 0.68)
    fits = [slot_at(number, waist, layout) / root for number, root in tallest.items() if root > 0]
    return min(fits, default=1.0), waist


def slot_at(number: int, waist: float, layout: Layout) -> float:
    """How wide the paper is at a place: from the whole room at both ends to the waist at 5."""
    steps_away = (5 - number) / 4 if number <= 5 else (number - 5) / 4
    return waist + (layout.room * 0.97 - waist) * steps_away


def rows_of(slabs: tuple[Slab, ...], scale: float, waist: float, layout: Layout) -> tuple[SlabRow, ...]:
    """Every slab in its place, from the top."""
    rows, y = [], TOP
    for slab in slabs:
        half = max(scale * sqrt(slab.amount), SMALLEST) / 2
        slope = (layout.room - waist) / 8 * 0.42
        lean = 0.0 if slab.number == 5 else min(slope, half * 0.45) * (1 if slab.number < 5 else -1)
        colour = "band" if slab.number < 5 else "waist" if slab.number == 5 else "facet"
        half_before = 0.0 if slab.before is None else max(scale * sqrt(slab.before), SMALLEST) / 2
        rows.append(SlabRow(slab, y, half, half_before, lean, colour))
        y += SLAB + (GAP if slab.number <= 5 else CLOSE)
    return tuple(rows)
