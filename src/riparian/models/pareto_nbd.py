"""The Pareto/NBD: who buys again and again and may leave at any time."""

from dataclasses import astuple, dataclass
from functools import partial
from typing import Self

import numpy as np

from riparian.models.discounting import discounted
from riparian.models.histories import Floats, PurchaseHistories, floats, total
from riparian.models.maximum_likelihood import ParameterUncertainty, maximum, uncertainty
from riparian.models.readiness import REPEAT_BUYERS, require
from riparian.models.special import digamma, expit, gammaln, hyperu

MODEL = "Pareto/NBD"
STARTS = ((1.0, 10.0, 1.0, 10.0), (0.5, 5.0, 0.5, 5.0), (2.0, 10.0, 0.3, 30.0))
"""r, α, s, β to begin from, for histories that are 20 units of time old on average."""
USUAL_AGE = 20.0
SCOUTS = 1_000
"""Customers by whom a start is chosen."""

NODES, WEIGHTS = (floats(one) for one in np.polynomial.legendre.leggauss(24))
TO_NOTHING = 36.0
"""Powers of e: beyond, an integrand that falls has no further digit to give."""
TAIL_NODES, TAIL_WEIGHTS = (floats(one) for one in np.polynomial.laguerre.laggauss(48))
HOMOGENEOUS = 10.0
"""From this s on the tail of a lifetime is nearly exponential, which is where `hyperu` fails and Laguerre does not."""


def log_odds_of_having_left(parameters: Floats, *, repeats: Floats, last: Floats, age: Floats) -> tuple[Floats, Floats]:
    """The log-odds, shape `(n,)`, and their gradient by the parameters, shape `(4, n)`.

    The odds are `s × (α + T)^(r + x) × (β + T)^s × ∫ (α + u)^−(r + x) (β + u)^−(s + 1) du` over the time u of leaving,
    from the last purchase to the end. Published forms write the integral as a difference of two hypergeometric
    functions, which are equal to the last digit where the last purchase was late or there were many. Here it is taken
    by Gauss and Legendre's rule over `ln (m + u)`, m the smaller of α and β, and no further than the integrand has
    fallen to nothing: positive always, right to ten digits, and its gradient comes with it.
    """
    r, alpha, s, beta = parameters
    m = min(alpha, beta)
    shape = r + repeats
    from_m, from_alpha, from_beta = m + last, alpha + last, beta + last
    width = width_of(shape, s, from_m=from_m, from_alpha=from_alpha, from_beta=from_beta, left_over=age - last)
    whole, *moments = (np.zeros_like(shape) for _ in range(5))
    of_smaller, of_larger = (shape, s + 1) if alpha < beta else (s + 1, shape)
    from_larger = np.maximum(from_alpha, from_beta)
    for node, weight in zip((NODES + 1) / 2, WEIGHTS / 2, strict=True):
        # The logarithm of the smaller sum is the rule's own variable, so that only the larger's is to be taken.
        grown = width * node
        since = np.expm1(grown)
        later = from_m * since
        grown_larger = np.log1p(later / from_larger)
        f = weight * np.exp((1 - of_smaller) * grown - of_larger * grown_larger)
        whole += f
        for moment, one in zip(moments, (grown, 1 / (since + 1), grown_larger, 1 / (from_larger + later)), strict=True):
            moment += f * one
    of_m, by_m, of_other, by_other = (moment / whole for moment in moments)
    by_m = by_m / from_m
    by_r, by_alpha, by_s, by_beta = (
        (of_m, by_m, of_other, by_other) if alpha < beta else (of_other, by_other, of_m, by_m)
    )
    until, until_death = np.log((alpha + age) / from_alpha), np.log((beta + age) / from_beta)
    # Who bought at the very end cannot have left since: a width of 0 is a log of −∞, and means it.
    with np.errstate(divide="ignore"):
        odds = np.log(s * width * from_m / from_beta * whole) + shape * until + s * until_death
    gradient = np.array(
        [
            until - by_r,
            shape * (1 / (alpha + age) - by_alpha),
            1 / s + until_death - by_s,
            s / (beta + age) - (s + 1) * by_beta,
        ]
    )
    return odds, gradient


def log_odds_alone(parameters: Floats, *, repeats: Floats, last: Floats, age: Floats) -> Floats:
    """`log_odds_of_having_left` by the same rule without the gradient, in half the time."""
    r, alpha, s, beta = parameters
    shape = r + repeats
    from_m, from_alpha, from_beta = min(alpha, beta) + last, alpha + last, beta + last
    of_smaller, of_larger = (shape, s + 1) if alpha < beta else (s + 1, shape)
    width = width_of(shape, s, from_m=from_m, from_alpha=from_alpha, from_beta=from_beta, left_over=age - last)
    ratio = from_m / np.maximum(from_alpha, from_beta)
    whole = np.zeros_like(shape)
    for node, weight in zip((NODES + 1) / 2, WEIGHTS / 2, strict=True):
        grown = width * node
        whole += weight * np.exp((1 - of_smaller) * grown - of_larger * np.log1p(np.expm1(grown) * ratio))
    until, until_death = np.log((alpha + age) / from_alpha), np.log((beta + age) / from_beta)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(s * width * from_m / from_beta * whole) + shape * until + s * until_death)


def width_of(
    shape: Floats, s: float, *, from_m: Floats, from_alpha: Floats, from_beta: Floats, left_over: Floats
) -> Floats:
    """How far the integral goes, in `ln (m + u)`: to the end of what was seen, or to where nothing more comes."""
    # How fast the logarithm falls at the start; it falls faster and faster.
    fall = np.maximum(shape * from_m / from_alpha + (s + 1) * from_m / from_beta - 1, 1e-9)
    return np.asarray(np.minimum(np.log1p(left_over / from_m), TO_NOTHING / fall))


def log_likelihood(histories: PurchaseHistories, logs: Floats) -> tuple[float, Floats]:
    """Of counted histories, and its gradient by the logarithms of r, α, s, β."""
    r, alpha, s, beta = parameters = np.exp(logs)
    x, last, age, n = histories.columns
    odds, of_odds = log_odds_of_having_left(parameters, repeats=x, last=last, age=age)
    until, until_death = np.log(alpha + age), np.log(beta + age)
    value = gammaln(r + x) - gammaln(r) + r * (logs[1] - until) - x * until + s * (logs[3] - until_death)
    alive = np.array(
        [
            digamma(r + x) - digamma(r) + logs[1] - until,
            r / alpha - (r + x) / (alpha + age),
            logs[3] - until_death,
            s / beta - s / (beta + age),
        ]
    )
    gradient = alive + expit(odds) * of_odds
    return total(n, value + np.logaddexp(0, odds)), np.asarray((gradient * n).sum(axis=1) * parameters)


def expected_lifetime(s: float, rate: Floats, *, horizon: float) -> Floats:
    """Time within the horizon that a customer stays whose rate of leaving is gamma (`s`, `rate`); shape `(n,)`."""
    log_ratio = np.log(rate / (rate + horizon))
    # exprel would do, but for s = 1, where the ratio to the power of nought counts its own logarithm.
    return rate * (-log_ratio if s == 1 else -np.expm1((s - 1) * log_ratio) / (s - 1))


def discounted_lifetime(s: float, rate: Floats, *, discount: float) -> Floats:
    """The whole time a customer stays, discounted continuously: `rate × U(1, 2 − s, discount × rate)`; shape `(n,)`.

    U is Tricomi's confluent hypergeometric function.
    """
    z = discount * rate
    if s < HOMOGENEOUS:
        return np.asarray(rate * hyperu(1, 2 - s, z))
    steepness = s - 1 + z
    y = TAIL_NODES[:, None] / steepness
    return np.asarray(rate / steepness * (TAIL_WEIGHTS @ np.exp(-z * (np.expm1(y) - y))))


@dataclass(frozen=True, slots=True)
class ParetoNBD:
    """Purchases at a gamma rate (`r`, `alpha`) while a customer stays; leaving at a gamma rate (`s`, `beta`).

    Source: Schmittlein, Morrison and Colombo (1987), "Counting your customers", Management Science 33, 1–24; in the
    form of Fader and Hardie (2005), "A note on deriving the Pareto/NBD model and related expressions".
    """

    r: float
    alpha: float
    """In the unit of time of the histories, as is `beta`."""
    s: float
    beta: float

    @classmethod
    def fit(cls, histories: PurchaseHistories) -> Self:
        """The parameters of greatest likelihood.

        Raises:
            NotEnoughDataError: fewer than 30 customers bought again, or there is no maximum.
        """
        require(histories.repeat_buyers, needed=REPEAT_BUYERS, noun="customer", verb="bought again", model=MODEL)
        unit = histories.mean_age / USUAL_AGE
        scaled = histories.in_units_of(unit)
        few = scaled.thinned(SCOUTS)
        r, alpha, s, beta = maximum(
            partial(log_likelihood, scaled), STARTS, model=MODEL, scout=partial(log_likelihood, few)
        ).tolist()
        return cls(r, alpha * unit, s, beta * unit)

    @property
    def parameters(self) -> Floats:
        """r, α, s, β."""
        return floats(astuple(self))

    def log_likelihood(self, histories: PurchaseHistories) -> float:
        """Of counted histories, as published."""
        return log_likelihood(histories, np.log(self.parameters))[0]

    def uncertainty(self, histories: PurchaseHistories) -> ParameterUncertainty:
        """How well the histories the model was fitted to tell its parameters."""
        return uncertainty(lambda logs: log_likelihood(histories, logs), self.parameters, model=MODEL)

    def draws(self, histories: PurchaseHistories, *, count: int, seed: int) -> tuple["ParetoNBD", ...]:
        """Models as they might as well have come out, to carry the doubt into a prediction."""
        return tuple(ParetoNBD(*row) for row in self.uncertainty(histories).draws(count, seed=seed).tolist())

    def probability_alive(self, repeats: Floats, last: Floats, age: Floats) -> Floats:
        """Probability that a customer is still one, given their history; shape `(n,)`.

        Args:
            repeats: purchases after the first (x).
            last: time from the first purchase to the last (t_x).
            age: time since the first purchase (T).
        """
        return np.asarray(expit(-log_odds_alone(self.parameters, repeats=repeats, last=last, age=age)))

    def expected_purchases(self, repeats: Floats, last: Floats, age: Floats, *, horizon: float) -> Floats:
        """Expected further purchases within the horizon, given the history; shape `(n,)`. Equation 41 of the note."""
        return self.probability_alive(repeats, last, age) * self.purchases_if_alive(repeats, age, horizon=horizon)

    def purchases_if_alive(self, repeats: Floats, age: Floats, *, horizon: float) -> Floats:
        """Expected further purchases within the horizon of somebody who has not left, shape `(n,)`."""
        rate = (self.r + repeats) / (self.alpha + age)
        return rate * expected_lifetime(self.s, self.beta + age, horizon=horizon)

    def expected_purchases_of_new(self, horizon: float) -> float:
        """Expected repeat purchases of somebody of whom only the first is known. Equation 27 of the note."""
        return float(self.r / self.alpha * expected_lifetime(self.s, floats([self.beta]), horizon=horizon)[0])

    def discounted_residual_purchases(self, repeats: Floats, last: Floats, age: Floats, *, discount: float) -> Floats:
        """All purchases still to come, discounted continuously to the end of what was seen (DERT); shape `(n,)`.

        Args:
            repeats: purchases after the first (x).
            last: time from the first purchase to the last (t_x).
            age: time since the first purchase (T).
            discount: continuous, per unit of time: for 15 % a year in weeks, `ln(1.15) ÷ 52`. Above 0.

        Source: Fader, Hardie and Lee (2005), "RFM and CLV: using iso-value curves for customer base analysis",
        Journal of Marketing Research 42, 415–430, equation 2.
        """
        rate = (self.r + repeats) / (self.alpha + age)
        staying = discounted_lifetime(self.s, self.beta + age, discount=discount)
        return self.probability_alive(repeats, last, age) * rate * staying

    def discounted_purchases(
        self, repeats: Floats, last: Floats, age: Floats, *, periods: int, period_length: float, discount: float
    ) -> Floats:
        """Expected further purchases of the coming periods, those of a period discounted from its end; shape `(n,)`."""
        return discounted(
            lambda horizon: self.expected_purchases(repeats, last, age, horizon=horizon),
            periods=periods,
            period_length=period_length,
            discount=discount,
        )
