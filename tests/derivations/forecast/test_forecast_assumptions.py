"""Every number that a forecast rests on, with where it comes from."""

from datetime import date, datetime
from typing import Any

import ibis
import pytest

from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.derivations.forecast.forecast_assumptions import ForecastAssumptionsSettings, forecast_assumptions
from riparian.tables.actions import OrderCurrency
from riparian.tables.forecast import Scenario, SegmentTransition
from riparian.tables.sources import Spend
from riparian.testing.tables import TestingGather, rows_of, table_of
from tests.derivations.forecast.by_hand import moved

AS_OF = AsOf(datetime(2024, 1, 1))
MOVES = (
    moved("Average", "Average", 250, 100),
    moved("Average", "Lapsed Save", 750),
    moved("Lapsed Save", "Average", 50, 80),
    moved("Lapsed Save", "Lapsed Save", 950),
    moved("new", "Average", 400, 60),
)


def stated(
    *moves: dict[str, Any], spend: tuple[dict[str, Any], ...] = (), scenarios: tuple[dict[str, Any], ...] = ()
) -> ibis.Table:
    return forecast_assumptions(
        table_of(SegmentTransition, *moves),
        table_of(Scenario, *scenarios),
        table_of(Spend, *spend),
        table_of(OrderCurrency, {"currency": "GBP", "home": True}, {"currency": "EUR", "home": False}),
        ForecastAssumptionsSettings(),
        AS_OF,
        TestingGather(),
    )


def values(made: ibis.Table) -> dict[str, float]:
    return dict(rows_of(made, "assumption", "value"))


def test_rates_are_those_of_the_years_counted() -> None:
    found = values(stated(*MOVES))

    assert found["rebuy"] == 0.25
    assert found["reactivated"] == 0.05
    assert found["rebuy in Average"] == 0.25
    assert found["new buyers"] == 400
    assert found["demand of a new buyer"] == 60
    assert found["demand of a buyer who was there before"] == pytest.approx((25_000 + 4_000) / 300)
    assert found["years of rates"] == 1


def test_advertising_is_that_of_the_last_twelve_months_in_the_home_currency() -> None:
    days = (
        ("2022-12-31", "GBP", 1),
        ("2023-01-01", "GBP", 200),
        ("2023-12-31", "GBP", 1_000),
        ("2023-06-01", "EUR", 5_000),
    )
    spend = tuple({"spent_on": date.fromisoformat(day), "currency": one, "amount": amount} for day, one, amount in days)

    made = stated(*MOVES, spend=spend)

    assert values(made)["advertising"] == 1_200
    assert values(made)["cost of a new buyer"] == 3
    assert rows_of(made.filter(made.assumption == "advertising"), "origin") == [("measured",)]


def test_without_spend_advertising_is_said_to_be_assumed() -> None:
    made = stated(*MOVES)

    assert rows_of(made.filter(made.assumption == "advertising"), "value", "origin") == [(0.0, "assumed")]


def test_a_change_of_a_scenario_is_an_assumption_with_who_and_why_and_when() -> None:
    change = {"scenario": "plan", "position": 1, "what": "rebuy", "segment": "Average", "factor": 1.1}
    said = {"reason": "welcome stream", "decided_by": "eva", "decided_on": date(2023, 11, 5)}

    made = stated(*MOVES, scenarios=(change | said,))

    assert rows_of(made.filter(made.scenario == "plan")) == [
        ("plan", "1. rebuy, Average", 1.1, "times", "scenario", "eva: welcome stream", date(2023, 11, 5))
    ]


def test_how_much_years_differ_is_measured_where_three_were_seen() -> None:
    years = [
        [
            move
            | {
                "year_to": date(2024 - ago, 1, 1),
                "people": move["people"] + (120 * ago if move["from_segment"] == "new" else 0),
            }
            for move in MOVES
        ]
        for ago in range(3)
    ]

    made = stated(*(move for year in years for move in year))

    shock = rows_of(made.filter(made.assumption == "yearly shock"), "value", "origin")[0]
    assert shock == (pytest.approx((120**2 - 520) ** 0.5 / 520), "measured")
    assert rows_of(stated(*MOVES).filter(ibis._.assumption == "yearly shock"), "value", "origin") == [(0.05, "setting")]


def test_every_assumption_has_a_source_and_a_day() -> None:
    made = stated(*MOVES)

    assert rows_of(made.filter(made.source == "")) == []
    assert set(rows_of(made, "stated_on")) == {(date(2024, 1, 1),)}


def test_without_transitions_nothing_is_assumed() -> None:
    with pytest.raises(NotEnoughDataError, match="segment_transitions says why"):
        stated()
