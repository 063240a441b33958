"""The eight action segments at their limits, and when a buyer who does nothing falls."""

import numpy as np
import pytest

from riparian.models.action_segments import (
    ActionSegment,
    SegmentLimits,
    action_segments,
    falls,
    months_until_next_fall,
)
from tests.models.test_rebuy_curve import FIRST_TIME_BUYERS

S = ActionSegment


def test_a_rate_at_a_limit_belongs_above_it() -> None:
    """The limits of Hillstrom's table of January 2025, on the unrounded rate."""
    found = action_segments([0.75, 0.7499, 0.60, 0.5999, 0.40, 0.3999, 0.20, 0.1999, 0], np.full(9, 12))

    assert found.tolist() == [
        S.ELITE, S.LOYAL, S.LOYAL, S.QUALITY, S.QUALITY, S.AVERAGE, S.AVERAGE, S.STRUGGLING, S.STRUGGLING,
    ]  # fmt: skip


def test_from_the_thirteenth_month_on_a_buyer_is_lapsed() -> None:
    found = action_segments([0.90, 0.12, 0.1199, 0.05, 0.0499, 0], np.full(6, 13))

    assert found.tolist() == [
        S.LAPSED_SPEND, S.LAPSED_SPEND, S.LAPSED_EXPERIMENT, S.LAPSED_EXPERIMENT, S.LAPSED_SAVE, S.LAPSED_SAVE,
    ]  # fmt: skip


def test_the_limits_of_march_are_a_setting() -> None:
    march = SegmentLimits(lapsed_spend=0.15)

    assert action_segments([0.13], [20], limits=march).tolist() == [S.LAPSED_EXPERIMENT]


def test_the_ladder_of_orders_goes_through_three_segments() -> None:
    """Hillstrom (March 2021), "Climbing the ladder": annual rebuy just after the first to the seventh order."""
    ladder = np.array([26.8, 40.0, 49.3, 57.1, 63.3, 68.7, 73.1]) / 100

    found = action_segments(ladder, np.zeros(7))

    assert found.tolist() == [S.AVERAGE, S.QUALITY, S.QUALITY, S.QUALITY, S.LOYAL, S.LOYAL, S.LOYAL]


def test_the_published_way_down_of_buyers_of_one_to_five_orders() -> None:
    """Hillstrom (4–5 March 2025): 23 % at the first order; two and three orders run Quality to Average, four are
    mostly Quality, five Loyal for one month and then Quality. Only the 23 % are printed; the rest fits the words."""
    month = np.arange(12)

    def way(start: float, end: float) -> list[S]:
        chances = np.linspace(start, end, 12)
        return [S(one) for one in action_segments(chances, month)]

    assert way(0.23, 0.08)[0] == S.AVERAGE
    assert [set(way(*ends)) for ends in ((0.44, 0.24), (0.52, 0.30))] == [{S.QUALITY, S.AVERAGE}] * 2
    assert way(0.58, 0.38).count(S.QUALITY) > 9
    assert way(0.61, 0.44) == [S.LOYAL] + [S.QUALITY] * 11
    assert months_until_next_fall(np.linspace(0.61, 0.44, 12))[0] == 1


def test_cells_that_are_equal_in_chance_are_equal_but_for_the_year() -> None:
    """Hillstrom (July 2020), "Equalization": 35 % at 18, 16, 12, 9 and 4 months after 6, 5, 4, 3 and 2 orders."""
    found = action_segments(np.full(5, 0.35), [18, 16, 12, 9, 4])

    assert found.tolist() == [S.LAPSED_SPEND, S.LAPSED_SPEND, S.AVERAGE, S.AVERAGE, S.AVERAGE]


def test_a_first_time_buyer_of_the_published_table_falls_after_months_0_and_3_only() -> None:
    annual = FIRST_TIME_BUYERS.annual_rates()[:5]

    segments = action_segments(annual, np.arange(5))

    assert segments.tolist() == [S.QUALITY, S.AVERAGE, S.AVERAGE, S.AVERAGE, S.STRUGGLING]
    assert falls(annual).tolist() == [True, False, False, True]
    assert months_until_next_fall(annual)[:4].tolist() == [1, 3, 2, 1]
    assert np.isnan(months_until_next_fall(annual)[4])


def test_turning_thirteen_months_old_is_a_fall() -> None:
    assert falls(np.full(15, 0.30)).tolist() == [False] * 12 + [True, False]


def test_who_never_falls_has_no_month_of_it() -> None:
    assert np.isnan(months_until_next_fall(np.full(6, 0.30))).all()


def test_limits_out_of_order_and_buyers_without_a_rate_are_refused() -> None:
    with pytest.raises(ValueError, match="limits fall"):
        SegmentLimits(loyal=0.80)
    with pytest.raises(ValueError, match="no segment"):
        action_segments([float("nan")], [3])
