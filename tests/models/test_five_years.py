"""Five years of a file: intervals about what is expected, and how much years differ."""

import numpy as np
import pytest

from riparian.models.five_years import five_years, measured_shock
from riparian.models.segment_projection import SegmentYear, Spend


def one_segment(buyers: float) -> SegmentYear:
    kept, new = 0.35 * buyers, 0.55 * buyers
    return SegmentYear(
        np.array([[kept]]),
        np.array([buyers - kept]),
        Spend(np.array([kept]), np.array([200 * kept]), np.array([50_000 * kept])),
        Spend(np.array([new]), np.array([100 * new]), np.array([12_000 * new])),
        Spend(*(np.zeros(1) for _ in range(3))),
    )


def test_the_interval_holds_what_is_expected_and_narrows_with_the_counts() -> None:
    few, many = (
        five_years(one_segment(n), np.array([n]), live=np.array([True]), seed=1, yearly_shock=0) for n in (1e3, 1e5)
    )

    for made in (few, many):
        assert (made.buyers.low < made.buyers.value).all()
        assert (made.buyers.value < made.buyers.high).all()
    widths = [((one.demand.high - one.demand.low) / one.demand.value)[0] for one in (few, many)]
    assert widths[0] == pytest.approx(10 * widths[1], rel=0.15)


def test_contribution_is_demand_by_the_factor_less_advertising() -> None:
    """Hillstrom (February 2026): $1.30 × 40 % − $0.90 = −$0.38 for one customer."""
    sums = Spend(np.array([1.0]), np.array([1.3]), np.array([1.69]))
    nothing = Spend(*(np.zeros(1) for _ in range(3)))
    year = SegmentYear(np.array([[0.0]]), np.array([1.0]), nothing, sums, nothing)

    made = five_years(year, np.array([1.0]), live=np.array([True]), seed=1, yearly_shock=0, years=1)

    assert made.contribution(profit_factor=0.4, cost_of_new=0.9).value == pytest.approx([-0.38])


def test_goods_sold_for_less_than_they_cost_turn_the_interval_over() -> None:
    """At half the price 60 of what was 100 still go to goods: 50 of demand loses 10."""
    made = five_years(one_segment(1e4), np.array([1e4]), live=np.array([True]), seed=1, yearly_shock=0)

    lost = made.contribution(profit_factor=0.4, cost_of_new=0, price=0.5)

    assert lost.value == pytest.approx(-0.2 * made.demand.value)
    assert (lost.low < lost.value).all()
    assert (lost.value < lost.high).all()


def test_years_differ_by_what_is_left_beyond_chance() -> None:
    assert measured_shock([900, 1_000, 1_100]) == pytest.approx(np.sqrt(10_000 - 1_000) / 1_000)
    assert measured_shock([1_000, 1_000, 1_000]) == 0
    assert measured_shock([1_000, 1_200]) is None
    assert measured_shock([0, 0, 0]) is None
