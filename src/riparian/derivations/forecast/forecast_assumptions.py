"""Forecast assumptions: every number that the five-year forecast rests on, with where it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

import ibis
import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from riparian.core.doors import Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.models.action_segments import ActionSegment
from riparian.models.file_history import FileHistory
from riparian.models.five_years import LEAST_YEARS, measured_shock
from riparian.models.histories import Floats
from riparian.models.segment_cells import LIVE, MOST_BACK, NAMES, completed, stand_ins
from riparian.models.segment_projection import SegmentYear
from riparian.tables.forecast import ForecastAssumption, Scenario, SegmentTransition
from riparian.tables.forensics import RepeatEconomy

AS_IT_IS: Final = "as it is"
_SECTION: Final = "riparian.toml [derivations.forecast_assumptions]"
_FACTOR: Final = "riparian.toml [derivations.repeat_economics] profit_factor"
_SAVE: Final = ActionSegment.LAPSED_SAVE


class ForecastAssumptionsSettings(Settings):
    """`[derivations.forecast_assumptions]`"""

    years_of_rates: Annotated[int, Field(ge=1, le=20)] = 3
    """Yearly steps that the rates are told by, as far as the log goes: more are surer, fewer are nearer."""
    profit_factor: Annotated[float, Field(gt=0, le=1, json_schema_extra={"derivation": "repeat_economics"})] = 0.4
    """Share of demand that is left before advertising; that of `[derivations.repeat_economics]` unless set."""
    yearly_shock: Annotated[float, Field(ge=0, lt=1)] = 0.05
    """Relative standard deviation by which years differ beyond chance, while fewer than three were seen."""


@dataclass(frozen=True, slots=True)
class Economy:
    """Of `repeat_economics`, the last twelve months."""

    profit_factor: float
    advertising: float | None
    """None: no source reports any."""
    new_buyers: float
    """Guests among them."""


def forecast_assumptions(
    segment_transitions: Table[SegmentTransition],
    scenarios: Table[Scenario],
    repeat_economics: Table[RepeatEconomy],
    settings: ForecastAssumptionsSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[ForecastAssumption]:
    """Rates measured in the last years, settings, advertising of the last year, and what scenarios change.

    Advertising is taken to be spent on new buyers, guests too, so much for each: a scenario with more of them costs
    more. It and the cost of a new buyer are those of `repeat_economics`; the forecast is of the file, which has no
    guests, so what was spent on them is no cost of it.

    Raises:
        NotEnoughDataError: nobody is known to have moved between segments.
    """
    history = FileHistory.of(gather(segment_transitions, at_most=100_000))
    rows = [*of_rates(history, settings), *of_money(history, economy(repeat_economics, gather), settings)]
    for row in rows:
        row |= {"scenario": AS_IT_IS, "stated_on": as_of.date()}
    table = as_table([*rows, *of_scenarios(scenarios, gather)], gather)
    return promised(table, ForecastAssumption)


def economy(repeat_economics: Table[RepeatEconomy], gather: Gather) -> Economy:
    """That of the last twelve months."""
    last = repeat_economics.order_by(repeat_economics.year_to.desc()).limit(1)
    told = last.select("profit_factor", "new_buyers", ad_cost=last.ad_cost.cast("float64").fill_null(np.nan))
    found = {name: float(column[0]) for name, column in gather(told, at_most=1).items()}
    spent = found["ad_cost"]
    return Economy(found["profit_factor"], None if np.isnan(spent) else spent, found["new_buyers"])


def of_rates(history: FileHistory, settings: ForecastAssumptionsSettings) -> list[dict[str, Any]]:
    """What was measured of the movement between segments, and what is taken for it where nobody was seen."""
    years = min(settings.years_of_rates, len(history.years))
    seen = history.counted(years)
    told = f"segment_transitions, {years} year{'s' if years > 1 else ''} to {history.ends[0]}"
    rows = [row("years of rates", years, "years", "setting", f"{_SECTION}, and how far the log goes")]
    rows.append(of_kind("rebuy", "share of a year's buyers", history, seen, told, held=LIVE))
    rows.append(of_kind("reactivated", "share of the lapsed", history, seen, told, held=~LIVE))
    rows += of_segments(seen, told)
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


def of_kind(
    name: str, unit: str, history: FileHistory, seen: SegmentYear, told: str, *, held: NDArray[np.bool_]
) -> dict[str, Any]:
    """The share of all these segments together that buys within the year."""
    opening, again = seen.moved[held].sum(), seen.moved[held][:, LIVE].sum()
    if opening:
        return row(name, again / opening, unit, "measured", told)
    standing = history.opening[held]
    rates = shares(completed(seen))[held]
    taken = float(np.average(rates, weights=standing if standing.any() else None))
    return row(name, taken, unit, "assumed", "nobody was there yet: the rates of its segments, by who stands there now")


def of_segments(seen: SegmentYear, told: str) -> Iterator[dict[str, Any]]:
    """The share of each segment that buys within the year, and what else the forecast holds of Lapsed Save."""
    taken, rates = stand_ins(seen), shares(completed(seen))
    for segment in ActionSegment:
        name = f"rebuy in {NAMES[segment]}"
        if segment in taken:
            yield row(name, rates[segment], "share", "assumed", taken_from(segment, taken[segment]))
        elif segment == _SAVE:
            held = f"{told}; for comparison: the forecast holds the returns, a number a year, and not this share"
            yield row(name, rates[segment], "share", "measured", held)
        else:
            yield row(name, rates[segment], "share", "measured", told)
    if _SAVE not in taken:
        back = seen.moved[_SAVE, LIVE].sum() / seen.years
        yield row(f"returns from {NAMES[_SAVE]}", back, "people a year", "measured", f"{told}; held as this number")


def taken_from(segment: ActionSegment, nearest: ActionSegment | None) -> str:
    """What the rate of a segment is taken from that nobody was in."""
    if nearest is None:
        return "nobody was in any segment when the years counted began: all are taken to stay where they are"
    told = f"nobody was in it when the years counted began: that of {NAMES[nearest]}"
    return f"{told}, at most {MOST_BACK[segment]:.0%}" if LIVE[nearest] and not LIVE[segment] else told


def shares(year: SegmentYear) -> Floats:
    """Of each segment, who buys within the year."""
    return np.asarray(year.moved[:, LIVE].sum(axis=1) / year.moved.sum(axis=1), np.float64)


def of_money(history: FileHistory, last: Economy, settings: ForecastAssumptionsSettings) -> list[dict[str, Any]]:
    """What turns demand into contribution."""
    spent = last.advertising or 0.0
    each = spent / last.new_buyers if last.new_buyers else 0.0
    # Where nobody at all was won, there is nobody whose part could be left out.
    guests = spent - each * history.new[0] if last.new_buyers else 0.0
    origin, source = ("assumed", "no spend is known") if last.advertising is None else ("measured", "repeat_economics")
    whose = "advertising ÷ new buyers of the last year, guests too; all of it is taken to be spent on them"
    own = settings.profit_factor != last.profit_factor
    factor = f"{_SECTION} profit_factor, and not that of [derivations.repeat_economics]" if own else _FACTOR
    dearer = "in a scenario of another price"
    return [
        row("profit factor", settings.profit_factor, "share of demand", "setting", factor),
        row("advertising", spent, "minor units a year", origin, f"{source}, the last twelve months"),
        row("cost of a new buyer", each, "minor units", "assumed", whose),
        row("advertising for guests", guests, "minor units a year", "assumed", "no cost of the file, which has none"),
        row("units bought at another price", 1.0, "times", "assumed", f"{dearer} nobody buys less or more"),
        row("cost of a unit at another price", 1.0, "times", "assumed", f"{dearer} all of the difference is left"),
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
