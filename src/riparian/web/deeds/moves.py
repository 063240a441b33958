"""Moves on the hourglass: who entered, left, stood, slept and woke in a month, and who got on in time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from riparian.tables.hourglass import BANDS, PLACES
from riparian.web import words
from riparian.web.deeds.deed import found_in, not_found_in
from riparian.web.months import PATTERN, end_of, first_day
from riparian.web.reader import Condition, Reader

Month = Annotated[str, StringConstraints(pattern=PATTERN)]
Place = Annotated[int, Field(ge=1, le=9)]
Band = Annotated[int, Field(ge=1, le=5)]


@dataclass(frozen=True, slots=True)
class Entered:
    """Entered a place in a month. Without a place: any band, so that with an origin it is leaving that."""

    month: Month
    place: Place | None = None
    origin: Annotated[int, Field(ge=0, le=4)] | None = None
    """The band they came from; 0 is outside."""
    direct: Literal["yes"] | None = None
    """Skipped a band; of a facet, entered it for the first time."""
    kind: ClassVar[str] = "entered"

    def where(self, tables: Reader) -> list[Condition]:
        """One entry is one person: bands are entered once, and a facet's spells do not overlap."""
        if self.place in PLACES and self.place not in BANDS:
            first: list[Condition] = [("first", "=", True)] if self.direct else []
            return [found_in("facet_entries", ("facet", "=", self.place), *month_of("entered_at", self.month), *first)]
        conditions = month_of("entered_at", self.month)
        equal = {"band": self.place, "from_band": self.origin, "direct": True if self.direct else None}
        return [
            found_in("band_entries", *conditions, *((name, "=", one) for name, one in equal.items() if one is not None))
        ]

    def says(self) -> str:
        """`came from Like to Trust in September 2026`."""
        month = words.month_name(self.month)
        if self.place is None:
            return f"moved on from {BANDS[self.origin]} in {month}" if self.origin else f"came in in {month}"
        name = PLACES[self.place]
        if self.place not in BANDS:
            return f"entered {name}{' for the first time' if self.direct else ''} in {month}"
        if self.origin is not None:
            return f"came from {BANDS.get(self.origin, 'outside')} to {name} in {month}"
        return f"came to {name} directly in {month}" if self.direct else f"entered {name} in {month}"


@dataclass(frozen=True, slots=True)
class Left:
    """Left a place in a month: a band for a further one, a facet because it ran out."""

    month: Month
    place: Place
    kind: ClassVar[str] = "left"

    def where(self, tables: Reader) -> list[Condition]:
        """By the end of their stay."""
        return [found_in(*_stays(self.place), *month_of("left_at", self.month))]

    def says(self) -> str:
        """`moved on from Trust in September 2026`."""
        verb = "moved on from" if self.place in BANDS else "ran out of"
        return f"{verb} {PLACES[self.place]} in {words.month_name(self.month)}"


@dataclass(frozen=True, slots=True)
class Stood:
    """Stood at a place when a month ended, or when the snapshot was made if that was sooner."""

    month: Month
    place: Place
    sleeping: Literal["asleep", "awake"] | None = None
    kind: ClassVar[str] = "stood"

    def where(self, tables: Reader) -> list[Condition]:
        """Who had come by the end of the month and not left by then."""
        end = end_of(self.month)
        stood = found_in(*_stays(self.place), ("entered_at", "<", end), ("left_at", "not <", end))
        spell: tuple[Condition, ...] = (
            ("band", "=", self.place),
            ("dormant_at", "<", end),
            ("reignited_at", "not <", end),
        )
        if self.sleeping == "asleep":
            return [found_in("dormant_spells", *spell)]
        return [stood, not_found_in("dormant_spells", *spell)] if self.sleeping else [stood]

    def says(self) -> str:
        """`stood at Trust, asleep, at the end of September 2026`."""
        how = f", {self.sleeping}," if self.sleeping else ""
        return f"stood at {PLACES[self.place]}{how} at the end of {words.month_name(self.month)}"


@dataclass(frozen=True, slots=True)
class Slept:
    """Fell asleep in a band, or woke, in a month."""

    month: Month
    place: Band
    turn: Literal["fell asleep", "woke up"]
    kind: ClassVar[str] = "slept"

    def where(self, tables: Reader) -> list[Condition]:
        """By the band in which they fell asleep."""
        at = "dormant_at" if self.turn == "fell asleep" else "reignited_at"
        return [found_in("dormant_spells", ("band", "=", self.place), *month_of(at, self.month))]

    def says(self) -> str:
        """`fell asleep at Trust in September 2026`."""
        return f"{self.turn} at {BANDS[self.place]} in {words.month_name(self.month)}"


@dataclass(frozen=True, slots=True)
class Followed:
    """Entered a band, and were seen for so many days after; perhaps of one month alone."""

    band: Band
    days: Annotated[int, Field(ge=1, le=36_500)]
    month: Month | None = None
    kind: ClassVar[str] = "followed"

    def where(self, tables: Reader) -> list[Condition]:
        """Those who entered too lately to have been seen for so long are left out, whatever they did since."""
        seen = ("entered_at", "<=", tables.as_of - timedelta(days=self.days))
        month = month_of("entered_at", self.month) if self.month else []
        return [found_in("band_entries", ("band", "=", self.band), seen, *month)]

    def says(self) -> str:
        """`entered Know in September 2026 and were seen for 90 days after`."""
        month = f" in {words.month_name(self.month)}" if self.month else ""
        return f"entered {BANDS[self.band]}{month} and were seen for {self.days} days after"


@dataclass(frozen=True, slots=True)
class Passed:
    """Got from a band they entered to a further one, or beyond it, in less than so many days."""

    band: Band
    further: Band
    days: Annotated[int, Field(ge=1, le=36_500)]
    kind: ClassVar[str] = "passed"

    def where(self, tables: Reader) -> list[Condition]:
        """By the time they took, whenever that was."""
        pair: tuple[Condition, ...] = (("from_band", "=", self.band), ("to_band", "=", self.further))
        return [found_in("band_passages", *pair, ("days", "<", self.days))]

    def says(self) -> str:
        """`got from Know to Like within 90 days`."""
        return f"got from {BANDS[self.band]} to {BANDS[self.further]} within {self.days} days"


@dataclass(frozen=True, slots=True)
class Reached:
    """Came to a band or further, ever."""

    band: Band
    kind: ClassVar[str] = "reached"

    def where(self, tables: Reader) -> list[Condition]:
        """Nobody goes back, so where they stand tells it."""
        return [("band", ">=", self.band)]

    def says(self) -> str:
        """`came to Trust or further`."""
        return f"came to {BANDS[self.band]}{' or further' if self.band < max(BANDS) else ''}"


def _stays(place: int) -> tuple[str, Condition]:
    return ("band_entries", ("band", "=", place)) if place in BANDS else ("facet_entries", ("facet", "=", place))


def month_of(column: str, month: str) -> list[Condition]:
    """An instant lies in a month."""
    begins = datetime.combine(first_day(month), datetime.min.time())
    return [(column, ">=", begins), (column, "<", end_of(month))]
