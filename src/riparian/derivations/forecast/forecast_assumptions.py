"""Forecast assumptions: every number that the five-year forecast rests on, with where it comes from."""

from datetime import date, datetime
from typing import Annotated, Any, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import years_before
from riparian.expressions.totals import whole
from riparian.models.file_history import FileHistory
from riparian.models.five_years import LEAST_YEARS, measured_shock
from riparian.models.segment_cells import LIVE, NAMES
from riparian.tables.actions import OrderCurrency
from riparian.tables.forecast import ForecastAssumption, Scenario, SegmentTransition
from riparian.tables.sources import Spend

AS_IT_IS: Final = "as it is"
_SECTION: Final = "riparian.toml [derivations.forecast_assumptions]"


class ForecastAssumptionsSettings(Settings):
    """`[derivations.forecast_assumptions]`"""

    years_of_rates: Annotated[int, Field(ge=1, le=20)] = 3
    """Yearly steps that the rates are told by, as far as the log goes: more are surer, fewer are nearer."""
    profit_factor: Annotated[float, Field(gt=0, le=1)] = 0.4
    """Share of demand that is left after goods, returns and delivery, before advertising. Set your own."""
    yearly_shock: Annotated[float, Field(ge=0, lt=1)] = 0.05
    """Relative standard deviation by which years differ beyond chance, while fewer than three were seen."""


def forecast_assumptions(
    segment_transitions: Table[SegmentTransition],
    scenarios: Table[Scenario],
    spend: Table[Spend],
    currencies: Table[OrderCurrency],
    settings: ForecastAssumptionsSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[ForecastAssumption]:
    """Rates measured in the last years, settings, advertising of the last year, and what scenarios change.

    Advertising is taken to be spent on new buyers, so much for each: a scenario with more of them costs more. Spend in
    another than the home currency is not counted.

    Raises:
        NotEnoughDataError: nobody is known to have moved between segments.
    """
    history = FileHistory.of(gather(segment_transitions, at_most=100_000))
    rows = [*of_rates(history, settings), *of_money(history, advertising(spend, currencies, as_of, gather), settings)]
    for row in rows:
        row |= {"scenario": AS_IT_IS, "stated_on": as_of.date()}
    table = as_table([*rows, *of_scenarios(scenarios, gather)], gather)
    return promised(table, ForecastAssumption)


def advertising(spend: Table[Spend], currencies: Table[OrderCurrency], as_of: datetime, gather: Gather) -> float:
    """Spend of the last twelve months in the home currency, in minor units."""
    home = currencies.filter(currencies.home).select(home="currency")
    since = ibis.date(years_before(as_of, 1).date().isoformat())
    lately = spend.filter(spend.spent_on >= since).join(home, spend.currency == home.home)
    return float(gather(lately.aggregate(spent=whole(lately.amount.sum()).fill_null(0)), at_most=1)["spent"].sum())


def of_rates(history: FileHistory, settings: ForecastAssumptionsSettings) -> list[dict[str, Any]]:
    """What was measured of the movement between segments."""
    years = min(settings.years_of_rates, len(history.years))
    seen = history.counted(years)
    told = f"segment_transitions, {years} year{'s' if years > 1 else ''} to {history.ends[0]}"
    opening, again = seen.moved.sum(axis=1), seen.moved[:, LIVE].sum(axis=1)
    buyers, lapsed = opening[LIVE].sum(), opening[~LIVE].sum()
    rows = [row("years of rates", years, "years", "setting", f"{_SECTION}, and how far the log goes")]
    rows.append(row("rebuy", again[LIVE].sum() / max(buyers, 1), "share of a year's buyers", "measured", told))
    came_back = again[~LIVE].sum() / max(lapsed, 1), "share of the lapsed"
    if any(one.moved[~LIVE].any() for one in history.years[:years]):
        rows.append(row("reactivated", *came_back, "measured", told))
    else:
        rows.append(row("reactivated", *came_back, "assumed", "nobody had lapsed yet: that of the lowest buyers"))
    unseen = seen.moved.sum(axis=1) > 0
    rows += [
        row(f"rebuy in {name}", again[place] / opening[place], "share", "measured", told)
        for place, name in enumerate(NAMES)
        if unseen[place]
    ]
    arrived = seen.new_spend.customers.sum() / seen.years
    rows.append(row("new buyers", arrived, "people a year", "measured", told))
    for name, one in (("buyer who was there before", seen.kept_spend), ("new buyer", seen.new_spend)):
        people = one.customers[LIVE].sum()
        rows.append(
            row(f"demand of a {name}", one.total.sum() / max(people, 1), "minor units a year", "measured", told)
        )
    shock = measured_shock(history.new)
    if shock is None:
        where = f"{_SECTION}; fewer than {LEAST_YEARS} years were seen"
        rows.append(row("yearly shock", settings.yearly_shock, "relative", "setting", where))
    else:
        rows.append(row("yearly shock", shock, "relative", "measured", f"new buyers of {len(history.years)} years"))
    return rows


def of_money(history: FileHistory, spent: float, settings: ForecastAssumptionsSettings) -> list[dict[str, Any]]:
    """What turns demand into contribution."""
    new = history.new[0]
    origin, source = ("measured", "spend, the last twelve months") if spent else ("assumed", "no spend is known")
    each = "advertising ÷ new buyers of the last year; all advertising is taken to be spent on new buyers"
    return [
        row("profit factor", settings.profit_factor, "share of demand", "setting", _SECTION),
        row("advertising", spent, "minor units a year", origin, source),
        row("cost of a new buyer", spent / new if new else 0.0, "minor units", "assumed", each),
    ]


def of_scenarios(scenarios: Table[Scenario], gather: Gather) -> list[dict[str, Any]]:
    """What people decided to try out."""
    found = gather(scenarios, at_most=100_000)
    rows = []
    for place in np.lexsort((found["position"], found["scenario"].astype(str))):
        name = f"{found['position'][place]}. {found['what'][place]}, {found['segment'][place]}"
        said = f"{found['decided_by'][place]}: {found['reason'][place]}"
        one = row(name, found["factor"][place], "times", "scenario", said)
        decided = date.fromisoformat(str(found["decided_on"][place])[:10])
        rows.append(one | {"scenario": str(found["scenario"][place]), "stated_on": decided})
    return rows


def row(assumption: str, value: float, unit: str, origin: str, source: str) -> dict[str, Any]:
    """An assumption, but for its scenario and day."""
    return {"assumption": assumption, "value": float(value), "unit": unit, "origin": origin, "source": source}


def as_table(rows: list[dict[str, Any]], gather: Gather) -> ibis.Table:
    """The rows in the engine."""
    texts = ("scenario", "assumption", "unit", "origin", "source")
    columns = {name: np.array([one[name] for one in rows], dtype=object) for name in texts}
    columns |= {
        "value": np.array([one["value"] for one in rows], np.float64),
        "stated_on": np.array([one["stated_on"] for one in rows], "datetime64[D]"),
    }
    return gather.give_back(
        columns, ibis.schema(dict.fromkeys(texts, "string") | {"value": "float64", "stated_on": "date"})
    )
