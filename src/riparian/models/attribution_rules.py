"""Attribution by rule: each path's conversions divided by the place or the age of its touches alone."""

import numpy as np

from riparian.models.attribution_credits import Credits, credits_by_touch
from riparian.models.channel_paths import ChannelPaths, Codes
from riparian.models.histories import Floats, floats

EACH_END = 0.4
"""Share of the first and of the last touch under the rule of position."""
HALF_LIFE_DAYS = 7.0


def first_touch(paths: ChannelPaths) -> Credits:
    """Everything to the first touch."""
    return credits_by_touch(paths, first_shares(paths))


def last_touch(paths: ChannelPaths) -> Credits:
    """Everything to the last touch."""
    return credits_by_touch(paths, last_shares(paths))


def last_non_direct_touch(paths: ChannelPaths, *, direct: int) -> Credits:
    """Everything to the last touch that is not direct; a path of direct touches alone stays direct.

    Args:
        paths: conversions to divide.
        direct: code of the direct channel.
    """
    return credits_by_touch(paths, last_non_direct_shares(paths, direct=direct))


def linear(paths: ChannelPaths) -> Credits:
    """The same to every touch; a channel touched twice gets two shares."""
    return credits_by_touch(paths, linear_shares(paths))


def position_based(paths: ChannelPaths) -> Credits:
    """0.4 to the first and to the last touch, 0.2 divided among those between; of two touches half each, of one all.

    Source: dbt-snowplow-attribution, "position_based"; GA4's former rule of the same name.
    """
    return credits_by_touch(paths, position_shares(paths))


def time_decay(paths: ChannelPaths, days_before: Floats, *, half_life_days: float = HALF_LIFE_DAYS) -> Credits:
    """A touch counts half as much as one that came `half_life_days` later.

    Args:
        paths: conversions to divide; paths of the same channels at other times are other paths.
        days_before: from each touch to the conversion, shape `(touches,)`, not negative.
        half_life_days: above 0; 7 was Google Analytics' default.
    """
    if half_life_days <= 0:
        raise ValueError("a half-life is above 0 days")
    if len(days_before) != len(paths.touches) or (floats(days_before) < 0).any():
        raise ValueError("every touch has its days before the conversion, 0 or more")
    if not len(paths.lengths):
        return credits_by_touch(paths, floats(days_before))
    # Counted from the latest touch of the path: weights of touches years ago would all be 0 and divide nothing.
    since = floats(days_before) - np.repeat(np.minimum.reduceat(floats(days_before), paths.firsts), paths.lengths)
    weights = np.exp2(-since / half_life_days)
    return credits_by_touch(paths, weights / np.repeat(np.add.reduceat(weights, paths.firsts), paths.lengths))


def first_shares(paths: ChannelPaths) -> Floats:
    """Of each touch under `first_touch`, shape `(touches,)`."""
    return _all_to(paths, paths.firsts)


def last_shares(paths: ChannelPaths) -> Floats:
    """Of each touch under `last_touch`, shape `(touches,)`."""
    return _all_to(paths, paths.lasts)


def last_non_direct_shares(paths: ChannelPaths, *, direct: int) -> Floats:
    """Of each touch under `last_non_direct_touch`, shape `(touches,)`."""
    places = np.where(paths.touches != direct, np.arange(len(paths.touches)), -1)
    latest = np.maximum.reduceat(places, paths.firsts) if len(paths.lengths) else paths.lasts
    return _all_to(paths, np.where(latest >= 0, latest, paths.lasts))


def linear_shares(paths: ChannelPaths) -> Floats:
    """Of each touch under `linear`, shape `(touches,)`."""
    return floats(1 / np.repeat(paths.lengths, paths.lengths))


def position_shares(paths: ChannelPaths) -> Floats:
    """Of each touch under `position_based`, shape `(touches,)`."""
    lengths = np.repeat(paths.lengths, paths.lengths)
    between = (1 - 2 * EACH_END) / np.maximum(lengths - 2, 1)
    end = (paths.positions == 0) | (paths.positions == lengths - 1)
    return floats(np.where(lengths <= 2, 1 / lengths, np.where(end, EACH_END, between)))


def _all_to(paths: ChannelPaths, chosen: Codes) -> Floats:
    """Everything of each path to one touch of it, named by its place in `touches`."""
    shares = np.zeros(len(paths.touches))
    shares[chosen] = 1
    return shares
