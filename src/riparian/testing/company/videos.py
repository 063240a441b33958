"""New videos: each brings visits at once, by its link, and days later searches of people whose trail shows no video.

Who watches on a computer may click and comes that day or the next. Who watches on a television has nothing to click,
and searches for the shop some days later: no export holds both. The days of new videos are the company's, the same for
all its people. A video changes when people come who come anyway, never how many or how often: paths that are laid on a
calendar already are moved to it as they are, where there is room.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from riparian.testing.company.arrays import Flags, Floats, Ints
from riparian.testing.company.planted import (
    CLICKED_AFTER_DAYS,
    NEW_VIDEO_DAYS,
    SEARCH,
    SEARCH_LAG_DAYS,
    SEARCH_LAG_SPREAD,
    SEARCHED_AFTER_VIDEO,
    VIDEO,
)
from riparian.testing.company.seasons import DAY, END, START

NO_VIDEO = -1
_STREAM = 2**31 + 2
"""Of chance, beside those of chunks, which are numbered from 0, and of what is written last."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Idle paths on people's calendars, one value a path."""

    channel: Ints
    """Where it begins."""
    at: Ints
    earliest: Ints
    latest: Ints
    """Between these it may begin: there is room for all of it, and quiet before and after."""
    movable: Flags
    """It is not the person's first, which says when they entered."""


@cache
def video_days(seed: int) -> Ints:
    """Day of each new video, in days since 1970. Seed alone decides, so all chunks of a company see the same videos."""
    chance = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(_STREAM,)))
    least, more = NEW_VIDEO_DAYS
    days = (END - START) // DAY
    after = np.cumsum(least + chance.exponential(more, int(days / least))).astype(np.int64)
    return START // DAY + after[after < days]


def moved_to_videos(chance: np.random.Generator, days: Ints, begun: Begun) -> tuple[Ints, Ints]:
    """When each path begins, and the row of `days` whose video it comes of, or `NO_VIDEO`.

    All that begin by a video's link come of one, and `SEARCHED_AFTER_VIDEO` of those that begin with a search; each of
    the video that moves it least. They keep their time of day. A path stays where it is if there is no room.
    """
    size = len(begun.at)
    searches = (begun.channel == SEARCH) & (chance.random(size) < SEARCHED_AFTER_VIDEO)
    after = np.floor(_days_after(chance, searches)).astype(np.int64)
    day = begun.at // DAY
    nearest = _nearest(days, day - after)
    at = begun.at + DAY * (_day_of(days, nearest) + after - day)
    moves = begun.movable & (searches | (begun.channel == VIDEO)) & (nearest >= 0)
    moves &= (at >= begun.earliest) & (at <= begun.latest)
    return np.where(moves, at, begun.at), np.where(moves, nearest, NO_VIDEO)


def _day_of(days: Ints, nearest: Ints) -> Ints:
    """The day of each row; 0 for no video."""
    return np.append(days, 0)[nearest]


def _days_after(chance: np.random.Generator, searches: Flags) -> Floats:
    """Days from a new video to the visit: watched within days, and searched days after it was watched."""
    watched: Floats = chance.exponential(CLICKED_AFTER_DAYS, len(searches))
    lag = SEARCH_LAG_DAYS * np.exp(SEARCH_LAG_SPREAD * chance.standard_normal(len(searches)))
    return watched + np.where(searches, lag, 0.0)


def _nearest(days: Ints, wanted: Ints) -> Ints:
    """Row of the day nearest to each that is wanted, the earlier of two; -1 if there are no days."""
    if not len(days):
        return np.full(len(wanted), NO_VIDEO, dtype=np.int64)
    return np.searchsorted((days[1:] + days[:-1]) / 2, wanted)
