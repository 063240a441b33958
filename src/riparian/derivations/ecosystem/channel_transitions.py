"""Channel transitions: how often journeys move from one channel to the next, and how long that takes."""

from datetime import timedelta

import ibis

from riparian.core.durations import Duration
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import seconds_between, span
from riparian.expressions.sequence import in_order
from riparian.expressions.totals import whole
from riparian.tables.ecosystem import (
    BETWEEN,
    CONVERSION,
    NOTHING,
    START,
    ChannelTransition,
    Journey,
    JourneyPath,
    Touchpoint,
)

_AN_HOUR = 3600.0


class ChannelTransitionsSettings(Settings):
    """`[derivations.channel_transitions]`"""

    pause: Duration = timedelta(days=30)
    """Touches farther apart say nothing of how long a move takes: as in `[derivations.journeys]`."""


def channel_transitions(
    paths: Table[JourneyPath],
    journeys: Table[Journey],
    touchpoints: Table[Touchpoint],
    settings: ChannelTransitionsSettings,
) -> Table[ChannelTransition]:
    """Moves are counted over the distinct paths; journeys that are not settled, or have no touch, are left out.

    Of the touches of the last `pause`, those that led to a goal are known and those that led to nothing are not. So
    whether a journey counts hangs on its last touch alone, never on what came of it.
    """
    moved = moves(paths)
    leaving = ibis.window(group_by=["goal", "from_channel"])
    shared = moved.mutate(share=moved.moves / moved.moves.sum().over(leaving))
    between, until = hours_between(touchpoints, settings), hours_to_conversion(journeys)
    timed = shared.left_join(
        between, [shared.from_channel == between.left, shared.to_channel == between.right]
    ).left_join(
        until, [shared.goal == until.to_goal, shared.from_channel == until.last, shared.to_channel == CONVERSION]
    )
    return promised(timed.mutate(median_hours=ibis.coalesce(timed.hours, timed.hours_to_goal)), ChannelTransition)


def moves(paths: Table[JourneyPath]) -> ibis.Table:
    """Moves of all settled journeys, by goal, from and to."""
    over = paths.filter((paths.touches > 0) & (paths.settled > 0))
    channels = over.path.split(BETWEEN)
    end = ibis.literal("")
    steps = ibis.array([START]).concat(channels).zip(channels.concat(ibis.array([end])))
    each = over.select("goal", "settled", "settled_conversions", step=steps.unnest())
    named = each.select("goal", "settled", "settled_conversions", from_channel=each.step["f1"], to=each.step["f2"])
    counted = named.group_by("goal", "from_channel", "to").agg(
        moves=whole(named.settled.sum()), conversions=whole(named.settled_conversions.sum())
    )
    ends = counted.filter(counted.to == "")
    parts = (
        counted.filter(counted.to != "").select("goal", "from_channel", "moves", to_channel="to"),
        ends.select("goal", "from_channel", moves="conversions", to_channel=ibis.literal(CONVERSION)),
        ends.select("goal", "from_channel", moves=ends.moves - ends.conversions, to_channel=ibis.literal(NOTHING)),
    )
    made = ibis.union(*(part.select("goal", "from_channel", "to_channel", "moves") for part in parts))
    return made.filter(made.moves > 0)


def hours_between(touchpoints: Table[Touchpoint], settings: ChannelTransitionsSettings) -> ibis.Table:
    """Median hours from a touch to the next of the same person, by their channels."""
    in_turn = in_order(["person_key"], ["number"])
    pairs = touchpoints.select(
        left=touchpoints.channel.lag().over(in_turn),
        right=touchpoints.channel,
        former_at=touchpoints.occurred_at.lag().over(in_turn),
        occurred_at=touchpoints.occurred_at,
    )
    near = pairs.filter(pairs.occurred_at <= pairs.former_at + span(settings.pause))
    hours = seconds_between(near.former_at, near.occurred_at) / _AN_HOUR
    return near.group_by("left", "right").agg(hours=hours.median())


def hours_to_conversion(journeys: Table[Journey]) -> ibis.Table:
    """Median hours from the last touch to each goal, by the last touch's channel."""
    # Settled ones alone: of late touches only what followed soon is known yet.
    converted = journeys.filter(journeys.converted & journeys.settled & (journeys.touches > 0))
    last = converted.path.re_replace(f"^.*{BETWEEN}", "")
    hours = seconds_between(converted.last_touch_at, converted.ended_at) / _AN_HOUR
    return converted.group_by(to_goal=converted.goal, last=last).agg(hours_to_goal=hours.median())
