"""Rules for paths: which touches of a path count, before conversions are divided.

The names in brackets are those of Google's fractribution and of dbt-snowplow-fractribution. Each rule keeps every
journey: no path loses its last touch. What two paths have become may be equal; `merged` puts them together.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from riparian.models.channel_paths import ChannelPaths

PathRule = Literal["exposures", "first seen", "without direct", "without last direct"]


def ruled(paths: ChannelPaths, rules: Sequence[PathRule], *, direct: int) -> ChannelPaths:
    """The paths after rules by their names, applied in this order; each keeps its place.

    Args:
        paths: to which the rules apply.
        rules: by the names of settings.
        direct: code of the direct channel; -1: nobody came so.
    """
    named: dict[PathRule, Callable[[ChannelPaths], ChannelPaths]] = {
        "exposures": exposures,
        "first seen": first_seen,
        "without direct": lambda one: without_unless_alone(one, direct),
        "without last direct": lambda one: without_last_unless_alone(one, direct),
    }
    for name in rules:
        paths = named[name](paths)
    return paths


def exposures(paths: ChannelPaths) -> ChannelPaths:
    """Touches of one channel in a row are one (`exposure_path`)."""
    again = np.append(False, paths.touches[1:] == paths.touches[:-1])[: len(paths.touches)]
    return paths.keeping(~again | (paths.positions == 0))


def first_seen(paths: ChannelPaths) -> ChannelPaths:
    """Every channel once, where it was first touched (`first_path`)."""
    _, first = np.unique(paths.path_of * paths.channels + paths.touches, return_index=True)
    kept = np.zeros(len(paths.touches), np.bool_)
    kept[first] = True
    return paths.keeping(kept)


def as_sets(paths: ChannelPaths) -> ChannelPaths:
    """Every channel once, in order of the codes: what was touched, no matter when and how often."""
    # Nearly in order already, so sorting takes a fiftieth of the time of `np.unique`, which hashes.
    pairs = np.sort(paths.path_of * paths.channels + paths.touches)
    pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]]
    lengths = np.bincount(pairs // max(paths.channels, 1), minlength=len(paths.lengths))
    return replace(paths, touches=pairs % max(paths.channels, 1), lengths=lengths)


def without_unless_alone(paths: ChannelPaths, channel: int) -> ChannelPaths:
    """Without a channel, unless the path has no other (`remove_if_not_all`)."""
    others = paths.touches != channel
    return paths.keeping(others | _alone(paths, channel))


def without_last_unless_alone(paths: ChannelPaths, channel: int) -> ChannelPaths:
    """Without a channel's touches at the end, unless the path has no other (`remove_if_last_and_not_all`)."""
    places = np.where(paths.touches != channel, np.arange(len(paths.touches)), -1)
    reached = np.maximum.reduceat(places, paths.firsts) if len(places) else places
    last = np.repeat(reached, paths.lengths)
    return paths.keeping((np.arange(len(places)) <= last) | (last < 0))


def last_touches(paths: ChannelPaths, at_most: int) -> ChannelPaths:
    """The latest touches of each path, `at_most` of them, 1 at least (`trim`, `path_lookback_steps`)."""
    if at_most < 1:
        raise ValueError("a path keeps 1 touch at least")
    return paths.keeping(paths.positions >= np.repeat(paths.lengths, paths.lengths) - at_most)


def _alone(paths: ChannelPaths, channel: int) -> NDArray[np.bool_]:
    """Of each touch, whether its path has no channel but this one."""
    others = np.bincount(paths.path_of[paths.touches != channel], minlength=len(paths.lengths))
    return np.repeat(others == 0, paths.lengths)
