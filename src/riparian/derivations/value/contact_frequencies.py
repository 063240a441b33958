"""Contact frequencies: what each number of contacts would sell and earn, by what holdout tests sold."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from statistics import NormalDist
from typing import Annotated, Final

import numpy as np
from pydantic import Field

from riparian.core.doors import Gather
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.holdout_arms import Contacts, contacts_of, holdout_arms
from riparian.expressions.rows_given import rows_given
from riparian.models.frequency_curve import USUAL_EXPONENT, FrequencyCurve, TestedIncrements
from riparian.models.histories import floats
from riparian.models.holdout import Arm, HoldoutTest
from riparian.tables.budgets import ALL, ContactFrequency, HoldoutPerson, HoldoutVerdict

_MOST: Final = 100_000
_NOBODY: Final = Arm(0, 0.0, 0.0)
_Z: Final = NormalDist().inv_cdf(0.975)
_OF_VERDICTS: Final = {"derivation": "holdout_verdicts"}


class ContactFrequenciesSettings(Settings):
    """`[derivations.contact_frequencies]`"""

    contacts: Annotated[Contacts, Field(json_schema_extra=_OF_VERDICTS)] = {}
    """By test, how often a contacted person was contacted within the window; that of `[derivations.holdout_verdicts]`
    unless set. A test that is not named is left out."""
    cost_of_contact: Annotated[float, Field(ge=0, json_schema_extra=_OF_VERDICTS)] = 0.0
    """Of one contact with one person, in minor units; that of `[derivations.holdout_verdicts]` unless set."""
    profit_factor: Annotated[float, Field(gt=0, le=1, json_schema_extra=_OF_VERDICTS)] = 0.4
    """Share of demand that is left before the cost of contacts; that of `[derivations.holdout_verdicts]` unless set."""
    exponent: Annotated[float, Field(gt=0, le=1)] = USUAL_EXPONENT
    """How driven demand grows with contacts, where it is not fitted."""
    most_contacts: Annotated[int, Field(ge=1, le=1_000)] = 20
    """How far contacts are told; further where a test had more."""


@dataclass(frozen=True, slots=True)
class Exponent:
    """How driven demand grows with contacts, and the ends it may have; NaN where it is not fitted."""

    value: float
    low: float = float("nan")
    high: float = float("nan")
    fitted: bool = False


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test, or all, sold: organic demand of a person, and what contacted groups bought beyond it."""

    test: str
    held_out: Arm
    groups: TestedIncrements
    together: bool = False


def contact_frequencies(
    holdout_people: Table[HoldoutPerson],
    holdout_verdicts: Table[HoldoutVerdict],
    settings: ContactFrequenciesSettings,
    gather: Gather,
) -> Table[ContactFrequency]:
    """A curve for each test with a verdict whose contacts are known, and one for all where there are several.

    The exponent is one for all: fitted where groups got three different numbers of contacts, with each increment over
    the held out of its own test. That people of all tests answer contacts alike is taken on trust, as is that the
    groups were drawn by chance.

    Raises:
        NotEnoughDataError: of no test with a verdict is the number of contacts known.
    """
    tests = sorted(map(str, gather(holdout_verdicts.select("test"), at_most=_MOST)["test"].tolist()))
    if not tests:
        raise NotEnoughDataError("there is no verdict of a holdout test; holdout_verdicts says why")
    found = gather(holdout_arms(holdout_people), at_most=_MOST)
    arms: dict[str, list[tuple[str, bool, Arm]]] = {test: [] for test in tests}
    names = ("test", "group", "held", "people", "total", "squares")
    for test, group, held, *sums in sorted(zip(*(found[name].tolist() for name in names), strict=True)):
        if test in arms:
            people, total, squares = sums
            arms[test].append((str(group), bool(held), Arm(int(people), float(total), float(squares))))
    known = [one for test in tests if (one := tested(test, arms[test], settings)) is not None]
    if not known:
        raise NotEnoughDataError(
            f"of no holdout test is it known how often people were contacted ({', '.join(tests[:3])}"
            f"{', …' if len(tests) > 3 else ''})",
            fix='[derivations.holdout_verdicts] contacts = { "name of the test" = 2 }',
        )
    whole = together(known)
    exponent = exponent_of(whole.groups, settings)
    curves = [*known, whole] if len(known) > 1 else known
    return rows_given([row for one in curves for row in rows_of(one, exponent, settings)], ContactFrequency, gather)


def tested(test: str, arms: list[tuple[str, bool, Arm]], settings: ContactFrequenciesSettings) -> Tested | None:
    """The groups of a test of which the number of contacts is known; None: of none."""
    held_out = sum((arm for _, held, arm in arms if held), _NOBODY)
    groups = []
    for name, held, arm in arms:
        contacts = contacts_of(settings.contacts, test, name)
        if not held and contacts is not None and min(arm.customers, held_out.customers) > 1:
            increment = HoldoutTest(contacted=arm, held_out=held_out).increment()
            groups.append((contacts, increment.value, (increment.high - increment.value) / _Z))
    return Tested(test, held_out, TestedIncrements(*floats(groups).T)) if groups else None


def together(known: list[Tested]) -> Tested:
    """All tests as one."""
    columns = ("contacts", "increments", "standard_errors")
    groups = TestedIncrements(*(np.concatenate([getattr(one.groups, name) for one in known]) for name in columns))
    return Tested(ALL, sum((one.held_out for one in known), _NOBODY), groups, together=True)


def exponent_of(groups: TestedIncrements, settings: ContactFrequenciesSettings) -> Exponent:
    """Fitted to groups of all tests, else the one that is set."""
    try:
        low, value, high = groups.exponent()
    except NotEnoughDataError:
        return Exponent(settings.exponent)
    return Exponent(value, low, high, fitted=True)


def rows_of(one: Tested, exponent: Exponent, settings: ContactFrequenciesSettings) -> Iterator[dict[str, object]]:
    """Rows of a test, from no contact on."""
    most = float(one.groups.contacts.max())
    driven, error = one.groups.driven(exponent.value, reference=most)
    curve = FrequencyCurve(max(one.held_out.mean, 0.0), max(driven, 0.0), most, exponent.value)
    numbers = np.arange(max(settings.most_contacts, ceil(most)) + 1)
    money = {"profit_factor": settings.profit_factor, "cost": settings.cost_of_contact}
    last = int(numbers[-1])
    best = curve.best_contacts(**money, at_most=last) if curve.optimum(**money) <= last else -1
    demand, brought, profit = curve.demand(numbers), curve.driven_demand(numbers), curve.profit(numbers, **money)
    # A curve takes no contact to cost demand, at either end.
    ends = [max(driven + side * _Z * error, 0.0) * (numbers / most) ** exponent.value for side in (-1, 1)]
    low, high = (end * settings.profit_factor - numbers * settings.cost_of_contact for end in ends)
    for place, number in enumerate(numbers.tolist()):
        yield {
            "together": one.together,
            "test": one.test,
            "contacts": number,
            "demand": demand[place],
            "driven_demand": brought[place],
            "profit": profit[place],
            "gain": profit[place] - profit[0],
            "gain_low": low[place] if error else None,
            "gain_high": high[place] if error else None,
            "best": number == best,
            "beyond": number > most,
            "exponent": exponent.value,
            "exponent_low": exponent.low,
            "exponent_high": exponent.high,
            "fitted": exponent.fitted,
        }
