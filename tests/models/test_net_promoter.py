"""The net promoter score and its spread."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.errors import NotEnoughDataError
from riparian.models.net_promoter import NetPromoter, really_moved

answers = st.builds(NetPromoter, st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))


@pytest.mark.parametrize(
    ("counts", "score", "standard_error", "low", "high"),
    [
        ((50, 30, 20), 30, 7.810, 14.7, 45.3),
        ((500, 300, 200), 30, 2.470, 25.2, 34.8),
        ((70, 20, 10), 60, 6.633, 47.0, 73.0),
    ],
)
def test_the_published_arithmetic_comes_out(
    counts: tuple[int, int, int], score: float, standard_error: float, low: float, high: float
) -> None:
    """Formula: cybaea.net, "NPS confidence intervals and stats" (2016); the figures follow from it."""
    found = NetPromoter(*counts)

    assert found.score == pytest.approx(score)
    assert found.standard_error == pytest.approx(standard_error, abs=5e-4)
    assert found.interval() == pytest.approx((low, high), abs=0.05)


@given(answers)
def test_the_standard_error_is_that_of_a_mean_of_plus_one_nought_and_minus_one(found: NetPromoter) -> None:
    each = np.repeat([100.0, 0.0, -100.0], [found.promoters, found.passives, found.detractors])

    expected = each.std() / np.sqrt(max(each.size, 1)) if each.size else 0.0

    if each.size:
        assert (found.standard_error or 0.0) == pytest.approx(expected, abs=1e-9)


@given(answers, answers)
def test_groups_of_people_add_up_by_their_answers_not_by_their_scores(one: NetPromoter, other: NetPromoter) -> None:
    together = one + other

    assert together.answers == one.answers + other.answers
    if one.answers and other.answers:
        weighted = (one.score * one.answers + other.score * other.answers) / together.answers
        assert together.score == pytest.approx(weighted)


def test_answers_all_of_one_kind_have_a_score_and_no_spread() -> None:
    found = NetPromoter(5, 0, 0)

    assert (found.score, found.standard_error, found.interval()) == (100, None, None)


def test_no_answer_has_no_score() -> None:
    with pytest.raises(NotEnoughDataError, match="nobody answered"):
        NetPromoter(0, 0, 0).score  # noqa: B018  reading it raises


def test_two_waves_moved_only_beyond_the_spread_of_their_difference() -> None:
    before, little, much = NetPromoter(50, 30, 20), NetPromoter(55, 27, 18), NetPromoter(70, 20, 10)

    assert not really_moved(before, little)
    assert really_moved(before, much)
    assert not really_moved(before, NetPromoter(3, 0, 0))
