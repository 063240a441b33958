"""Years between channels: who stays, who goes over, who comes, and who is in none."""

import numpy as np
import pytest

from riparian.models.channel_years import channel_year, largest_channels, with_a_way
from riparian.models.segment_projection import SegmentProjection

YEAR = {
    "channel_from": np.array([5, 5, 5, 7, -1, -2, 9]),
    "channel_to": np.array([5, 7, -2, 7, 5, 7, 9]),
    "people": np.array([40, 10, 50, 20, 30, 5, 1]),
    "demand": np.array([400.0, 100, 0, 200, 90, 25, 3]),
    "squares": np.array([5_000.0, 1_200, 0, 2_500, 300, 130, 9]),
}


def test_the_largest_channels_are_those_of_most_buyers_at_the_end() -> None:
    assert largest_channels(YEAR, most=2) == (5, 7)


def test_customers_stay_go_over_leave_come_and_come_back() -> None:
    found = channel_year(YEAR, (5, 7))

    assert found.moved.tolist() == [[40, 10, 0], [0, 20, 0], [0, 0, 1]]
    assert found.left.tolist() == [50, 0, 0]
    assert found.new_spend.customers.tolist() == [30, 0, 0]
    assert found.reactivated_spend.customers.tolist() == [0, 5, 0]
    assert found.kept_spend.total.tolist() == [400, 300, 3]


def test_a_channel_that_nobody_was_in_goes_the_way_of_all_others() -> None:
    found = SegmentProjection.fit(with_a_way(channel_year(YEAR, (5, 7, 8)))).transitions

    assert found[2] == pytest.approx(np.array([40, 30, 0, 1]) / 121)
