"""Holdout verdicts: what contacts really sold, from groups that were left out by chance."""

from datetime import date, timedelta
from math import isfinite
from typing import Annotated, Final

import ibis
from pydantic import Field

from riparian.core.doors import Gather
from riparian.core.durations import AsOf, Duration
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.calendar import instant_of, span
from riparian.expressions.rows_given import rows_given
from riparian.expressions.sequence import firsts
from riparian.models.holdout import Arm, Estimate, HoldoutTest
from riparian.tables.actions import Action, code_of
from riparian.tables.budgets import HoldoutVerdict
from riparian.tables.landing import KnownLabel
from riparian.tables.value import OrderWayIn

_MOST: Final = 100_000
_NOBODY: Final = Arm(0, 0.0, 0.0)


class HoldoutVerdictsSettings(Settings):
    """`[derivations.holdout_verdicts]`"""

    held_out: tuple[str, ...] = ("holdout", "held out", "hold-out", "control", "holdout group")
    """Names of groups that get nothing, in any case. A test without such a group is none of holdout."""
    window: Duration = timedelta(days=42)
    """How long after being given a group people's demand counts; six weeks, as for a catalogue."""
    profit_factor: Annotated[float, Field(gt=0, le=1, json_schema_extra={"derivation": "repeat_economics"})] = 0.4
    """Share of demand that is left before the cost of the contact; that of `[derivations.repeat_economics]` unless
    set."""
    cost_of_contact: Annotated[float, Field(ge=0)] = 0.0
    """Of one contacted person, in minor units."""


def holdout_verdicts(
    actions: Table[Action],
    ways_in: Table[OrderWayIn],
    labels: Table[KnownLabel],
    settings: HoldoutVerdictsSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[HoldoutVerdict]:
    """A row for each test with two people or more in both groups.

    Who is in which group stands in actions of the kind `test seen`: content is the test, name the group. A person's
    first group of a test counts, and only who was watched for the whole window. That groups were drawn by chance is
    taken on trust.

    Raises:
        NotEnoughDataError: no test has a group that was held out.
    """
    told = assigned(actions, labels, settings)
    watched = told.filter(told["occurred_at"] + span(settings.window) <= instant_of(as_of))
    each = demand_of(watched, ways_in, settings.window)
    found = gather(
        each.group_by("test", "held").agg(
            people=each.count(),
            total=each.demand.sum(),
            squares=(each.demand * each.demand).sum(),
            began=each["occurred_at"].min(),
        ),
        at_most=_MOST,
    )
    arms: dict[tuple[str, bool], tuple[Arm, date]] = {}
    for test, held, people, total, squares, began in zip(*(column.tolist() for column in found.values()), strict=True):
        day = began.date() if hasattr(began, "date") else date(1970, 1, 1) + timedelta(microseconds=began / 1000)
        arms[str(test), bool(held)] = (Arm(int(people), float(total), float(squares)), day)
    tests = sorted({test for test, held in arms if held})
    rows = [row_of(test, arms, settings) for test in tests]
    kept = [row for row in rows if row is not None]
    if not kept:
        raise NotEnoughDataError(
            "no test has two people or more both contacted and held out, and watched for the whole window",
            fix="send assignments as events of the kind 'test seen': content is the test, name the group ('holdout')",
        )
    return rows_given(kept, HoldoutVerdict, gather)


def assigned(actions: Table[Action], labels: Table[KnownLabel], settings: HoldoutVerdictsSettings) -> ibis.Table:
    """Each person's first group of each test."""
    seen = actions.filter((actions.kind == code_of("test seen")) & actions.content.notnull() & actions.name.notnull())
    tests = labels.select(content="label_key", test="label")
    groups = labels.select(name="label_key", group=labels.label.lower())
    named = seen.select("person_key", "occurred_at", "action_key", "content", "name").join(tests, "content")
    both = named.join(groups, "name")
    first = firsts(both, by=["person_key", "test"], order=["occurred_at", "action_key"])
    return first.mutate(held=first.group.isin([name.lower() for name in settings.held_out]))


def demand_of(watched: ibis.Table, ways_in: Table[OrderWayIn], window: timedelta) -> ibis.Table:
    """Everybody assigned, with the demand of their window: 0 where they ordered nothing."""
    orders = ways_in.select("person_key", "bought_at", "demand")
    both = watched.join(orders, "person_key")
    late = (both.bought_at >= both["occurred_at"]) & (both.bought_at < both["occurred_at"] + span(window))
    within = both.filter(late)
    bought = within.group_by("person_key", "test").agg(demand=within.demand.sum().cast("float64"))
    every = watched.left_join(bought, ["person_key", "test"]).drop("person_key_right", "test_right")
    return every.mutate(demand=every.demand.fill_null(0.0))


def row_of(
    test: str, arms: dict[tuple[str, bool], tuple[Arm, date]], settings: HoldoutVerdictsSettings
) -> dict[str, object] | None:
    """The verdict of a test; None where a group is too small."""
    (held_out, first), (contacted, other) = (arms.get((test, held), (_NOBODY, date.max)) for held in (True, False))
    try:
        trial = HoldoutTest(contacted=contacted, held_out=held_out)
    except NotEnoughDataError:
        return None
    money = {"profit_factor": settings.profit_factor, "cost": settings.cost_of_contact}
    increment, profit = trial.increment(), trial.profit(**money)
    organic = trial.organic_share() if contacted.total > 0 else None
    return {
        "test": test,
        "began_on": min(first, other),
        "contacted": contacted.customers,
        "held_out": held_out.customers,
        "contacted_demand": contacted.mean,
        "held_out_demand": held_out.mean,
        "increment": increment.value,
        "verdict": str(trial.verdict(**money)),
        **_named(increment, "low", "high"),
        **_named(profit, "profit_low", "profit_high"),
        "profit": profit.value,
        "organic_share": None if organic is None else organic.value,
        **_named(organic, "organic_low", "organic_high"),
    }


def _named(estimate: Estimate | None, low: str, high: str) -> dict[str, object]:
    if estimate is None:
        return {low: None, high: None}
    return {name: end if isfinite(end) else None for name, end in ((low, estimate.low), (high, estimate.high))}
