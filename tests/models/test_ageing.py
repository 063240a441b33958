"""Ageing chances and segments."""

import numpy as np
import pytest

from riparian.models.action_segments import ActionSegment
from riparian.models.ageing import months_until_fall

MONTHLY = np.array([17.3, 9.1, 5.7, 4.0, 3.5, 2.8, 2.3, 2.0, 1.9, 1.6, 1.5, 2.0, 1.3, 1.0, 0.9, 0.7]) / 100
ANNUAL = np.array([1 - np.prod(1 - MONTHLY[r : r + 12]) for r in range(5)])
"""Fixture A: Hillstrom (September 2017); A_0 … A_4 are 43.05, 32.03, 25.98, 22.21, 19.53 %."""


def test_the_published_one_time_buyer_falls_after_month_nought_and_after_month_three() -> None:
    found = months_until_fall(ANNUAL[:4], ANNUAL[1:], [1, 2, 3, 4], [1] * 4, [0, 1, 2, 3], cells=ANNUAL[None, :])

    assert found == pytest.approx([1, 3, 2, 1])


def test_turning_thirteen_months_old_is_a_fall_whatever_the_chance() -> None:
    found = months_until_fall([0.9] * 3, [0.9] * 3, [12, 10, 1], [1] * 3, [11, 9, 0], cells=np.full((1, 40), 0.9))

    assert found.tolist() == [1, 3, 12]


def test_the_lowest_segment_cannot_fall() -> None:
    found = months_until_fall([0.01, 0.04], [0.01, 0.03], [20, 30], [1, 9], [20, 30], cells=np.full((1, 40), 0.01))

    assert np.isnan(found).all()


def test_a_better_buyer_of_the_same_cell_falls_later() -> None:
    cells = np.linspace(0.4, 0.05, 12)[None, :]

    found = months_until_fall([0.30, 0.39], [0.28, 0.37], [3, 3], [1, 1], [2, 2], cells=cells)

    assert found[0] < found[1]


def test_names_are_those_of_the_school() -> None:
    assert [one.told for one in ActionSegment] == [
        "Elite", "Loyal", "Quality", "Average", "Struggling", "Lapsed Spend", "Lapsed Experiment", "Lapsed Save",
    ]  # fmt: skip
