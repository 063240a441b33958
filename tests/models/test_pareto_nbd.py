"""The Pareto/NBD against what is published of the CDNOW sample, against integrals and simulation, and at its limits.

Published: Fader and Hardie (2005), "A note on deriving the Pareto/NBD model", and the tests of `lifetimes`.
"""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import hyp2f1

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, PurchaseHistories, floats
from riparian.models.pareto_nbd import (
    ParetoNBD,
    discounted_lifetime,
    log_likelihood,
    log_odds_alone,
    log_odds_of_having_left,
)
from tests.models.simulated_buyers import pareto_nbd_buyers
from tests.models.tracking import repeats_until

PUBLISHED = ParetoNBD(r=0.553, alpha=10.578, s=0.606, beta=11.669)
TRUTH = {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}


def seen(repeats: float, last: float, age: float) -> tuple[Floats, Floats, Floats]:
    return floats([repeats]), floats([last]), floats([age])


def test_the_published_parameters_come_out(cdnow: PurchaseHistories) -> None:
    found = ParetoNBD.fit(cdnow.merged())

    assert found.parameters == pytest.approx(PUBLISHED.parameters, abs=1.5e-3)
    assert found.log_likelihood(cdnow) == pytest.approx(-9594.974, abs=1e-3)
    history = cdnow.repeats, cdnow.last, cdnow.age
    assert found.expected_purchases(*history, horizon=39).sum() == pytest.approx(1665.5, abs=0.1)
    assert found.probability_alive(*history).mean() == pytest.approx(0.44628, abs=1e-5)


def test_purchases_of_somebody_new_are_those_published(cdnow: PurchaseHistories) -> None:
    """In the manual of BTYD, from parameters it does not print; fitted ones come within 0.6 %."""
    weekly = [
        0.05077821,
        0.09916088,
        0.14542507,
        0.18979930,
        0.23247466,
        0.27361274,
        0.31335159,
        0.35181024,
        0.38909211,
    ]
    fitted = ParetoNBD.fit(cdnow.merged())

    found = [fitted.expected_purchases_of_new(week) for week in range(1, 10)]

    assert found == pytest.approx(weekly, rel=0.006)


def test_the_next_39_weeks_are_foretold_as_published(cdnow: PurchaseHistories, cdnow_repeats: dict[int, float]) -> None:
    """Fader, Hardie and Lee (2005): by week 78 the Pareto/NBD tells 2 % too few."""
    foretold = repeats_until(78, ParetoNBD.fit(cdnow.merged()), cdnow)

    assert foretold / cdnow_repeats[78] == pytest.approx(0.98, abs=5e-3)


def test_one_published_customer() -> None:
    assert PUBLISHED.expected_purchases(*seen(26, 30.86, 31), horizon=52) == pytest.approx([25.46], abs=5e-3)
    assert PUBLISHED.probability_alive(*seen(26, 30.86, 31)) == pytest.approx([0.9979], abs=5e-5)


def test_many_purchases_do_not_break_it() -> None:
    """Where other programs began to underflow: x = 132 and 133, bought at the very end."""
    model = ParetoNBD(r=0.55, alpha=10.58, s=0.61, beta=11.67)

    assert model.expected_purchases(*seen(132, 200, 200), horizon=10) == pytest.approx([6.2060518], abs=5e-8)
    assert model.expected_purchases(*seen(133, 200, 200), horizon=10) == pytest.approx([6.2528722], abs=5e-8)
    assert model.probability_alive(*seen(100_000, 190, 200)) == pytest.approx([0])


@pytest.mark.parametrize("history", [(0, 0, 39), (1, 5, 39), (3, 38.9, 39), (12, 20, 31)])
@pytest.mark.parametrize("parameters", [(0.55, 10.6, 0.61, 11.7), (0.55, 30, 0.61, 2), (2, 3, 4, 90)])
def test_the_odds_are_those_of_the_published_hypergeometric_form(
    history: tuple[float, float, float], parameters: tuple[float, float, float, float]
) -> None:
    """Equations 19 and 20 of the note: A₀ as a difference of two ₂F₁."""
    (x, last, age), (r, alpha, s, beta) = history, parameters
    q, largest, gap = r + s + x, max(alpha, beta), abs(alpha - beta)
    other = s + 1 if alpha >= beta else r + x
    a0 = sum(
        sign * hyp2f1(q, other, q + 1, gap / (largest + at)) / (largest + at) ** q
        for sign, at in ((1, last), (-1, age))
    )

    odds = log_odds_of_having_left(floats(parameters), repeats=floats([x]), last=floats([last]), age=floats([age]))[0]

    published = s / q * (alpha + age) ** (r + x) * (beta + age) ** s * a0
    assert np.exp(odds) == pytest.approx([published], rel=1e-8)


@pytest.mark.parametrize("logs", [(-0.6, 2.4, -0.5, 2.5), (1.0, 0.0, 0.7, 4.0)])
def test_the_gradient_is_that_of_the_differences(logs: Floats) -> None:
    histories = PurchaseHistories.of([0, 1, 5, 2], [0, 9, 38, 39], [39, 30, 39, 39], [500, 40, 20, 3])
    at, step = floats(logs), 1e-5

    found = log_likelihood(histories, at)[1]

    by_differences = [
        (log_likelihood(histories, at + one)[0] - log_likelihood(histories, at - one)[0]) / (2 * step)
        for one in np.eye(4) * step
    ]
    assert found == pytest.approx(by_differences, rel=1e-5)
    assert found.shape == (4,)


@pytest.mark.parametrize("s", [0.05, 0.606, 1, 3, 9.99, 10, 60, 5_000])
@pytest.mark.parametrize("z", [1e-3, 0.135, 5, 300])
def test_the_discounted_lifetime_is_that_of_the_integral(s: float, z: float) -> None:
    """`∫ e^(−z v) (1 + v)^−s dv`, over `y = ln (1 + v)`."""
    by_integration = quad(
        lambda y: np.exp(-z * np.expm1(y) + y * (1 - s)),
        0,
        min(np.log1p(700 / z), 700 / max(s - 1, 1)),
        epsabs=0,
        epsrel=1e-11,
        limit=500,
    )[0]

    found = discounted_lifetime(s, floats([50.0]), discount=z / 50)

    assert found / 50 == pytest.approx([by_integration], rel=1e-8)


@pytest.mark.parametrize("parameters", [(0.55, 10.58, 0.61, 11.67), (2.0, 30.0, 5.0, 4.0)])
def test_the_odds_are_the_same_with_and_without_their_gradient(parameters: tuple[float, ...]) -> None:
    x, last, age = floats([0, 0, 2, 7, 300]), floats([0, 0, 30.4, 38.9, 250]), floats([0.5, 38.9, 38.9, 38.9, 260])

    alone = log_odds_alone(floats(parameters), repeats=x, last=last, age=age)

    assert alone == pytest.approx(
        log_odds_of_having_left(floats(parameters), repeats=x, last=last, age=age)[0], rel=1e-12
    )


def test_residual_purchases_are_the_discounted_sum_week_by_week() -> None:
    history = seen(2, 30.43, 38.86)
    annual = np.log(1.15) / 52

    forever = PUBLISHED.discounted_residual_purchases(*history, discount=annual)

    weekly = PUBLISHED.discounted_purchases(*history, periods=52 * 40, period_length=1, discount=np.expm1(annual))
    assert forever == pytest.approx(weekly, rel=3e-3)


def test_a_mean_rate_of_leaving_that_is_a_logarithm_fits_between_its_neighbours() -> None:
    below, at, above = (ParetoNBD(0.5, 10, s, 12).expected_purchases_of_new(39) for s in (1 - 1e-7, 1, 1 + 1e-7))

    assert at == pytest.approx((below + above) / 2, rel=1e-8)


def test_known_parameters_come_back_within_three_standard_errors() -> None:
    found_in = pareto_nbd_buyers(20_000, **TRUTH, seed=13)

    found = ParetoNBD.fit(found_in)

    errors = found.uncertainty(found_in).standard_errors
    assert (errors / found.parameters < 0.3).all()
    assert (np.abs(found.parameters - list(TRUTH.values())) < 3 * errors).all()


def test_drawn_models_come_again_with_their_seed(cdnow: PurchaseHistories) -> None:
    model = ParetoNBD.fit(cdnow.merged())

    drawn = model.draws(cdnow, count=3, seed=8)

    assert drawn == model.draws(cdnow, count=3, seed=8)
    assert drawn != model.draws(cdnow, count=3, seed=9)


def test_too_few_repeat_buyers_are_no_model() -> None:
    with pytest.raises(NotEnoughDataError, match="29 customers bought again; Pareto/NBD needs 30"):
        ParetoNBD.fit(PurchaseHistories.of([1], [10], [39], [29]))
