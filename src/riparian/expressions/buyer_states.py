"""The state of every buyer at a date: what was known of them then, and what came after.

Tables have the columns of `purchases` and `sessions`. Nothing at or after the date enters a state; what is counted as
having come after lies before `until`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from typing import Final

import ibis
import numpy as np

from riparian.core.doors import Array, Gather
from riparian.expressions.calendar import BEFORE_INDEX, instant_of, years_before
from riparian.expressions.waits import counted_waits, months_at, waits

CLASS: Final = ("orders_class", "months_class", "age", "spend", "visited", "season", "channel_class")
"""What tells states apart that a model may score differently."""
VISITED: Final = timedelta(days=30)
_MOST_ORDERS: Final = 12
_MOST_MONTHS: Final = 120
_FINE: Final = 36
_MOST_SPEND: Final = 30
_MOST_CLASSES: Final = 1_000_000
_CHANNELS: Final = 5
_PAST_YEARS: Final = 3
_ROOM: Final = 2**32
OTHER: Final = -1
"""Class of all channels but the few largest, and of spend that is not known."""


def buyer_states(
    purchases: ibis.Table, sessions: ibis.Table, moment: datetime, *, until: datetime, channels: Sequence[int]
) -> ibis.Table:
    """Everybody who had bought before `moment`, one row a person.

    Columns: person_key, orders, months (since the last order), bought (whether again before `until`), and those of
    `CLASS`: orders and months up to a limit, months beyond three years by halves of a year; age and spend, rounded
    binary logarithms of one more than the months since the first order and of the mean demand in minor units; visited,
    within 30 days; season, the quarter (0–3) of the last order; the channel of the last order, if it is of `channels`.
    """
    known = purchases.bought_at < instant_of(moment)
    after = ~known & (purchases.bought_at < instant_of(until))
    code = purchases.channel.cast("int64")
    each = purchases.group_by("person_key").agg(
        orders=purchases.number.max(where=known),
        month=purchases.month.max(where=known),
        first=purchases.month.min(where=known),
        mean=purchases.demand.mean(where=known),
        newest=(purchases.number * _ROOM + code).max(where=known),
        bought=after.any(),
    )
    came = sessions.filter(
        (sessions.started_at < instant_of(moment)) & (sessions.ended_at >= instant_of(moment - VISITED))
    )
    there, here = each.filter(each.orders.notnull()), came.select(came_key="person_key").distinct()
    buyers = there.left_join(here, there.person_key == here.came_key).mutate(visited=ibis._.came_key.notnull())
    months = months_at(moment) - buyers.month
    channel = buyers.newest % _ROOM
    at_least = ibis.greatest(buyers["mean"], ibis.literal(1.0))
    return buyers.select(
        "person_key",
        "orders",
        months=months,
        bought=buyers.bought,
        orders_class=ibis.least(buyers.orders, _MOST_ORDERS).cast("int64"),
        months_class=ibis.ifelse(months > _FINE, ibis.least(months - (months - _FINE) % 6, _MOST_MONTHS), months).cast(
            "int64"
        ),
        age=_binary_steps(months_at(moment) - buyers.first + 1),
        spend=ibis.ifelse(buyers["mean"].isnull(), OTHER, ibis.least(_binary_steps(at_least), _MOST_SPEND)).cast(
            "int64"
        ),
        visited=buyers.visited,
        season=((buyers.month + BEFORE_INDEX) % 12 // 3).cast("int64"),
        channel_class=ibis.ifelse(channel.isin(list(channels) or [OTHER]), channel, OTHER).cast("int64"),
    )


def _binary_steps(value: ibis.Value) -> ibis.Value:
    """The rounded binary logarithm: no whole number lies on the edge of a step, so engines cannot differ."""
    return (value.ln() / log(2)).round().cast("int64")


def counted_states(states: ibis.Table) -> ibis.Table:
    """States of one class counted: buyers, and how many of them bought after."""
    return states.group_by(*CLASS).agg(buyers=states.count(), bought=states.count(where=states.bought))


@dataclass(frozen=True, slots=True)
class RebuyEvidence:
    """All that a model of the chance to buy again may know at a date, as counts."""

    waits: dict[str, Array]
    """Columns orders, months, watched, bought, last_seen."""
    cases: dict[str, Array]
    """Classes of the states a year before, two and three, and who bought within the year after each."""
    channels: tuple[int, ...]
    """Codes of the largest channels, the largest first."""


def rebuy_evidence(purchases: ibis.Table, sessions: ibis.Table, until: datetime, gather: Gather) -> RebuyEvidence:
    """What was known before `until`: nothing that came later is looked at.

    Cases stand at the same day of former years, so that they meet the same seasons; each has its year behind it.
    """
    placed = purchases.filter(purchases.bought_at < instant_of(until))
    sizes = gather(placed.group_by("channel").agg(orders=placed.count()), at_most=_MOST_CLASSES)
    largest = np.lexsort((sizes["channel"], -sizes["orders"]))[:_CHANNELS]
    channels = tuple(int(code) for code in sizes["channel"][largest])
    waited = waits(placed.mutate(orders=ibis.least(placed.number, _MOST_ORDERS)), until)
    counts = gather(counted_waits(waited, "orders", "watched"), at_most=_MOST_CLASSES)
    years = [
        gathered_states(
            purchases,
            sessions,
            years_before(until, year),
            until=years_before(until, year - 1),
            channels=channels,
            gather=gather,
        )
        for year in range(1, _PAST_YEARS + 1)
    ]
    cases = {name: np.concatenate([year[name] for year in years]) for name in years[0]}
    return RebuyEvidence(counts, cases, channels)


def gathered_states(
    purchases: ibis.Table,
    sessions: ibis.Table,
    moment: datetime,
    *,
    until: datetime,
    channels: Sequence[int],
    gather: Gather,
) -> dict[str, Array]:
    """Counted states at a moment, in one order whatever the engine's."""
    states = buyer_states(purchases, sessions, moment, until=until, channels=channels)
    found = gather(counted_states(states), at_most=_MOST_CLASSES)
    order = np.lexsort([found[name] for name in CLASS])
    return {name: column[order] for name, column in found.items()}
