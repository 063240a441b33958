"""Attribution by leaving out: each path's conversions divided by what its rate loses when one channel is left out.

This is what Google's fractribution and dbt-snowplow-fractribution call Shapley values. They are not: a channel is left
out of the whole path only, not of every smaller one.
"""

import numpy as np

from riparian.models.attribution_credits import Credits, credits_by_touch
from riparian.models.channel_paths import ChannelPaths
from riparian.models.histories import Floats


def leave_one_out(paths: ChannelPaths) -> Credits:
    """Divide each path's conversions in proportion to the conversion rate lost without each of its touches.

    The path without the touch converts at the rate of the journeys that took exactly that path; 0 where there were
    none. A touch without which the rate would be higher gets nothing; where no touch adds to the rate, all share
    equally.
    """
    merged = paths.merged()
    taken = np.where(merged.journeys > 0, merged.journeys, 1)
    rates = merged.conversions / taken
    known = {tuple(path): rate for path, rate in zip(_sequences(merged), rates.tolist(), strict=True)}
    shares = [_shares(path, known) for path in _sequences(merged)]
    return credits_by_touch(merged, np.concatenate(shares) if shares else np.empty(0))


def _sequences(paths: ChannelPaths) -> list[list[int]]:
    touches = paths.touches.tolist()
    return [touches[first : last + 1] for first, last in zip(paths.firsts, paths.lasts, strict=True)]


def _shares(path: list[int], rates: dict[tuple[int, ...], float]) -> Floats:
    rate = rates[tuple(path)]
    lost = np.array([max(rate - rates.get((*path[:i], *path[i + 1 :]), 0.0), 0.0) for i in range(len(path))])
    return lost / lost.sum() if lost.sum() > 0 else np.full(len(path), 1 / len(path))
