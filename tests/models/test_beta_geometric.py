"""The BG/NBD against what is published of the CDNOW sample, against simulation, and at its limits.

Published: Fader, Hardie and Lee (2005), Marketing Science 24, 275–284 (parameters, log-likelihood, one customer), and
the spreadsheet that goes with it, as asserted by the `lifetimes` package. "Measured" figures are that package's own.
"""

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.beta_geometric import BetaGeometric
from riparian.models.gamma_gamma import GammaGamma, SpendHistories
from riparian.models.histories import PurchaseHistories, floats
from tests.models.simulated_buyers import bg_nbd_buyers
from tests.models.tracking import repeats_until

PUBLISHED = BetaGeometric(r=0.243, alpha=4.414, a=0.793, b=2.426)
TRUTH = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}


@pytest.fixture(scope="module")
def fitted(cdnow: PurchaseHistories) -> BetaGeometric:
    return BetaGeometric.fit(cdnow.merged())


def test_the_published_parameters_come_out(fitted: BetaGeometric, cdnow: PurchaseHistories) -> None:
    """Published to three digits; to six as measured."""
    assert fitted.parameters == pytest.approx([0.242593, 4.413532, 0.792886, 2.425753], rel=3e-6)
    assert fitted.parameters == pytest.approx(PUBLISHED.parameters, abs=5e-4)
    assert fitted.log_likelihood(cdnow) == pytest.approx(-9582.4256, abs=5e-5)


def test_one_published_customer(fitted: BetaGeometric) -> None:
    """Two repeats, the last in week 30.43 of 38.86: 1.226 more in 39 weeks; alive with 0.72661 (measured)."""
    seen = floats([2]), floats([30.43]), floats([38.86])

    assert fitted.expected_purchases(*seen, horizon=39) == pytest.approx([1.2259], abs=5e-5)
    assert fitted.probability_alive(*seen) == pytest.approx([0.72661], abs=5e-6)
    assert fitted.probability_alive(floats([1]), floats([1.71]), floats([38.86])) == pytest.approx([0.21223], abs=5e-6)


def test_all_customers_together(fitted: BetaGeometric, cdnow: PurchaseHistories) -> None:
    """Measured 1,653.42; 1,882 happened."""
    expected = fitted.expected_purchases(cdnow.repeats, cdnow.last, cdnow.age, horizon=39)

    assert expected.sum() == pytest.approx(1653.42, abs=0.005)


def test_purchases_of_somebody_new_are_those_of_the_spreadsheet(fitted: BetaGeometric) -> None:
    """It prints 1.8576 for week 78, where the integral gives 1.8580: its series is cut off. The rest agree."""
    weeks = (0.1429, 1, 3, 31.8571, 32, 78)

    found = [fitted.expected_purchases_of_new(week) for week in weeks]

    assert found[:5] == pytest.approx([0.0078, 0.0532, 0.1506, 1.0405, 1.0437], abs=1e-4)
    assert found[5] == pytest.approx(1.8576, abs=5e-4)


def test_the_published_distribution_of_purchases() -> None:
    """Fader, Hardie and Lee (2007), "Creating a fit histogram for the BG/NBD model"."""
    tail = [
        0.0019995,
        0.0015170,
        0.0011633,
        0.0009003,
        0.0007024,
        0.0005518,
        0.0004362,
        0.0003467,
        0.0002770,
        0.0002222,
    ]

    assert PUBLISHED.probability_of_purchases(floats([0]), horizon=39) == pytest.approx([0.5737864], abs=5e-8)
    assert PUBLISHED.probability_of_purchases(floats([10]), horizon=2) == pytest.approx([1.07869e-07], rel=5e-6)
    assert PUBLISHED.probability_of_purchases(np.arange(11.0, 21), horizon=30) == pytest.approx(tail, abs=5e-7)


def test_the_distribution_sums_to_one_and_has_the_expected_mean() -> None:
    purchases = np.arange(4_000.0)

    shares = PUBLISHED.probability_of_purchases(purchases, horizon=30)

    assert shares.sum() == pytest.approx(1)
    assert purchases @ shares == pytest.approx(PUBLISHED.expected_purchases_of_new(30))


def test_the_next_39_weeks_are_foretold_as_published(
    fitted: BetaGeometric, cdnow: PurchaseHistories, cdnow_repeats: dict[int, float]
) -> None:
    """The paper: by week 78 the BG/NBD tells 4 % too few."""
    assert repeats_until(39, fitted, cdnow) / cdnow_repeats[39] == pytest.approx(1.015, abs=5e-3)
    assert repeats_until(78, fitted, cdnow) / cdnow_repeats[78] == pytest.approx(0.96, abs=5e-3)


def test_a_year_of_value_is_what_was_measured(cdnow: PurchaseHistories, cdnow_spend: SpendHistories) -> None:
    """Twelve months of 4.345 weeks at 1 % a month, worth 71,509.90 in all, by BG/NBD and gamma-gamma together."""
    model, spend = BetaGeometric.fit(cdnow), GammaGamma.fit(cdnow_spend)
    bought = cdnow.repeats > 0
    mean = np.zeros_like(cdnow.repeats)
    mean[bought] = cdnow_spend.mean

    purchases = model.discounted_purchases(
        cdnow.repeats, cdnow.last, cdnow.age, periods=12, period_length=4.345, discount=0.01
    )
    value = purchases * spend.expected_spend(cdnow.repeats, mean)

    assert value[:5] == pytest.approx([36.2785, 4.6375, 8.3441, 8.3441, 8.3441], abs=2e-3)
    assert value.sum() == pytest.approx(71_509.90, abs=1)
    assert value.mean() == pytest.approx(30.3394, abs=5e-4)


def test_known_parameters_come_back_within_three_standard_errors() -> None:
    seen = bg_nbd_buyers(40_000, **TRUTH, seed=11)

    found = BetaGeometric.fit(seen.merged())

    errors = found.uncertainty(seen).standard_errors
    assert (errors / found.parameters < 0.15).all()
    assert (np.abs(found.parameters - list(TRUTH.values())) < 3 * errors).all()


def test_rounded_weeks_tell_nearly_the_same() -> None:
    seen = bg_nbd_buyers(40_000, **TRUTH, seed=11)
    days = PurchaseHistories.of(seen.repeats, np.floor(seen.last * 7), np.ceil(seen.age * 7))

    by_day = BetaGeometric.fit(days.in_units_of(7))
    by_week = BetaGeometric.fit(PurchaseHistories.in_weeks(days.repeats, days.last, days.age).merged())

    assert by_week.parameters == pytest.approx(by_day.parameters, rel=0.02)


def test_the_unit_of_time_is_the_callers(fitted: BetaGeometric, cdnow: PurchaseHistories) -> None:
    in_days = BetaGeometric.fit(cdnow.in_units_of(1 / 7))

    assert in_days.parameters == pytest.approx(fitted.parameters * [1, 7, 1, 1], rel=1e-4)


def test_counts_of_millions_change_nothing_but_the_certainty(fitted: BetaGeometric, cdnow: PurchaseHistories) -> None:
    many = PurchaseHistories(cdnow.repeats, cdnow.last, cdnow.age, cdnow.customers * 1e6)

    found = BetaGeometric.fit(many)

    assert found.parameters == pytest.approx(fitted.parameters, rel=1e-4)
    assert found.uncertainty(many).standard_errors * 1e3 == pytest.approx(
        fitted.uncertainty(cdnow).standard_errors, rel=1e-3
    )


def test_drawn_models_spread_as_the_standard_errors_say(fitted: BetaGeometric, cdnow: PurchaseHistories) -> None:
    drawn = fitted.draws(cdnow, count=2_000, seed=5)

    spread = np.array([np.log(one.parameters) for one in drawn]).std(axis=0)
    assert spread * fitted.parameters == pytest.approx(fitted.uncertainty(cdnow).standard_errors, rel=0.08)
    assert drawn[:3] == fitted.draws(cdnow, count=2_000, seed=5)[:3]


def test_who_bought_once_is_alive_and_a_long_silence_after_many_purchases_is_not() -> None:
    alive = PUBLISHED.probability_alive(floats([0, 3, 1_000]), floats([0, 39, 20]), floats([500, 39, 39]))

    assert alive[0] == 1
    # b + x − 1 to a + b + x − 1: bought at the very end, may have left at that purchase.
    assert alive[1] == pytest.approx((2.426 + 2) / (0.793 + 2.426 + 2))
    assert alive[2] == pytest.approx(0, abs=1e-100)


@pytest.mark.parametrize(("repeat_buyers", "told"), [(0, "0 customers"), (29, "29 customers")])
def test_too_few_repeat_buyers_are_no_model(repeat_buyers: int, told: str) -> None:
    seen = PurchaseHistories.of([0, 2], [0, 10], [39, 39], [5_000, repeat_buyers])

    with pytest.raises(NotEnoughDataError, match=f"{told} bought again; BG/NBD needs 30"):
        BetaGeometric.fit(seen)


def test_nobody_at_all_is_no_model_either() -> None:
    with pytest.raises(NotEnoughDataError, match="0 customers bought again"):
        BetaGeometric.fit(PurchaseHistories.of([], [], []))


def test_customers_who_are_all_alike_fit_but_their_parameters_cannot_be_told_apart() -> None:
    seen = PurchaseHistories.of([3], [35], [39], [200])

    found = BetaGeometric.fit(seen)

    assert found.expected_purchases(*seen.columns[:3], horizon=39) == pytest.approx([3], rel=0.2)
    with pytest.raises(NotEnoughDataError, match="do not tell the parameters of BG/NBD apart"):
        found.uncertainty(seen)
