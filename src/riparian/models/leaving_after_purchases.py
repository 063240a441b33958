"""Customers who may leave after each purchase: what the BG/NBD and the MBG/NBD have in common.

While a customer stays, purchases come at a steady rate λ of their own; at every *chance to leave* they leave with a
probability p of their own. λ is gamma distributed among customers (r, α), p is beta distributed (a, b). In the BG/NBD
every repeat purchase is a chance to leave; in the MBG/NBD the first purchase is one more.

With c chances to leave so far, the odds of having left at the last of them are `a ÷ (b + c − 1) × ((α + T) ÷
(α + t_x))^(r + x)`, and everything here is arithmetic on the logarithm of these odds: no power overflows, however
many purchases there are.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from riparian.models.histories import Floats, PurchaseHistories, summed, total
from riparian.models.maximum_likelihood import maximum
from riparian.models.readiness import REPEAT_BUYERS, require
from riparian.models.special import betaincinv, betaln, digamma, gammaln, hyp2f1

STARTS = ((1.0, 10.0, 1.0, 1.0), (0.3, 5.0, 0.8, 2.5), (2.0, 5.0, 0.2, 5.0))
"""r, α, a, b to begin from, for histories that are 20 units of time old on average."""
USUAL_AGE = 20.0
SCOUTS = 20_000
"""Customers by whom a start is chosen and the climb begun."""

NEAR = 1e-5
"""Closer than this to where a formula is nought divided by nought, the mean of both sides is taken."""
QUANTILES, WEIGHTS = (
    (one + shift) / 2 for one, shift in zip(np.polynomial.legendre.leggauss(100), (1, 0), strict=True)
)


def log_odds_of_having_left(
    parameters: Floats, *, repeats: Floats, last: Floats, age: Floats, chances: Floats
) -> Floats:
    """Shape `(n,)`; −∞ where there was no chance to leave yet."""
    r, alpha, a, b = parameters
    left_last = np.log(a) - np.log(b + np.maximum(chances, 1) - 1)
    return np.where(chances > 0, left_last + (r + repeats) * np.log((alpha + age) / (alpha + last)), -np.inf)


@dataclass(frozen=True, slots=True, eq=False)
class LeavingLikelihood:
    """The log-likelihood of counted histories, with what does not depend on the parameters summed beforehand.

    Gamma functions see each number of repeats once and logarithms each time once, so a case costs little more than
    the odds of its having left.
    """

    histories: PurchaseHistories
    chances: Floats
    """To leave so far, of each history."""
    repeats: tuple[Floats, Floats, Floats]
    """Distinct repeats, the chances that go with them, and customers of each."""
    ages: tuple[Floats, Floats, Floats]
    """Distinct ages, customers of each, and their repeats together."""

    @classmethod
    def of(cls, histories: PurchaseHistories, *, chances_before_repeats: int) -> Self:
        """With so many chances to leave before the first repeat purchase: 0 in the BG/NBD, 1 in the MBG/NBD."""
        x, places = np.unique(histories.repeats, return_inverse=True)
        customers = summed(histories.customers, places, len(x))
        age, places = np.unique(histories.age, return_inverse=True)
        of_age = summed(histories.customers, places, len(age))
        repeats_of_age = summed(histories.customers * histories.repeats, places, len(age))
        chances = histories.repeats + chances_before_repeats
        # Without a chance to leave the case is told by the sums alone.
        cases = PurchaseHistories(*(column[chances > 0] for column in histories.columns))
        repeats = (x, x + chances_before_repeats, customers)
        return cls(cases, chances[chances > 0], repeats, (age, of_age, repeats_of_age))

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        """The log-likelihood and its gradient by the logarithms of r, α, a, b."""
        r, alpha, a, b = parameters = np.exp(logs)
        x, chances, n = self.repeats
        age, n_age, x_age = self.ages
        until = np.log(alpha + age)
        value = total(n, gammaln(r + x) - gammaln(r) + r * logs[1] + betaln(a, b + chances) - betaln(a, b))
        value -= total(until, r * n_age + x_age)
        stayed = digamma(a + b) - digamma(a + b + chances)
        by_r = total(n, digamma(r + x) - digamma(r) + logs[1]) - total(until, n_age)
        by_alpha = n.sum() * r / alpha - total(r * n_age + x_age, 1 / (alpha + age))
        by_a = total(n, stayed)
        by_b = total(n, stayed + digamma(b + chances) - digamma(b))

        case = self.histories
        until_last, until_end = alpha + case.last, alpha + case.age
        since, shape, before = np.log(until_end / until_last), r + case.repeats, b + self.chances - 1
        odds = np.log(a / before) + shape * since
        # `logaddexp` and `expit` from one power of e that cannot overflow: both together take a third of the time.
        smaller = np.exp(-np.abs(odds))
        left = case.customers * np.where(odds > 0, 1, smaller) / (1 + smaller)
        value += total(case.customers, np.maximum(odds, 0) + np.log(1 + smaller))
        by_r += total(left, since)
        by_alpha += total(left * shape, 1 / until_end - 1 / until_last)
        by_a += left.sum() / a
        by_b -= total(left, 1 / before)
        return float(value), np.array([by_r, by_alpha, by_a, by_b]) * parameters


def fitted(histories: PurchaseHistories, *, chances_before_repeats: int, model: str) -> Floats:
    """The r, α, a, b of greatest likelihood.

    Raises:
        NotEnoughDataError: fewer than 30 customers bought again, or there is no maximum.
    """
    require(histories.repeat_buyers, needed=REPEAT_BUYERS, noun="customer", verb="bought again", model=model)
    unit = histories.mean_age / USUAL_AGE
    scaled = histories.in_units_of(unit)
    likelihood, scout = (
        LeavingLikelihood.of(one, chances_before_repeats=chances_before_repeats)
        for one in (scaled, scaled.thinned(SCOUTS))
    )
    return np.asarray(maximum(likelihood, STARTS, model=model, scout=scout) * np.array([1, unit, 1, 1]))


def purchases_of_one_who_stays(shape: Floats, rate: Floats, *, a: float, b: Floats, horizon: float) -> Floats:
    """Expected purchases within the horizon of a customer who has not left, shape `(n,)`.

    Their λ is gamma (`shape`, `rate`) and their p is beta (`a`, `b`), both after what was seen of them. This is
    `(a + b − 1) ÷ (a − 1) × (1 − (1 − z)^shape × ₂F₁(shape, b; a + b − 1; z))` of Fader, Hardie and Lee with
    `z = horizon ÷ (rate + horizon)`, after Euler's transformation: `1 − (1 − z)^(a − 1) × ₂F₁(a + b − 1 − shape,
    a − 1; a + b − 1; z)` has no large numbers in it when there are many purchases.
    """
    if abs(a - 1) < NEAR:
        sides = [
            purchases_of_one_who_stays(shape, rate, a=1 + side * NEAR, b=b, horizon=horizon) for side in (-1.001, 1.001)
        ]
        return np.asarray(sum(sides) / 2)
    c = a + b - 1
    z = horizon / (rate + horizon)

    def value(c: Floats) -> Floats:
        lasting = np.exp((a - 1) * np.log1p(-z)) * hyp2f1(c - shape, a - 1, c, z)
        return np.asarray(c * (1 - lasting) / (a - 1))

    at_nought = np.abs(c) < NEAR
    with np.errstate(all="ignore"):
        found = value(np.where(at_nought, NEAR, c))
        found = np.where(at_nought, (found + value(np.where(at_nought, -NEAR, c))) / 2, found)
    lost = ~np.isfinite(found)
    found[lost] = over_quantiles(shape[lost], rate[lost], a=a, b=b[lost], horizon=horizon)
    return found


def over_quantiles(shape: Floats, rate: Floats, *, a: float, b: Floats, horizon: float) -> Floats:
    """The same as a mean over customers from the most to the least faithful: `(1 − (1 + p z)^−shape) ÷ p`.

    For customers nearly all alike, where the series of ₂F₁ fails. Right to four digits, less where p is nearly always
    0 or 1.
    """
    # Histories of as many purchases share their b, and the quantiles are what takes long.
    distinct, places = np.unique(b, return_inverse=True)
    p = np.maximum(betaincinv(a, distinct[:, None], QUANTILES), np.finfo(np.float64).tiny)[places]
    return np.asarray(-np.expm1(-shape[:, None] * np.log1p(p * horizon / rate[:, None])) / p @ WEIGHTS)
