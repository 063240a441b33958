"""Channel leads: whether days with more of one channel are followed by days with more of another."""

from datetime import datetime
from typing import Annotated, Final

import ibis
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
    """Of intervals, and of the search as a whole against finding what is not there."""


def channel_leads(
    touchpoints: Table[Touchpoint], settings: ChannelLeadsSettings, as_of: AsOf, seed: Seed, gather: Gather
) -> Table[ChannelLead]:
    """Distributed lags between the daily volumes of the largest channels, from the first touch to the last whole day.

    Raises:
        NotEnoughDataError: too few days, or fewer than two channels with enough touches.
    """
    until = datetime.combine(as_of.date(), datetime.min.time())
    whole_days = touchpoints.filter(touchpoints.occurred_at < instant_of(until))
    dated = whole_days.select("channel", day=whole_days.occurred_at.date())
    sized = dated.group_by("channel").agg(fewer=-dated.count())
    largest = sized.filter(position([], ["fewer", "channel"]) <= settings.channels).select("channel")
    counts = dated.semi_join(largest, "channel").group_by("day", "channel").agg(touches=ibis._.count())
    first = gather(dated.agg(day=dated.day.min().cast("timestamp(6)")), at_most=1)["day"]
    found = gather(counts.mutate(day=counts.day.cast("timestamp(6)")), at_most=_MOST_DAYS * settings.channels)
    channels, volumes = daily(found, first, until, settings.fewest_a_day)
    search = LeadLagSearch(longest_lag=settings.longest_lag, within=settings.within, level=settings.level)
    made = pairs(channels, lead_lags(volumes, search, seed=seed), days=len(volumes))
    return promised(gather.give_back(made, schema_of(ChannelLead)), ChannelLead)


def daily(found: dict[str, Array], first: Array, until: datetime, fewest: float) -> tuple[Array, Floats]:
    """The channels with enough touches in order of their names, and the touches of each day, shape `(days, channels)`.

    Raises:
        NotEnoughDataError: fewer than two channels have enough.
    """
    if not len(found["day"]):
        raise NotEnoughDataError("there is no touch on a whole day, so no volume that another could follow")
    day = found["day"].astype("datetime64[D]")
    begin = first.astype("datetime64[D]")[0]
    days = int((np.datetime64(until, "D") - begin).astype(np.int64))
    channels, places = np.unique(found["channel"].astype(str), return_inverse=True)
    volumes = np.zeros((days, len(channels)))
    volumes[(day - begin).astype(np.int64), places] = found["touches"]
    enough = volumes.mean(axis=0) >= fewest
    if enough.sum() < _TWO:
        raise NotEnoughDataError(
            f"{int(enough.sum())} channels have {fewest:g} touches a day; lead and lag need {_TWO} of them"
        )
    return channels[enough], volumes[:, enough]


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
        "found": leads.found[leading, following],
        "peak_days": 1 + leads.by_lag[:, leading, following].argmax(axis=0),
        "lags": leads.lags[following],
        "days": np.full(len(leading), days),
        "caution": np.full(len(leading), CAUTION, dtype=object),
    }
