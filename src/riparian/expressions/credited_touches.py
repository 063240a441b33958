"""The touches of journeys that reached their goal, with what a model by rule gives to each."""

from typing import Final

import ibis

from riparian.core.row import Table
from riparian.expressions.calendar import days_between
from riparian.tables.ecosystem import DIRECT, Journey, Touchpoint

_JOURNEY: Final = ("person_key", "goals", "number")


def credited_touches(touchpoints: Table[Touchpoint], journeys: Table[Journey]) -> ibis.Table:
    """The touches that count of each journey that converted: place (1 first), touches, days_before.

    Journeys of one person to the same goals share no touch but that of a visit in which the goal was reached again, so
    a touch between the first and last of a journey is its own.
    """
    reached = journeys.filter(journeys.converted & (journeys.touches > 0))
    whole = reached.select(*_JOURNEY, "began_at", "last_touch_at", "ended_at", "value", "path", order_key="action_key")
    touches = touchpoints.select(
        "person_key", "occurred_at", "channel", "campaign", turn="number", touched_key="action_key"
    )
    both = whole.join(touches, "person_key")
    own = both.filter(both["occurred_at"].between(both.began_at, both.last_touch_at))
    mine = ibis.window(group_by=list(_JOURNEY))
    return own.mutate(
        place=ibis.row_number().over(ibis.window(group_by=list(_JOURNEY), order_by=["turn"])).cast("int64") + 1,
        touches=own.count().over(mine).cast("int64"),
        days_before=days_between(own["occurred_at"], own.ended_at),
    )


def decayed(touches: ibis.Table, half_life_days: float) -> ibis.Table:
    """The touches with `weight`: half as much as one that came a half-life later; those of a journey sum to 1."""
    mine = ibis.window(group_by=list(_JOURNEY))
    # Counted from the last touch: weights of touches years ago would all be 0 and divide nothing.
    since = touches.days_before - touches.days_before.min().over(mine)
    raw = touches.mutate(raw=(since * (-0.6931471805599453 / half_life_days)).exp())
    return raw.mutate(weight=raw.raw / raw.raw.sum().over(mine)).drop("raw")


def weighted(touches: ibis.Table, model: str, *, half_life_days: float) -> ibis.Table:
    """The touches with the `weight` that a model by rule gives to each; those of a journey sum to 1.

    Models are `first`, `last`, `last non-direct`, `linear`, `position` and `time decay`, as in
    `riparian.models.attribution_rules`.
    """
    if model == "time decay":
        return decayed(touches, half_life_days)
    mine = ibis.window(group_by=list(_JOURNEY))
    n, place = touches.touches, touches.place
    if model == "last non-direct":
        other = ibis.ifelse(touches.channel != DIRECT, place, 0).max().over(mine)
        chosen = touches.mutate(chosen=ibis.ifelse(other > 0, other, n))
        return chosen.mutate(weight=(chosen.place == chosen.chosen).cast("float64")).drop("chosen")
    end = (place == 1) | (place == n)
    weights = {
        "first": (place == 1).cast("float64"),
        "last": (place == n).cast("float64"),
        "linear": 1.0 / n,
        "position": ibis.cases((n <= 2, 1.0 / n), (end, 0.4), else_=0.2 / ibis.greatest(n - 2, 1)),
    }
    return touches.mutate(weight=weights[model])
