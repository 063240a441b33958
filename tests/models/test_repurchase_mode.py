"""Repurchase modes and their monthly equivalents."""

import pytest

from riparian.models.repurchase_mode import (
    RepurchaseMode,
    annual_retention,
    monthly_churn,
    orders_suggest_acquisition,
    repurchase_mode,
)


@pytest.mark.parametrize(
    ("rate", "mode"),
    [
        (0, RepurchaseMode.ACQUISITION),
        (0.3999, RepurchaseMode.ACQUISITION),
        (0.40, RepurchaseMode.HYBRID),
        (0.5999, RepurchaseMode.HYBRID),
        (0.60, RepurchaseMode.RETENTION),
        (1, RepurchaseMode.RETENTION),
    ],
)
def test_the_published_limits(rate: float, mode: RepurchaseMode) -> None:
    """Hillstrom (March 2009): below 40 %, 40–60 %, above."""
    assert repurchase_mode(rate) is mode


def test_six_percent_a_month_keep_not_half_a_year() -> None:
    """47.6 %; he writes 48 %."""
    assert annual_retention(0.06) == pytest.approx(0.4759, abs=5e-5)


def test_the_limits_by_the_month() -> None:
    """60 % are 4.17 % a month and 40 % are 7.35 %."""
    assert monthly_churn(0.60) == pytest.approx(0.0417, abs=5e-5)
    assert monthly_churn(0.40) == pytest.approx(0.0735, abs=5e-5)
    assert annual_retention(monthly_churn(0.3)) == pytest.approx(0.3)


def test_few_orders_a_buyer_suggest_acquisition() -> None:
    """Pairs seen: 28 % with 1.4 orders, 75 % with 5.9."""
    assert orders_suggest_acquisition(1.4)
    assert not orders_suggest_acquisition(1.75)
    assert not orders_suggest_acquisition(5.9)


def test_a_rate_that_is_no_share_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        repurchase_mode(28)
