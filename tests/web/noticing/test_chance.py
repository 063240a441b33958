import numpy as np
import pytest

from riparian.web.noticing.chance import against_history, apart, longer_by_chance, runs_expected, wilson


def test_the_wilson_interval_is_the_published_one() -> None:
    # Newcombe (1998), "Two-sided confidence intervals for the single proportion", Table I: 81 of 263.
    low, high = wilson(81, 263)

    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_a_share_of_nothing_may_be_anything() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_two_shares_stand_apart_by_their_pooled_standard_error() -> None:
    # (0.3 − 0.2) ÷ √(0.25 × 0.75 × 2 ÷ 100)
    assert apart(30, 100, 20, 100) == pytest.approx(1.63299, abs=1e-5)
    assert apart(20, 100, 30, 100) == -apart(30, 100, 20, 100)
    assert apart(3, 3, 0, 0) == 0


def test_a_calm_past_varies_at_least_as_counts_do() -> None:
    assert against_history(64, [100, 100, 100, 100]) == pytest.approx(-36 / (100 * 1.25) ** 0.5)


def test_a_past_of_less_than_four_says_nothing() -> None:
    assert against_history(0, [100, 100, 100]) == 0


def test_long_empty_runs_are_rare_where_most_days_have_a_row() -> None:
    assert runs_expected(7, 365, 0.9) < 1e-4
    assert runs_expected(7, 365, 0.1) > 10


def test_a_wait_longer_than_all_before_is_as_rare_as_in_waits_drawn_at_random() -> None:
    waits = np.random.default_rng(5).exponential(size=(200_000, 6))
    drawn = (waits[:, -1] > 1.5 * waits[:, :-1].max(axis=1)).mean()

    assert longer_by_chance(1.5, 5) == pytest.approx(drawn, abs=0.003)
    assert longer_by_chance(1, 1) == pytest.approx(0.5)
    assert longer_by_chance(1.3, 0) == pytest.approx(1)
