"""Calibration tables and the Brier score."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.errors import NotEnoughDataError
from riparian.models.calibration import Forecasts, brier_score, calibration_table


def test_four_days_of_rain_by_hand() -> None:
    """Told 0.9, 0.9, 0.1, 0.1; it rained, did not, did not, did not: (0.01 + 0.81 + 0.01 + 0.01) ÷ 4 = 0.21.

    Groups: 0.1 against 0, 0.9 against 0.5. Reliability (0.01 + 0.16) ÷ 2, resolution 2 × 0.25² ÷ 2, uncertainty 3 ÷ 16.
    """
    found = brier_score(Forecasts.of([0.9, 0.9, 0.1, 0.1], [1, 0, 0, 0]))

    assert found.score == pytest.approx(0.21)
    assert found.reliability == pytest.approx(0.085)
    assert found.resolution == pytest.approx(0.0625)
    assert found.uncertainty == pytest.approx(3 / 16)
    assert found.within == pytest.approx(0)
    assert found.skill == pytest.approx(1 - 0.21 / (3 / 16))


def test_deciles_hold_a_tenth_each_and_tell_what_came_true() -> None:
    chance = np.random.default_rng(1)
    p = chance.beta(1, 4, 50_000)

    table = calibration_table(Forecasts.of(p, chance.random(50_000) < p))

    assert table.cases == pytest.approx(np.full(10, 5_000), abs=1)
    assert (np.diff(table.predicted) > 0).all()
    # Four standard errors of a share of 5,000 cases are 0.028 at most.
    assert table.happened == pytest.approx(table.predicted, abs=0.028)


def test_equal_predictions_are_in_one_group() -> None:
    table = calibration_table(Forecasts.of([0.1, 0.2, 0.9], [10, 30, 70], [100, 800, 100]))

    assert table.cases.tolist() == [100, 800, 100]
    assert table.happened == pytest.approx([0.1, 30 / 800, 0.7])


def test_of_two_groups_of_cases_forecasts_add_up() -> None:
    some, others = Forecasts.of([0.9, 0.1], [1, 0]), Forecasts.of([0.9, 0.1], [0, 0])

    assert brier_score(some + others).score == pytest.approx(0.21)


def test_who_always_says_the_mean_has_no_skill_and_who_knows_has_all() -> None:
    mean, knows = brier_score(Forecasts.of([0.3], [30], [100])), brier_score(Forecasts.of([0, 1], [0, 30], [70, 30]))

    assert mean.skill == pytest.approx(0)
    assert (knows.score, knows.skill) == (0, 1)


def test_what_never_happens_leaves_no_skill_to_show() -> None:
    assert np.isnan(brier_score(Forecasts.of([0.1], [0], [50])).skill)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=40))
def test_the_parts_make_the_score(drawn: list[tuple[float, int, int]]) -> None:
    p, yes, no = np.array(drawn).T
    forecasts = Forecasts.of(np.append(p, 0.5), np.append(yes, 1), np.append(yes + no, 2))

    found = brier_score(forecasts)

    assert found.score == pytest.approx(found.reliability - found.resolution + found.uncertainty + found.within)
    assert found.reliability >= 0
    assert -1e-12 <= found.resolution <= found.uncertainty + 1e-12
    assert abs(found.within) < 0.5


def test_without_cases_there_is_nothing_to_compare() -> None:
    with pytest.raises(NotEnoughDataError, match="nothing was predicted"):
        calibration_table(Forecasts.of([], []))


def test_a_prediction_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="probability"):
        Forecasts.of([1.2], [1])
