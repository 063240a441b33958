"""Life tables of repeat purchase: published tables, censoring, extrapolation, and a second column."""

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.life_table import ActivityLifeTable, LifeTable

FIRST_TIME_BUYERS = np.array([17.3, 9.1, 5.7, 4.0, 3.5, 2.8, 2.3, 2.0, 1.9, 1.6, 1.5, 2.0, 1.3, 1.0, 0.9, 0.7]) / 100
"""Hillstrom (September 2017), "Following first-time buyers": monthly rates, months 1–16."""


def cohort(monthly: np.ndarray[tuple[int], np.dtype[np.float64]], *, buyers: float) -> LifeTable:
    """A cohort watched to the end of the table, with these rates from month 1 and nobody in month 0."""
    rates = np.concatenate([[0], monthly])
    still = buyers * np.concatenate([[1], np.cumprod(1 - rates)])
    last_seen = np.zeros(len(rates))
    last_seen[-1] = still[-1]
    return LifeTable.of_gaps(-np.diff(still), last_seen)


def test_a_hundred_buyers_by_hand() -> None:
    """5 of 100 in month 0, 6 of the 95 left in month 1: 5.0 % and 6.3 %."""
    table = LifeTable.of_gaps([5, 6], [0, 89])

    assert table.at_risk.tolist() == [100, 95]
    assert table.monthly_rates == pytest.approx([0.05, 6 / 95])


def test_who_is_watched_no_longer_leaves_the_base_without_counting_as_a_buyer() -> None:
    """100 buyers, 40 of them watched through month 0 only: then 5 of 55 in month 1, not of 95."""
    table = LifeTable.of_gaps([5, 5, 2], [40, 8, 40])

    assert table.at_risk.tolist() == [100, 55, 42]
    assert table.monthly_rates == pytest.approx([5 / 100, 5 / 55, 2 / 42])


def test_the_published_cohort_comes_back_from_its_counts() -> None:
    table = cohort(FIRST_TIME_BUYERS, buyers=100_000)

    assert table.bought[1] == pytest.approx(17_300)
    assert table.curve().cumulative_rates()[12] == pytest.approx(0.4305, abs=5e-5)


@pytest.mark.parametrize(
    ("cumulative", "after_a_year"),
    [
        ([2.7, 4.7, 6.1, 7.9, 9.4, 10.9, 13.1], 21.7),
        ([4.1, 9.5, 13.3, 15.1, 16.5, 18.7, 20.6], 29.1),
    ],
)
def test_cohorts_by_month_of_the_first_order_keep_their_cumulative_rates(
    cumulative: list[float], after_a_year: float
) -> None:
    """Hillstrom (March 2016): December and October 2010; half a year foretells the year to within three points."""
    bought = np.diff([0, *cumulative]) * 1_000
    last_seen = [0] * 6 + [100_000 - bought.sum()]

    curve = LifeTable.of_gaps(bought, last_seen).extended_curve(months=13)

    assert 100 * curve.cumulative_rates()[:7] == pytest.approx(cumulative)
    assert 100 * curve.cumulative_rates()[12] == pytest.approx(after_a_year, abs=3)


def test_half_a_year_of_the_published_cohort_foretells_the_whole_to_a_point() -> None:
    """From months 1–6 alone: 42.5 % within a year, where 43.05 % were printed (with a bump at the anniversary)."""
    curve = cohort(FIRST_TIME_BUYERS[:6], buyers=100_000).extended_curve(months=17)

    assert curve.observed == 7
    assert curve.monthly[1:7] == pytest.approx(FIRST_TIME_BUYERS[:6])
    assert (np.diff(curve.monthly[7:]) < 0).all()
    assert curve.cumulative_rates()[12] == pytest.approx(0.4305, abs=0.01)
    assert curve.annual_rates()[1] == pytest.approx(0.3203, abs=0.01)
    assert curve.annual_is_extrapolated[:5].all()


def test_a_known_decline_comes_back_from_censored_buyers() -> None:
    """Odds of 15 % × month^−1.2; buyers watched for 1 to 12 months. Within three points of the truth at two years."""
    chance, months = np.random.default_rng(2), np.arange(1, 25)
    odds = 0.15 / 0.85 * months**-1.2
    truth = odds / (1 + odds)
    watched = chance.integers(1, 13, 30_000)
    bought_in = np.full(30_000, 99)
    for month in months[::-1]:
        bought_in[chance.random(30_000) < truth[month - 1]] = month
    gone = bought_in <= watched
    table = LifeTable.of_gaps(np.bincount(bought_in[gone], minlength=13), np.bincount(watched[~gone], minlength=13))

    curve = table.extended_curve(months=25)

    low, high = table.intervals(level=0.999)
    assert ((low[1:] <= truth[:12]) & (truth[:12] <= high[1:])).all()
    assert curve.monthly[13:] == pytest.approx(truth[12:], rel=0.25)
    assert curve.cumulative_rates()[24] == pytest.approx(1 - np.prod(1 - truth), abs=0.03)


def test_months_with_few_at_risk_are_extrapolated_where_so_wished() -> None:
    table = LifeTable(np.array([1000.0, 900, 800, 700, 600, 4]), np.array([90.0, 60, 40, 30, 20, 3]))

    curve = table.extended_curve(months=8, needed=50)

    assert curve.observed == 5
    assert curve.monthly[5] < 20 / 600
    assert len(table.curve(needed=50).monthly) == 5


def test_a_rate_that_rises_is_held() -> None:
    table = LifeTable(np.array([1000.0, 900, 800, 700]), np.array([0.0, 20, 40, 60]))

    curve = table.extended_curve(months=10)

    assert curve.monthly[4:] == pytest.approx(np.full(6, 120 / 2400))


def test_tables_add_up_month_by_month() -> None:
    together = LifeTable.of_gaps([5, 6], [0, 89]) + LifeTable.of_gaps([1, 1, 1], [0, 0, 7])

    assert together.at_risk.tolist() == [110, 104, 8]
    assert together.bought.tolist() == [6, 7, 1]


def test_an_empty_table_knows_nothing() -> None:
    table = LifeTable.of_gaps([], [])

    assert len(table.curve().monthly) == 0
    assert np.isnan(LifeTable(np.zeros(1), np.zeros(1)).monthly_rates).all()
    assert np.isnan(table.rate(first=0, last=3))


@pytest.mark.parametrize(
    ("bought", "last_seen", "told"),
    [
        ([5, 40, 20], [0, 0, 900], "2 months passed after that of the order; an extrapolated life table needs 3"),
        ([50, 10, 5, 2], [0, 0, 0, 900], "17 customers bought again after the first month"),
        ([0, 0, 0, 0, 40], [0, 0, 0, 0, 0], None),
        ([], [], "0 months"),
    ],
)
def test_too_little_is_not_extrapolated(bought: list[float], last_seen: list[float], told: str | None) -> None:
    table = LifeTable.of_gaps(bought, last_seen)

    if told is None:
        assert table.extended_curve(months=7).monthly[5:] == pytest.approx([0.25, 0.25])
    else:
        with pytest.raises(NotEnoughDataError, match=told):
            table.extended_curve(months=13)


def test_a_visit_beats_recency() -> None:
    """Hillstrom (January 2025), one-time buyers: 2 months and no visit 3.7 %, 13–15 months and a visit 7.3 %."""
    quiet = LifeTable(np.full(16, 10_000.0), np.array([900, 600, 370, *[200] * 13], dtype=float))
    active = LifeTable(np.full(16, 1_000.0), np.array([200, 170, 160, *[100] * 10, 75, 73, 71], dtype=float))

    table = ActivityLifeTable(quiet, active)

    assert table.quiet.rate(first=2, last=2) == pytest.approx(0.037)
    assert table.active.rate(first=13, last=15) == pytest.approx(0.073)
    assert table.active.rate(first=13, last=15) / table.quiet.rate(first=2, last=2) == pytest.approx(1.97, abs=0.005)
    assert table.lifts()[2] == pytest.approx(0.16 / 0.037)


def test_the_two_tables_together_are_the_table_of_everybody() -> None:
    quiet, active = LifeTable(np.array([90.0, 80]), np.array([5.0, 4])), LifeTable(np.array([10.0]), np.array([3.0]))

    both = ActivityLifeTable(quiet, active) + ActivityLifeTable(quiet, active)

    assert both.pooled.at_risk.tolist() == [200, 160]
    assert both.pooled.bought.tolist() == [16, 8]
    assert both.lifts()[0] == pytest.approx((3 / 10) / (5 / 90))
    assert np.isnan(both.lifts()[1])


def test_more_buyers_than_at_risk_are_refused() -> None:
    with pytest.raises(ValueError, match="bought <= at_risk"):
        LifeTable(np.array([1.0]), np.array([2.0]))


def test_the_published_cumulative_of_two_years_comes_out_of_gaps() -> None:
    """Hillstrom (August 2020), "A compressed timeframe": 39.1 % after 24 months; 4.6, 0.97 and 0.75 % in months 2, 14
    and 17. The other months are not printed; they are drawn to fall through these."""
    bought = [
        8_431, 7_720, 3_857, 2_660, 2_043, 1_664, 1_406, 1_220, 1_078, 966, 875, 801, 738, 685, 639,
        577, 525, 481, 453, 429, 407, 387, 369, 352, 337,
    ]  # fmt: skip
    still = 100_000 - sum(bought)

    table = LifeTable.of_gaps(bought, [0] * 24 + [still])

    assert 100 * table.monthly_rates[[2, 14, 17]] == pytest.approx([4.6, 0.97, 0.75], abs=0.005)
    assert 100 * table.curve().cumulative_rates()[-1] == pytest.approx(39.1, abs=0.05)
