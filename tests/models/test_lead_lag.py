"""Lead and lag between channels: a planted feeding is found, and nothing else is."""

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from riparian.core.errors import NotEnoughDataError
from riparian.models.lead_lag import LeadLags, LeadLagSearch, lead_lags

CHANNELS = ("email", "video", "search", "social", "direct")
EMAIL, VIDEO, SEARCH, SOCIAL, DIRECT = range(len(CHANNELS))
SEARCHES_PER_VIDEO = (0.0, 0.5)
"""Half of the views, all of them two days later."""
DAY = np.arange(730)
QUICK = LeadLagSearch(longest_lag=4, draws=200, shuffles=60, search_level=0.95)


def days_of_volume(seed: int, *, fed: float, days: int = 730) -> NDArray[np.float64]:
    """Visits with weekdays, a trend, memory and mass e-mailing; video feeds search by `fed` times the planted lags."""
    random = np.random.default_rng(seed)
    day = np.arange(days)
    level = np.array([300, 400, 500, 250, 600]) * (1 + 0.1 * np.sin(2 * np.pi * day / 7))[:, np.newaxis]
    level *= (1 + 0.3 * day / days)[:, np.newaxis]
    memory = np.zeros((days, len(CHANNELS)))
    for today in range(1, days):
        memory[today] = 0.4 * memory[today - 1] + random.normal(0, 0.08, len(CHANNELS))
    made = random.poisson(level * np.exp(memory)).astype(np.float64)
    for back, share in enumerate(SEARCHES_PER_VIDEO, start=1):
        made[back:, SEARCH] += fed * share * made[:-back, VIDEO]
    return made


@cache
def fed() -> LeadLags:
    return lead_lags(days_of_volume(1, fed=1), QUICK, seed=1)


def test_the_planted_feeding_is_found_and_nothing_else_is() -> None:
    assert [(CHANNELS[of], CHANNELS[to]) for of, to in np.argwhere(fed().found)] == [("video", "search")]


def test_its_interval_holds_what_was_planted() -> None:
    assert fed().low[VIDEO, SEARCH] < sum(SEARCHES_PER_VIDEO) < fed().high[VIDEO, SEARCH]


def test_the_effect_stands_at_the_lags_at_which_it_was_planted() -> None:
    by_lag = fed().by_lag[:, VIDEO, SEARCH]

    assert fed().lags[SEARCH] >= 2
    assert by_lag[:4] == pytest.approx([*SEARCHES_PER_VIDEO, 0, 0], abs=0.1)
    assert by_lag.sum() == pytest.approx(fed().effect[VIDEO, SEARCH])


def test_a_channel_does_not_lead_itself() -> None:
    assert np.isnan(np.diag(fed().effect)).all()
    assert np.isnan(np.diag(fed().placebo_share)).all()


def test_the_same_seed_gives_the_same_answer() -> None:
    again = lead_lags(days_of_volume(1, fed=1), QUICK, seed=1)

    assert np.array_equal(again.low, fed().low, equal_nan=True)
    assert np.array_equal(again.placebo_share, fed().placebo_share, equal_nan=True)


def test_the_unit_of_a_channel_changes_its_effect_and_no_finding() -> None:
    hundreds = lead_lags(days_of_volume(1, fed=1) / np.array([1, 100, 1, 1, 1]), QUICK, seed=1)

    assert np.array_equal(hundreds.found, fed().found)
    assert hundreds.effect[VIDEO, SEARCH] == pytest.approx(100 * fed().effect[VIDEO, SEARCH])


def test_feeding_is_found_however_large_the_volumes_are() -> None:
    """F tests of millions of visits have chances below the least number that a computer holds."""
    many = lead_lags(10_000 * days_of_volume(1, fed=20), QUICK, seed=1)

    assert [(CHANNELS[of], CHANNELS[to]) for of, to in np.argwhere(many.found)] == [("video", "search")]
    assert many.over_reversed[VIDEO, SEARCH] > 30


def moved_together(seed: int) -> NDArray[np.float64]:
    """Visits of two years in which one thing moves all channels, more or less, and fades in ten days."""
    random = np.random.default_rng(seed)
    level, own = np.zeros(len(DAY)), np.zeros((len(DAY), 6))
    for today in range(1, len(DAY)):
        level[today] = 0.9 * level[today - 1] + random.normal(0, 0.09)
        own[today] = 0.5 * own[today - 1] + random.normal(0, 0.09, 6)
    moved = level[:, np.newaxis] * random.uniform(0.4, 1.6, 6) + own
    return random.poisson(20 * np.exp(moved)).astype(np.float64)


def test_what_rises_and_falls_together_stands_out_of_placebos_and_not_of_reversed_days() -> None:
    """Of 12 searches at 95 % three or more find something once in fifty times."""
    search = LeadLagSearch(longest_lag=4, draws=60, shuffles=39, search_level=0.95)
    made = [lead_lags(moved_together(seed), search, seed=seed) for seed in range(12)]

    assert sum(bool(((one.placebo_share <= 0.05) & (one.low > 0)).any()) for one in made) >= 6
    assert sum(bool(one.found.any()) for one in made) <= 2


def test_feeding_runs_the_other_way_when_days_are_reversed() -> None:
    backwards = lead_lags(days_of_volume(1, fed=1)[::-1], QUICK, seed=1)

    assert fed().over_reversed[VIDEO, SEARCH] > fed().least_over_reversed
    assert backwards.over_reversed[VIDEO, SEARCH] < -backwards.least_over_reversed
    assert not backwards.found[VIDEO, SEARCH]


def test_more_pairs_must_stand_out_of_reversed_days_by_more() -> None:
    """Bonferroni: of 20 pairs at 95 %, √2 times the normal quantile of 0.9975, which is 2.807 (any normal table)."""
    assert fed().least_over_reversed == pytest.approx(np.sqrt(2) * 2.807, abs=1e-3)


def test_a_level_that_the_shuffles_cannot_tell_is_refused() -> None:
    with pytest.raises(ValueError, match="60 shuffles"):
        LeadLagSearch(shuffles=60, search_level=0.99)


def test_searches_without_feeding_seldom_find_any() -> None:
    """Of 20 searches one in twenty may err at the level of 95 %; four or more are as good as impossible (p = 0.016)."""
    search = LeadLagSearch(longest_lag=3, draws=100, shuffles=39, search_level=0.95)

    wrong = sum(lead_lags(days_of_volume(seed, fed=0, days=365), search, seed=seed).found.any() for seed in range(20))

    assert wrong <= 3


@pytest.mark.parametrize(
    "level",
    {
        "a year's season": 1 + 0.5 * np.cos(2 * np.pi * DAY / 365),
        "another way of counting": np.where(DAY < 400, 1, 0.6),
        "an outage": np.where((DAY >= 400) & (DAY < 406), 0, 1),
        "no day covered at the end": np.where(DAY < 700, 1, 0),
        "a sale": np.where((DAY >= 400) & (DAY < 408), 3, 1),
    }.values(),
)
def test_what_moves_all_channels_at_once_is_no_feeding(level: NDArray[np.float64]) -> None:
    """Of 4 searches two or more err once in seventy times where each errs once in twenty; without care most do."""
    search = LeadLagSearch(longest_lag=5, draws=60, shuffles=39, search_level=0.95)

    wrong: int = 0
    for seed in range(4):
        volumes = np.random.default_rng(seed).poisson(np.array([40, 30, 25, 20]) * level[:, np.newaxis])
        wrong += bool(lead_lags(volumes, search, seed=seed).found.any())

    assert wrong <= 1


@pytest.mark.parametrize(
    ("volumes", "told"),
    [
        (np.ones((83, 2)), "83 days"),
        (np.column_stack([np.arange(100) % 3, np.full(100, 5.0)]), "the same every day"),
        (np.column_stack([np.arange(98) % 5, np.arange(98) % 7]), "every week"),
        (np.random.default_rng(0).poisson(9, (84, 40)), "40 channels"),
    ],
)
def test_too_little_to_see_a_lag_is_said(volumes: NDArray[np.float64], told: str) -> None:
    with pytest.raises(NotEnoughDataError, match=told):
        lead_lags(volumes, QUICK, seed=0)


def test_a_day_without_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        lead_lags(np.full((100, 2), np.nan), QUICK, seed=0)
