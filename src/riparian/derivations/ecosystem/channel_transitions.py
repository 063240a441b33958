"""Channel transitions: how often journeys move from one channel to the next, and how long that takes."""

from datetime import timedelta

import ibis

from riparian.core.durations import Duration
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import span
from riparian.expressions.goals import by_goal
from riparian.expressions.medians import AN_HOUR, medians_of, told_minutes
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
    # The start before the path and nothing after it: the places are then from 0 to the number of touches.
    way = over.mutate(channels=(START + BETWEEN + over.path + BETWEEN).split(BETWEEN))
    places = ibis.range(ibis.literal(0, "int64"), way.touches.cast("int64") + 1, ibis.literal(1, "int64"))
    each = way.mutate(place=places.unnest())
    named = each.select(
        "goal",
        "settled",
        "settled_conversions",
        from_channel=each.channels[each.place],
        to=each.channels[each.place + 1],
    )
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
    # Turns have no gaps, so the next touch is found by its number: half the work of putting all of them in order.
    later = touchpoints.select(whose="person_key", turn="number", right="channel", occurred_at="occurred_at")
    former = touchpoints.select("person_key", following=touchpoints.number + 1, left="channel", former_at="occurred_at")
    pairs = later.join(former, [later.whose == former.person_key, later.turn == former.following])
    near = pairs.filter(pairs.occurred_at <= pairs.former_at + span(settings.pause))
    near = near.select("left", "right", minutes=told_minutes(near.former_at, near.occurred_at))
    counted = near.group_by("left", "right", "minutes").agg(times=near.count())
    found = medians_of(counted, by=["left", "right"], value="minutes", times="times")
    return found.select("left", "right", hours=found.median / AN_HOUR)


def hours_to_conversion(journeys: Table[Journey]) -> ibis.Table:
    """Median hours from the last touch to each goal, by the last touch's channel."""
    # Settled ones alone: of late touches only what followed soon is known yet.
    converted = journeys.filter(journeys.converted & journeys.settled & (journeys.touches > 0))
    took = converted.select("path", "goals", minutes=told_minutes(converted.last_touch_at, converted.ended_at))
    counted = by_goal(took.group_by("goals", "minutes", last=took.path.split(BETWEEN)[-1]).agg(times=took.count()))
    counted = counted.group_by("goal", "minutes", "last").agg(times=whole(counted.times.sum()))
    found = medians_of(counted, by=["goal", "last"], value="minutes", times="times")
    return found.select(to_goal="goal", last="last", hours_to_goal=found.median / AN_HOUR)
