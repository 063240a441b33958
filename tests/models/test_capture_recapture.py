"""How many there are, from lists that overlap."""

from math import sqrt

import numpy as np
import pytest

from riparian.models.capture_recapture import PopulationEstimate, chao_lower_bound, chapman, odds_ratio


def test_chapman_by_hand() -> None:
    """By hand: 11 × 16 ÷ 6 − 1 = 28⅓ and 11 × 16 × 5 × 10 ÷ (36 × 7).

    The counts are those of "Mark and recapture" in Wikipedia, which rounds the estimate down to 28.
    """
    found = chapman(10, 15, 5)

    assert found.seen == 20
    assert found.people == pytest.approx(28 + 1 / 3)
    assert found.standard_error == pytest.approx(sqrt(8800 / 252))


def test_chao_on_the_cottontail_rabbits_comes_near_the_135_that_were_there() -> None:
    """Edwards and Eberhardt (1967): 18 nights, 76 rabbits of 135 caught, 43 once, 16 twice.

    Figures by hand from the formulas of the docstring, A = 17 ÷ 18: unseen A × 43² ÷ 32 = 54.569. Without A, as
    Chao (1987) has it, the estimate is 133.8.
    """
    found = chao_lower_bound(76, 43, 16, lists=18)

    assert found.people == pytest.approx(76 + 17 / 18 * 43**2 / 32)
    low, high = found.interval()
    assert low < 135 < high
    assert chao_lower_bound(76, 43, 16, lists=10**9).people == pytest.approx(133.78, abs=0.005)


def test_of_two_lists_of_one_length_chao_is_lincoln_and_petersen() -> None:
    found = chao_lower_bound(seen=150, once=100, twice=50, lists=2)

    assert found.people == pytest.approx(100 * 100 / 50)


def test_without_anybody_on_two_lists_the_corrected_form_is_used() -> None:
    """By hand: 10 + 2 ÷ 3 × 10 × 9 ÷ 2 = 40."""
    found = chao_lower_bound(seen=10, once=10, twice=0, lists=3)

    assert found.people == pytest.approx(40)
    # A f(f−1)/2 + A² f(2f−1)²/4 − A² f⁴/(4 N) with f = 10, A = 2/3, N = 40.
    assert found.standard_error == pytest.approx(sqrt(30 + 4 / 9 * 3610 / 4 - 4 / 9 * 10**4 / 160))


def test_nobody_on_one_list_only_means_nobody_unseen() -> None:
    found = chao_lower_bound(seen=40, once=0, twice=30, lists=3)

    assert (found.people, found.standard_error, found.interval()) == (40, 0, (40, 40))


def test_the_interval_begins_above_the_seen_and_is_wider_upwards() -> None:
    """By hand: unseen 100, standard error 50, factor exp(1.96 √ln 1.25) = 2.5240."""
    low, high = PopulationEstimate(seen=200, people=300, standard_error=50).interval()

    assert (low, high) == pytest.approx((200 + 100 / 2.5240, 200 + 100 * 2.5240), abs=0.01)


def test_both_recover_a_known_number_where_their_assumptions_hold() -> None:
    chance = np.random.default_rng(3)
    pairs, bounds = [], []
    for _ in range(300):
        lists = chance.random((3, 2000)) < 0.3
        on = lists.sum(axis=0)
        pairs.append(chapman(int(lists[0].sum()), int(lists[1].sum()), int((lists[0] & lists[1]).sum())))
        bounds.append(chao_lower_bound(int((on > 0).sum()), int((on == 1).sum()), int((on == 2).sum()), lists=3))

    for found in (pairs, bounds):
        assert np.mean([one.people for one in found]) == pytest.approx(2000, rel=0.01)
        held = np.mean([low <= 2000 <= high for low, high in (one.interval() for one in found)])
        assert 0.92 <= held <= 0.98


def test_where_people_differ_chao_stays_below_and_two_lists_fall_further_below() -> None:
    chance = np.random.default_rng(4)
    lists = chance.random((3, 50_000)) < np.where(np.arange(50_000) < 25_000, 0.6, 0.1)
    on = lists.sum(axis=0)

    two = chapman(int(lists[0].sum()), int(lists[1].sum()), int((lists[0] & lists[1]).sum()))
    bound = chao_lower_bound(int((on > 0).sum()), int((on == 1).sum()), int((on == 2).sum()), lists=3)

    assert two.people < bound.people < 50_000


def test_lists_that_find_the_same_people_have_odds_above_one() -> None:
    """By hand: 20.5 × 20.5 ÷ (5.5 × 5.5) = 13.89."""
    found = odds_ratio(20, 5, 5, 20)

    assert found.ratio == pytest.approx(13.89, abs=0.005)
    assert found.low > 1
    assert odds_ratio(0, 0, 0, 0).low < 1 < odds_ratio(0, 0, 0, 0).high
