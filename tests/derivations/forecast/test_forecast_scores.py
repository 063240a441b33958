"""Forecasts made on past dates: what was known then, how far off, and beside it last year again."""

from datetime import date, datetime

import pytest

from riparian.core.durations import Seed
from riparian.core.errors import NotEnoughDataError
from riparian.derivations.forecast.forecast_scores import ForecastScoresSettings, forecast_scores
from riparian.testing.tables import TestingGather, rows_of
from tests.derivations.forecast.company import AS_OF, company

SETTINGS = ForecastScoresSettings(yearly_shock=0.02)


def test_a_forecast_is_made_at_every_former_year_and_tried_on_each_since() -> None:
    made = forecast_scores(company(500, years=5, seed=1), SETTINGS, AS_OF, Seed(1), TestingGather())

    tried = made.filter((made.method == "segments") & (made.measure == "buyers"))
    assert rows_of(tried, "made_on", "year") == [
        (date(2021, 7, 1), 1),
        (date(2021, 7, 1), 2),
        (date(2021, 7, 1), 3),
        (date(2022, 7, 1), 1),
        (date(2022, 7, 1), 2),
        (date(2023, 7, 1), 1),
    ]


def test_what_came_is_counted_and_not_modelled() -> None:
    purchases = company(500, years=4, seed=1)

    made = forecast_scores(purchases, SETTINGS, AS_OF, Seed(1), TestingGather())

    last = purchases.filter(purchases.bought_at >= datetime(2023, 7, 1))
    buyers = rows_of(last.aggregate(n=last.person_key.nunique()))[0][0]
    one = made.filter((made.made_on == date(2023, 7, 1)) & (made.measure == "buyers"))
    assert {row[0] for row in rows_of(one, "came")} == {buyers}


def test_a_forecast_made_on_a_past_date_sees_nothing_later() -> None:
    """Of a company that closes its doors two years before the end, the forecast of the day before is what it was."""
    purchases = company(500, years=6, seed=3)
    closed = purchases.filter(purchases.bought_at < datetime(2022, 7, 1))

    whole, cut = (
        rows_of(one.filter(one.made_on <= date(2022, 7, 1)).select("made_on", "year", "measure", "method", "foretold"))
        for one in (forecast_scores(table, SETTINGS, AS_OF, Seed(1), TestingGather()) for table in (purchases, closed))
    )

    known = {row[:4]: row[4] for row in whole}
    assert cut
    assert all(known[row[:4]] == pytest.approx(row[4]) for row in cut)


def test_last_year_again_knows_no_interval() -> None:
    made = forecast_scores(company(500, years=4, seed=1), SETTINGS, AS_OF, Seed(1), TestingGather())

    again = made.filter(made.method == "last year again")
    assert set(rows_of(again, "low", "high", "covered")) == {(None, None, None)}


def test_of_a_company_of_known_law_the_segments_are_nearer_than_last_year_again_and_mostly_covered() -> None:
    """The file still grows, which last year again cannot know; years of which much was known are looked at."""
    made = forecast_scores(company(3_000, years=8, seed=2), SETTINGS, AS_OF, Seed(1), TestingGather())

    late = made.filter(made.made_on >= date(2021, 7, 1))
    rows = rows_of(late, "method", "error", "covered")
    off = {
        method: sum(abs(error) for name, error, _ in rows if name == method)
        for method in ("segments", "last year again")
    }
    covered = [row[2] for row in rows if row[0] == "segments"]
    assert off["segments"] < 0.5 * off["last year again"]
    assert sum(covered) >= 0.7 * len(covered)


@pytest.mark.parametrize("years", [1.9, 2.5, 2.85])
def test_with_less_than_three_years_of_orders_no_forecast_can_be_tried(years: float) -> None:
    with pytest.raises(NotEnoughDataError, match="the trial of a forecast needs 3 years of them"):
        forecast_scores(company(200, years=years, seed=1), SETTINGS, AS_OF, Seed(1), TestingGather())
