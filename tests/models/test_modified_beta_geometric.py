"""The MBG/NBD against what `lifetimes` asserts of the CDNOW sample, against simulation, and at its limits."""

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import PurchaseHistories, floats
from riparian.models.modified_beta_geometric import ModifiedBetaGeometric
from tests.models.simulated_buyers import mbg_nbd_buyers

TRUTH = {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}


def test_the_published_parameters_come_out(cdnow: PurchaseHistories) -> None:
    """0.525, 6.183, 0.891, 1.614 in `lifetimes`' tests; to six digits as measured there, as are the other figures."""
    found = ModifiedBetaGeometric.fit(cdnow.merged())

    assert found.parameters == pytest.approx([0.524838, 6.182988, 0.891356, 1.614000], rel=3e-6)
    seen = cdnow.repeats, cdnow.last, cdnow.age
    assert found.expected_purchases(*seen, horizon=39).sum() == pytest.approx(1576.73, abs=0.02)
    assert found.probability_alive(*seen).mean() == pytest.approx(0.44872, abs=5e-6)


def test_known_parameters_come_back_within_three_standard_errors() -> None:
    seen = mbg_nbd_buyers(40_000, **TRUTH, seed=12)

    found = ModifiedBetaGeometric.fit(seen.merged())

    errors = found.uncertainty(seen).standard_errors
    assert (errors / found.parameters < 0.15).all()
    assert (np.abs(found.parameters - list(TRUTH.values())) < 3 * errors).all()


def test_the_distribution_sums_to_one_and_has_the_expected_mean() -> None:
    model, purchases = ModifiedBetaGeometric(**TRUTH), np.arange(4_000.0)

    shares = model.probability_of_purchases(purchases, horizon=30)

    assert shares.sum() == pytest.approx(1)
    assert purchases @ shares == pytest.approx(model.expected_purchases_of_new(30))


def test_simulated_buyers_buy_as_often_as_the_model_says() -> None:
    model, seen = ModifiedBetaGeometric(**TRUTH), mbg_nbd_buyers(100_000, **TRUTH, seed=2)

    expected = np.mean([model.expected_purchases_of_new(age) for age in np.linspace(26, 52, 200)])

    assert seen.repeats.mean() == pytest.approx(expected, abs=4 * seen.repeats.std() / 100_000**0.5)


def test_who_bought_once_may_be_gone() -> None:
    """Just after the first purchase b ÷ (a + b) are still there."""
    alive = ModifiedBetaGeometric(**TRUTH).probability_alive(floats([0, 0]), floats([0, 0]), floats([0, 100]))

    assert alive[0] == pytest.approx(1.614 / (0.891 + 1.614))
    assert alive[1] < alive[0]


def test_too_few_repeat_buyers_are_no_model() -> None:
    with pytest.raises(NotEnoughDataError, match="7 customers bought again; MBG/NBD needs 30"):
        ModifiedBetaGeometric.fit(PurchaseHistories.of([1], [10], [39], [7]))


def test_drawn_models_are_models_and_value_comes_discounted(cdnow: PurchaseHistories) -> None:
    model = ModifiedBetaGeometric.fit(cdnow)
    seen = floats([2]), floats([30.43]), floats([38.86])

    drawn = model.draws(cdnow, count=200, seed=1)
    now, later = (model.discounted_purchases(*seen, periods=12, period_length=4.345, discount=d) for d in (0, 0.01))

    expected = [one.expected_purchases(*seen, horizon=39)[0] for one in drawn]
    assert np.mean(expected) == pytest.approx(model.expected_purchases(*seen, horizon=39)[0], rel=0.02)
    assert now == pytest.approx(model.expected_purchases(*seen, horizon=12 * 4.345))
    assert later < now
