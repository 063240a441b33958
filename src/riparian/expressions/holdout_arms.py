"""Groups of holdout tests: how many were in each, what they bought, and how often they were contacted."""

from collections.abc import Mapping
from typing import Annotated

import ibis
from pydantic import Field

from riparian.core.row import Table
from riparian.tables.budgets import HoldoutPerson

Number = Annotated[float, Field(gt=0, le=1_000, allow_inf_nan=False)]
Contacts = dict[str, Number | dict[str, Number]]
"""By test, contacts of a contacted person within the window; or these by group, where groups got different numbers."""


def holdout_arms(holdout_people: Table[HoldoutPerson]) -> ibis.Table:
    """One row per test, group and whether it was held out: people, total, squares of their demand, when it began.

    Only people who were watched for the whole window, of tests that held somebody out.
    """
    watched = holdout_people.filter(holdout_people.watched)
    each = watched.semi_join(watched.filter(watched.held).select("test").distinct(), "test")
    return each.group_by("test", "group", "held").agg(
        people=each.count(),
        total=each.demand.sum(),
        squares=(each.demand * each.demand).sum(),
        began=each.given_at.min(),
    )


def contacts_of(contacts: Mapping[str, float | Mapping[str, float]], test: str, group: str) -> float | None:
    """How often a person of a group was contacted; None: nobody said. Groups are known in any case.

    >>> said = {"spring": 2, "summer": {"Twice": 2, "weekly": 6}}
    >>> [contacts_of(said, "summer", group) for group in ("twice", "weekly", "daily")]
    [2, 6, None]
    >>> contacts_of(said, "spring", "mailed"), contacts_of(said, "autumn", "mailed")
    (2, None)
    """
    said = contacts.get(test)
    if isinstance(said, Mapping):
        return {name.lower(): number for name, number in said.items()}.get(group.lower())
    return said
