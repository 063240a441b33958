"""Repeat economics: year by year, what first orders and repeat orders brought, and what was left after advertising."""

from datetime import timedelta
from typing import Annotated, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import days_between, instant_of, part_of_year, years_back, years_before
from riparian.expressions.totals import whole
from riparian.expressions.unknown import null_for_nan
from riparian.tables.actions import OrderCurrency
from riparian.tables.buyers import GuestOrder, Purchase
from riparian.tables.forensics import RepeatEconomy
from riparian.tables.sources import Spend

_MOST_YEARS: Final = 10_000
_MAY_BE_UNKNOWN: Final = ("ad_cost", "contribution", "cost_per_new_buyer")


class RepeatEconomicsSettings(Settings):
    """`[derivations.repeat_economics]`"""

    profit_factor: Annotated[float, Field(gt=0, le=1)] = 0.4
    """Share of demand that is left after the cost of goods, returns, handling and other variable cost, before
    advertising. Ask the accounts: the default is a usual one, not the company's. Said once, for every table that
    tells a contribution."""


def repeat_economics(
    purchases: Table[Purchase],
    guest_orders: Table[GuestOrder],
    spend: Table[Spend],
    currencies: Table[OrderCurrency],
    settings: RepeatEconomicsSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[RepeatEconomy]:
    """A row for every twelve months that end at the as-of date or whole years before it, back to the first order.

    Nothing is credited to anybody: all demand of the year stands beside all cost of the year. What part of it the cost
    has brought, only a holdout test can say. The order of a guest is a first order: somebody was won by it.
    """
    first = guest_orders.mutate(number=ibis.literal(1, type="int64"))
    orders = ibis.union(*(one.select("person_key", "number", "bought_at", "demand") for one in (purchases, first)))
    counts = gather(counted(orders, as_of), at_most=_MOST_YEARS)
    paid = gather(cost(spend, currencies, as_of), at_most=_MOST_YEARS)
    age = orders.agg(days=days_between(orders.bought_at.min(), instant_of(as_of)))
    (days,) = gather(age, at_most=1)["days"] if counts["year"].size else (0.0,)
    columns = told(counts, paid, settings.profit_factor)
    years = range(len(columns["buyers"]))
    columns["year_to"] = np.array([years_before(as_of, k) - timedelta.resolution for k in years], dtype="datetime64[D]")
    columns["covered"] = np.array([part_of_year(as_of, k, days) for k in years], dtype=np.float64)
    rates = dict.fromkeys(("covered", "profit_factor", "profit", *_MAY_BE_UNKNOWN), "float64")
    schema = ibis.schema(dict.fromkeys(columns, "int64") | rates | {"year_to": "date"})
    made = null_for_nan(gather.give_back(columns, schema), *_MAY_BE_UNKNOWN)
    return promised(made.mutate(ad_cost=made.ad_cost.round()), RepeatEconomy)


def counted(orders: ibis.Table, as_of: AsOf) -> ibis.Table:
    """By year, counted back: who bought, first or again, and for how much."""
    dated = orders.mutate(year=years_back(orders.bought_at, as_of))
    first = dated.number == 1
    each = dated.group_by("person_key", "year").agg(
        orders=dated.count(),
        firsts=dated.count(where=first),
        first_demand=whole(dated.demand.sum(where=first)).fill_null(0),
        demand=whole(dated.demand.sum()).fill_null(0),
    )
    return each.group_by("year").agg(
        buyers=each.count(),
        new_buyers=each.count(where=each.firsts > 0),
        repeat_buyers=each.count(where=each.orders > each.firsts),
        orders=whole(each.orders.sum()),
        first_demand=whole(each.first_demand.sum()),
        demand=whole(each.demand.sum()),
    )


def cost(spend: Table[Spend], currencies: Table[OrderCurrency], as_of: AsOf) -> ibis.Table:
    """By year, counted back: what was spent in the home currency, and on how many days."""
    paid = spend.semi_join(currencies.filter(currencies.home), "currency")
    dated = paid.mutate(year=years_back(paid.spent_on.cast("timestamp(6)"), as_of))
    return dated.group_by("year").agg(spend_days=dated.spent_on.nunique(), ad_cost=whole(dated.amount.sum()))


def told(counts: dict[str, Array], paid: dict[str, Array], profit_factor: float) -> dict[str, Array]:
    """The columns of all years from the last to the first, those in which nobody bought too."""
    years = int(counts["year"].max()) + 1 if counts["year"].size else 0
    columns = {name: np.zeros(years, dtype=np.int64) for name in (*counts, "spend_days") if name != "year"}
    for name in columns.keys() - {"spend_days"}:
        columns[name][counts["year"]] = counts[name]
    known = paid["year"] < years
    ad_cost = np.full(years, np.nan)
    ad_cost[paid["year"][known]] = paid["ad_cost"][known]
    columns["spend_days"][paid["year"][known]] = paid["spend_days"][known]
    profit = columns["demand"] * profit_factor
    new = columns["new_buyers"]
    return columns | {
        "repeat_orders": columns["orders"] - new,
        "repeat_demand": columns["demand"] - columns["first_demand"],
        "profit_factor": np.full(years, profit_factor),
        "profit": profit,
        "ad_cost": ad_cost,
        "contribution": profit - ad_cost,
        "cost_per_new_buyer": np.where(new > 0, ad_cost / np.where(new > 0, new, 1), np.nan),
    }
