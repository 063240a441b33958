"""How journeys that reached a goal differ from those that did not in the channels they touch: described, no cause."""

from collections.abc import Sequence
from dataclasses import dataclass

from riparian.web import words
from riparian.web.charts.axes import steps
from riparian.web.charts.ranges import RangePicture, RangeRow
from riparian.web.former import joined
from riparian.web.reader import Condition, Reader

_MOST = 12


@dataclass(frozen=True, slots=True)
class ChannelDifference:
    """A channel in settled journeys that converted, and in those that did not. 95 % interval of the difference."""

    channel: str
    journeys: int
    with_channel: int
    other_journeys: int
    other_with_channel: int
    share: float
    other_share: float
    difference: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """The interval holds no 0."""
        return self.low > 0 or self.high < 0


def differences_of(tables: Reader, goal: str) -> tuple[ChannelDifference, ...]:
    """Every channel, the largest difference first."""
    where: list[Condition] = [("goal", "=", goal), ("comparison", "=", "converted")]
    columns = list(ChannelDifference.__dataclass_fields__)
    rows = tables.rows("journey_differences", columns=columns, where=where, limit=500)
    return tuple(
        sorted((ChannelDifference(**row) for row in rows), key=lambda one: (-abs(one.difference), one.channel))
    )


def points(value: float) -> str:
    """A difference of shares: `+13.6`."""
    return f"{100 * value:+.1f}".replace("-", "−")


def differences_say(found: Sequence[ChannelDifference], goal: str) -> str:
    """The clearest difference either way."""
    more = next((one for one in found if one.low > 0), None)
    less = next((one for one in found if one.high < 0), None)
    if more is None and less is None:
        return f"No channel is surely touched more or less by journeys that reached “{goal}”." if found else ""
    told = [
        f"{one.channel} is in {words.share(one.share)} of the journeys that reached “{goal}” and in "
        f"{words.share(one.other_share)} of the others"
        for one in (more, less)
        if one
    ]
    return "; ".join(told) + "."


def differences_picture(
    found: Sequence[ChannelDifference], goal: str, then: Sequence[ChannelDifference] | None = None
) -> RangePicture:
    """Points by which journeys that converted touch a channel more; `then`: those of another snapshot."""
    shown = joined(found[:_MOST], then, "channel")
    ends = [end for one, _ in shown for end in (one.low, one.high)] + [was.difference for _, was in shown if was]
    return RangePicture(
        name="differences",
        title=f"What journeys that reached {goal} touch more often than the others",
        description=f"A row a channel, right of the line where they touch it more. {differences_say(found, goal)}",
        rows=tuple(
            RangeRow(
                name=words.clip(one.channel, 24),
                value=one.difference,
                low=one.low,
                high=one.high,
                told=f"{points(one.difference)} pts",
                says=f"{one.channel}: {words.share(one.share)} against {words.share(one.other_share)}, "
                f"difference {points(one.low)} to {points(one.high)} points"
                + (f"; {points(was.difference)} before" if was else ""),
                other=was.difference if was else None,
                under="" if one.clear else "not surely",
            )
            for one, was in shown
        ),
        zones=(),
        ticks=steps(min([0.0, *ends]), max([0.0, *ends]), about=5),
        at=lambda value: f"{100 * value:+.3g}".replace("-", "−") if value else "0",
        line=0.0,
    )
