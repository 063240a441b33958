"""Bands in the months to come, as they are and under scenarios."""

from datetime import date
from typing import Any

import ibis
import pytest

from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.derivations.forecast.band_projections import BandProjectionsSettings, band_projections
from riparian.tables.forecast import BandChange, BandRate
from riparian.testing.tables import TestingGather, rows_of, table_of
from tests.derivations.forecast.rising import AS_OF


def rate(kind: str, start: int, end: int, value: float, standing: int | None = None, age: int = 12) -> dict[str, Any]:
    return {"kind": kind, "from_band": start, "to_band": end, "months_in_band": age, "rate": value} | {
        "standing": standing
    }


RATES = (
    rate("coming", 0, 1, 10),
    rate("leaving", 1, 1, 0.2, 100),
    rate("rising", 1, 5, 0.2, 100),
    rate("leaving", 5, 5, 0, 30),
    rate("waking", 5, 5, 0.1, 10),
    rate("demand on entering", 5, 5, 1000),
    rate("demand of regulars", 5, 5, 100),
)


def change(move: str, factor: float, scenario: str = "plan", position: int = 1) -> dict[str, Any]:
    return {"scenario": scenario, "position": position, "move": move, "factor": factor}


def made(*changes: dict[str, Any], rates: tuple[dict[str, Any], ...] = RATES, months: int = 2) -> ibis.Table:
    return band_projections(
        table_of(BandRate, *rates),
        table_of(BandChange, *changes),
        BandProjectionsSettings(months=months),
        AsOf(AS_OF),
        TestingGather(),
    )


def of(table: ibis.Table, scenario: str, band: int, *columns: str) -> list[tuple[Any, ...]]:
    rows = rows_of(table.filter((table.scenario == scenario) & (table.band == band)), "month", *columns)
    return [tuple(round(one, 6) if isinstance(one, float) else one for one in row[1:]) for row in rows]


def test_people_and_demand_go_on_as_they_did() -> None:
    found = made()

    assert of(found, "as it is", 1, "opening", "entered", "left", "people") == [(100, 10, 20, 90), (90, 10, 16, 84)]
    assert of(found, "as it is", 5, "people", "dormant", "value") == [(50, 9, 22_100), (66, 8.1, 16_000 + 4_190)]
    assert of(found, "as it is", 1, "reached", "month_to") == [(140, date(2024, 8, 10)), (150, date(2024, 9, 10))]


def test_a_scenario_stands_beside_the_base() -> None:
    found = made(change("know -> buy", 1.5))

    columns = ("people", "people_as_it_is", "value", "value_as_it_is")
    assert of(found, "plan", 5, *columns)[0] == (60, 50, 32_100, 22_100)
    assert of(found, "as it is", 5, *columns)[0] == (50, 50, 22_100, 22_100)


def test_changes_of_a_scenario_are_taken_together_and_scenarios_apart() -> None:
    found = made(
        change("outside -> know", 2, "more", 1),
        change("dormant -> buy", 3, "more", 2),
        change("know -> buy", 0.5, "few"),
    )

    assert of(found, "more", 1, "people")[0] == (100,)
    assert of(found, "more", 5, "people", "dormant")[0] == (50, 7)
    assert of(found, "few", 5, "people", "dormant")[0] == (40, 9)


def test_a_scenario_that_changes_nothing_is_the_base() -> None:
    found = made(change("know -> buy", 1))

    columns = ("opening", "entered", "left", "people", "dormant", "reached", "value")
    assert [of(found, "plan", band, *columns) for band in range(1, 6)] == [
        of(found, "as it is", band, *columns) for band in range(1, 6)
    ]


def test_nothing_known_is_no_projection() -> None:
    with pytest.raises(NotEnoughDataError, match="nobody is known to have moved between bands"):
        made(rates=())
