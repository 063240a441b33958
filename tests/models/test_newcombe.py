"""The interval of a difference of two shares, against the published example and its limits."""

import numpy as np
import pytest

from riparian.models.newcombe import newcombe_interval


def test_the_published_examples() -> None:
    """Newcombe (1998), table II, method 10: 56/70 − 48/80, 9/10 − 3/10 and 10/10 − 0/10."""
    low, high = newcombe_interval([56, 9, 10], [70, 10, 10], [48, 3, 0], [80, 10, 10])

    assert low == pytest.approx([0.0524, 0.1705, 0.6075], abs=5e-5)
    assert high == pytest.approx([0.3339, 0.8090, 1.0], abs=5e-5)


def test_the_difference_the_other_way_round_has_the_interval_with_other_signs() -> None:
    low, high = newcombe_interval([3], [20], [7], [30])
    other_low, other_high = newcombe_interval([7], [30], [3], [20])

    assert low == pytest.approx(-other_high)
    assert high == pytest.approx(-other_low)


def test_of_a_group_that_nobody_is_in_nothing_is_said() -> None:
    low, high = newcombe_interval([0], [0], [1], [2])

    assert np.isnan(low).all()
    assert np.isnan(high).all()
