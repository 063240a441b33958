"""The commonest paths under a rule: which touches count, as `channel_credits` applies it before it divides."""

from collections.abc import Sequence
from typing import Final, get_args

from riparian.models.channel_paths import ChannelPaths
from riparian.models.path_rules import PathRule, ruled
from riparian.tables.ecosystem import BETWEEN, DIRECT
from riparian.web.streams import Path

Rule = PathRule
RULES: Final[tuple[Rule, ...]] = get_args(PathRule)
Way = tuple[str, ...]


def under(rule: Rule | None, paths: Sequence[Path]) -> tuple[Path, ...]:
    """The paths with a touch that others become by a rule, the commonest first; without one they are as they are.

    Counts and value of all that become one path are summed. Days from the first touch are the mean of all conversions,
    and unknown where the first touch of some does not count.
    """
    if rule is None:
        return tuple(paths)
    together: dict[Way, list[Path]] = {}
    for path, way in zip(paths, _ways(rule, [path.channels for path in paths]), strict=True):
        together.setdefault(way, []).append(path)
    made = (_joined(way, those) for way, those in together.items())
    return tuple(sorted(made, key=lambda path: (-path.journeys, BETWEEN.join(path.channels))))


def _ways(rule: Rule, ways: Sequence[Way]) -> list[Way]:
    names = sorted({name for way in ways for name in way})
    code = {name: number for number, name in enumerate(names)}
    coded = ChannelPaths.of([[code[name] for name in way] for way in ways], [0.0] * len(ways), channels=len(names))
    # No rule leaves a path without a touch, so they keep their places.
    kept = ruled(coded, [rule], direct=code.get(DIRECT, -1))
    touches = [names[touch] for touch in kept.touches.tolist()]
    places = zip(kept.firsts.tolist(), kept.lasts.tolist(), strict=True)
    return [tuple(touches[first : last + 1]) for first, last in places]


def _joined(way: Way, paths: Sequence[Path]) -> Path:
    settled, reached = sum(path.settled for path in paths), sum(path.settled_conversions for path in paths)
    values = [path.value for path in paths if path.value is not None]
    timed = [path for path in paths if path.conversions and path.mean_days is not None]
    began = all(path.channels[0] == way[0] for path in timed)
    days = sum(path.mean_days * path.conversions for path in timed if path.mean_days is not None)
    return Path(
        channels=way,
        journeys=sum(path.journeys for path in paths),
        conversions=sum(path.conversions for path in paths),
        open=sum(path.open for path in paths),
        settled=settled,
        settled_conversions=reached,
        rate=reached / settled if settled else None,
        value=sum(values) if values else None,
        mean_days=days / sum(path.conversions for path in timed) if timed and began else None,
        taken=tuple(BETWEEN.join(path.channels) for path in paths),
    )
