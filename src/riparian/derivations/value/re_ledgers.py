"""RE ledgers: what new, referral, repeat, retained and re-ignited orders brought, and what was spent on each."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count, takewhile
from typing import Annotated, Final

import ibis
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.calendar import (
    BEFORE_INDEX,
    month_index,
    month_index_of,
    part_of_year,
    years_back,
    years_before,
)
from riparian.expressions.rows_given import rows_given
from riparian.expressions.spend_purposes import USUAL_PURPOSES, SpendPurpose, Way, with_purpose
from riparian.expressions.tested_shares import tested_shares
from riparian.expressions.totals import whole
from riparian.models.re_ledgers import Ledger
from riparian.tables.actions import Action, OrderCurrency, code_of, codes_of
from riparian.tables.budgets import HoldoutVerdict
from riparian.tables.landing import KnownLabel
from riparian.tables.sources import SourceOrder, Spend
from riparian.tables.value import WAYS, OrderWayIn, ReLedger

_MOST: Final = 100_000
_SERVED: Final = ("discount", "refunded", "support_cost")
_MONEY: Final = ("demand", *_SERVED, "taken_off")
_NOTHING: Final = dict.fromkeys((*_MONEY, "people", "orders", "priced", "contribution"), 0.0)
_TOLD_BY: Final = {"support_cost": ("open case",), "refunded": ("refund", "cancel"), "referral": ("referred",)}
"""What nobody knows before some source tells such actions."""
_OF_ORDERS: Final = (
    "people", "orders", *_MONEY, "cost_to_serve", "margin", "order_value", "cost_per_order", "contribution",
    "incremental_contribution",
)  # fmt: skip


class ReLedgersSettings(Settings):
    """`[derivations.re_ledgers]`"""

    purposes: tuple[SpendPurpose, ...] = USUAL_PURPOSES
    """Asked in this order; the first whose pattern is found says what the spend is for."""
    otherwise: Way = "new"
    """What all other spend is taken to be for; it is told as assumed (`spend_assumed`)."""
    organic_shares: dict[Way, Annotated[float, Field(ge=0)]] = {}
    """By way in, the share of its orders that would come without the spend, from a holdout test made elsewhere. A way
    that is named neither here nor in `tests` was never tested, and nobody knows what its spend adds."""
    tests: dict[Way, str] = {}
    """By way in, the test of `holdout_verdicts` that left out all that its spend buys: the organic share is the
    test's, where `organic_shares` says none."""


def re_ledgers(
    ways_in: Table[OrderWayIn],
    actions: Table[Action],
    source_orders: Table[SourceOrder],
    spend: Table[Spend],
    currencies: Table[OrderCurrency],
    labels: Table[KnownLabel],
    holdout_verdicts: Table[HoldoutVerdict],
    settings: ReLedgersSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[ReLedger]:
    """A row for each way in of every year and every whole calendar month since the first order, also without orders.

    All spend of a period stands beside all orders of its way: nothing is credited to anybody, and whether the spend
    brought the orders only a holdout test says (`tests`, `organic_shares`). Spend in another currency is left out. What
    no source had told by the end of a period (cases, refunds, discounts, who was referred) is null in it.
    """
    start = first_order(ways_in, gather)
    if start is None:
        return rows_given([], ReLedger, gather)
    purposes = with_purpose(
        spend.semi_join(currencies.filter(currencies.home), "currency"), labels, settings.purposes, settings.otherwise
    )
    cuts = (
        (years_since(start, as_of), years_back(ways_in.bought_at, as_of), years_back(day_of(purposes), as_of)),
        (months_since(start, as_of), month_index(ways_in.bought_at), month_index(purposes.spent_on)),
    )
    verdicts = tested_shares(holdout_verdicts, settings.tests, gather)
    organic = {str(way): told.organic for way, told in verdicts.items()}
    organic |= {str(way): share for way, share in settings.organic_shares.items()}
    told = first_told(actions, source_orders, gather)
    made: list[dict[str, object]] = []
    for periods, of_orders, of_spend in cuts:
        orders = gather(counted(ways_in.mutate(place=of_orders)), at_most=_MOST)
        spent = gather(summed_spend(purposes.mutate(place=of_spend)), at_most=_MOST)
        made += ledgers(periods, keyed(orders), keyed(spent), organic, told)
    return rows_given(made, ReLedger, gather)


@dataclass(frozen=True, slots=True)
class Period:
    """A year, by its place counted back, or a month, by its index."""

    name: str
    place: int
    to: date
    """Its last day."""
    covered: float


def first_order(ways_in: Table[OrderWayIn], gather: Gather) -> datetime | None:
    """The instant of the first order of all; None where there is none."""
    found = gather(ways_in.agg(orders=ways_in.count(), first=ways_in.bought_at.min()), at_most=1)
    if not found["orders"].any():
        return None
    first: datetime = found["first"].astype("datetime64[us]")[0].item()
    return first


def first_told(actions: Table[Action], source_orders: Table[SourceOrder], gather: Gather) -> dict[str, date]:
    """The day on which a source first told discounts, refunds, cases or referrals; what none tells is left out."""
    kinds = tuple(kind for several in _TOLD_BY.values() for kind in several)
    asked = actions.filter(actions.kind.isin(codes_of(kinds)))
    found = gather(asked.group_by("kind").agg(since=asked.occurred_at.min()), at_most=len(kinds))
    since = dict(zip(found["kind"].tolist(), found["since"].astype("datetime64[D]").tolist(), strict=True))
    columns = ("discount", "refunded")
    placed = {name: source_orders.placed_at.min(where=source_orders[name].notnull()) for name in columns}
    orders = gather(source_orders.agg(**placed), at_most=1)
    days: dict[str, list[date | None]] = {name: orders[name].astype("datetime64[D]").tolist() for name in columns}
    for name, several in _TOLD_BY.items():
        days[name] = [*days.get(name, []), *(since.get(code_of(kind)) for kind in several)]
    known = {name: [day for day in told if day is not None] for name, told in days.items()}
    return {name: min(told) for name, told in known.items() if told}


def years_since(start: datetime, as_of: AsOf) -> list[Period]:
    """Twelve months each, counted back from the as-of date to the one that holds the first order."""
    end: datetime = as_of
    days = (end - start) / timedelta(days=1)
    years = takewhile(lambda year: years_before(as_of, year) > start, count())
    return [
        Period("year", year, (years_before(as_of, year) - timedelta.resolution).date(), part_of_year(as_of, year, days))
        for year in years
    ]


def months_since(start: datetime, as_of: AsOf) -> list[Period]:
    """Calendar months from that of the first order to the last whole one before the as-of date."""
    periods = []
    for month in range(month_index_of(start), month_index_of(as_of)):
        begins, ends = month_start(month), month_start(month + 1)
        covered = min((ends - start) / (ends - begins), 1.0)
        periods.append(Period("month", month, (ends - timedelta.resolution).date(), covered))
    return periods


def month_start(month: int) -> datetime:
    """The first instant of the month of this index."""
    year, place = divmod(month + BEFORE_INDEX, 12)
    return datetime(year, place + 1, 1)


def day_of(spend: ibis.Table) -> ibis.Value:
    """The day of spend as an instant."""
    return spend.spent_on.cast("timestamp(6)")


def counted(orders: ibis.Table) -> ibis.Table:
    """By place in time and way in: people, orders and their money."""
    return orders.group_by("place", "way").agg(
        people=orders.person_key.nunique(),
        orders=orders.count(),
        priced=orders.demand.count(),
        contribution=orders.contribution.sum().fill_null(0.0),
        **{name: whole(orders[name].sum()).fill_null(0) for name in _MONEY},
    )


def summed_spend(purposes: ibis.Table) -> ibis.Table:
    """By place in time and way in: what was spent for it, and of that what no rule names."""
    return purposes.group_by("place", "way").agg(
        spend=whole(purposes.amount.sum()),
        assumed=whole(purposes.amount.sum(where=purposes.named.isnull())).fill_null(0),
    )


def keyed(found: dict[str, Array]) -> dict[tuple[int, str], dict[str, float]]:
    """Figures by place and way."""
    figures = {name: column.tolist() for name, column in found.items() if name not in ("place", "way")}
    keys = zip(found["place"].tolist(), found["way"].tolist(), strict=True)
    return {
        (int(place), str(way)): {name: column[row] for name, column in figures.items()}
        for row, (place, way) in enumerate(keys)
    }


def ledgers(
    periods: Sequence[Period],
    orders: Mapping[tuple[int, str], Mapping[str, float]],
    spent: Mapping[tuple[int, str], Mapping[str, float]],
    organic: Mapping[str, float],
    told: Mapping[str, date],
) -> Iterator[dict[str, object]]:
    """The rows of these periods, every way in. `told`: since when a figure or way is known at all."""
    reported = {place for place, _ in spent}
    for period in periods:
        known = {name for name, day in told.items() if day <= period.to}
        for way in WAYS:
            paid = spent.get((period.place, way), {"spend": 0, "assumed": 0}) if period.place in reported else None
            row = {"period": period.name, "period_to": period.to, "covered": period.covered, "way": way} | {
                "spend": paid["spend"] if paid else None,
                "spend_assumed": paid["assumed"] if paid else None,
                "organic_share": organic.get(way),
            }
            if way == "referral" and way not in known:
                yield dict.fromkeys(_OF_ORDERS) | row
                continue
            figures = orders.get((period.place, way), _NOTHING)
            yield row | ledger(figures, paid["spend"] if paid else None, organic.get(way), known)


def ledger(
    figures: Mapping[str, float], spend: float | None, organic_share: float | None, known: Collection[str]
) -> dict[str, object]:
    """The figures of one ledger; None where there is nothing to tell them from."""
    parts = {name: int(figures[name]) if name in known else None for name in _SERVED}
    serving = [part for part in parts.values() if part is not None]
    orders = Ledger(int(figures["orders"]), figures["demand"], sum(serving), spend or 0.0)
    # What is left of the orders stands in `ways_in` already, so nothing more is taken off it but the spend.
    earned = Ledger(orders.orders, figures["contribution"], 0.0, orders.spend)
    tested = spend is not None and organic_share is not None
    return (
        {name: int(figures[name]) for name in ("people", "orders", "demand", "taken_off")}
        | parts
        | {
            "cost_to_serve": sum(serving) if serving else None,
            "margin": figures["contribution"] + figures["taken_off"],
            "order_value": figures["demand"] / figures["priced"] if figures["priced"] else None,
            "cost_per_order": orders.cost_per_order if orders.orders and serving and spend is not None else None,
            "contribution": earned.contribution(profit_factor=1) if spend is not None else None,
            "incremental_contribution": (
                earned.incremental_contribution(profit_factor=1, organic_share=organic_share or 0.0) if tested else None
            ),
        }
    )
