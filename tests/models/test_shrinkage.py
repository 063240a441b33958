"""Beta-binomial shrinkage: the rats of the textbook, simulation, and limits."""

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.shrinkage import BetaBinomial


def test_the_seventy_first_group_of_rats() -> None:
    """Gelman et al., "Bayesian data analysis", section 5.1: with 1.4 and 8.6 before, 4 of 14 are 0.223 ± 0.083.

    The book's 1.4 and 8.6 are rounded from means of 0.136 and 0.103; unrounded it has 0.223, with these 0.225.
    """
    prior = BetaBinomial(alpha=1.4, beta=8.6)

    rate = prior.rates([4], [14])
    low, high = prior.intervals([4], [14], level=0.6827)

    assert rate == pytest.approx([5.4 / 24])
    assert rate == pytest.approx([0.223], abs=0.003)
    assert (high - low) / 2 == pytest.approx([0.083], abs=0.003)


def test_known_parameters_come_back_within_three_standard_errors() -> None:
    chance = np.random.default_rng(21)
    trials = chance.integers(1, 200, 2_000)
    successes = chance.binomial(trials, chance.beta(3, 17, 2_000))

    found = BetaBinomial.fit(successes, trials)

    errors = found.uncertainty(successes, trials).standard_errors
    assert (errors / found.parameters < 0.1).all()
    assert (np.abs(found.parameters - [3, 17]) < 3 * errors).all()


def test_shrunken_rates_are_nearer_to_the_truth_and_their_intervals_hold_it() -> None:
    chance = np.random.default_rng(22)
    trials = chance.integers(1, 40, 4_000)
    truth = chance.beta(3, 17, 4_000)
    successes = chance.binomial(trials, truth)

    model = BetaBinomial.fit(successes, trials)
    low, high = model.intervals(successes, trials)

    raw = np.mean((successes / trials - truth) ** 2)
    assert np.mean((model.rates(successes, trials) - truth) ** 2) < raw / 2
    assert 0.935 < np.mean((low <= truth) & (truth <= high)) < 0.965


def test_small_cells_go_to_the_mean_and_large_ones_stay() -> None:
    model = BetaBinomial(alpha=2, beta=8)

    found = model.rates([0, 1, 600_000], [0, 1, 1_000_000])

    assert found[0] == model.mean == 0.2
    assert found[1] == pytest.approx(3 / 11)
    assert found[2] == pytest.approx(0.6, abs=1e-5)


def test_cells_that_do_not_differ_all_have_the_common_rate() -> None:
    model = BetaBinomial.fit([20] * 50, [100] * 50)

    assert model.alpha + model.beta > 5_000
    assert model.rates([0, 40], [100, 100]) == pytest.approx([0.2, 0.2], abs=0.01)


@pytest.mark.parametrize(
    ("successes", "trials", "told"),
    [
        ([1, 0, 2, 1, 0], [5, 5, 5, 5, 0], "4 cells had a trial; beta-binomial shrinkage needs 5"),
        ([0] * 6, [5] * 6, "0 of 30 succeeded"),
        ([5] * 6, [5] * 6, "30 of 30 succeeded"),
        ([], [], "0 cells had a trial"),
    ],
)
def test_too_little_is_not_shrunken(successes: list[int], trials: list[int], told: str) -> None:
    with pytest.raises(NotEnoughDataError, match=told):
        BetaBinomial.fit(successes, trials)
