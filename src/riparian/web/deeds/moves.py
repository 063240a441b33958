"""Moves on the hourglass: who entered, left, stood, slept and woke in a month, and who got on in time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from riparian.tables.hourglass import BANDS, PLACES
from riparian.web import words
from riparian.web.deeds.deed import Rows, found_in, not_found_in
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
    until: Month | None = None
    """The last of several months; nobody enters a band twice."""
    kind: ClassVar[str] = "entered"

    def where(self, tables: Reader) -> list[Condition]:
        """One entry is one person: bands are entered once, and a facet's spells do not overlap."""
        if self.place in PLACES and self.place not in BANDS:
            first: list[Condition] = [("first", "=", True)] if self.direct else []
            entered = months_of("entered_at", self.month, self.until)
            return [found_in("facet_entries", ("facet", "=", self.place), *entered, *first)]
        conditions = months_of("entered_at", self.month, self.until)
        equal = {"band": self.place, "from_band": self.origin, "direct": True if self.direct else None}
        return [
            found_in("band_entries", *conditions, *((name, "=", one) for name, one in equal.items() if one is not None))
        ]

    def says(self) -> str:
        """`came from Like to Trust in September 2026`."""
        when = months_say(self.month, self.until)
        if self.place is None:
            return f"moved on from {BANDS[self.origin]} {when}" if self.origin else f"came in {when}"
        name = PLACES[self.place]
        if self.place not in BANDS:
            return f"entered {name}{' for the first time' if self.direct else ''} {when}"
        if self.origin is not None:
            return f"came from {BANDS.get(self.origin, 'outside')} to {name} {when}"
        return f"came to {name} directly {when}" if self.direct else f"entered {name} {when}"


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
    until: Month | None = None
    """The last of several months, in which somebody may have done so twice: then the times are what is counted."""
    kind: ClassVar[str] = "slept"

    def where(self, tables: Reader) -> list[Condition]:
        """By the band in which they fell asleep."""
        return [found_in("dormant_spells", *self._turned())]

    def rows(self, tables: Reader) -> Rows | None:
        """The times, of several months; of one month they are people."""
        return Rows("dormant_spells", self._turned(), "did so", "time", "times") if self.until else None

    def says(self) -> str:
        """`fell asleep at Trust in September 2026`."""
        return f"{self.turn} at {BANDS[self.place]} {months_say(self.month, self.until)}"

    def _turned(self) -> list[Condition]:
        at = "dormant_at" if self.turn == "fell asleep" else "reignited_at"
        return [("band", "=", self.place), *months_of(at, self.month, self.until)]


@dataclass(frozen=True, slots=True)
class Followed:
    """Entered a band, and were seen for so many days after; perhaps of one month alone, or of several."""

    band: Band
    days: Annotated[int, Field(ge=1, le=36_500)]
    month: Month | None = None
    until: Month | None = None
    """The last of several months, the first of which is `month`."""
    kind: ClassVar[str] = "followed"

    def where(self, tables: Reader) -> list[Condition]:
        """Those who entered too lately to have been seen for so long are left out, whatever they did since."""
        seen = ("entered_at", "<=", tables.as_of - timedelta(days=self.days))
        month = months_of("entered_at", self.month, self.until) if self.month else []
        return [found_in("band_entries", ("band", "=", self.band), seen, *month)]

    def says(self) -> str:
        """`entered Know in September 2026 and were seen for 90 days after`."""
        when = f" {months_say(self.month, self.until)}" if self.month else ""
        return f"entered {BANDS[self.band]}{when} and were seen for {self.days} days after"


@dataclass(frozen=True, slots=True)
class Passed:
    """Got from a band they entered to a further one, or beyond it, in less than so many days; or did not."""

    band: Band
    further: Band
    days: Annotated[int, Field(ge=1, le=36_500)]
    never: Literal["not"] | None = None
    """They did not: later, or never so far."""
    kind: ClassVar[str] = "passed"

    def where(self, tables: Reader) -> list[Condition]:
        """By the time they took, whenever that was."""
        pair: tuple[Condition, ...] = (("from_band", "=", self.band), ("to_band", "=", self.further))
        passed = (*pair, ("days", "<", self.days))
        return [not_found_in("band_passages", *passed) if self.never else found_in("band_passages", *passed)]

    def says(self) -> str:
        """`got from Know to Like within 90 days`."""
        got = "did not get" if self.never else "got"
        return f"{got} from {BANDS[self.band]} to {BANDS[self.further]} within {self.days} days"


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
    return months_of(column, month, None)


def months_of(column: str, month: str, until: str | None) -> list[Condition]:
    """An instant lies in a month, or in one of those from it to another."""
    begins = datetime.combine(first_day(month), datetime.min.time())
    return [(column, ">=", begins), (column, "<", end_of(until or month))]


def months_say(month: str, until: str | None) -> str:
    """`in September 2026`, or `from July 2026 to September 2026`."""
    first = words.month_name(month)
    return f"from {first} to {words.month_name(until)}" if until else f"in {first}"
