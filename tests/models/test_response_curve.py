"""Response curves: known shapes, recovery from simulation, and refusals."""

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.adstock import normalised_adstock
from riparian.models.response_curve import WINDOW, ResponseCurve, hill


def simulated(seed: int, periods: int = 150, noise: float = 20.0) -> tuple[np.ndarray, np.ndarray]:
    """Spend, and a result of 500 anyway with a ceiling of 1,000, half at 100, slope 1, decay 0.4."""
    chance = np.random.default_rng(seed)
    spend = chance.gamma(2.0, 50.0, periods)
    at_work = normalised_adstock(spend, decay=0.4, window=WINDOW)
    return spend, 500 + 1000 * hill(at_work, half=100, slope=1) + noise * chance.standard_normal(periods)


def test_hill_is_as_in_meridian() -> None:
    assert hill([2.0], half=1, slope=1) == pytest.approx([2 / 3])
    assert hill([5.0, 9.0], half=1, slope=0) == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("seed", range(4))
def test_what_steady_spend_brings_is_found_again_where_spend_was(seed: int) -> None:
    curve = ResponseCurve.fit(*simulated(seed))

    truth = 1000 * hill([50.0, 100.0, 200.0], half=100, slope=1)
    gains = np.diff(curve.expected([50.0, 100.0, 200.0]))
    assert gains == pytest.approx(np.diff(truth), rel=0.15)


def test_intervals_of_what_more_spend_brings_hold_the_truth_mostly() -> None:
    truth = 1000 * (hill([150.0], half=100, slope=1) - hill([75.0], half=100, slope=1))[0]
    held = 0
    for seed in range(20):
        drawn = ResponseCurve.fit(*simulated(seed, noise=60)).drawn([75.0, 150.0], draws=400, seed=1)
        low, high = np.quantile(drawn[:, 1] - drawn[:, 0], [0.025, 0.975])
        held += low <= truth <= high

    assert held >= 16


def test_returns_fall() -> None:
    curve = ResponseCurve.fit(*simulated(1))

    assert (np.diff(np.diff(curve.expected(np.linspace(1, 500, 60)))) < 0).all()


@pytest.mark.parametrize(
    ("spend", "result", "sentence"),
    [
        (np.ones(10), np.ones(10), "10 periods"),
        (np.append(np.zeros(40), np.ones(5)), np.ones(45), "5 periods have spend"),
        (np.full(40, 100.0), np.arange(40.0), "nearly the same"),
    ],
)
def test_too_little_to_tell_is_a_sentence(spend: np.ndarray, result: np.ndarray, sentence: str) -> None:
    with pytest.raises(NotEnoughDataError, match=sentence):
        ResponseCurve.fit(spend, result)


def test_a_result_that_does_not_go_with_spend_is_a_sentence() -> None:
    chance = np.random.default_rng(5)

    with pytest.raises(NotEnoughDataError, match="did not go with the spend"):
        ResponseCurve.fit(chance.gamma(2.0, 50.0, 100), 500 + chance.standard_normal(100))
