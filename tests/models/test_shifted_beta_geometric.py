"""The shifted beta-geometric against Fader and Hardie (2007), "How to project customer retention"."""

import json
from pathlib import Path

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats
from riparian.models.shifted_beta_geometric import Renewals, ShiftedBetaGeometric, log_likelihood

HIGH_END = Renewals.of_survivors([1000, 869, 743, 653, 593, 551, 517, 491])
REGULAR = Renewals.of_survivors([1000, 631, 468, 382, 326, 289, 262, 241])
"""Table 1 of the paper: thousand customers of each kind, and how many were left after each of seven years."""


@pytest.mark.parametrize(
    ("seen", "parameters", "likelihood"), [(HIGH_END, (0.668, 3.806), -1611.2), (REGULAR, (0.704, 1.182), -1680.3)]
)
def test_the_published_parameters_come_out(seen: Renewals, parameters: tuple[float, float], likelihood: float) -> None:
    found = ShiftedBetaGeometric.fit(seen)

    assert found.parameters == pytest.approx(parameters, abs=5e-4)
    assert found.log_likelihood(seen) == pytest.approx(likelihood, abs=0.05)


def test_seven_years_project_to_twelve(reference: Path) -> None:
    """What happened in years 8–12 to the high end: 46.8, 44.5, 42.7, 40.9, 39.4 % were left."""
    kept = json.loads((reference / "clv/sbg_contractual_high_end.json").read_text())["high_end"]

    found = ShiftedBetaGeometric.fit(HIGH_END)

    assert found.survival(range(13)) == pytest.approx(kept["model_survival_years_0_12"], abs=6e-5)
    assert found.survival(range(8, 13)) == pytest.approx([0.468, 0.445, 0.427, 0.409, 0.394], abs=0.02)


def test_residual_lifetime_after_seven_renewals_is_that_of_the_sum() -> None:
    """7.53 at 10 %: known from the reference data; the sum by hand of the expected renewals confirms it."""
    model = ShiftedBetaGeometric(alpha=0.668, beta=3.806)
    later = np.arange(8, 3_000)

    found = model.discounted_residual_lifetime([7], discount=0.1)

    by_hand = (model.survival(later) / model.survival(7) / 1.1 ** (later - 8)).sum()
    assert found == pytest.approx([7.53], abs=0.005)
    assert found == pytest.approx([by_hand])


def test_retention_is_the_ratio_of_survivals_and_rises() -> None:
    model = ShiftedBetaGeometric(alpha=0.668, beta=3.806)
    periods = np.arange(1, 20)

    retention = model.retention(periods)

    assert retention == pytest.approx(model.survival(periods) / model.survival(periods - 1))
    assert (np.diff(retention) > 0).all()
    assert model.survival(0) == 1


def test_known_parameters_come_back_from_cohorts_of_many_ages_within_three_standard_errors() -> None:
    chance = np.random.default_rng(6)
    periods, seen = chance.geometric(chance.beta(0.7, 3.8, 50_000)), chance.integers(1, 11, 50_000)
    gone = periods <= seen
    cohorts = Renewals(
        np.bincount(periods[gone] - 1, minlength=10).astype(float),
        np.bincount(seen[~gone] - 1, minlength=10).astype(float),
    )

    found = ShiftedBetaGeometric.fit(cohorts)

    errors = found.uncertainty(cohorts).standard_errors
    assert (errors / found.parameters < 0.05).all()
    assert (np.abs(found.parameters - [0.7, 3.8]) < 3 * errors).all()
    assert np.std([one.alpha for one in found.draws(cohorts, count=1_000, seed=1)]) == pytest.approx(errors[0], rel=0.1)


@pytest.mark.parametrize("logs", [(-0.4, 1.3), (2.0, -1.0)])
def test_the_gradient_is_that_of_the_differences(logs: Floats) -> None:
    at, step = floats(logs), 1e-5

    found = log_likelihood(HIGH_END, at)[1]

    by_differences = [
        (log_likelihood(HIGH_END, at + one)[0] - log_likelihood(HIGH_END, at - one)[0]) / (2 * step)
        for one in np.eye(2) * step
    ]
    assert found == pytest.approx(by_differences, rel=1e-6)
    assert found.shape == (2,)


def test_cohorts_of_different_ages_add_up_period_by_period() -> None:
    together = HIGH_END + Renewals.of_survivors([100, 60])

    assert together.left[:2].tolist() == [131 + 40, 126]
    assert together.staying.tolist() == [60, 0, 0, 0, 0, 0, 491]


@pytest.mark.parametrize(
    ("survivors", "told"),
    [([1000], "0 customers left"), ([1000, 990], "10 customers left"), ([1000, 500], "1 period ended")],
)
def test_too_little_is_no_model(survivors: list[float], told: str) -> None:
    with pytest.raises(NotEnoughDataError, match=told):
        ShiftedBetaGeometric.fit(
            Renewals.of_survivors(survivors) if len(survivors) > 1 else Renewals(floats([]), floats([]))
        )


def test_customers_who_come_back_are_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        Renewals.of_survivors([100, 50, 60])


def test_the_interval_of_survival_is_that_of_drawn_parameters() -> None:
    """The high end tells the parameters well, so both ways of carrying the doubt over have to agree."""
    found = ShiftedBetaGeometric.fit(HIGH_END)

    low, high = found.survival_interval(HIGH_END, [1, 7, 12], level=0.9)

    drawn = [one.survival([1, 7, 12]) for one in found.draws(HIGH_END, count=4_000, seed=2)]
    assert np.array([low, high]) == pytest.approx(np.quantile(drawn, [0.05, 0.95], axis=0), abs=0.004)


def test_where_the_data_tell_no_parameters_the_interval_is_unknown_or_wide_and_never_beyond_its_range() -> None:
    steady = Renewals.of_survivors([6400, 4800, 3600, 2700])

    low, high = ShiftedBetaGeometric.fit(steady).survival_interval(steady, range(1, 20), level=0.9)

    assert np.isnan(low).all() or ((low >= 0) & (high <= 1) & (low < high)).all()


def test_observed_survival_is_that_of_kaplan_and_meier_where_cohorts_have_many_ages() -> None:
    """By hand: 1,100 at risk of whom 171 leave; then 869 (the young were last seen after one year), 126 leave."""
    together = HIGH_END + Renewals.of_survivors([100, 60])

    assert together.at_risk[:2].tolist() == [1100, 869]
    assert together.observed_survival[:2] == pytest.approx([929 / 1100, 929 / 1100 * 743 / 869])
    assert HIGH_END.observed_survival[-1] == pytest.approx(0.491)
