"""Holdout people: who was contacted and who was left out in each test, and what they ordered in its window."""

from datetime import timedelta

import ibis

from riparian.core.doors import per_person
from riparian.core.durations import AsOf, Duration
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import instant_of, span
from riparian.expressions.sequence import firsts
from riparian.tables.actions import Action, code_of
from riparian.tables.budgets import HoldoutPerson
from riparian.tables.landing import KnownLabel
from riparian.tables.value import OrderWayIn


class HoldoutPeopleSettings(Settings):
    """`[derivations.holdout_people]`"""

    held_out: tuple[str, ...] = ("holdout", "held out", "hold-out", "control", "holdout group")
    """Names of groups that get nothing, in any case. A test without such a group is none of holdout."""
    window: Duration = timedelta(days=42)
    """How long after being given a group people's demand counts; six weeks, as for a catalogue."""


@per_person
def holdout_people(
    actions: Table[Action],
    ways_in: Table[OrderWayIn],
    labels: Table[KnownLabel],
    settings: HoldoutPeopleSettings,
    as_of: AsOf,
) -> Table[HoldoutPerson]:
    """A row for each person and test in which they were given a group; their first group counts.

    Who is in which group stands in actions of the kind `test seen`: content is the test, name the group.
    """
    told = assigned(actions, labels, settings)
    each = demand_of(told, ways_in, settings.window)
    watched = each.given_at + span(settings.window) <= instant_of(as_of)
    return promised(each.mutate(watched=watched), HoldoutPerson)


def assigned(actions: Table[Action], labels: Table[KnownLabel], settings: HoldoutPeopleSettings) -> ibis.Table:
    """Each person's first group of each test."""
    seen = actions.filter((actions.kind == code_of("test seen")) & actions.content.notnull() & actions.name.notnull())
    tests = labels.select(content="label_key", test="label")
    groups = labels.select(name="label_key", group=labels.label.lower())
    named = seen.select("person_key", "occurred_at", "action_key", "content", "name").join(tests, "content")
    both = named.join(groups, "name")
    first = firsts(both, by=["person_key", "test"], order=["occurred_at", "action_key"])
    return first.select(
        "person_key",
        "test",
        "group",
        given_at=first["occurred_at"],
        held=first.group.isin([name.lower() for name in settings.held_out]),
    )


def demand_of(told: ibis.Table, ways_in: Table[OrderWayIn], window: timedelta) -> ibis.Table:
    """Everybody assigned, with the demand of their window: 0 where they ordered nothing."""
    orders = ways_in.select("person_key", "bought_at", "demand")
    both = told.join(orders, "person_key")
    within = both.filter((both.bought_at >= both.given_at) & (both.bought_at < both.given_at + span(window)))
    bought = within.group_by("person_key", "test").agg(demand=within.demand.sum().cast("float64"))
    every = told.left_join(bought, ["person_key", "test"]).drop("person_key_right", "test_right")
    return every.mutate(demand=every.demand.fill_null(0.0))
