"""The Kaplan–Meier median."""

from math import isnan

import numpy as np
import pytest

from riparian.models.kaplan_meier import median_survival


def counted(durations: list[int], left: list[int], staying: list[int]) -> float:
    return median_survival(*(np.array(column, dtype=np.float64) for column in (durations, left, staying)))


def test_the_leukaemia_patients_on_the_drug_stay_23_weeks() -> None:
    """Freireich and others (1963), 6-MP arm, as in Cox and Oakes (1984), Table 1.1; every textbook has the median."""
    weeks = [6, 7, 9, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 34, 35]
    gone = [3, 1, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0]
    seen = [1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 2, 1, 1]

    assert counted(weeks, gone, seen) == 23


def test_without_censoring_it_is_the_time_by_which_half_have_left() -> None:
    assert counted([1, 2, 3, 4], [1, 1, 1, 1], [0, 0, 0, 0]) == 2


def test_the_order_of_the_durations_does_not_matter() -> None:
    assert counted([4, 1, 3, 2], [1, 1, 1, 1], [0, 0, 0, 0]) == 2


def test_it_is_unknown_while_more_than_half_stay() -> None:
    assert isnan(counted([10], [1], [9]))
    assert isnan(counted([], [], []))


def test_a_known_median_is_recovered_in_spite_of_censoring() -> None:
    chance = np.random.default_rng(7)
    life, watched = chance.exponential(100, 50_000), chance.uniform(0, 300, 50_000)
    days = np.floor(np.minimum(life, watched))
    durations = np.unique(days)
    left = np.array([((days == day) & (life <= watched)).sum() for day in durations], dtype=np.float64)
    staying = np.array([((days == day) & (life > watched)).sum() for day in durations], dtype=np.float64)

    assert median_survival(durations, left, staying) == pytest.approx(100 * np.log(2), abs=2)
