"""Logistic regression on counted rows, against textbooks, against simulation, and at its limits."""

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.logistic_regression import LogisticRegression, Trials

BEETLES = Trials.of(
    [1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.8610, 1.8839],
    [6, 13, 18, 28, 52, 53, 61, 60],
    [59, 60, 62, 56, 63, 59, 62, 60],
)
"""Bliss (1935), as in Dobson, "An introduction to generalized linear models", table 7.2: dose, killed, exposed."""

ORINGS = (
    [66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58],
    [0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1],
)
"""Dalal, Fowlkes and Hoadley (1989), JASA 84, 945–957: temperature at launch, whether an O-ring was in distress."""


def test_the_beetles_of_the_textbook() -> None:
    """Dobson: −60.72 (5.18) and 34.27 (2.91)."""
    found = LogisticRegression.fit(BEETLES)

    assert found.coefficients == pytest.approx([-60.717, 34.270], abs=5e-3)
    assert found.standard_errors == pytest.approx([5.181, 2.912], abs=2e-3)
    killed = found.probabilities(BEETLES.rows) * BEETLES.trials
    assert killed == pytest.approx([3.46, 9.84, 22.45, 33.90, 50.10, 53.29, 59.22, 58.74], abs=5e-3)


def test_the_shuttles_of_the_paper() -> None:
    """15.043 (7.379) and −0.2322 (0.108); a probability of 0.99 and more at 31 °F."""
    found = LogisticRegression.fit(Trials.of(ORINGS[0], ORINGS[1], np.ones(23)))

    assert found.coefficients == pytest.approx([15.0429, -0.2322], abs=5e-5)
    assert found.standard_errors == pytest.approx([7.3786, 0.1082], abs=5e-5)
    assert found.probabilities([31.0])[0] > 0.99
    low, high = found.intervals([31.0])
    assert low[0] < 0.7
    assert high[0] <= 1


def test_counted_rows_are_as_many_trials() -> None:
    yes, no = BEETLES.successes.astype(int), (BEETLES.trials - BEETLES.successes).astype(int)
    doses = np.concatenate([np.repeat(BEETLES.rows[:, 0], yes), np.repeat(BEETLES.rows[:, 0], no)])
    apart = Trials.of(doses, np.arange(len(doses)) < yes.sum(), np.ones(len(doses)))

    one_by_one, counted = LogisticRegression.fit(apart), LogisticRegression.fit(BEETLES)

    assert one_by_one.coefficients == pytest.approx(counted.coefficients)
    assert one_by_one.log_likelihood == pytest.approx(counted.log_likelihood)


def test_two_groups_add_up() -> None:
    together = LogisticRegression.fit(BEETLES + BEETLES)

    alone = LogisticRegression.fit(BEETLES)
    assert together.coefficients == pytest.approx(alone.coefficients)
    assert together.standard_errors == pytest.approx(alone.standard_errors / 2**0.5)


def test_a_dozen_known_coefficients_come_back_within_three_standard_errors() -> None:
    chance = np.random.default_rng(9)
    truth = np.concatenate([[-2.0], chance.normal(0, 0.5, 12)])
    rows = chance.integers(0, 2, (3_000, 12)).astype(float)
    trials = chance.integers(1, 60, 3_000).astype(float)
    odds = truth[0] + rows @ truth[1:]
    seen = Trials.of(rows, chance.binomial(trials.astype(int), 1 / (1 + np.exp(-odds))), trials)

    found = LogisticRegression.fit(seen)

    assert (found.standard_errors < 0.06).all()
    assert (np.abs(found.coefficients - truth) < 3 * found.standard_errors).all()


def test_a_ridge_draws_the_columns_to_nothing_and_leaves_the_mean() -> None:
    coefficients = [LogisticRegression.fit(BEETLES, ridge=ridge).coefficients[1] for ridge in (0, 1, 100, 1e9)]
    flat = LogisticRegression.fit(BEETLES, ridge=1e9)

    assert (np.diff(coefficients) < 0).all()
    assert coefficients[3] == pytest.approx(0, abs=1e-5)
    assert flat.probabilities([1.8])[0] == pytest.approx(291 / 481, abs=1e-4)


def test_what_separates_without_fail_needs_a_ridge() -> None:
    split = Trials.of([1, 2, 3, 4], [0, 0, 5, 5], [5, 5, 5, 5])

    with pytest.raises(NotEnoughDataError, match=r"ridge"):
        LogisticRegression.fit(split)

    held = LogisticRegression.fit(split, ridge=1)
    assert 0 < held.probabilities([1])[0] < 0.5 < held.probabilities([4])[0] < 1


def test_columns_that_say_the_same_need_a_ridge() -> None:
    twice = Trials.of(np.column_stack([BEETLES.rows, 2 * BEETLES.rows]), BEETLES.successes, BEETLES.trials)

    with pytest.raises(NotEnoughDataError, match="say the same"):
        LogisticRegression.fit(twice)

    assert np.isfinite(LogisticRegression.fit(twice, ridge=0.1).coefficients).all()


@pytest.mark.parametrize("successes", [0, 5])
def test_one_kind_of_outcome_is_no_regression(successes: int) -> None:
    with pytest.raises(NotEnoughDataError, match="needs both kinds"):
        LogisticRegression.fit(Trials.of([1, 2], [successes, successes], [5, 5]))


def test_counts_of_billions_are_numbers_still() -> None:
    many = Trials(BEETLES.rows, BEETLES.successes * 1e9, BEETLES.trials * 1e9)

    assert LogisticRegression.fit(many).coefficients == pytest.approx([-60.717, 34.270], abs=5e-3)


def test_more_successes_than_trials_are_refused() -> None:
    with pytest.raises(ValueError, match="successes <= trials"):
        Trials.of([1], [3], [2])
