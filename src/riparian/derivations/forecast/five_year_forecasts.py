"""Five-year forecasts: buyers, demand and contribution of each year to come, as it is and under each scenario."""

from collections.abc import Iterator
from functools import reduce
from operator import add
from typing import Any, Final

import ibis
import numpy as np

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf, Seed
from riparian.core.row import Table, promised
from riparian.expressions.buyer_years import channel_flows, year_ends
from riparian.expressions.calendar import years_before
from riparian.models.channel_years import channel_year, largest_channels, with_a_way
from riparian.models.file_history import Assumed, FileHistory, change_of
from riparian.models.five_years import Figure, Forecast, five_years
from riparian.models.scenario_year import Change, price_of
from riparian.models.segment_cells import LIVE, NAMES
from riparian.models.segment_projection import USUAL_YEARS
from riparian.tables.buyers import Purchase
from riparian.tables.forecast import FiveYearForecast, ForecastAssumption, Scenario, SegmentTransition
from riparian.tables.landing import KnownLabel

_AS_IT_IS: Final = "as it is"
_CHANNELS: Final = 12
_MOST: Final = 100_000
_NULLABLE: Final = ("low", "high", "naive")

Told = dict[str, Any]


def five_year_forecasts(
    segment_transitions: Table[SegmentTransition],
    forecast_assumptions: Table[ForecastAssumption],
    scenarios: Table[Scenario],
    purchases: Table[Purchase],
    labels: Table[KnownLabel],
    as_of: AsOf,
    seed: Seed,
    gather: Gather,
) -> Table[FiveYearForecast]:
    """The transitions of the last years, held and simulated: everything in `all` and `segment`, for every scenario.

    In scope `channel` a buyer belongs to the channel of the last order of the year; buyers move between channels as
    they did, and as many come and come back as did. It is told as it is only: scenarios speak of segments.

    Raises:
        NotEnoughDataError: nobody is known to have moved between segments.
    """
    history = FileHistory.of(gather(segment_transitions, at_most=_MOST))
    assumed = assumptions(forecast_assumptions, gather)
    rows: list[Told] = []
    for scenario, changes in [(_AS_IT_IS, ()), *changes_by_scenario(scenarios, gather)]:
        rates = history.rates(assumed.years, changes)
        made = five_years(rates, history.opening, live=LIVE, seed=seed, yearly_shock=assumed.yearly_shock)
        rows += [one | {"scenario": scenario} for one in of_file(history, made, assumed, price=price_of(changes))]
    rows += [one | {"scenario": _AS_IT_IS} for one in of_channels(purchases, labels, assumed, as_of, seed, gather)]
    for one in rows:
        one["year_to"] = years_before(as_of, -one["year"]).date()
    return promised(as_table(rows, gather), FiveYearForecast)


def assumptions(forecast_assumptions: Table[ForecastAssumption], gather: Gather) -> Assumed:
    """The numbers that hold as it is."""
    base = forecast_assumptions.filter(forecast_assumptions.scenario == _AS_IT_IS)
    found = gather(base.select("assumption", "value"), at_most=1_000)
    return Assumed.of({str(name): float(one) for name, one in zip(found["assumption"], found["value"], strict=True)})


def changes_by_scenario(scenarios: Table[Scenario], gather: Gather) -> list[tuple[str, tuple[Change, ...]]]:
    """The scenarios by name, each with its changes in order."""
    found = gather(scenarios.select("scenario", "position", "what", "segment", "factor"), at_most=_MOST)
    by_name: dict[str, list[Change]] = {}
    for place in np.lexsort((found["position"], found["scenario"].astype(str))):
        change = change_of(str(found["what"][place]), str(found["segment"][place]), float(found["factor"][place]))
        by_name.setdefault(str(found["scenario"][place]), []).append(change)
    return [(name, tuple(changes)) for name, changes in by_name.items()]


def of_file(history: FileHistory, made: Forecast, assumed: Assumed, *, price: float) -> Iterator[Told]:
    """The whole file, and each segment of it, at so many times today's price."""
    demand = float(history.demand.sum())
    contribution = made.contribution(profit_factor=assumed.profit_factor, cost_of_new=assumed.cost_of_new, price=price)
    earned = demand * assumed.profit_factor - assumed.advertising
    whole = ("all", "all")
    yield from measured(*whole, "buyers", history.buyers, made.buyers)
    yield from measured(*whole, "demand", demand, made.demand)
    yield from measured(*whole, "contribution", earned, contribution)
    for place, name in enumerate(NAMES):
        yield from measured("segment", name, "buyers", history.opening[place], made.customers_of[place])
        yield from measured("segment", name, "demand", history.demand[place], made.demand_of[place])


def of_channels(
    purchases: Table[Purchase],
    labels: Table[KnownLabel],
    assumed: Assumed,
    as_of: AsOf,
    seed: Seed,
    gather: Gather,
) -> Iterator[Told]:
    """Each of the largest channels, and all others together where there are more."""
    dates = year_ends(as_of, assumed.years)
    steps = by_step(gather(channel_flows(purchases, dates), at_most=_MOST * assumed.years), assumed.years)
    channels = largest_channels(steps[0], most=_CHANNELS)
    rates = with_a_way(reduce(add, (channel_year(one, channels) for one in steps)))
    last = channel_year(steps[0], channels)
    spends = (last.kept_spend, last.new_spend, last.reactivated_spend)
    opening, demand = (sum(getattr(one, name) for one in spends) for name in ("customers", "total"))
    live = np.ones(len(opening), bool)
    made = five_years(rates, opening, live=live, seed=seed, yearly_shock=assumed.yearly_shock)
    known = gather(labels.filter(labels.label_key.isin(list(channels) or [-1])), at_most=_CHANNELS)
    words = {int(key): str(text) for key, text in zip(known["label_key"], known["label"], strict=True)}
    for place, code in enumerate((*channels, None)):
        if code is None and not opening[place] and not made.customers_of[place].value.any():
            continue
        name = "all others" if code is None else words.get(code, str(code))
        yield from measured("channel", name, "buyers", opening[place], made.customers_of[place])
        yield from measured("channel", name, "demand", demand[place], made.demand_of[place])


def by_step(columns: dict[str, Array], steps: int) -> list[dict[str, Array]]:
    """Gathered flows of each step, in one order whatever the engine's."""
    order = np.lexsort((columns["channel_to"], columns["channel_from"]))
    found = {name: column[order] for name, column in columns.items()}
    of_step = [found["step"] == step for step in range(steps)]
    return [{name: column[held] for name, column in found.items() if name != "step"} for held in of_step]


def measured(scope: str, name: str, measure: str, now: float, coming: Figure) -> Iterator[Told]:
    """A figure as it was in the year that ended, and in each to come."""
    told = {"scope": scope, "name": name, "measure": measure}
    yield told | {"year": 0, "value": now, "low": np.nan, "high": np.nan, "naive": np.nan}
    for year in range(USUAL_YEARS):
        ends = {"low": coming.low[year], "high": coming.high[year]}
        yield told | {"year": year + 1, "value": coming.value[year], "naive": now} | ends


def as_table(rows: list[Told], gather: Gather) -> ibis.Table:
    """The rows in the engine; what is not known is null."""
    texts, numbers = ("scenario", "scope", "name", "measure"), ("value", *_NULLABLE)
    columns: dict[str, Array] = {name: np.array([row[name] for row in rows], dtype=object) for name in texts}
    columns |= {name: np.array([row[name] for row in rows], np.float64) for name in numbers}
    columns |= {
        "year": np.array([row["year"] for row in rows], np.int64),
        "year_to": np.array([row["year_to"] for row in rows], "datetime64[D]"),
    }
    schema = dict.fromkeys(texts, "string") | dict.fromkeys(numbers, "float64") | {"year": "int64", "year_to": "date"}
    made = gather.give_back(columns, ibis.schema(schema))
    null = {name: ibis.ifelse(made[name].isnan(), ibis.null("float64"), made[name]) for name in _NULLABLE}
    return made.mutate(**null)
