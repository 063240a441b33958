"""The state of every buyer at some dates: what was known of them then, and what came after.

Tables have the columns of `purchases` and `known_visits`. Nothing at or after a date enters its state; what is counted
as having come after lies before the next date. All dates are looked at in one pass over the orders.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from math import log
from operator import or_
from typing import Final

import ibis
import numpy as np

from riparian.core.doors import Array, Gather
from riparian.expressions.calendar import BEFORE_INDEX, instant_of, years_before
from riparian.expressions.visits import known_before
from riparian.expressions.waits import counted_waits, months_at, waits
from riparian.tables.actions import ON_SITE, codes_of

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
    purchases: ibis.Table, visits: ibis.Table, moments: Sequence[datetime], *, channels: Sequence[int]
) -> ibis.Table:
    """Everybody who had bought before a moment, one row a person and moment; moments from the newest to the oldest.

    Columns: person_key, moment (its place in the list), orders, months (since the last order), bought (whether again
    before the next newer moment; of the newest nobody), and those of `CLASS`: orders and months up to a limit, months
    beyond three years by halves of a year; age and spend, rounded binary logarithms of one more than the months since
    the first order and of the mean demand in minor units; visited, within 30 days and known
    to be theirs by then; season, the quarter (0–3) of the
    last order; the channel of the last order, if it is of `channels`.
    """
    return states_of(purchases, came_by(visits, moments), moments, channels=channels)


def states_of(
    purchases: ibis.Table, came: ibis.Table, moments: Sequence[datetime], *, channels: Sequence[int]
) -> ibis.Table:
    """`buyer_states`, where it is known already who visited before which moment, as `came_by` tells it."""
    everybody = met(purchases, moments).left_join(came, "person_key").drop("person_key_right")
    return told(each_time(everybody, moments), channels)


def each_time(everybody: ibis.Table, moments: Sequence[datetime]) -> ibis.Table:
    """One row a person and moment at which they had bought, with what was known then.

    Unfolded, and not put together from a query for each moment: that would read the orders as often.
    """
    places = range(len(moments))
    rows = everybody.mutate(moment=ibis.array([ibis.literal(place, type="int64") for place in places]).unnest())

    def then(values: Sequence[ibis.Value]) -> ibis.Value:
        return ibis.cases(*((rows.moment == place, value) for place, value in enumerate(values)))

    newest = [rows[f"newest_{place}"] for place in places]
    known = rows.select(
        "person_key",
        "moment",
        "first",
        newest=then(newest),
        later=then([ibis.null("int64"), *newest[:-1]]),
        month=then([rows[f"month_{place}"] for place in places]),
        mean=then([rows[f"mean_{place}"] for place in places]),
        visited=then([rows[f"visited_{place}"] for place in places]).fill_null(False),
        now=then([ibis.literal(months_at(moment), type="int64") for moment in moments]),
    )
    return known.filter(known.newest.notnull())


def met(purchases: ibis.Table, moments: Sequence[datetime]) -> ibis.Table:
    """By person and for the n-th moment: the last order before it (its number × 2³² + channel), month, mean demand."""
    newest = purchases.number * _ROOM + purchases.channel.cast("int64")
    sums: dict[str, ibis.Value] = {"first": purchases.month.min()}
    for place, moment in enumerate(moments):
        known = purchases.bought_at < instant_of(moment)
        sums |= {
            f"newest_{place}": newest.max(where=known),
            f"month_{place}": purchases.month.max(where=known),
            f"mean_{place}": purchases.demand.mean(where=known),
        }
    return purchases.group_by("person_key").agg(**sums)


def came_by(visits: ibis.Table, moments: Sequence[datetime]) -> ibis.Table:
    """Who visited within the thirty days before any of the moments, and before which (`visited_n`).

    A visit counts before a moment if it was known before it whose it was.
    """
    instants = [instant_of(moment) for moment in moments]
    windows = [
        (visits.visited_at < instant)
        & (visits.visited_at >= instant_of(moment - VISITED))
        & known_before(visits, instant)
        for moment, instant in zip(moments, instants, strict=True)
    ]
    near = visits.mutate(**{f"visited_{place}": window for place, window in enumerate(windows)})
    near = near.filter(reduce(or_, (near[f"visited_{place}"] for place in range(len(moments)))))
    return near.group_by("person_key").agg(
        **{f"visited_{place}": near[f"visited_{place}"].any() for place in range(len(moments))}
    )


def came_lately(last_actions: ibis.Table, as_of: datetime) -> ibis.Table:
    """What `came_by` tells of the as-of date alone, read from when everybody last did what.

    Nothing that is given lies at or after the date, neither a visit nor what says whose it was: the last visit tells.
    """
    on_site = last_actions.filter(last_actions.kind.isin(codes_of(ON_SITE)))
    near = on_site.filter(on_site.last_at >= instant_of(as_of - VISITED))
    return near.group_by("person_key").agg(visited_0=(near.last_at < instant_of(as_of)).any())


def told(known: ibis.Table, channels: Sequence[int]) -> ibis.Table:
    """The columns of a state from what was known."""
    orders, channel, months = known.newest // _ROOM, known.newest % _ROOM, known.now - known.month
    mean = known["mean"]
    half_years = ibis.least(months - (months - _FINE) % 6, _MOST_MONTHS)
    steps = ibis.least(_binary_steps(ibis.greatest(mean, ibis.literal(1.0))), _MOST_SPEND)
    return known.select(
        "person_key",
        "moment",
        "visited",
        orders=orders.cast("int64"),
        months=months,
        bought=(known.later // _ROOM > orders).fill_null(False),
        orders_class=ibis.least(orders, _MOST_ORDERS).cast("int64"),
        months_class=ibis.ifelse(months > _FINE, half_years, months).cast("int64"),
        age=_binary_steps(known.now - known["first"] + 1),
        spend=ibis.ifelse(mean.isnull(), OTHER, steps).cast("int64"),
        season=((known.month + BEFORE_INDEX) % 12 // 3).cast("int64"),
        channel_class=ibis.ifelse(channel.isin(list(channels) or [OTHER]), channel, OTHER).cast("int64"),
    )


def _binary_steps(value: ibis.Value) -> ibis.Value:
    """The rounded binary logarithm: no whole number lies on the edge of a step, so engines cannot differ."""
    return (value.ln() / log(2)).round().cast("int64")


def counted_states(states: ibis.Table) -> ibis.Table:
    """States of one moment and class counted: buyers, and how many of them bought after."""
    return states.group_by("moment", *CLASS).agg(buyers=states.count(), bought=states.count(where=states.bought))


@dataclass(frozen=True, slots=True)
class RebuyEvidence:
    """All that a model of the chance to buy again may know at a date, as counts, and whom it is asked about."""

    waits: dict[str, Array]
    """Columns orders, months, watched, bought, last_seen."""
    cases: dict[str, Array]
    """Classes of the states a year before, two and three, and who bought within the year after each."""
    classes: dict[str, Array]
    """Classes of the states at the date itself, and who bought between it and `then`."""
    channels: tuple[int, ...]
    """Codes of the largest channels, the largest first."""


def rebuy_evidence(
    purchases: ibis.Table, visits: ibis.Table, until: datetime, gather: Gather, *, then: Sequence[datetime] = ()
) -> RebuyEvidence:
    """What was known before `until`; what came later is looked at only for who bought before `then`, if it is given.

    Cases stand at the same day of former years, so that they meet the same seasons; each has its year behind it.
    """
    placed = purchases.filter(purchases.bought_at < instant_of(until))
    sizes = gather(placed.group_by("channel").agg(orders=placed.count()), at_most=_MOST_CLASSES)
    largest = np.lexsort((sizes["channel"], -sizes["orders"]))[:_CHANNELS]
    channels = tuple(int(code) for code in sizes["channel"][largest])
    waited = waits(placed.mutate(orders=ibis.least(placed.number, _MOST_ORDERS)), until)
    counts = gather(counted_waits(waited, "orders", "watched"), at_most=_MOST_CLASSES)
    moments = [*then, *(years_before(until, year) for year in range(_PAST_YEARS + 1))]
    states = buyer_states(purchases, visits, moments, channels=channels)
    found = gather(counted_states(states), at_most=_MOST_CLASSES)
    # In one order, whatever the engine's.
    order = np.lexsort([found[name] for name in (*CLASS, "moment")])
    found = {name: column[order] for name, column in found.items()}
    now = len(then)
    cases, classes = (
        {name: column[held] for name, column in found.items()}
        for held in (found["moment"] > now, found["moment"] == now)
    )
    return RebuyEvidence(counts, cases, classes, channels)
