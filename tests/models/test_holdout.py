"""Holdout tests: the published examples, the data set of 2008, simulation, and limits."""

import math

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.contact_economics import contribution
from riparian.models.holdout import Arm, Estimate, HoldoutTest, Verdict, organic_share_of_customer


def arm(mean: float, *, customers: int = 10_000, deviation: float = 20.0) -> Arm:
    """Of this mean and standard deviation."""
    return Arm(customers, mean * customers, deviation**2 * (customers - 1) + mean**2 * customers)


CATALOGUE = HoldoutTest(arm(6.40), arm(4.50))


def test_a_catalogue_that_is_seventy_percent_organic() -> None:
    """Hillstrom (September 2025): $6.40 and $4.50; he rounds to 70 %. Factor and cost are implied by his $2.09."""
    terms = {"profit_factor": 0.4667, "cost": 0.897}

    assert CATALOGUE.organic_share().value == pytest.approx(0.703, abs=5e-4)
    assert CATALOGUE.increment().value == pytest.approx(1.90)
    assert CATALOGUE.profit(**terms).value == pytest.approx(-0.01, abs=5e-3)
    assert contribution(6.40, **terms) == pytest.approx(2.09, abs=5e-3)


def test_matchback_takes_credit_for_what_is_organic() -> None:
    """Hillstrom (June 2022): matchback $4.50, test $5.00 against $3.00, cost $1.00, factor 40 %."""
    test = HoldoutTest(arm(5.00), arm(3.00))

    assert contribution(4.50, profit_factor=0.40, cost=1.00) == pytest.approx(0.80)
    assert test.organic_share().value == pytest.approx(0.60)
    assert test.incremental_rate(4.50).value == pytest.approx(0.444, abs=5e-4)
    assert test.profit(profit_factor=0.40, cost=1.00).value == pytest.approx(-0.20)


def test_an_email_whose_credit_is_mostly_real() -> None:
    """Hillstrom (October 2025): $2.00 of which $0.50 credited, held out $1.54: 92 % of the credit is real."""
    test = HoldoutTest(arm(2.00), arm(1.54))

    assert test.increment().value == pytest.approx(0.46)
    assert test.incremental_rate(0.50).value == pytest.approx(0.92)


NO_MAIL = {"visit": (2_262, 21_306), "order": (122, 21_306)}


@pytest.mark.parametrize(
    ("what", "successes", "customers", "difference", "interval", "t", "organic"),
    [
        ("visit", 3_894, 21_307, 0.076590, (0.069953, 0.083226), 22.62, 58.1),
        ("order", 267, 21_307, 0.006805, (0.005000, 0.008610), 7.39, 45.7),
        ("visit", 3_238, 21_387, 0.045233, (0.038894, 0.051573), 13.98, 70.1),
        ("order", 189, 21_387, 0.003111, (0.001499, 0.004723), 3.78, 64.8),
    ],
)
def test_visits_and_orders_of_the_data_set_of_2008(
    what: str,
    successes: int,
    customers: int,
    difference: float,
    interval: tuple[float, float],
    t: float,
    organic: float,
) -> None:
    """Hillstrom's e-mail data set, 64,000 customers: men's and women's e-mail against none (recomputed)."""
    test = HoldoutTest(Arm.of_share(successes, customers), Arm.of_share(*NO_MAIL[what]))

    increment = test.increment()

    assert increment.value == pytest.approx(difference, abs=5e-7)
    assert (increment.low, increment.high) == pytest.approx(interval, abs=2e-6)
    assert test.t == pytest.approx(t, abs=5e-3)
    assert 100 * test.organic_share().value == pytest.approx(organic, abs=0.05)


@pytest.mark.parametrize(
    ("mean", "deviation", "customers", "difference", "interval", "t", "organic", "profit"),
    [
        (1.422617, 17.754205, 21_307, 0.769827, (0.485149, 1.054505), 5.30, 45.9, 0.3029),
        (1.077202, 15.116106, 21_387, 0.424412, (0.168965, 0.679860), 3.26, 60.6, 0.1648),
    ],
)
def test_spend_of_the_data_set_of_2008(
    mean: float,
    deviation: float,
    customers: int,
    difference: float,
    interval: tuple[float, float],
    t: float,
    organic: float,
    profit: float,
) -> None:
    mailed = arm(mean, customers=customers, deviation=deviation)
    test = HoldoutTest(mailed, arm(0.652789, customers=21_306, deviation=11.588200))

    increment = test.increment()

    assert (increment.low, increment.value, increment.high) == pytest.approx(
        (interval[0], difference, interval[1]), abs=2e-6
    )
    assert test.t == pytest.approx(t, abs=5e-3)
    assert 100 * test.organic_share().value == pytest.approx(organic, abs=0.05)
    assert test.profit(profit_factor=0.40, cost=0.005).value == pytest.approx(profit, abs=5e-5)
    assert test.verdict(profit_factor=0.40, cost=0.005) is Verdict.GAINS


def test_groups_add_up() -> None:
    half = arm(6.40, customers=5_000)

    whole = half + half

    assert whole.mean == pytest.approx(6.40)
    assert whole.standard_error == pytest.approx(half.standard_error / math.sqrt(2), rel=1e-3)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Spend of 5 % of customers, exponential; organic share 0.6. 95 % of 2,000 tests, within three standard errors."""
    chance = np.random.default_rng(14)
    held, of_share = 0, 0
    for _ in range(2_000):
        arms = []
        for rate in (0.05, 0.03):
            spend = chance.exponential(100, chance.binomial(4_000, rate))
            arms.append(Arm(4_000, float(spend.sum()), float((spend**2).sum())))
        test = HoldoutTest(*arms)
        increment, share = test.increment(), test.organic_share()
        held += increment.low <= 2 <= increment.high
        of_share += share.low <= 0.6 <= share.high

    assert held / 2_000 == pytest.approx(0.95, abs=0.015)
    assert of_share / 2_000 == pytest.approx(0.95, abs=0.015)


def test_the_verdict_waits_until_the_interval_is_on_one_side() -> None:
    assert CATALOGUE.verdict() is Verdict.GAINS
    assert CATALOGUE.verdict(profit_factor=0.4667, cost=0.897) is Verdict.UNDECIDED
    assert CATALOGUE.verdict(profit_factor=0.4667, cost=3.0) is Verdict.LOSES
    assert HoldoutTest(arm(6.4, customers=50), arm(4.5, customers=50)).verdict() is Verdict.UNDECIDED


def test_where_the_contacted_may_have_bought_nothing_the_share_has_no_end() -> None:
    share = HoldoutTest(arm(1.0, customers=50), arm(0.5, customers=50)).organic_share()

    assert share == Estimate(-math.inf, 0.5, math.inf)


@pytest.mark.parametrize(
    ("contacted", "held_out", "told"), [(1, 50, "customers contacted: 1"), (50, 0, "customers held out: 0")]
)
def test_a_group_of_nobody_is_no_test(contacted: int, held_out: int, told: str) -> None:
    with pytest.raises(NotEnoughDataError, match=told):
        HoldoutTest(Arm(contacted, 5, 25), Arm(held_out, 5, 25))


def test_where_nobody_bought_nothing_is_organic_and_nothing_is_decided() -> None:
    test = HoldoutTest(Arm(100, 0, 0), Arm(100, 0, 0))

    assert math.isnan(test.t)
    assert test.verdict() is Verdict.UNDECIDED
    with pytest.raises(NotEnoughDataError, match="bought nothing"):
        test.organic_share()


def test_a_customers_organic_share_by_channel_and_year() -> None:
    """Hillstrom (April 2019): $100 each by desktop, mobile, phone and mail, one a year back: 120.50 ÷ 215.00."""
    found = organic_share_of_customer([100, 100, 100, 100], [0, 1, 2, 3], [0.60, 0.80, 0.30, 0.10])

    assert found == pytest.approx(120.50 / 215.00)
    assert organic_share_of_customer([100, 900], [0, 4], [0.60, 0.10]) == pytest.approx(0.60)


def test_a_customer_without_demand_has_no_organic_share() -> None:
    with pytest.raises(NotEnoughDataError, match="bought nothing in four years"):
        organic_share_of_customer([100], [6], [0.5])
