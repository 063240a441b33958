"""The BG/BB against Fader, Hardie and Shang (2010), Marketing Science 29, 1086–1108, simulation, and at its limits."""

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.beta_geometric_beta_bernoulli import BetaGeometricBetaBernoulli, Endings
from riparian.models.histories import Floats, PurchaseHistories, floats

TRUTH = (1.204, 0.750, 0.657, 2.783)


@pytest.fixture(scope="module")
def fitted(donations: PurchaseHistories) -> BetaGeometricBetaBernoulli:
    return BetaGeometricBetaBernoulli.fit(donations)


def test_the_published_parameters_come_out(fitted: BetaGeometricBetaBernoulli, donations: PurchaseHistories) -> None:
    assert donations.buyers == 11_104
    assert fitted.parameters == pytest.approx(TRUTH, abs=6e-4)
    assert fitted.log_likelihood(donations) == pytest.approx(-33225.6, abs=0.05)


def test_the_published_chances_of_being_alive(fitted: BetaGeometricBetaBernoulli) -> None:
    found = fitted.probability_alive(floats([0, 2, 6]), floats([0, 4, 6]), floats([6, 6, 6]))

    assert found == pytest.approx([0.11, 0.59, 0.93], abs=0.005)


def test_gifts_of_all_donors_in_five_years(fitted: BetaGeometricBetaBernoulli, donations: PurchaseHistories) -> None:
    """12,884.2 in the tests of `lifetimes`."""
    expected = fitted.expected_purchases(donations.repeats, donations.last, donations.age, horizon=5)

    assert expected @ donations.customers == pytest.approx(12_884.2, abs=0.1)


def test_expected_numbers_of_donors_by_gifts(fitted: BetaGeometricBetaBernoulli) -> None:
    shares = np.array([fitted.probability_of_purchases(gifts, chances=6) for gifts in range(7)])

    assert 11_104 * shares[[0, 6]] == pytest.approx([3_454.9, 1_253.1], abs=0.1)
    assert shares.sum() == pytest.approx(1)
    assert np.arange(7) @ shares == pytest.approx(fitted.expected_purchases_of_new(6))


def test_residual_gifts_are_the_discounted_sum(fitted: BetaGeometricBetaBernoulli) -> None:
    seen = floats([2]), floats([4]), floats([6])
    totals = [fitted.expected_purchases(*seen, horizon=years)[0] for years in range(400)]

    found = fitted.discounted_residual_purchases(*seen, discount=0.1)

    assert found == pytest.approx([np.diff(totals) @ 1.1 ** -np.arange(1.0, 400)], rel=1e-6)


def test_the_history_of_one_missed_chance_by_hand() -> None:
    """Missed: there and did not, or gone before: `b ÷ (a + b) × d ÷ (c + d) + c ÷ (c + d)`, with 1, 1, 1, 3: 0.625."""
    model = BetaGeometricBetaBernoulli(1, 1, 1, 3)

    missed = model.log_likelihood(PurchaseHistories.of([0], [0], [1]))

    assert np.exp(missed) == pytest.approx(0.625)


def simulated(donors: int, seed: int) -> PurchaseHistories:
    """Donors with 4 to 8 chances, counted."""
    chance = np.random.default_rng(seed)
    chances = chance.integers(4, 9, donors)
    stays = chance.geometric(chance.beta(TRUTH[2], TRUTH[3], donors)) - 1
    place = np.arange(1, 9)
    there = place <= np.minimum(stays, chances)[:, None]
    gave = there & (chance.random((donors, 8)) < chance.beta(TRUTH[0], TRUTH[1], donors)[:, None])
    return PurchaseHistories.of(gave.sum(axis=1), (gave * place).max(axis=1), chances).merged()


def test_known_parameters_come_back_within_three_standard_errors() -> None:
    seen = simulated(40_000, seed=15)

    found = BetaGeometricBetaBernoulli.fit(seen)

    errors = found.uncertainty(seen).standard_errors
    assert (errors / found.parameters < 0.1).all()
    assert (np.abs(found.parameters - TRUTH) < 3 * errors).all()
    drawn = np.array([one.parameters for one in found.draws(seen, count=1_000, seed=1)])
    assert drawn.std(axis=0) == pytest.approx(errors, rel=0.1)


@pytest.mark.parametrize("logs", [(0.2, -0.3, -0.4, 1.0), (-1.0, 1.0, 1.0, -1.0)])
def test_the_gradient_is_that_of_the_differences(logs: Floats) -> None:
    endings, n = Endings.of(floats([0, 1, 3]), floats([0, 2, 3]), floats([6, 4, 3])), floats([5, 2, 1])
    at, step = floats(logs), 1e-5

    found = endings.log_likelihood(n, at)[1]

    by_differences = [
        (endings.log_likelihood(n, at + one)[0] - endings.log_likelihood(n, at - one)[0]) / (2 * step)
        for one in np.eye(4) * step
    ]
    assert found == pytest.approx(by_differences, rel=1e-6)
    assert found.shape == (4,)


def test_hundreds_of_chances_stay_numbers() -> None:
    model = BetaGeometricBetaBernoulli(*TRUTH)
    seen = floats([0, 150, 500]), floats([0, 200, 500]), floats([500, 500, 500])

    alive = model.probability_alive(*seen)

    assert alive[0] < 0.1
    assert alive[1] == pytest.approx(0, abs=1e-12)
    assert alive[2] > 0.99
    assert np.isfinite(model.discounted_residual_purchases(*seen, discount=0.01)).all()


def test_who_gave_more_often_than_they_could_is_refused() -> None:
    with pytest.raises(ValueError, match="repeats <= last"):
        BetaGeometricBetaBernoulli(*TRUTH).probability_alive(floats([3]), floats([2]), floats([6]))


def test_too_few_repeat_buyers_are_no_model() -> None:
    with pytest.raises(NotEnoughDataError, match="3 customers bought again; BG/BB needs 30"):
        BetaGeometricBetaBernoulli.fit(PurchaseHistories.of([1, 0], [1, 0], [6, 6], [3, 900]))
