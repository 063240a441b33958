"""Channels: what brings people, their journeys, and how one channel feeds another (`domain.md` 2, 6.6).

A *touch* is one meeting with the company through a channel; a *journey* the touches on the way to one goal, or to
nothing; a *path* the channels of a journey in turn, the oldest first, joined by ` > `.
"""

from riparian.core.columns import Count, Days, Flag, Instant, Label, Money, Number, PersonKey, Text, Whole
from riparian.core.row import Row

BETWEEN = " > "
"""What stands between two channels of a path."""


class VisitChannel(Row):
    """Which channel a way in is. Grain: one row per way in that any visit, or action off the site, shows."""

    table = "visit_channels"
    key = ("source", "site", "referrer", "utm_source", "medium", "campaign", "click_id")

    source: Label
    site: Label | None
    referrer: Label | None
    utm_source: Label | None
    medium: Label | None
    campaign: Label | None
    click_id: Label | None
    channel: Text
    """`Unassigned` where no rule names it."""
    rule_version: Text
    """Of the rules that named it."""


class Touchpoint(Row):
    """A person met the company through a channel. Grain: one row per visit, and per action off the site that counts."""

    table = "touchpoints"
    key = ("person_key", "number")
    bucket = "person_key"
    sorted_by = ("person_key", "number")

    person_key: PersonKey
    number: Count
    """1 for the person's first touch."""
    occurred_at: Instant
    """Of a visit, when it began."""
    action_key: Whole
    """The action, of a visit the first: it leads to file and line."""
    kind: Label
    """`visit`, or the kind of the action."""
    channel: Text
    rule_version: Text
    source: Label
    site: Label | None
    utm_source: Label | None
    medium: Label | None
    campaign: Label | None


class Journey(Row):
    """Touches on the way to a goal, or to nothing. Grain: one row per person, goal and journey.

    A journey ends with the goal, or with the last touch before a longer pause than a journey has. Of a goal that is
    reached once only, nothing after it is a journey to it.
    """

    table = "journeys"
    key = ("person_key", "goal", "number")
    bucket = "person_key"
    sorted_by = ("person_key", "goal", "number")

    person_key: PersonKey
    goal: Text
    number: Count
    """1 for the person's first journey to this goal."""
    began_at: Instant
    """The first touch that counts; the goal where no touch does."""
    last_touch_at: Instant | None
    ended_at: Instant
    """When the goal was reached, else the last touch."""
    converted: Flag
    open: Flag
    """Not over at the as-of date: the next touch may still go on with it."""
    value: Money | None
    """Demand of the goal, in the home currency; null where it has none, or the journey did not convert."""
    action_key: Whole | None
    """The action that reached the goal."""
    touches: Count
    """0: the goal was reached and no touch led to it."""
    days: Days
    """From beginning to end."""
    path: Text
    """Empty where no touch counts."""


class JourneyPath(Row):
    """Journeys along one path. Grain: one row per goal and path.

    journeys = conversions + open + those that ended in nothing.
    """

    table = "paths"
    key = ("goal", "path")

    goal: Text
    path: Text
    """Empty: the goal was reached and no touch led to it."""
    touches: Count
    """Of the path."""
    journeys: Count
    conversions: Count
    open: Count
    """Journeys not over at the as-of date: neither converted nor lost."""
    value: Money | None
    """Demand of the conversions, in the home currency; null where the goal has none."""
    mean_days: Number | None
    """From first touch to conversion, of those that converted."""
