"""What spend brings: how many first orders that of each month causes, and which people come by it.

Spend at work is the geometric adstock of a month's budget and those before it; a Hill curve of it says how many first
orders it brings. Who is brought is drawn first, and then only when they come. In quarters of weak cohorts more people
are brought, as fewer of them buy: so first orders follow the curve exactly, on average.
"""

from dataclasses import replace
from functools import cache

import numpy as np

from riparian.testing.company.arrays import Floats, Ints
from riparian.testing.company.people import EARLIEST, People, cohort_quality
from riparian.testing.company.planted import (
    APPEARING,
    BROUGHT,
    BUY_BROUGHT,
    CARRIED_OVER,
    FLIGHTS,
    HALF_SPEND,
    MONTHLY_BUDGET,
    RECOMMENDED,
    RECOMMENDED_BUYS,
    REFERRAL,
)
from riparian.testing.company.seasons import DAY, END, instant_of, season_time

MONTHS = 36
MONTH_STARTS: Ints = np.arange("2023-11", "2026-12", dtype="datetime64[M]").astype("datetime64[ms]").astype(np.int64)
"""Of each month, and the end of the last."""
LATE = slice(MONTHS - 12, MONTHS)
"""The months of today's spend."""
_PARTS = 200


def month_of(at: Ints) -> Ints:
    """Month of each instant, 0 for November 2023."""
    months: Ints = (np.searchsorted(MONTH_STARTS, at, side="right") - 1).clip(0, MONTHS - 1)
    return months


def budgets(channel: int, people: int) -> Ints:
    """Pence spent in each month, of a company of so many people who can appear."""
    return np.rint(MONTHLY_BUDGET[channel] * people * _level(channel)).astype(np.int64)


def _level(channel: int) -> Floats:
    """Budget of each month in mean months."""
    level: Floats = FLIGHTS[channel] / FLIGHTS[channel].mean()
    return level


@cache
def _middles() -> Floats:
    middles: Floats = (MONTH_STARTS[:-1] + MONTH_STARTS[1:]) / 2
    return middles


def money_about(channel: int, at: Ints) -> Floats:
    """How much of the channel's money is about at each instant, in mean months: from month to month without a step.

    What people find who come anyway changes slowly; a step on the same day in all channels would look like feeding.
    """
    about: Floats = np.interp(at.astype(np.float64), _middles(), _level(channel))
    return about


@cache
def pull(channel: int) -> Floats:
    """Part of all that any spend could bring that each month's spend at work brings."""
    at_work, carried = _level(channel), CARRIED_OVER[channel]
    at_work[0] *= 1 - carried
    for month in range(1, MONTHS):
        at_work[month] = carried * at_work[month - 1] + (1 - carried) * at_work[month]
    shares: Floats = at_work / (at_work + HALF_SPEND[channel])
    return shares


@cache
def _month_quality() -> Floats:
    """Mean quality of who enters in each month, evenly over its season time."""
    bounds = season_time(MONTH_STARTS)
    parts = (np.arange(_PARTS) + 0.5) / _PARTS
    quality: Floats = cohort_quality(bounds[:-1, None] + np.diff(bounds)[:, None] * parts).mean(axis=1)
    return quality


def month_shares(channel: int) -> Floats:
    """Share of the people whom the channel's spend brings that come in each month."""
    weights = pull(channel) / _month_quality()
    shares: Floats = weights / weights.sum()
    return shares


def expected_orders(channel: int, people: int) -> Floats:
    """First orders that the channel's spend brings in each month, on average."""
    among, buying = (RECOMMENDED, RECOMMENDED_BUYS) if channel == REFERRAL else (1 - RECOMMENDED, 1.0)
    brought = people * APPEARING * among * BROUGHT.get(channel, 0.0)
    return brought * month_shares(channel) * BUY_BROUGHT * buying * _month_quality() if brought else np.zeros(MONTHS)


def marginal_orders(channel: int, people: int) -> float:
    """First orders a month that one pound a month more would bring, on top of the mean spend of the last year.

    Spend is steady: what it brings at once and later stands together.
    """
    if channel not in BROUGHT:
        return 0.0
    ceiling = (expected_orders(channel, people) / pull(channel)).mean()
    now, half = _level(channel)[LATE].mean(), HALF_SPEND[channel]
    slope = ceiling * half / (now + half) ** 2
    return float(slope / (MONTHLY_BUDGET[channel] * people / 100))


def brought_people(chance: np.random.Generator, people: People) -> People:
    """The same people, some of whom spend brings: they enter when it says, and belong to the cohort of then."""
    size = len(people)
    shares = {one: share for one, share in BROUGHT.items() if one != REFERRAL}
    luck = chance.random(size)
    channel = np.append(list(shares), -1)[np.searchsorted(np.cumsum(list(shares.values())), luck, side="right")]
    channel = np.where(people.recommended, np.where(luck < BROUGHT[REFERRAL], REFERRAL, -1), channel)
    channel[~people.appears] = -1
    season = season_time(people.entered_at)
    when = np.stack([chance.random(size), chance.random(size)])
    begins = season_time(np.maximum(MONTH_STARTS, EARLIEST))
    for one in BROUGHT:
        mine = np.flatnonzero(channel == one)
        month = np.searchsorted(np.cumsum(month_shares(one)), when[0, mine]).clip(0, MONTHS - 1)
        season[mine] = begins[month] + (begins[month + 1] - begins[month]) * when[1, mine]
    led = channel >= 0
    entered = np.where(led, np.minimum(instant_of(season), END - DAY), people.entered_at)
    quality = np.where(led, cohort_quality(season), people.quality)
    return replace(people, brought=channel, entered_at=entered, quality=quality)
