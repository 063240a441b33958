"""Referral economics: how many customers a customer brings, by the month of the first order."""

from typing import Final

import ibis
import numpy as np

from riparian.core.doors import Array, Gather
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table, promised
from riparian.expressions.calendar import month_index, month_name_of
from riparian.expressions.totals import whole
from riparian.expressions.unknown import null_for_nan
from riparian.models.referral_growth import ReferralRate, referral_rate, topmost
from riparian.tables.buyers import Purchase
from riparian.tables.referrals import ReferralCohort, ReferralPlace

_MOST_MONTHS: Final = 100_000
_MOST_PEOPLE: Final = 5_000_000
_NOBODY: Final = -1
_PLACE: Final = ("person_key", "first_month", "value_brought", "referrer_key")
_NORMAL_95: Final = 1.959963984540054
_FEWEST_CONVERTED: Final = 10
_SUMS: Final = ("customers", "referrers", "referred", "converted", "converted_squares")
_WHOLE: Final = ("customers", "referrers", "referred", "converted", "value_brought")
_FIGURES: Final = ("referring", "referrals_each", "conversion", "k", "k_low", "k_high", "multiplier")
_UNKNOWN: Final = float("nan")
ALL: Final = "all"


def referral_economics(
    referral_tree: Table[ReferralPlace], purchases: Table[Purchase], gather: Gather
) -> Table[ReferralCohort]:
    """K of each month's new customers, and of all; a referrer who never ordered is in no cohort.

    Whoever came of several customers of a cohort counts once in its `value_brought`. Those who came of customers of
    two months count in both, so months do not add up to the row for all.
    """
    first = purchases.group_by("person_key").agg(first_month=month_index(purchases.bought_at.min()))
    told = first.left_join(referral_tree, "person_key").drop("person_key_right")
    each = told.fill_null({"brought": 0, "customers_brought": 0})
    summed = each.group_by("first_month").agg(
        customers=each.count(),
        referrers=each.count(where=each.brought > 0),
        referred=whole(each.brought.sum()),
        converted=whole(each.customers_brought.sum()),
        converted_squares=whole((each.customers_brought * each.customers_brought).sum()),
    )
    counts = gather(summed.order_by("first_month"), at_most=_MOST_MONTHS)
    placed = referral_tree.left_join(first, "person_key").drop("person_key_right")
    columns = placed.fill_null({"referrer_key": _NOBODY, "first_month": _NOBODY}).select(*_PLACE)
    brought = brought_once(gather(columns.order_by("person_key"), at_most=_MOST_PEOPLE))
    made = gather.give_back(
        cohorts(counts, brought),
        ibis.schema(
            {"period": "string", "first_month": "int64", "self_sustaining": "float64"}
            | dict.fromkeys(_WHOLE, "int64")
            | dict.fromkeys(_FIGURES, "float64")
        ),
    )
    unknown = null_for_nan(made, *_FIGURES, "self_sustaining")
    return promised(
        unknown.mutate(
            first_month=ibis.ifelse(made.period == ALL, ibis.null("int64"), made.first_month),
            self_sustaining=unknown.self_sustaining == 1,
        ),
        ReferralCohort,
    )


def brought_once(places: dict[str, Array]) -> dict[int | None, int]:
    """By month of first orders, and by None for all: demand of all who came of those customers, each once."""
    keys, month, worth, referrer = (places[name].astype(np.int64) for name in _PLACE)
    parent = np.where(referrer == _NOBODY, -1, np.searchsorted(keys, referrer))
    found: dict[int | None, int] = {None: int(worth[topmost(parent, np.where(month < 0, -1, 0))].sum())}
    first = topmost(parent, month)
    for one in np.unique(month[first]).tolist():
        found[one] = int(worth[first & (month == one)].sum())
    return found


def cohorts(counts: dict[str, Array], brought: dict[int | None, int]) -> dict[str, Array]:
    """The columns of the table: a row for all, then one for each month."""
    months = [int(month) for month in counts["first_month"]]
    if not months:
        return {name: np.zeros(0) for name in ("first_month", "self_sustaining", *_WHOLE, *_FIGURES)} | {
            "period": np.zeros(0, dtype=object)
        }
    sums = {name: np.append(counts[name].sum(), counts[name]).astype(np.int64) for name in _SUMS}
    value = np.array([brought.get(month, 0) for month in (None, *months)], dtype=np.int64)
    rows = [told(*(int(sums[name][row]) for name in _SUMS)) for row in range(len(months) + 1)]
    figures = {name: np.array([row[name] for row in rows]) for name in (*_FIGURES, "self_sustaining")}
    return (
        {name: sums[name] for name in _WHOLE if name in sums}
        | figures
        | {"value_brought": value}
        | {
            "period": np.array([ALL, *map(month_name_of, months)], dtype=object),
            "first_month": np.array([0, *months], dtype=np.int64),
        }
    )


def told(customers: int, referrers: int, referred: int, converted: int, squares: int) -> dict[str, float]:
    """The figures of one cohort; NaN where they are unknown."""
    nothing = dict.fromkeys((*_FIGURES, "self_sustaining"), _UNKNOWN)
    try:
        rate = referral_rate(customers=customers, referrers=referrers, referred=referred, converted=converted)
    except NotEnoughDataError:
        return nothing
    low, high = interval(customers, converted, squares)
    return {
        "referring": rate.referring,
        "referrals_each": rate.referrals_each,
        "conversion": rate.conversion,
        "k": rate.k,
        "k_low": low,
        "k_high": high,
        "multiplier": multiplier(rate),
        "self_sustaining": float(rate.self_sustaining),
    }


def interval(customers: int, converted: int, squares: int) -> tuple[float, float]:
    """95 % interval of converted per customer, by the normal law: few bring many, so their spread is what counts."""
    if converted < _FEWEST_CONVERTED or customers < 2:
        return _UNKNOWN, _UNKNOWN
    mean = converted / customers
    variance = max(squares - customers * mean**2, 0.0) / (customers - 1)
    reach = _NORMAL_95 * float(np.sqrt(variance / customers))
    return max(mean - reach, 0.0), mean + reach


def multiplier(rate: ReferralRate) -> float:
    """Customers for one over all generations; unknown where there is no end."""
    return _UNKNOWN if rate.self_sustaining else rate.multiplier
