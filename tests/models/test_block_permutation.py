"""Going together beyond season, trend and chance."""

import numpy as np
import pytest

from riparian.models.block_permutation import calendar_terms, chance_of_going_together, forgetting, memory, without


def test_the_calendar_holds_season_trend_and_a_wave_that_grows() -> None:
    place = np.arange(36.0)
    season = np.tile(np.random.default_rng(1).standard_normal(12), 3)
    wave = place * np.cos(2 * np.pi * (place - 5) / 12)

    left = without(calendar_terms(36), 3 * season + 2 * place + wave)

    assert np.abs(left).max() < 1e-9


@pytest.mark.parametrize("share", [0.0, 0.5, 0.8])
def test_memory_is_found_again_and_forgotten(share: float) -> None:
    shocks = np.random.default_rng(2).standard_normal(2000)
    series = np.zeros(2000)
    for place in range(1, 2000):
        series[place] = share * series[place - 1] + shocks[place]

    assert memory(series) == pytest.approx(share, abs=0.05)
    assert forgetting(series, share) == pytest.approx(shocks[1:])


def test_no_memory_is_told_of_nothing() -> None:
    assert memory(np.zeros(30)) == 0.0


def test_what_goes_together_does_so_by_no_chance_and_the_opposite_by_all_chance() -> None:
    cause = np.random.default_rng(3).standard_normal((36, 1))

    assert chance_of_going_together(cause, 5 + cause[:, 0]) == 1 / 500
    assert chance_of_going_together(cause, 5 - cause[:, 0]) > 0.9


def test_chance_errs_as_often_as_it_says_however_many_causes_are_tried() -> None:
    found = 0
    for seed in range(100):
        drawn = np.random.default_rng(seed).standard_normal((36, 21))
        found += chance_of_going_together(drawn[:, 1:], drawn[:, 0]) <= 0.1

    assert 2 <= found <= 20


def test_what_the_calendar_tells_whole_goes_with_nothing() -> None:
    season, noise = np.tile(np.arange(12.0), 3), np.random.default_rng(4).standard_normal(36)

    assert chance_of_going_together(season[:, None], noise) == 1.0
    assert chance_of_going_together(noise[:, None], season) == 1.0
