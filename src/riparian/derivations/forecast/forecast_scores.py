"""Forecast scores: the forecast made on past dates, from what was known then, against what came."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf, Seed
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.buyer_years import age, gathered_flows, year_ends
from riparian.models.action_segments import USUAL_LIMITS, SegmentLimits
from riparian.models.file_history import held_rates
from riparian.models.five_years import five_years, measured_shock
from riparian.models.readiness import yearly_steps
from riparian.models.segment_cells import LIVE, CellChances, CellFlow, segment_year, standing
from riparian.models.segment_projection import USUAL_YEARS
from riparian.tables.buyers import Purchase
from riparian.tables.forecast import ForecastScore

_NUMBERS: Final = ("foretold", "low", "high", "came", "error")

Told = dict[str, Any]


class ForecastScoresSettings(Settings):
    """`[derivations.forecast_scores]`"""

    years: Annotated[int, Field(ge=2, le=20)] = 6
    """How many yearly steps back from the as-of date to look; a forecast is made at the end of each but the last."""
    years_of_rates: Annotated[int, Field(ge=1, le=20)] = 3
    """Yearly steps that the rates are told by, as in `[derivations.forecast_assumptions]`."""
    yearly_shock: Annotated[float, Field(ge=0, lt=1)] = 0.05
    """As in `[derivations.forecast_assumptions]`."""
    limits: SegmentLimits = Field(default=USUAL_LIMITS, json_schema_extra={"derivation": "action_segments"})
    """Of the segments; those of `[derivations.action_segments]` unless set."""


def forecast_scores(
    purchases: Table[Purchase], settings: ForecastScoresSettings, as_of: AsOf, seed: Seed, gather: Gather
) -> Table[ForecastScore]:
    """On every former year's end a forecast of what has come since, with chances, segments and rates known then.

    Beside it stands last year again, which says that nothing changes and knows no interval.

    Raises:
        NotEnoughDataError: the orders do not go back three years: two to tell the rates by, and one to come.
    """
    days = gather(age(purchases, as_of), at_most=1)["days"]
    dates = year_ends(as_of, yearly_steps(days, most=settings.years, least=2, model="the trial of a forecast"))
    known = [CellFlow(**one) for one in gathered_flows(purchases, dates, gather)]
    rows = [
        row | {"made_on": dates[made].date()}
        for made in range(1, len(known))
        for row in scored(known, made, settings, seed)
    ]
    return promised(as_table(rows, gather), ForecastScore)


def scored(flows: Sequence[CellFlow], made: int, settings: ForecastScoresSettings, seed: int) -> Iterator[Told]:
    """The forecast made so many years ago for every year since, at most five."""
    past, since = flows[made:], flows[:made][::-1][:USUAL_YEARS]
    chances = CellChances.fit(past, limits=settings.limits)
    years = [segment_year(flow, chances) for flow in past]
    shock = measured_shock([float(year.new_spend.customers.sum()) for year in years])
    forecast = five_years(
        held_rates(years[: settings.years_of_rates]),
        standing(past[0], chances),
        live=LIVE,
        seed=seed,
        yearly_shock=settings.yearly_shock if shock is None else shock,
        years=len(since),
    )
    now = {"buyers": past[0].buyers, "demand": float(past[0].demand.sum())}
    for ahead, flow in enumerate(since):
        happened = {"buyers": flow.buyers, "demand": float(flow.demand.sum())}
        for measure, figure in (("buyers", forecast.buyers), ("demand", forecast.demand)):
            if not happened[measure]:
                continue
            told = {"year": ahead + 1, "measure": measure, "came": happened[measure]}
            ends = {"low": figure.low[ahead], "high": figure.high[ahead]}
            yield told | {"method": "segments", "foretold": figure.value[ahead]} | ends
            yield told | {"method": "last year again", "foretold": now[measure], "low": np.nan, "high": np.nan}


def as_table(rows: list[Told], gather: Gather) -> ibis.Table:
    """The rows in the engine; last year again has no interval, and so covers nothing."""
    columns: dict[str, Array] = {name: np.array([row[name] for row in rows], object) for name in ("measure", "method")}
    columns |= {name: np.array([row[name] for row in rows], np.float64) for name in ("foretold", "low", "high")}
    columns["came"] = np.array([row["came"] for row in rows], np.float64)
    columns["error"] = (columns["foretold"] - columns["came"]) / columns["came"]
    columns |= {
        "year": np.array([row["year"] for row in rows], np.int64),
        "made_on": np.array([row["made_on"] for row in rows], "datetime64[D]"),
    }
    schema = {"measure": "string", "method": "string", "year": "int64", "made_on": "date"}
    made = gather.give_back(columns, ibis.schema(schema | dict.fromkeys(_NUMBERS, "float64")))
    told = ~made.low.isnan()
    null = ibis.null("float64")
    return made.mutate(
        low=ibis.ifelse(told, made.low, null),
        high=ibis.ifelse(told, made.high, null),
        covered=ibis.ifelse(told, made.came.between(made.low, made.high), ibis.null("boolean")),
    )
