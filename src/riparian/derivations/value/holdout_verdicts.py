"""Holdout verdicts: what contacts really sold, from groups that were left out by chance."""

from collections import defaultdict
from datetime import date, timedelta
from math import isfinite
from typing import Annotated, Final

from pydantic import Field

from riparian.core.doors import Gather
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.holdout_arms import Contacts, contacts_of, holdout_arms
from riparian.expressions.rows_given import rows_given
from riparian.models.holdout import Arm, Estimate, HoldoutTest
from riparian.tables.budgets import HoldoutPerson, HoldoutVerdict

_MOST: Final = 100_000
_NOBODY: Final = Arm(0, 0.0, 0.0)


class HoldoutVerdictsSettings(Settings):
    """`[derivations.holdout_verdicts]`"""

    profit_factor: Annotated[float, Field(gt=0, le=1, json_schema_extra={"derivation": "repeat_economics"})] = 0.4
    """Share of demand that is left before the cost of the contact; that of `[derivations.repeat_economics]` unless
    set."""
    cost_of_contact: Annotated[float, Field(ge=0)] = 0.0
    """Of one contact with one person, in minor units."""
    contacts: Contacts = {}
    """By test, how often a contacted person was contacted within the window: `{ "spring catalogue" = 2 }`, or by group,
    `{ "e-mails" = { weekly = 6, daily = 42 } }`. Where nothing is said, once."""


def holdout_verdicts(
    holdout_people: Table[HoldoutPerson], settings: HoldoutVerdictsSettings, gather: Gather
) -> Table[HoldoutVerdict]:
    """A row for each test with two people or more in both groups, of whom only those count who were watched throughout.

    That groups were drawn by chance is taken on trust.

    Raises:
        NotEnoughDataError: no test has a group that was held out.
    """
    found = gather(holdout_arms(holdout_people), at_most=_MOST)
    arms: dict[tuple[str, bool], tuple[Arm, date]] = {}
    sent: defaultdict[str, float] = defaultdict(float)
    names = ("test", "group", "held", "people", "total", "squares", "began")
    for test, group, held, people, total, squares, began in zip(*(found[name].tolist() for name in names), strict=True):
        day = began.date() if hasattr(began, "date") else date(1970, 1, 1) + timedelta(microseconds=began / 1000)
        arm, first = arms.get((str(test), bool(held)), (_NOBODY, date.max))
        arms[str(test), bool(held)] = (arm + Arm(int(people), float(total), float(squares)), min(first, day))
        once = contacts_of(settings.contacts, str(test), str(group)) or 1.0
        sent[str(test)] += 0.0 if held else once * people
    tests = sorted({test for test, held in arms if held})
    rows = [row_of(test, arms, sent[test] * settings.cost_of_contact, settings) for test in tests]
    kept = [row for row in rows if row is not None]
    if not kept:
        raise NotEnoughDataError(
            "no test has two people or more both contacted and held out, and watched for the whole window",
            fix="send assignments as events of the kind 'test seen': content is the test, name the group ('holdout')",
        )
    return rows_given(kept, HoldoutVerdict, gather)


def row_of(
    test: str, arms: dict[tuple[str, bool], tuple[Arm, date]], cost: float, settings: HoldoutVerdictsSettings
) -> dict[str, object] | None:
    """The verdict of a test whose contacts cost so much in all; None where a group is too small."""
    (held_out, first), (contacted, other) = (arms.get((test, held), (_NOBODY, date.max)) for held in (True, False))
    try:
        trial = HoldoutTest(contacted=contacted, held_out=held_out)
    except NotEnoughDataError:
        return None
    money = {"profit_factor": settings.profit_factor, "cost": cost / contacted.customers}
    increment, profit = trial.increment(), trial.profit(**money)
    organic = trial.organic_share() if contacted.total >= 1 else None
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
