"""Adstock, against published answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.models.adstock import adstock, normalised_adstock


def test_steady_spend_builds_up_as_in_robyn() -> None:
    assert adstock([100] * 5, decay=0.5) == pytest.approx([100, 150, 175, 187.5, 193.75])


def test_the_last_of_five_weeks_of_three_channels_as_in_meridian() -> None:
    media = np.array(
        [[0.12, 0.55, 0.89], [0.34, 0.71, 0.23], [0.91, 0.08, 0.67], [0.45, 0.82, 0.11], [0.78, 0.29, 0.95]]
    )

    made = [
        normalised_adstock(media[:, channel], decay=decay, window=5)[-1]
        for channel, decay in enumerate((0.1, 0.5, 0.9))
    ]

    assert made == pytest.approx([0.751014, 0.435161, 0.572220], abs=1e-6)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=20), st.floats(0, 0.9))
def test_what_is_at_work_lies_between_none_and_the_most_that_was_spent(spend: list[float], decay: float) -> None:
    made = normalised_adstock(spend, decay=decay, window=4)

    assert (made >= 0).all()
    assert (made <= max(spend) + 1e-9).all()


def test_without_decay_nothing_goes_on() -> None:
    assert (
        adstock([3, 0, 5], decay=0).tolist() == normalised_adstock([3, 0, 5], decay=0, window=9).tolist() == [3, 0, 5]
    )


def test_a_decay_of_one_is_refused() -> None:
    with pytest.raises(ValueError, match="below 1"):
        adstock([1], decay=1)
