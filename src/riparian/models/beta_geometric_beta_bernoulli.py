"""The BG/BB: who buys, or does not, at each of a row of chances, and may leave for good before any of them."""

from dataclasses import astuple, dataclass
from typing import Self

import numpy as np

from riparian.models.histories import Floats, PurchaseHistories, floats, total
from riparian.models.maximum_likelihood import ParameterUncertainty, maximum, uncertainty
from riparian.models.readiness import REPEAT_BUYERS, require
from riparian.models.special import betaln, digamma, gammaln, hyp2f1

MODEL = "BG/BB"
STARTS = ((1.0, 1.0, 0.5, 3.0), (1.0, 2.0, 1.0, 1.0), (0.5, 0.5, 0.5, 5.0))


@dataclass(frozen=True, slots=True, eq=False)
class Endings:
    """Every way a history may have come about: the customer left after some chance, or never. All in one row.

    A history of n chances, the t_x-th the last one taken, has n − t_x + 1 ways, which stand together.
    """

    first: np.ndarray[tuple[int], np.dtype[np.int64]]
    """Place of the first way of each history, shape `(histories,)`."""
    history: np.ndarray[tuple[int], np.dtype[np.int64]]
    """Of each way, shape `(ways,)`, like the rest."""
    repeats: Floats
    stayed: Floats
    """Chances until which the customer was one."""
    left: Floats
    """1 where they left after those, 0 where they are still a customer."""

    @classmethod
    def of(cls, repeats: Floats, last: Floats, chances: Floats) -> Self:
        """From columns of shape `(histories,)`, whole numbers with `repeats <= last <= chances`."""
        if any((column != np.rint(column)).any() for column in (repeats, last, chances)) or (repeats > last).any():
            raise ValueError("chances are whole, and nobody buys more often than they had the chance: repeats <= last")
        ways = (chances - last + 1).astype(np.int64)
        first = np.cumsum(ways) - ways
        history = np.repeat(np.arange(len(ways)), ways)
        stayed = last[history] + np.arange(len(history)) - first[history]
        return cls(first, history, repeats[history], stayed, (stayed < chances[history]).astype(np.float64))

    def log_likelihoods(self, parameters: Floats) -> tuple[Floats, Floats]:
        """Of the histories, shape `(histories,)`, and of the ways, shape `(ways,)`."""
        alpha, beta, gamma, delta = parameters
        ways = betaln(alpha + self.repeats, beta + self.stayed - self.repeats) - betaln(alpha, beta)
        ways += betaln(gamma + self.left, delta + self.stayed) - betaln(gamma, delta)
        return np.logaddexp.reduceat(ways, self.first) if len(self.first) else ways, ways

    def log_likelihood(self, customers: Floats, logs: Floats) -> tuple[float, Floats]:
        """Of counted histories, and its gradient by the logarithms of α, β, γ, δ."""
        alpha, beta, gamma, delta = parameters = np.exp(logs)
        histories, ways = self.log_likelihoods(parameters)
        weight = customers[self.history] * np.exp(ways - histories[self.history])
        x, missed, left, stayed = self.repeats, self.stayed - self.repeats, self.left, self.stayed
        both = digamma(alpha + beta) - digamma(alpha + beta + stayed)
        life = digamma(gamma + delta) - digamma(gamma + delta + stayed + left)
        gradient = [
            total(weight, digamma(alpha + x) - digamma(alpha) + both),
            total(weight, digamma(beta + missed) - digamma(beta) + both),
            total(weight, digamma(gamma + left) - digamma(gamma) + life),
            total(weight, digamma(delta + stayed) - digamma(delta) + life),
        ]
        return total(customers, histories), np.array(gradient) * parameters


@dataclass(frozen=True, slots=True)
class BetaGeometricBetaBernoulli:
    """At each chance a customer buys with a beta probability (`alpha`, `beta`); before it, leaves (`gamma`, `delta`).

    For what can happen once a period at most: the yearly gift, the monthly box, the event. In its histories `repeats`
    are the chances taken, `last` the number of the last one taken and `age` how many there were, all whole.

    Source: Fader, Hardie and Shang (2010), "Customer-base analysis in a discrete-time noncontractual setting",
    Marketing Science 29, 1086–1108.
    """

    alpha: float
    beta: float
    gamma: float
    delta: float

    @classmethod
    def fit(cls, histories: PurchaseHistories) -> Self:
        """The parameters of greatest likelihood.

        Raises:
            NotEnoughDataError: fewer than 30 customers bought again, or there is no maximum.
        """
        require(histories.repeat_buyers, needed=REPEAT_BUYERS, noun="customer", verb="bought again", model=MODEL)
        endings = Endings.of(histories.repeats, histories.last, histories.age)
        found = maximum(lambda logs: endings.log_likelihood(histories.customers, logs), STARTS, model=MODEL)
        return cls(*found.tolist())

    @property
    def parameters(self) -> Floats:
        """α, β, γ, δ."""
        return floats(astuple(self))

    def log_likelihood(self, histories: PurchaseHistories) -> float:
        """Of counted histories, as published."""
        endings = Endings.of(histories.repeats, histories.last, histories.age)
        return endings.log_likelihood(histories.customers, np.log(self.parameters))[0]

    def uncertainty(self, histories: PurchaseHistories) -> ParameterUncertainty:
        """How well the histories the model was fitted to tell its parameters."""
        endings = Endings.of(histories.repeats, histories.last, histories.age)
        return uncertainty(lambda logs: endings.log_likelihood(histories.customers, logs), self.parameters, model=MODEL)

    def draws(self, histories: PurchaseHistories, *, count: int, seed: int) -> tuple["BetaGeometricBetaBernoulli", ...]:
        """Models as they might as well have come out, to carry the doubt into a prediction."""
        drawn = self.uncertainty(histories).draws(count, seed=seed)
        return tuple(BetaGeometricBetaBernoulli(*row) for row in drawn.tolist())

    def _log_probability_of_history(self, repeats: Floats, last: Floats, chances: Floats) -> Floats:
        return Endings.of(repeats, last, chances).log_likelihoods(self.parameters)[0]

    def _log_survival(self, chances: Floats) -> Floats:
        """Of being a customer at the chance of that number."""
        return np.asarray(betaln(self.gamma, self.delta + chances) - betaln(self.gamma, self.delta))

    def probability_alive(self, repeats: Floats, last: Floats, chances: Floats) -> Floats:
        """Probability of being a customer at the coming chance, given the history; shape `(n,)`. Equation 11."""
        taken = betaln(self.alpha + repeats, self.beta + chances - repeats) - betaln(self.alpha, self.beta)
        seen = self._log_probability_of_history(repeats, last, chances)
        return np.asarray(np.exp(taken + self._log_survival(chances + 1) - seen))

    def expected_purchases(self, repeats: Floats, last: Floats, chances: Floats, *, horizon: int) -> Floats:
        """Expected purchases at so many coming chances, given the history; shape `(n,)`. Equation 13, as a sum."""
        taken = betaln(self.alpha + repeats + 1, self.beta + chances - repeats) - betaln(self.alpha, self.beta)
        taken -= self._log_probability_of_history(repeats, last, chances)
        coming = chances[:, None] + np.arange(1.0, horizon + 1)
        return np.asarray(np.exp(taken[:, None] + self._log_survival(coming)).sum(axis=1))

    def discounted_residual_purchases(
        self, repeats: Floats, last: Floats, chances: Floats, *, discount: float
    ) -> Floats:
        """All purchases still to come, each discounted from its chance (DERT); shape `(n,)`. Equation 14.

        Args:
            repeats: chances taken (x).
            last: number of the last one taken (t_x).
            chances: how many there were (n).
            discount: per chance, above 0.
        """
        taken = betaln(self.alpha + repeats + 1, self.beta + chances - repeats) - betaln(self.alpha, self.beta)
        taken += self._log_survival(chances + 1) - self._log_probability_of_history(repeats, last, chances)
        b = self.delta + chances + 1
        return np.asarray(np.exp(taken) / (1 + discount) * hyp2f1(1, b, self.gamma + b, 1 / (1 + discount)))

    def expected_purchases_of_new(self, chances: int) -> float:
        """Expected purchases of somebody new at their first so many chances. Equation 8, as a sum."""
        survival = np.exp(self._log_survival(np.arange(1.0, chances + 1)))
        return float(self.alpha / (self.alpha + self.beta) * survival.sum())

    def probability_of_purchases(self, purchases: int, *, chances: int) -> float:
        """Probability that somebody new takes exactly so many of their first chances. Equation 7."""
        stayed = np.arange(float(purchases), chances + 1)
        left = (stayed < chances).astype(np.float64)
        ways = gammaln(stayed + 1) - gammaln(purchases + 1) - gammaln(stayed - purchases + 1)
        ways += betaln(self.alpha + purchases, self.beta + stayed - purchases) - betaln(self.alpha, self.beta)
        ways += betaln(self.gamma + left, self.delta + stayed) - betaln(self.gamma, self.delta)
        return float(np.exp(ways).sum())
