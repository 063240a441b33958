"""Referral comparisons: customers who were brought beside others whose first order was in the same month."""

from typing import Annotated, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import instant_of, month_index, months_before
from riparian.expressions.totals import whole
from riparian.models.same_group import FEWEST, grouped_difference
from riparian.tables.buyers import Purchase
from riparian.tables.referrals import ReferralComparison, ReferralPlace

_MOST_MONTHS: Final = 100_000
MEASURES: Final = {"demand": "demand", "orders": "orders", "bought again": "again"}
"""Of the table, and the column that holds it."""


class ReferralComparisonsSettings(Settings):
    """`[derivations.referral_comparisons]`"""

    months: Annotated[int, Field(ge=1, le=60)] = 12
    """How long after the first order is looked at. Whoever first ordered later than that is left out."""
    fewest: Annotated[int, Field(ge=2)] = FEWEST
    """Referred customers, and others, without whom nothing is compared."""


def referral_comparisons(
    referral_tree: Table[ReferralPlace],
    purchases: Table[Purchase],
    settings: ReferralComparisonsSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[ReferralComparison]:
    """Demand, orders and rebuying of the months after the first order, the first order's own demand among them.

    Whoever was brought counts as referred, in whichever generation; who merely brought others is one of the others.
    Within a month of first orders the two kinds are compared, over the months the referred ones weigh.

    Raises:
        NotEnoughDataError: fewer customers of a kind than the settings ask for, in months that have both.
    """
    begun = purchases.filter(purchases.number == 1)
    first = begun.select("person_key", first_month=month_index(begun.bought_at), since="bought_at")
    old = first.filter(first.since < instant_of(months_before(as_of, settings.months)))
    orders = purchases.select("person_key", "bought_at", "demand", "number").join(old, "person_key")
    until = orders.since + ibis.interval(months=settings.months)
    within = orders.filter(orders.bought_at < until)
    each = within.group_by("person_key", "first_month").agg(
        demand=whole(within.demand.sum()).fill_null(0).cast("float64"),
        orders=within.count().cast("float64"),
        again=(within.number > 1).any().cast("int32").cast("float64"),
    )
    brought = referral_tree.filter(referral_tree.referrer_key.notnull()).select("person_key", generation="generation")
    kinds = each.left_join(brought, "person_key").drop("person_key_right")
    kinds = kinds.mutate(kind=kinds.generation.isnull().cast("int64"))
    sums = {f"{column}_total": kinds[column].sum() for column in MEASURES.values()}
    sums |= {f"{column}_squares": (kinds[column] * kinds[column]).sum() for column in MEASURES.values()}
    summed = kinds.group_by("first_month", "kind").agg(people=kinds.count(), **sums)
    compared = rows_of(gather(summed, at_most=_MOST_MONTHS), settings)
    schema = {"measure": "string"} | dict.fromkeys(("months", "cohorts", "referred", "others"), "int64")
    schema |= dict.fromkeys(("mean_referred", "mean_others", "difference", "low", "high"), "float64")
    return promised(gather.give_back(compared, ibis.schema(schema)), ReferralComparison)


def rows_of(sums: dict[str, Array], settings: ReferralComparisonsSettings) -> dict[str, Array]:
    """The columns of the table, a row a measure."""
    months, place = np.unique(sums["first_month"], return_inverse=True)

    def by_kind(column: str) -> Array:
        table = np.zeros((2, len(months)))
        table[sums["kind"].astype(np.int64), place] = sums[column]
        return table

    rows = []
    for measure, column in MEASURES.items():
        totals, squares = by_kind(f"{column}_total"), by_kind(f"{column}_squares")
        found = grouped_difference(by_kind("people"), totals, squares, fewest=settings.fewest)
        low, high = found.interval
        rows.append((
            measure, settings.months, found.groups, found.first, found.second,
            found.mean_first, found.mean_second, found.difference, low, high,
        ))  # fmt: skip
    names = (
        "measure", "months", "cohorts", "referred", "others", "mean_referred", "mean_others", "difference", "low",
        "high",
    )  # fmt: skip
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
