"""Exponential smoothing, its intervals, and how forecasts of months are scored."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from riparian.core.errors import NotEnoughDataError
from riparian.models.exponential_smoothing import SEASON, ExponentialSmoothing, scaled_error, seasonal_naive
from riparian.models.rolling_origin import NAIVE, SMOOTHING, tried

SHAPE = 1 + 0.3 * np.sin(2 * np.pi * np.arange(SEASON) / SEASON)


def test_a_series_of_season_and_growth_goes_on() -> None:
    months = np.arange(96)
    series = 1_000 * 1.005**months * SHAPE[months % SEASON]

    made = ExponentialSmoothing.fit(series[:84]).forecast(12)

    assert_allclose(made.value, series[84:], rtol=0.04)


def test_a_level_without_season_is_foretold_level() -> None:
    series = 500 + np.random.default_rng(1).normal(0, 20, 72)

    made = ExponentialSmoothing.fit(series).forecast(12)

    assert_allclose(made.value, 500, atol=25)
    assert np.ptp(made.value) < 15


def test_the_interval_widens_and_covers_nine_in_ten() -> None:
    """A random walk with a season, 200 times, twelve months ahead: what exponential smoothing takes a series for."""
    chance = np.random.default_rng(2)
    held = []
    for _ in range(200):
        series = 1_000 + np.cumsum(chance.normal(0, 20, 84)) + 200 * (SHAPE[np.arange(84) % SEASON] - 1)
        made = ExponentialSmoothing.fit(series[:72]).forecast(12)
        held.append((made.low <= series[72:]) & (series[72:] <= made.high))
        assert (np.diff(np.log(made.high) - np.log(made.low)) > -1e-9).all()

    assert 0.83 < np.mean(held) < 0.96


def test_months_of_nothing_are_foretold_and_nothing_below_them() -> None:
    series = np.tile([0.0] * 9 + [3, 50, 80], 4)

    made = ExponentialSmoothing.fit(series).forecast(12)

    assert_allclose(made.value, series[:12], atol=1)
    assert made.low.min() >= 0


@given(st.lists(st.integers(1, 10_000), min_size=24, max_size=80), st.sampled_from([0.01, 100.0]))
def test_a_unit_of_money_changes_nothing(series: list[int], unit: float) -> None:
    plain = ExponentialSmoothing.fit(series).forecast(18)
    other = ExponentialSmoothing.fit(np.array(series) * unit).forecast(18)

    assert_allclose(other.value, plain.value * unit, rtol=1e-6)
    assert (plain.low <= plain.value).all()
    assert (plain.value <= plain.high).all()


def test_less_than_two_years_are_not_enough() -> None:
    with pytest.raises(NotEnoughDataError, match="23 whole months"):
        ExponentialSmoothing.fit(range(23))


def test_last_year_again_is_repeated_beyond_a_year() -> None:
    assert seasonal_naive(range(30), months=14).tolist() == [*range(18, 30), 18, 19]


def test_an_error_is_measured_by_that_of_a_season_ago() -> None:
    assert scaled_error([1, 2, 3, 5], [10, 10], [11, 13], season=2) == pytest.approx(2 / 2.5)


@pytest.mark.slow
def test_monthly_tourism_is_nearer_than_the_published_benchmark(reference: Path) -> None:
    """366 series, 24 months: seasonal naive has a MASE of 1.631 (Athanasopoulos and others 2011, "The tourism
    forecasting competition"); smoothing had 1.484 when this was written."""
    series = pl.read_parquet(reference / "forecast" / "tourism_series.parquet").filter(period="MONTHLY").sort("t")
    naive, smoothed, covered = [], [], []

    for _, one in series.group_by("series"):
        known, came = (one.filter(split=part)["value"].to_numpy() for part in ("train", "test"))
        made = ExponentialSmoothing.fit(known).forecast(len(came))
        naive.append(scaled_error(known, seasonal_naive(known, months=len(came)), came))
        smoothed.append(scaled_error(known, made.value, came))
        covered.append(np.mean((made.low <= came) & (came <= made.high)))

    assert len(naive) == 366
    assert np.mean(naive) == pytest.approx(1.631, abs=0.0005)
    assert np.mean(smoothed) < 0.92 * np.mean(naive)
    assert 0.87 < np.mean(covered) < 0.95


@pytest.mark.slow
def test_australian_retail_of_two_years_is_nearer_than_last_year_again(reference: Path) -> None:
    """Every fourth of the series that run to the end of 2018: the last 24 months from those before."""
    turnover = pl.read_csv(reference / "forecast" / "aus_retail_monthly.csv.gz").sort("Month")
    errors = []

    for number, (_, one) in enumerate(turnover.group_by("Series ID", maintain_order=True)):
        if number % 4 == 0 and one.height > 120:
            known, came = one["Turnover"].to_numpy()[:-24], one["Turnover"].to_numpy()[-24:]
            made = ExponentialSmoothing.fit(known).forecast(24)
            errors.append([scaled_error(known, f, came) for f in (made.value, seasonal_naive(known, months=24))])

    smoothed, naive = np.mean(errors, axis=0)
    assert len(errors) > 30
    assert smoothed < 0.9 * naive


def test_both_methods_are_tried_on_the_same_months() -> None:
    months = np.arange(60)
    growing = 100 * 1.02**months * SHAPE[months % SEASON]

    smoothing, naive = tried(growing, origins=12)

    assert (smoothing.method, naive.method) == (SMOOTHING, NAIVE)
    assert smoothing.origins == naive.origins == 12
    assert smoothing.foretold == naive.foretold == sum(range(1, 13))
    assert smoothing.scaled_error < 0.5 * naive.scaled_error
    assert np.isnan(naive.covered)


def test_a_short_history_has_fewer_origins_and_a_shorter_one_none() -> None:
    series = np.random.default_rng(3).uniform(50, 100, 30)

    assert tried(series, origins=12)[0].origins == 6
    with pytest.raises(NotEnoughDataError, match="26 whole months were seen; a monthly forecast takes 27"):
        tried(series[:26], origins=12)


def test_a_series_that_never_changes_cannot_be_scored() -> None:
    with pytest.raises(NotEnoughDataError, match="nothing to measure"):
        tried(np.full(40, 7.0), origins=6)
