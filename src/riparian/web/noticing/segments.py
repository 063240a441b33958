"""Rules on buyers: segments about to fall, rebuying that changed, and where the file is headed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from riparian.web import words
from riparian.web.addresses import address
from riparian.web.noticing.chance import BEYOND_NOISE, apart
from riparian.web.noticing.notice import Notice

FEW = 10
"""Buyers below which a segment is not told."""
PART = 0.1
"""Of a segment's buyers who have to be about to leave it."""
_WITHOUT = " (without guests' orders)"
LAST_THAT_CAN_FALL = 5
"""Rank of Struggling; the lapsed have fallen already."""


@dataclass(frozen=True, slots=True)
class SegmentNow:
    """An action segment and who of it is about to fall (the minus)."""

    segment: str
    rank: int
    buyers: int
    minus: int


@dataclass(frozen=True, slots=True)
class FileYear:
    """Buyers of the year before, and who of them bought again."""

    previous: int
    retained: int


@dataclass(frozen=True, slots=True)
class YearAhead:
    """What the year that ended brought, and what the next is expected to."""

    measure: str
    was: float
    value: float
    low: float
    high: float
    unit_told: tuple[str, str, str, str]
    """was, value, low, high as they are written."""
    guests: bool = False
    """Guests ordered in the last year too: they are in other figures of it, and in no forecast."""


def about_to_fall(segments: Iterable[SegmentNow]) -> Iterator[Notice]:
    """Segments of which many fall within a month unless they order."""
    for one in segments:
        if one.rank > LAST_THAT_CAN_FALL or one.minus < FEW or one.minus < PART * one.buyers:
            continue
        verb = "is" if one.minus == 1 else "are"
        yield Notice(
            "segment about to fall",
            "risk",
            f"{words.number(one.minus)} of {words.number(one.buyers)} {one.segment} buyers {verb} about to fall.",
            f"{words.share(one.minus / one.buyers)} of them stand a segment lower next month unless they order.",
            50 + one.minus / one.rank,
            address("/people", segment=one.segment.lower(), sign="minus"),
            f"The {words.number(one.minus)} {one.segment} buyers",
        )


def rebuying(now: FileYear | None, before: FileYear | None) -> Iterator[Notice]:
    """Whether the share of last year's buyers who came back changed beyond noise."""
    if now is None or before is None or not now.previous or not before.previous:
        return
    deviations = apart(now.retained, now.previous, before.retained, before.previous)
    if abs(deviations) < BEYOND_NOISE:
        return
    share, former = now.retained / now.previous, before.retained / before.previous
    yield Notice(
        "rebuying changed",
        "risk" if deviations < 0 else "change",
        f"{'Fewer' if deviations < 0 else 'More'} of a year's buyers bought again: {words.share(share)} after "
        f"{words.share(former)}.",
        f"Of {words.number(now.previous)} and of {words.number(before.previous)} buyers; "
        f"{abs(deviations):.1f} standard errors.",
        200 if deviations < 0 else abs(deviations),
        "/buyers",
        "Where the year's buyers came from",
    )


def headed(years: Iterable[YearAhead]) -> Iterator[Notice]:
    """Whether the year ahead is expected above or below the last, with nearly all of its interval."""
    for one in years:
        if one.low <= one.was <= one.high:
            continue
        was, value, low, high = one.unit_told
        falls = one.high < one.was
        yield Notice(
            "year ahead",
            "risk" if falls else "change",
            f"{one.measure} of the coming year{_WITHOUT if one.guests else ''}: {value} expected, "
            f"{'below' if falls else 'above'} the last's {was}.",
            f"Between {low} and {high}, nine times in ten.",
            150 if falls else BEYOND_NOISE,
            "/forecast",
            "The forecast",
        )
