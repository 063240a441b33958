"""Channel migrations: of a channel's buyers who bought again, where they did."""

from typing import Annotated, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import days_between, instant_of, within_years, years_before
from riparian.expressions.sequence import position
from riparian.expressions.unknown import null_for_nan
from riparian.models.histories import Floats
from riparian.models.migration_mode import migration_indexes, migration_mode
from riparian.models.readiness import require_years
from riparian.tables.buyers import Purchase
from riparian.tables.forensics import ChannelMigration

CAUTION: Final = (
    "Not a cause: who buys often comes to use several channels, so that a move is not what made them buy. "
    "Only a holdout test tells what a channel adds."
)


class ChannelMigrationsSettings(Settings):
    """`[derivations.channel_migrations]`"""

    channels: Annotated[int, Field(ge=2, le=300)] = 30
    """How many channels are compared, those with most buyers of two years; a purchase in another counts as one
    anywhere."""


def channel_migrations(
    purchases: Table[Purchase], settings: ChannelMigrationsSettings, as_of: AsOf, gather: Gather
) -> Table[ChannelMigration]:
    """Of who bought in one channel in the year before the last, who bought in another in the last, and who anywhere.

    Who used two channels in a year counts in both, so a row of the matrix may add up to more than 1. Channels oscillate
    where each transfers to the other.

    Raises:
        NotEnoughDataError: the orders do not go back two years.
    """
    age = purchases.agg(days=days_between(purchases.bought_at.min(), instant_of(as_of)))
    require_years(gather(age, at_most=1)["days"], years=2, model="a migration index")
    former = (purchases.bought_at < instant_of(years_before(as_of, 1))).cast("int64")
    dated = purchases.mutate(year=former).filter(within_years(purchases.bought_at, as_of, 2))
    used = dated.select("person_key", "channel", "year").distinct()
    compared = largest(used, settings.channels)
    kept = used.semi_join(compared, "channel")
    came, went = kept.filter(kept.year == 1), kept.filter(kept.year == 0)
    again = used.filter(used.year == 0).select("person_key").distinct()
    sizes = gather(compared, at_most=settings.channels)
    from_here = gather(came.group_by("channel").agg(people=came.count()), at_most=settings.channels)
    back = came.semi_join(again, "person_key")
    anywhere = gather(back.group_by("channel").agg(people=back.count()), at_most=settings.channels)
    pairs = came.select("person_key", channel="channel").join(went.select("person_key", to="channel"), "person_key")
    there = gather(pairs.group_by("channel", "to").agg(people=pairs.count()), at_most=settings.channels**2)
    channels = np.sort(sizes["channel"])
    found = matrix(channels, placed(channels, from_here), placed(channels, anywhere), paired(channels, there))
    types = dict.fromkeys(("from_channel", "to_channel"), "int32")
    types |= dict.fromkeys(("buyers", "bought_there", "bought_anywhere"), "int64")
    types |= {"index": "float64", "mode": "string", "caution": "string"}
    return promised(null_for_nan(gather.give_back(found, ibis.schema(types)), "index"), ChannelMigration)


def largest(used: ibis.Table, most: int) -> ibis.Table:
    """The channels that most people used; of equals those known longer."""
    sized = used.group_by("channel").agg(fewer=-used.person_key.nunique())
    return sized.filter(position([], ["fewer", "channel"]) <= most).select("channel")


def placed(channels: Array, counts: dict[str, Array]) -> Array:
    """Counts in the order of the channels, shape `(k,)`; 0 where nobody was counted."""
    found = np.zeros(len(channels), dtype=np.int64)
    found[np.searchsorted(channels, counts["channel"])] = counts["people"]
    return found


def paired(channels: Array, counts: dict[str, Array]) -> Array:
    """Counts by channel and channel gone to, shape `(k, k)`."""
    found = np.zeros((len(channels), len(channels)), dtype=np.int64)
    found[np.searchsorted(channels, counts["channel"]), np.searchsorted(channels, counts["to"])] = counts["people"]
    return found


def matrix(channels: Array, buyers: Array, anywhere: Array, there: Array) -> dict[str, Array]:
    """A row for each pair of a channel that had buyers and any channel."""
    indexes = migration_indexes(there, anywhere)
    rows, columns = np.nonzero(np.repeat(buyers[:, None] > 0, len(channels), axis=1))
    return {
        "from_channel": channels[rows],
        "to_channel": channels[columns],
        "buyers": buyers[rows],
        "bought_there": there[rows, columns],
        "bought_anywhere": anywhere[rows],
        "index": indexes[rows, columns],
        "mode": np.array(
            [mode(indexes, i, j) for i, j in zip(rows.tolist(), columns.tolist(), strict=True)], dtype=object
        ),
        "caution": np.full(len(rows), CAUTION, dtype=object),
    }


def mode(indexes: Floats, i: int, j: int) -> str | None:
    """From channel i to channel j; where nobody of j bought again, nobody of them went to i."""
    if i == j or np.isnan(indexes[i, j]):
        return None
    return migration_mode(indexes[i, j], np.nan_to_num(indexes[j, i])).capitalize()
