"""What each way in to an order brought and cost by year, and how heavy the budget is at the top of the hourglass."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from riparian.tables.value import WAYS
from riparian.web import words
from riparian.web.deeds.orders import CameBy
from riparian.web.reader import Reader

PURPOSES = "`purposes` in `[derivations.re_ledgers]`"
"""The setting that says what spend is for."""


@dataclass(frozen=True, slots=True)
class WayLedger:
    """A way in over the year. Money in minor units."""

    way: str
    people: int | None
    """None, like all that follows from orders: no source tells who belongs to this way."""
    orders: int | None
    demand: int | None
    order_value: float | None
    discount: int | None
    refunded: int | None
    support_cost: int | None
    cost_to_serve: int | None
    """What is known of the three; None: no source tells any."""
    margin: float | None
    taken_off: int | None
    spend: int | None
    spend_assumed: int | None
    """Of the spend, what no rule names: it is only taken to be for this way."""
    cost_per_order: float | None
    contribution: float | None
    organic_share: float | None
    incremental_contribution: float | None


@dataclass(frozen=True, slots=True)
class YearOfWays:
    """Demand of a year by way, in the order of the dictionary."""

    year_to: date
    covered: float
    demand: tuple[int | None, ...]
    """None: no source told who came that way."""


@dataclass(frozen=True, slots=True)
class TopHeavy:
    """The top's share of the budget against its share of what came of it."""

    year_to: date
    covered: float
    spend: int
    spend_top: int
    budget_share: float
    contribution_share: float | None
    index: float | None
    tested: bool
    contribution_top: float
    contribution_all: float
    top_assumed: int
    """Of `spend_top`, what no rule names: it is only taken to be for new customers."""

    @property
    def spend_below(self) -> int:
        """Spend for all other ways in."""
        return self.spend - self.spend_top

    @property
    def contribution_below(self) -> float:
        """Contribution of all other ways in."""
        return self.contribution_all - self.contribution_top

    @property
    def assumed_share(self) -> float:
        """Of all spend, what is only taken to be for new customers."""
        return self.top_assumed / self.spend

    @property
    def named_index(self) -> float | None:
        """The index if none of the assumed spend were for new customers."""
        left = (self.spend_top - self.top_assumed) / self.spend
        return left / self.contribution_share if self.index is not None and self.contribution_share else None


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the top-heavy index: the top of the hourglass, or what lies below it. Money in minor units."""

    name: str
    says: str
    way: Literal["new", "later"]
    people: int
    """Who placed such orders; who did so by several ways is counted once."""
    orders: int
    spend: int
    assumed: int
    """Of the spend, what no rule names."""
    brought: float
    """As the index takes it: before spend, or what the spend added where that is tested."""


def years(tables: Reader) -> tuple[date, ...]:
    """Last days of the years that have a ledger, newest first."""
    return tuple(sorted(tables.counts("re_ledgers", by="period_to", where=[("period", "=", "year")]), reverse=True))


def ledgers(tables: Reader, year_to: date) -> tuple[WayLedger, ...]:
    """The ways of a year."""
    of_year = [("period", "=", "year"), ("period_to", "=", year_to)]
    columns = list(WayLedger.__dataclass_fields__)
    found = {row["way"]: row for row in tables.rows("re_ledgers", columns=columns, where=of_year, limit=50)}
    return tuple(WayLedger(**found[way]) for way in WAYS if way in found)


def years_of_ways(tables: Reader) -> tuple[YearOfWays, ...]:
    """Every year's demand by way, oldest first."""
    by_year: dict[date, dict[str, int | None]] = {}
    covered: dict[date, float] = {}
    for row in tables.rows("re_ledgers", where=[("period", "=", "year")], order_by=["period_to"], limit=500):
        by_year.setdefault(row["period_to"], {})[row["way"]] = row["demand"]
        covered[row["period_to"]] = row["covered"]
    return tuple(
        YearOfWays(year, covered[year], tuple(said.get(way, 0) for way in WAYS)) for year, said in by_year.items()
    )


def top_heavy(tables: Reader) -> tuple[TopHeavy, ...]:
    """Every year's index, newest first."""
    columns = list(TopHeavy.__dataclass_fields__)
    return tuple(
        TopHeavy(**row) for row in tables.rows("top_heaviness", columns=columns, order_by=["-year_to"], limit=50)
    )


def sides(tables: Reader, ways: tuple[WayLedger, ...], top: TopHeavy) -> tuple[Side, ...]:
    """The people behind the index of a year, on either side of it."""

    def side(name: str, says: str, way: Literal["new", "later"], spend: int, brought: float) -> Side:
        people = tables.count("standings", where=CameBy(top.year_to, way).where(tables))
        orders = sum(one.orders or 0 for one in ways if (one.way == "new") == (way == "new"))
        assumed = top.top_assumed if way == "new" else sum(max(one.spend_assumed or 0, 0) for one in ways[1:])
        return Side(name, says, way, people, orders, spend, min(assumed, spend), brought)

    return (
        side("The top", "new customers", "new", top.spend_top, top.contribution_top),
        side("Below it", "all other ways in", "later", top.spend_below, top.contribution_below),
    )


def top_heavy_says(one: TopHeavy) -> str:
    """What the index says of the year, and what it rests on."""
    got = f"Winning new customers got {words.share(one.budget_share)} of the spend"
    brought = "what the spend added" if one.tested else "the contribution before spend"
    if one.contribution_share is None:
        told = f"{got}; all ways together brought nothing to compare it with."
    elif one.contribution_share <= 0 or one.index is None:
        told = f"{got} and brought none of {brought}."
    else:
        told = f"{got} and brought {words.share(one.contribution_share)} of {brought}: {top_heavy_weight(one.index)}."
    return f"{_if_assumed(one, told)} {_rests(one)}"


def _if_assumed(one: TopHeavy, told: str) -> str:
    """What is told of the spend, under the condition that what nobody named is for new customers."""
    if not one.top_assumed:
        return told
    part = "the spend" if one.top_assumed == one.spend else f"{words.share(one.assumed_share)} of the spend"
    return (
        f"Nobody has said what {part} is for: no rule of {PURPOSES} names it, so it is only taken to be for new "
        f"customers. If it is, {told[0].lower()}{told[1:]}"
    )


def untold(ways: tuple[WayLedger, ...]) -> str:
    """What no source tells of the year; empty where all is told."""
    told = {
        "support cases": any(one.support_cost is not None for one in ways),
        "refunds": any(one.refunded is not None for one in ways),
        "discounts": any(one.discount is not None for one in ways),
        "who was referred": any(one.way == "referral" and one.orders is not None for one in ways),
    }
    missing = [name for name, known in told.items() if not known]
    if not missing or not ways:
        return ""
    says = f"No source tells {words.listed(missing, 4)} of this year: unknown, which is not none."
    return says if told["who was referred"] else f"{says} Referred orders, if any, stand under the other ways."


def top_heavy_weight(index: float) -> str:
    """The index in words."""
    if 0.9 <= index <= 1.1:
        return "about as much as it gives back"
    return f"{index:.1f} times what it gives back" if index > 1 else f"only {index:.2f} of what it gives back"


def _rests(one: TopHeavy) -> str:
    if one.tested:
        return "Tested: it rests on what orders would have come without the spend, from holdouts."
    says = "Not tested: no holdout says what would have come without the spend, "
    says += "so this is where the money goes and not what it does."
    if one.budget_share == 1:
        says += " No other way has any spend; if mailings or rewards cost money, report it and name it in `purposes`."
    return says
