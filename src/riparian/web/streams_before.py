"""The parts of the streams page as another snapshot told them, each in the shape that it has now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from riparian.tables.ecosystem import BETWEEN
from riparian.web.differences import ChannelDifference, differences_of
from riparian.web.former import unopened
from riparian.web.funnels import built_funnel
from riparian.web.reader import Reader
from riparian.web.ruled_paths import Rule, under
from riparian.web.streams import (
    Links,
    Path,
    Step,
    Streams,
    funnels_of,
    links_alone,
    links_of,
    paths_of,
    streams_of,
)


@dataclass(frozen=True, slots=True)
class StreamsBefore:
    """What the snapshot compared with told of the same goal. Money in minor units; nothing in it opens into people."""

    paths: tuple[Path, ...]
    """Those that are shown now, under the same rule."""
    streams: Streams
    """Under the names that stand in the columns now."""
    funnels: tuple[Step, ...]
    built: tuple[Step, ...]
    """The funnel that was put together on the page."""
    differences: tuple[ChannelDifference, ...]


def streams_before(
    other: Reader | None, goal: str, *, rule: Rule | None, steps: Sequence[str], shown: Sequence[Path], now: Streams
) -> tuple[StreamsBefore | None, dict[str, int] | None]:
    """The same parts, and journeys by the text of their path; None: nothing is compared."""
    if other is None:
        return None, None
    paths, links = _paths(other, goal, rule, shown)
    streams = streams_of(other, goal, links, like=now)
    former = StreamsBefore(
        paths=tuple(path for path in paths if path.channels),
        streams=replace(streams, streams=unopened(streams.streams), people_paths={}),
        funnels=funnels_of(other, goal),
        built=built_funnel(other, goal, steps),
        differences=differences_of(other, goal),
    )
    return former, {BETWEEN.join(path.channels): path.journeys for path in paths}


def _paths(other: Reader, goal: str, rule: Rule | None, shown: Sequence[Path]) -> tuple[tuple[Path, ...], Links]:
    """The paths that are shown and the one without a touch, and all links; only a rule has to look at all paths."""
    names = {path.channels for path in shown} | {()}
    if rule is None:
        among = [BETWEEN.join(channels) for channels in names]
        return paths_of(other, goal, where=[("path", "in", among)]), links_alone(other, goal)
    read = paths_of(other, goal)
    paths = (*under(rule, [path for path in read if path.channels]), *(path for path in read if not path.channels))
    return tuple(path for path in paths if path.channels in names), links_of(read)


EXAMPLE = StreamsBefore(
    paths=(Path(("Organic Search", "Direct"), 149, 30, 3, 146, 30, 0.2055, 288_120, 6.4),),
    streams=Streams(
        5_102, 577, (("Organic Search", 1_377),), (("Direct", 1_190),), (), ("Direct", "Organic Search"), 0
    ),
    funnels=(),
    built=(),
    differences=(),
)
"""For the page's example."""
