"""Forecasts of hand-made transitions: only what a fixture says."""

from datetime import date, datetime
from typing import Any

import ibis

from riparian.core.durations import AsOf, Seed
from riparian.core.row import Row, Table
from riparian.derivations.forecast.five_year_forecasts import five_year_forecasts
from riparian.tables.buyers import Purchase
from riparian.tables.forecast import BandRate, ForecastAssumption, Scenario, SegmentTransition
from riparian.testing.tables import TestingGather, labels_table, rows_of, table_of

AS_OF = AsOf(datetime(2024, 1, 1))
LIVE = ("Elite", "Loyal", "Quality", "Average", "Struggling")


def moved(start: str, end: str, people: int, each: float = 0, *, year_to: date = date(2024, 1, 1)) -> dict[str, Any]:
    """So many people moved, and ordered for so much each."""
    return {
        "year_to": year_to,
        "from_segment": start,
        "to_segment": end,
        "people": people,
        "bought": people if end in LIVE else 0,
        "demand": people * each,
        "squares": people * each**2,
    }


GONE = moved("Lapsed Save", "Lapsed Save", 1_000_000)
"""Fixtures in which nobody comes back say so: many were lapsed, and stayed so."""


def a_year_of() -> dict[type[Row], list[dict[str, Any]]]:
    """Tables to forecast from: a quarter of a segment buys again each year, and a tenth of a band rises each month."""
    ended = date(2025, 7, 1)
    moves = (
        moved("Average", "Average", 25_000, 100, year_to=ended),
        moved("Average", "Lapsed Save", 75_000, year_to=ended),
        moved("new", "Average", 40_000, 80, year_to=ended),
        GONE | {"year_to": ended},
    )
    values = {"years of rates": 1, "profit factor": 0.4, "advertising": 0, "cost of a new buyer": 0, "yearly shock": 0}
    rows = [{"scenario": "as it is", "assumption": name, "value": float(one)} for name, one in values.items()]
    rates = [
        {"kind": kind, "from_band": start, "to_band": end, "months_in_band": 12, "rate": rate, "standing": standing}
        for kind, start, end, rate, standing in (
            ("leaving", 1, 1, 0.1, 1_000), ("rising", 1, 5, 0.1, 1_000), ("demand on entering", 5, 5, 500.0, None)
        )
    ]  # fmt: skip
    return {SegmentTransition: list(moves), ForecastAssumption: rows, BandRate: rates}


def scenario(
    what: str, factor: float, segment: str = "all", *, name: str = "plan", position: int = 1
) -> dict[str, Any]:
    return {"scenario": name, "position": position, "what": what, "segment": segment, "factor": factor}


def assumed(**changes: float) -> Table[ForecastAssumption]:
    """One year of rates and no shock, unless said otherwise."""
    values = {
        "years of rates": 1.0,
        "profit factor": 0.4,
        "advertising": 0.0,
        "cost of a new buyer": 0.0,
        "yearly shock": 0.0,
    } | {name.replace("_", " "): value for name, value in changes.items()}
    return table_of(
        ForecastAssumption,
        *({"scenario": "as it is", "assumption": name, "value": value} for name, value in values.items()),
    )


def forecast(*moves: dict[str, Any], scenarios: tuple[dict[str, Any], ...] = (), **changes: float) -> ibis.Table:
    """The five-year forecast of these moves, without purchases and so without channels."""
    return five_year_forecasts(
        table_of(SegmentTransition, *moves),
        assumed(**changes),
        table_of(Scenario, *scenarios),
        table_of(Purchase),
        labels_table(),
        AS_OF,
        Seed(1),
        TestingGather(),
    )


def years(made: ibis.Table, measure: str, scenario: str = "as it is", name: str = "all") -> list[float]:
    """The values of the whole file, or of a segment, from the year that ended on."""
    chosen = made.filter((made.scenario == scenario) & (made.measure == measure) & (made.name == name))
    return [row[1] for row in rows_of(chosen.select("year", "value"))]
