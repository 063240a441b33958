"""Every number that a forecast rests on, with where it comes from."""

from datetime import date, datetime
from typing import Any

import ibis
import pytest

from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.derivations.forecast.forecast_assumptions import ForecastAssumptionsSettings, forecast_assumptions
from riparian.tables.forecast import Scenario, SegmentTransition
from riparian.tables.forensics import RepeatEconomy
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
    *moves: dict[str, Any],
    scenarios: tuple[dict[str, Any], ...] = (),
    profit_factor: float = 0.4,
    **economy: float | None,
) -> ibis.Table:
    """With this economy of the last year, and that of the year before, which nobody asks for."""
    last = {"year_to": date(2023, 12, 31), "profit_factor": 0.4, "new_buyers": 400, "ad_cost": None} | economy
    return forecast_assumptions(
        table_of(SegmentTransition, *moves),
        table_of(Scenario, *scenarios),
        table_of(RepeatEconomy, last | {"year_to": date(2022, 12, 31), "ad_cost": 7}, last),
        ForecastAssumptionsSettings(profit_factor=profit_factor),
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


def told(made: ibis.Table, assumption: str) -> tuple[float, str, str]:
    (row,) = rows_of(made.filter(made.assumption == assumption), "value", "origin", "source")
    return row


def test_advertising_and_the_cost_of_a_new_buyer_are_those_of_the_last_year_of_repeat_economics() -> None:
    made = stated(*MOVES, ad_cost=1_200)

    assert values(made)["advertising"] == 1_200
    assert values(made)["cost of a new buyer"] == 3
    assert values(made)["advertising for guests"] == 0
    assert told(made, "advertising")[1] == "measured"


def test_guests_were_won_as_dearly_as_others_and_are_no_cost_of_the_file() -> None:
    """Of 500 new buyers 100 were guests, who are no part of it."""
    found = values(stated(*MOVES, ad_cost=1_000, new_buyers=500))

    assert found["cost of a new buyer"] == 2
    assert found["advertising for guests"] == 200


def test_a_profit_factor_of_its_own_is_told_as_such() -> None:
    same, own = (told(stated(*MOVES, profit_factor=one), "profit factor") for one in (0.4, 0.3))

    assert same == (0.4, "setting", "riparian.toml [derivations.repeat_economics] profit_factor")
    assert own[0] == 0.3
    assert own[2].endswith("and not that of [derivations.repeat_economics]")


def test_what_another_price_leaves_as_it_is_is_assumed() -> None:
    made = stated(*MOVES)

    for name in ("units bought at another price", "cost of a unit at another price"):
        assert told(made, name)[:2] == (1.0, "assumed")


def test_a_rate_of_a_segment_that_nobody_was_in_is_assumed_and_told_where_it_is_taken_from() -> None:
    made = stated(*MOVES)

    assert told(made, "rebuy in Average")[:2] == (0.25, "measured")
    for name in ("Elite", "Struggling"):
        value, origin, source = told(made, f"rebuy in {name}")
        assert (value, origin) == (0.25, "assumed")
        assert source.endswith("that of Average")
    value, origin, source = told(made, "rebuy in Lapsed Spend")
    assert (value, origin) == (0.05, "assumed")
    assert source.endswith("that of Lapsed Save")


def test_rates_of_all_are_of_who_was_there_and_count_nobody_twice() -> None:
    """Nobody was Elite, Quality or Average, who go the way of Loyal and Struggling: 100 of 200 bought again."""
    made = stated(moved("Loyal", "Loyal", 90), moved("Loyal", "Lapsed Save", 10),
                  moved("Struggling", "Struggling", 10), moved("Struggling", "Lapsed Save", 90))  # fmt: skip

    assert told(made, "rebuy")[:2] == (0.5, "measured")


def test_where_nobody_had_lapsed_yet_all_that_comes_back_is_assumed_with_its_bound() -> None:
    made = stated(moved("Struggling", "Struggling", 150), moved("Struggling", "Lapsed Save", 850))

    found = [told(made, f"rebuy in Lapsed {name}") for name in ("Spend", "Experiment", "Save")]
    assert [row[0] for row in found] == pytest.approx([0.15, 0.12, 0.05])
    assert {row[1] for row in found} == {"assumed"}
    assert [row[2].rpartition(": ")[2] for row in found] == [
        "that of Struggling, at most 20%",
        "that of Struggling, at most 12%",
        "that of Struggling, at most 5%",
    ]
    # All the lapsed stand in Lapsed Save now.
    share, origin = told(made, "reactivated")[:2]
    assert share == pytest.approx(0.05)
    assert origin == "assumed"
    assert "returns from Lapsed Save" not in values(made)


def test_returns_from_lapsed_save_are_held_as_a_number_a_year_and_the_share_is_told_for_comparison() -> None:
    years = [one | {"year_to": date(year, 1, 1)} for year in (2023, 2024) for one in MOVES]

    made = stated(*years)

    value, origin, source = told(made, "returns from Lapsed Save")
    assert (value, origin) == (50, "measured")
    assert "held as this number" in source
    share, origin, source = told(made, "rebuy in Lapsed Save")
    assert (share, origin) == (0.05, "measured")
    assert "not this share" in source


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
