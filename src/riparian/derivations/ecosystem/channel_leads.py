"""Channel leads: whether days with more of one channel are followed by days with more of another."""

from datetime import datetime
from itertools import pairwise
from typing import Annotated, Final

import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf, Seed
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table, promised, schema_of
from riparian.core.settings import Settings
from riparian.expressions.calendar import instant_of
from riparian.expressions.sequence import position
from riparian.models.histories import Floats
from riparian.models.lead_lag import LeadLags, LeadLagSearch, lead_lags
from riparian.tables.ecosystem import ChannelLead, Touchpoint

CAUTION: Final = (
    "Not a cause: what moves both channels, one of them later, looks alike. Only a test that holds one back tells."
)
_MOST_DAYS: Final = 20_000
_TWO: Final = 2
_NO_SOURCE: Final = -1
_MATTERS: Final = 0.05
"""Of a channel's touches, the share from which a source that begins or ends changes its volume."""
_A_WEEK: Final = 7
_SURE: Final = 12.0
"""Touches that are missing where none came for a week or longer: chance leaves out so many once in 160,000 times."""


class ChannelLeadsSettings(Settings):
    """`[derivations.channel_leads]`"""

    channels: Annotated[int, Field(ge=_TWO, le=20)] = 8
    """How many channels are compared: those with most touches."""
    fewest_a_day: Annotated[float, Field(gt=0)] = 0.2
    """Touches that a channel needs, on average; of a channel with few only a strong feeding can be seen."""
    longest_lag: Annotated[int, Field(ge=1, le=28)] = 7
    """Days after which one channel may still follow another at once."""
    within: Annotated[int, Field(ge=1, le=90)] = 28
    """Days over which what follows is added up."""
    level: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    """Of intervals."""
    search_level: Annotated[float, Field(gt=0.5, le=0.995)] = 0.99
    """Of the search as a whole, against finding what is not there."""


def channel_leads(
    touchpoints: Table[Touchpoint], settings: ChannelLeadsSettings, as_of: AsOf, seed: Seed, gather: Gather
) -> Table[ChannelLead]:
    """Distributed lags between the daily volumes of the largest channels, on the days that the sources cover.

    Of a source the days between its first and its last touch count, which may be parts of days themselves. Where
    sources begin, end or leave out a week, the longest stretch between is taken: with a source more, all channels that
    it tells of rise at once, and that is no feeding.

    Raises:
        NotEnoughDataError: too few days, or fewer than two channels with enough touches.
    """
    until = datetime.combine(as_of.date(), datetime.min.time())
    whole_days = touchpoints.filter(touchpoints.occurred_at < instant_of(until))
    dated = whole_days.select(
        "channel", day=whole_days.occurred_at.date(), source=whole_days.source.cast("int64").fill_null(_NO_SOURCE)
    )
    counts = dated.group_by("day", "channel", "source").agg(touches=dated.count())
    sized = counts.group_by("channel").agg(fewer=-counts.touches.sum())
    largest = sized.filter(position([], ["fewer", "channel"]) <= settings.channels).select("channel")
    of_largest = counts.mutate(day=counts.day.cast("timestamp(6)")).semi_join(largest, "channel")
    found = gather(of_largest, at_most=_MOST_DAYS * settings.channels)
    channels, volumes = daily(found, settings.fewest_a_day)
    search = LeadLagSearch(
        longest_lag=settings.longest_lag,
        within=settings.within,
        level=settings.level,
        search_level=settings.search_level,
    )
    made = pairs(channels, lead_lags(volumes, search, seed=seed), days=len(volumes))
    return promised(gather.give_back(made, schema_of(ChannelLead)), ChannelLead)


def daily(found: dict[str, Array], fewest: float) -> tuple[Array, Floats]:
    """The channels with enough touches in order of their names, and the touches of each day, shape `(days, channels)`.

    Raises:
        NotEnoughDataError: fewer than two channels have enough.
    """
    if not len(found["day"]):
        raise NotEnoughDataError("there is no touch on a whole day, so no volume that another could follow")
    day = (found["day"].astype("datetime64[D]") - found["day"].astype("datetime64[D]").min()).astype(np.int64)
    channels, places = np.unique(found["channel"].astype(str), return_inverse=True)
    sources, of = np.unique(found["source"], return_inverse=True)
    told = np.zeros((int(day.max()) + 1, len(channels), len(sources)))
    told[day, places, of] = found["touches"]
    share = told.sum(axis=0) / told.sum(axis=(0, 2))[:, np.newaxis]
    begin, end = steady(told.sum(axis=1)[:, (share >= _MATTERS).any(axis=0)])
    volumes = told[begin:end].sum(axis=2)
    enough = volumes.sum(axis=0) >= fewest * max(len(volumes), 1)
    if enough.sum() < _TWO:
        raise NotEnoughDataError(
            f"channels with {fewest:g} touches a day: {int(enough.sum())}; lead and lag need {_TWO} of them"
        )
    return channels[enough], volumes[:, enough]


def steady(touches: Floats) -> tuple[int, int]:
    """Begin and end of the longest stretch of days that the same sources cover, of touches by day and source."""
    covered = np.zeros(touches.shape, dtype=np.bool_)
    for source, column in enumerate(touches.T):
        there = np.flatnonzero(column)
        covered[there[0] + 1 : there[-1], source] = True
        for before, after in pairwise(there.tolist()):
            missed = after - before - 1
            if missed >= _A_WEEK and missed * column.sum() / (there[-1] + 1 - there[0]) >= _SURE:
                covered[before : after + 1, source] = False
    changes = np.flatnonzero((covered[1:] != covered[:-1]).any(axis=1)) + 1
    edges = [0, *changes.tolist(), len(touches)]
    stretches = [(begin, end) for begin, end in pairwise(edges) if covered[begin].any()]
    return max(stretches, key=lambda stretch: stretch[1] - stretch[0], default=(0, 0))


def pairs(channels: Array, leads: LeadLags, *, days: int) -> dict[str, Array]:
    """One row a pair of different channels."""
    leading, following = np.nonzero(~np.eye(len(channels), dtype=np.bool_))
    return {
        "leading": channels[leading].astype(object),
        "following": channels[following].astype(object),
        "effect": leads.effect[leading, following],
        "low": leads.low[leading, following],
        "high": leads.high[leading, following],
        "placebo_share": leads.placebo_share[leading, following],
        "over_reversed": leads.over_reversed[leading, following],
        "found": leads.found[leading, following],
        "peak_days": 1 + leads.by_lag[:, leading, following].argmax(axis=0),
        "lags": leads.lags[following],
        "days": np.full(len(leading), days),
        "caution": np.full(len(leading), CAUTION, dtype=object),
    }
