"""Monthly chances to buy again and what they add up to."""

import numpy as np
import pytest

from riparian.models.rebuy_curve import RebuyCurve

FIRST_TIME_BUYERS = RebuyCurve(
    np.array([0, 17.3, 9.1, 5.7, 4.0, 3.5, 2.8, 2.3, 2.0, 1.9, 1.6, 1.5, 2.0, 1.3, 1.0, 0.9, 0.7]) / 100, 17
)
"""Hillstrom (September 2017), "Following first-time buyers": months 1–16; month 0 is not told and stands as 0."""


def test_the_published_cumulative_rates_come_out() -> None:
    """43 % within a year is printed; the rest recomputed from the printed monthly rates."""
    told = [
        17.30,
        24.83,
        29.11,
        31.95,
        34.33,
        36.17,
        37.64,
        38.88,
        40.04,
        41.00,
        41.89,
        43.05,
        43.79,
        44.35,
        44.85,
        45.24,
    ]

    assert 100 * FIRST_TIME_BUYERS.cumulative_rates()[1:] == pytest.approx(told, abs=0.005)


def test_the_annual_rates_of_the_first_five_months() -> None:
    found = FIRST_TIME_BUYERS.annual_rates()

    assert found[:5] == pytest.approx([0.4305, 0.3203, 0.2598, 0.2221, 0.1953], abs=5e-5)
    assert np.isnan(found[5:]).all()


def test_the_first_month_may_be_left_out_of_the_sum() -> None:
    curve = RebuyCurve(np.array([0.05, 0.10, 0.20]), 3)

    assert curve.cumulative_rates() == pytest.approx([0.05, 1 - 0.95 * 0.9, 1 - 0.95 * 0.9 * 0.8])
    assert curve.cumulative_rates(first=1) == pytest.approx([0, 0.10, 0.28])


def test_what_was_extrapolated_is_told_apart() -> None:
    curve = RebuyCurve(np.full(20, 0.02), observed=14)

    assert curve.is_extrapolated.tolist() == [False] * 14 + [True] * 6
    # The year after month 1 ends with month 13, the last one counted.
    assert curve.annual_is_extrapolated.tolist() == [False] * 2 + [True] * 18
    assert curve.annual_rates()[:8] == pytest.approx(np.full(8, 1 - 0.98**12))


def test_a_sign_of_interest_changes_the_coming_month_only() -> None:
    """By hand: a flat 2 % a month, 10 % in the coming one."""
    curve = RebuyCurve(np.full(14, 0.02), observed=14)

    assert curve.annual_rate_after(0.10, recency=0) == pytest.approx(1 - 0.9 * 0.98**11)
    assert curve.annual_rate_after(0.02, recency=1) == pytest.approx(curve.annual_rates()[1])
    assert np.isnan(curve.annual_rate_after(0.02, recency=2))


def test_a_certain_month_ends_the_sum_at_one() -> None:
    curve = RebuyCurve(np.array([0.5, 1.0, 0.5]), 3)

    assert curve.cumulative_rates().tolist() == [0.5, 1, 1]


def test_no_month_is_a_curve_of_none() -> None:
    curve = RebuyCurve(np.array([]), 0)

    assert len(curve.annual_rates()) == len(curve.cumulative_rates()) == len(curve.is_extrapolated) == 0
