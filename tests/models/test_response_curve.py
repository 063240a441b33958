"""Response curves: known shapes, recovery from simulation, and refusals."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

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


Series = tuple[np.ndarray, np.ndarray]


def refusal(spend: np.ndarray, result: np.ndarray, beside: np.ndarray | None = None) -> str:
    """Why there is no curve; empty where there is one."""
    try:
        ResponseCurve.fit(spend, result, beside)
    except NotEnoughDataError as error:
        return error.what
    return ""


def unrelated(kind: str, seed: int, months: int = 36) -> Series:
    """Spend around 10,000 a month and demand around 100,000, which share what `kind` says and nothing else."""
    chance = np.random.default_rng(seed)
    place = np.arange(months)
    season, growth = 1 + 0.4 * np.cos(2 * np.pi * (place - 11) / 12), 1.02**place
    shared = {"nothing": np.ones(months), "season": season, "growth": growth, "season and growth": season * growth}
    varied = chance.gamma(20.0, 1 / 20.0, months) if seed % 2 else 1 + 0.05 * chance.standard_normal(months)
    spread = chance.gamma(4.0, 0.25, months) if kind == "nothing" else shared[kind] * varied
    return 1e4 * spread, 1e5 * shared[kind] * (1 + 0.05 * chance.standard_normal(months))


@pytest.mark.parametrize("kind", ["nothing", "season", "growth", "season and growth"])
def test_what_spend_and_result_share_with_the_calendar_is_no_curve(kind: str) -> None:
    told = [refusal(*unrelated(kind, seed)) for seed in range(30)]

    # One in a hundred is meant to slip through each of two tests.
    assert sum(not sentence for sentence in told) <= 2
    assert {sentence for sentence in told if sentence} <= {
        "what came did not go with the spend beyond season and trend, so no curve can be told from chance"
    }


def test_levels_that_wander_by_chance_are_no_curve() -> None:
    accepted = 0
    for seed in range(30):
        wander = np.random.default_rng(seed).standard_normal((36, 2)).cumsum(axis=0)
        accepted += not refusal(1e4 * np.exp(0.1 * wander[:, 0]), 1e5 * np.exp(0.03 * wander[:, 1]))

    assert accepted <= 2


def beside(seed: int, months: int = 48) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Spend that brings up to 100,000, other spend that brings as much, and what came."""
    chance = np.random.default_rng(seed)
    spend, other = chance.gamma(2.0, 5e3, (2, months))
    came = 5e4 + 1e5 * hill(spend, half=1e4, slope=1) + 1e5 * hill(other, half=1e4, slope=1)
    return spend, other[:, None], came + 4e3 * chance.standard_normal(months)


def test_what_other_spend_brings_is_taken_out() -> None:
    truth = 1e5 * np.diff(hill([7500.0, 12500.0], half=1e4, slope=1))[0]
    told, held = {"alone": 0, "beside": 0}, 0
    for seed in range(20):
        spend, other, came = beside(seed)
        told["alone"] += not refusal(spend, came)
        if not refusal(spend, came, other):
            drawn = ResponseCurve.fit(spend, came, other).drawn([7500.0, 12500.0], draws=400, seed=1)
            low, high = np.quantile(drawn[:, 1] - drawn[:, 0], [0.025, 0.975])
            told["beside"] += 1
            held += low <= truth <= high

    assert told["beside"] >= max(19, told["alone"])
    assert held >= 0.85 * told["beside"]


def test_spend_that_only_went_along_with_other_spend_is_no_curve() -> None:
    """Its budget is half that of the spend that brings everything, and chance."""
    accepted = {"alone": 0, "beside": 0}
    for seed in range(30):
        spend, _, came = beside(seed)
        along = 0.5 * spend + np.random.default_rng(900 + seed).gamma(2.0, 2e3, len(spend))
        accepted["alone"] += not refusal(along, came)
        accepted["beside"] += not refusal(along, came, spend[:, None])

    assert accepted["alone"] >= 15
    assert accepted["beside"] <= 2


def test_many_other_kinds_of_spend_leave_room_for_a_curve() -> None:
    chance = np.random.default_rng(1)
    spend, other, came = beside(1)

    curve = ResponseCurve.fit(spend, came, np.column_stack([other, chance.gamma(2.0, 100.0, (len(spend), 20))]))

    assert np.diff(curve.expected([7500.0, 12500.0]))[0] > 0


def seasonal(seed: int, months: int = 48) -> Series:
    """Spend and demand with one season; beside it spend brings up to 100,000, half of it at 10,000."""
    chance = np.random.default_rng(seed)
    season = 1 + 0.4 * np.cos(2 * np.pi * (np.arange(months) - 11) / 12)
    spend = 1e4 * season * chance.gamma(8.0, 1 / 8.0, months)
    came = 1e5 * season + 1e5 * hill(spend, half=1e4, slope=1)
    return spend, came * (1 + 0.05 * chance.standard_normal(months))


def test_what_spend_brings_is_found_under_a_season_that_both_have() -> None:
    held = accepted = 0
    for seed in range(20):
        spend, came = seasonal(seed)
        if refusal(spend, came):
            continue
        drawn = ResponseCurve.fit(spend, came).drawn([7500.0, 12500.0], draws=400, seed=1)
        low, high = np.quantile(drawn[:, 1] - drawn[:, 0], [0.025, 0.975])
        accepted += 1
        held += low <= 1e5 * np.diff(hill([7500.0, 12500.0], half=1e4, slope=1))[0] <= high

    assert accepted >= 15
    assert held >= 0.85 * accepted


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.floats(0, 2e5), st.floats(0, 1e5))
def test_spend_brings_no_more_than_came(seed: int, anyway: float, noise: float) -> None:
    chance = np.random.default_rng(seed)
    spend = chance.gamma(4.0, 2_500.0, 36)
    came = np.maximum(anyway + 4e5 * spend / (spend + 1e4) - 1e5 + noise * chance.standard_normal(36), 0.0)
    assume(not refusal(spend, came))

    curve = ResponseCurve.fit(spend, came)

    drawn = curve.drawn(spend, draws=100, seed=seed).mean(axis=1)
    assert curve.expected(spend).mean() <= came.mean() * (1 + 1e-9)
    assert curve.expected(spend[-12:]).mean() <= came[-12:].mean() * (1 + 1e-9)
    assert drawn.max() <= came.mean() * (1 + 1e-9)


def test_a_result_that_wants_spend_to_bring_more_than_came_is_a_sentence() -> None:
    """Nothing came anyway, and below 6,000 spend brought nothing: no curve of falling returns is like that."""
    spend = np.random.default_rng(3).gamma(8.0, 1_250.0, 48)

    assert refusal(spend, 40 * np.maximum(spend - 6_000, 0.0)).startswith("what came went with the spend so that")


@pytest.mark.parametrize(
    ("spend", "result", "sentence"),
    [
        (np.ones(10), np.ones(10), "10 periods"),
        (np.append(np.zeros(40), np.ones(5)), np.ones(45), "5 periods have spend"),
        (np.arange(40.0), np.append(np.zeros(36), np.ones(4)), "4 periods have any result"),
        (np.append(np.arange(40.0), np.zeros(12)), np.ones(52), "the last year has no spend"),
        (np.full(40, 100.0), np.arange(40.0), "nearly the same"),
    ],
)
def test_too_little_to_tell_is_a_sentence(spend: np.ndarray, result: np.ndarray, sentence: str) -> None:
    with pytest.raises(NotEnoughDataError, match=sentence):
        ResponseCurve.fit(spend, result)
