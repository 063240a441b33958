"""Months to come of orders, demand and new buyers, and the back-test that chooses how."""

from datetime import date, datetime

import ibis
import numpy as np
import pytest

from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.derivations.forecast.monthly_forecasts import MonthlyForecastsSettings, monthly_forecasts
from riparian.derivations.forecast.monthly_scores import MonthlyScoresSettings, monthly_scores
from riparian.tables.buyers import Purchase
from riparian.tables.forecast import MonthlyScore
from riparian.testing.tables import TestingGather, rows_of, table_of

NOW = AsOf(datetime(2024, 7, 10))
SEASON = (20, 22, 25, 40, 30, 24, 20, 18, 22, 26, 45, 70)


def orders(months: int, *, growth: float = 1.0, new: float = 0.5) -> Table[Purchase]:
    """Orders of so many whole months before July 2024, a few of the month before them, and of July."""
    rows = []
    end = 12 * 2024 + 6
    for month in range(end - months - 1, end + 1):
        many = 3 if month < end - months else round(SEASON[month % 12] * growth ** (month - end + months))
        rows += [
            {"month": month - (12 * 2015 - 1001), "demand": 500, "number": 1 if place < new * many else 2}
            for place in range(many)
        ]
    return table_of(Purchase, *rows)


def scores(purchases: Table[Purchase]) -> ibis.Table:
    return monthly_scores(purchases, MonthlyScoresSettings(), NOW, TestingGather())


def forecasts(purchases: Table[Purchase], *, months: int = 12) -> ibis.Table:
    settings = MonthlyForecastsSettings(months=months)
    return monthly_forecasts(purchases, scores(purchases), settings, NOW, TestingGather())


def test_growth_and_season_go_on_from_the_month_of_the_as_of_date() -> None:
    made = forecasts(orders(48, growth=1.02))

    rows = rows_of(made.filter(made.measure == "orders"), "month_on", "value", "naive", "low", "high", "method")
    expected = [SEASON[month % 12] * 1.02 ** (48 + month - 6) for month in range(6, 18)]
    assert [row[0] for row in rows][:7:6] == [date(2024, 7, 1), date(2025, 1, 1)]
    assert [row[1] for row in rows] == pytest.approx(expected, rel=0.08)
    assert [row[2] for row in rows] == [round(SEASON[month % 12] * 1.02 ** (36 + month - 6)) for month in range(6, 18)]
    assert all(low < value < high for _, value, _, low, high, _ in rows)
    assert {row[5] for row in rows} == {"exponential smoothing"}


def test_demand_is_that_of_the_orders_and_new_buyers_are_their_first() -> None:
    made = forecasts(orders(40, growth=1.01), months=6)

    told = {(row[0], row[1]): row[2] for row in rows_of(made, "measure", "month_on", "naive")}
    for month in range(7, 13):
        day = date(2024, month, 1)
        assert told["demand", day] == 500 * told["orders", day]
        assert told["new buyers", day] == np.ceil(told["orders", day] / 2)


def test_the_nearer_method_is_chosen_and_both_are_told() -> None:
    growing = rows_of(scores(orders(48, growth=1.02)), "measure", "method", "origins", "scaled_error", "chosen")

    by_name = {row[:2]: row[2:] for row in growing}
    assert len(by_name) == 6
    for measure in ("orders", "demand", "new buyers"):
        smoothing, naive = by_name[measure, "exponential smoothing"], by_name[measure, "seasonal naive"]
        assert (smoothing[0], naive[0]) == (12, 12)
        assert smoothing[1] < naive[1]
        assert (smoothing[2], naive[2]) == (True, False)


def test_where_last_year_again_is_nearer_it_is_what_is_foretold() -> None:
    chosen = [
        {"measure": one, "method": "seasonal naive", "chosen": True} for one in ("orders", "demand", "new buyers")
    ]
    made = monthly_forecasts(
        orders(40), table_of(MonthlyScore, *chosen), MonthlyForecastsSettings(months=14), NOW, TestingGather()
    )

    rows = rows_of(made.filter(made.measure == "orders"), "value", "naive", "low", "high", "method")
    assert len(rows) == 14
    assert all(row[0] == row[1] and row[2:] == (None, None, "seasonal naive") for row in rows)


def test_the_first_month_of_the_log_and_the_one_that_runs_are_not_whole() -> None:
    with pytest.raises(NotEnoughDataError, match="26 whole months were seen; a monthly forecast takes 27"):
        scores(orders(26))
    assert rows_of(scores(orders(27, growth=1.01)), "origins")[0] == (3,)


def test_a_measure_that_is_nothing_throughout_has_no_row_and_the_others_stand() -> None:
    abroad = orders(40, growth=1.01).mutate(demand=ibis.null("int64"))

    assert set(rows_of(forecasts(abroad), "measure")) == {("orders",), ("new buyers",)}


def test_without_orders_there_is_nothing_to_foretell() -> None:
    with pytest.raises(NotEnoughDataError, match="0 whole months"):
        scores(table_of(Purchase))


def test_without_scores_no_forecast_is_made() -> None:
    with pytest.raises(NotEnoughDataError, match="monthly_scores says why"):
        monthly_forecasts(orders(40), table_of(MonthlyScore), MonthlyForecastsSettings(), NOW, TestingGather())
