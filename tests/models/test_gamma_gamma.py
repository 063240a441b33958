"""The gamma-gamma model against what is published of the CDNOW sample, against simulation, and at its limits."""

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.gamma_gamma import GammaGamma, SpendHistories
from riparian.models.histories import floats

PUBLISHED = GammaGamma(p=6.25, q=3.74, v=15.44)


def test_the_published_parameters_come_out(cdnow_spend: SpendHistories) -> None:
    """6.25, 3.74, 15.44 in Fader and Hardie (2013); further digits from `lifetimes`, the likelihood from CLVTools."""
    found = GammaGamma.fit(cdnow_spend)

    assert cdnow_spend.customers.sum() == 946
    assert found.parameters == pytest.approx(PUBLISHED.parameters, abs=0.01)
    assert found.parameters == pytest.approx([6.2488, 3.7446, 15.4477], abs=1e-4)
    assert found.log_likelihood(cdnow_spend) == pytest.approx(-4055.92, abs=0.006)


def test_expected_spend_of_the_first_ten_customers() -> None:
    """As asserted in `lifetimes`, within 10 cents; customers without a repeat purchase have the mean of everybody."""
    orders, mean = floats([2, 1, 0, 0, 0, 7, 1, 0, 2, 0]), floats([22.35, 11.77, 0, 0, 0, 73.74, 11.77, 0, 25.55, 0])

    found = PUBLISHED.expected_spend(orders, mean)

    assert found == pytest.approx([24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17], abs=0.1)


def test_known_parameters_come_back_within_three_standard_errors() -> None:
    chance, truth = np.random.default_rng(4), (6.25, 3.74, 15.44)
    orders = chance.integers(1, 8, 20_000).astype(np.float64)
    spend = chance.gamma(6.25 * orders, 1 / chance.gamma(3.74, 1 / 15.44, 20_000)) / orders
    seen = SpendHistories.of(orders, spend)

    found = GammaGamma.fit(seen)

    errors = found.uncertainty(seen).standard_errors
    assert (errors / found.parameters < 0.1).all()
    assert (np.abs(found.parameters - truth) < 3 * errors).all()
    drawn = found.draws(seen, count=500, seed=2)
    assert np.std([one.q for one in drawn]) == pytest.approx(errors[1], rel=0.15)


def test_the_more_orders_the_nearer_to_the_customers_own_mean() -> None:
    found = PUBLISHED.expected_spend(floats([0, 1, 10, 1e9]), floats([0, 100, 100, 100]))

    assert (np.diff(found) > 0).all()
    assert found[0] == PUBLISHED.mean
    assert found[3] == pytest.approx(100)


def test_counts_are_as_many_rows_and_cents_as_many_euros(cdnow_spend: SpendHistories) -> None:
    twice = cdnow_spend + cdnow_spend
    counted = SpendHistories(cdnow_spend.orders, cdnow_spend.mean, cdnow_spend.customers * 2)
    cents = SpendHistories(cdnow_spend.orders, cdnow_spend.mean * 100, cdnow_spend.customers)

    assert PUBLISHED.log_likelihood(twice) == pytest.approx(PUBLISHED.log_likelihood(counted))
    assert GammaGamma.fit(cents).parameters == pytest.approx(
        GammaGamma.fit(cdnow_spend).parameters * [1, 1, 100], rel=1e-4
    )


def test_without_a_mean_of_everybody_none_is_told() -> None:
    wild = GammaGamma(p=2, q=0.9, v=10)

    with pytest.raises(NotEnoughDataError, match="differs too much"):
        _ = wild.mean
    assert np.isnan(wild.expected_spend(floats([0]), floats([0]))).all()
    assert wild.expected_spend(floats([1]), floats([50])) == pytest.approx([2 * 60 / 1.9])


def test_too_few_customers_are_no_model() -> None:
    with pytest.raises(NotEnoughDataError, match="2 customers ordered for money; the gamma-gamma model needs 30"):
        GammaGamma.fit(SpendHistories.of([1, 2, 0, 3], [10, 20, 0, 0]))


def test_spend_that_the_model_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="mean > 0"):
        SpendHistories(floats([1]), floats([-5]), floats([1]))
