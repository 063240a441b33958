"""Lead and lag: days with more of one channel before days with more of another. On volumes, and never a cause."""

from collections.abc import Sequence
from dataclasses import dataclass

from riparian.web import words
from riparian.web.charts.axes import steps
from riparian.web.charts.ranges import RangePicture, RangeRow
from riparian.web.former import joined
from riparian.web.reader import Reader

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Lead:
    """A pair of channels by their daily touches."""

    leading: str
    following: str
    effect: float
    low: float
    high: float
    placebo_share: float
    over_reversed: float
    found: bool
    peak_days: int
    days: int
    caution: str


def leads_of(tables: Reader) -> tuple[Lead, ...]:
    """Every pair that was looked at: those that were found first, then the strongest."""
    columns = list(Lead.__dataclass_fields__)
    found = (Lead(**row) for row in tables.rows("channel_leads", columns=columns, limit=5_000))
    return tuple(sorted(found, key=lambda one: (not one.found, one.placebo_share, -one.effect, one.leading)))


def leads_say(found: Sequence[Lead]) -> str:
    """What was found among all that was looked at."""
    if not found:
        return ""
    pairs = words.counted(len(found), "pair of channels", "pairs of channels")
    seen = [one for one in found if one.found]
    if not seen:
        return f"Of {pairs}, none stands out of chance and of what moves both at once."
    first = seen[0]
    return (
        f"Of {pairs}, {len(seen)} {'stands' if len(seen) == 1 else 'stand'} out of chance and of what moves both at "
        f"once. A day with one more touch of {first.leading} was followed by {first.effect:.2f} more of "
        f"{first.following}, most of it after {words.counted(first.peak_days, 'day', 'days')}."
    )


def leads_picture(found: Sequence[Lead], then: Sequence[Lead] | None = None) -> RangePicture:
    """Touches that follow, with their intervals; `then`: the pairs of another snapshot."""
    shown = joined(found[:_SHOWN], then, "leading", "following")
    ends = [end for one, _ in shown for end in (one.low, one.high)] + [was.effect for _, was in shown if was]
    return RangePicture(
        name="leads",
        title="Channels whose busy days come before those of another",
        description=f"A row for each pair, right of the line where more follows. {leads_say(found)}",
        rows=tuple(
            RangeRow(
                name=f"{words.clip(one.leading, 16)} › {words.clip(one.following, 16)}",
                value=one.effect,
                low=one.low,
                high=one.high,
                told=f"{one.effect:+.2f}".replace("-", "−"),
                says=f"{one.leading} before {one.following}: {one.low:+.2f} to {one.high:+.2f} touches for one more"
                + (f"; {was.effect:+.2f} before" if was else ""),
                other=was.effect if was else None,
                under=f"after {words.counted(one.peak_days, 'day', 'days')}" if one.found else "not surely",
            )
            for one, was in shown
        ),
        zones=(),
        ticks=steps(min([0.0, *ends]), max([0.0, *ends]), about=5),
        at=lambda value: f"{value:+.3g}".replace("-", "−") if value else "0",
        line=0.0,
    )
