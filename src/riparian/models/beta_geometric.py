"""The BG/NBD: who buys again and again and may leave after each repeat purchase."""

from dataclasses import astuple, dataclass
from typing import Self

import numpy as np

from riparian.models.discounting import discounted
from riparian.models.histories import Floats, PurchaseHistories, floats
from riparian.models.leaving_after_purchases import (
    LeavingLikelihood,
    fitted,
    log_odds_of_having_left,
    purchases_of_one_who_stays,
)
from riparian.models.maximum_likelihood import ParameterUncertainty, uncertainty
from riparian.models.special import betainc, betaln, expit, gammaln

MODEL = "BG/NBD"


@dataclass(frozen=True, slots=True)
class BetaGeometric:
    """Purchases at a gamma distributed rate (`r`, `alpha`); leaving after each with a beta probability (`a`, `b`).

    Nobody leaves before their second purchase; where many buy once only, the `ModifiedBetaGeometric` says more.

    Source: Fader, Hardie and Lee (2005), "“Counting your customers” the easy way: an alternative to the Pareto/NBD
    model", Marketing Science 24, 275–284.
    """

    r: float
    alpha: float
    """In the unit of time of the histories."""
    a: float
    b: float

    @classmethod
    def fit(cls, histories: PurchaseHistories) -> Self:
        """The parameters of greatest likelihood.

        Raises:
            NotEnoughDataError: fewer than 30 customers bought again, or there is no maximum.
        """
        return cls(*fitted(histories, chances_before_repeats=0, model=MODEL).tolist())

    @property
    def parameters(self) -> Floats:
        """r, α, a, b."""
        return floats(astuple(self))

    def log_likelihood(self, histories: PurchaseHistories) -> float:
        """Of counted histories, as published: without the factor that does not depend on the parameters."""
        return LeavingLikelihood.of(histories, chances_before_repeats=0)(np.log(self.parameters))[0]

    def uncertainty(self, histories: PurchaseHistories) -> ParameterUncertainty:
        """How well the histories the model was fitted to tell its parameters."""
        likelihood = LeavingLikelihood.of(histories, chances_before_repeats=0)
        return uncertainty(likelihood, self.parameters, model=MODEL)

    def draws(self, histories: PurchaseHistories, *, count: int, seed: int) -> tuple["BetaGeometric", ...]:
        """Models as they might as well have come out, to carry the doubt into a prediction."""
        drawn = self.uncertainty(histories).draws(count, seed=seed)
        return tuple(BetaGeometric(*row) for row in drawn.tolist())

    def probability_alive(self, repeats: Floats, last: Floats, age: Floats) -> Floats:
        """Probability that a customer is still one, given their history.

        Args:
            repeats: purchases after the first (x), shape `(n,)`.
            last: time of the last purchase, counted from the first (t_x), shape `(n,)`, same unit as `age`.
            age: time since the first purchase (T), shape `(n,)`; `age >= last`.

        Returns:
            Probabilities, shape `(n,)`. Exactly 1 where `repeats` is 0: in this model nobody leaves before
            their second purchase.

        Source: Fader, Hardie and Lee (2008), "Computing P(alive) using the BG/NBD model".
        """
        left = log_odds_of_having_left(self.parameters, repeats=repeats, last=last, age=age, chances=repeats)
        return np.asarray(expit(-left))

    def expected_purchases(self, repeats: Floats, last: Floats, age: Floats, *, horizon: float) -> Floats:
        """Expected further purchases within the horizon, given the history; shape `(n,)`. Equation 10 of the paper."""
        return self.probability_alive(repeats, last, age) * self.purchases_if_alive(repeats, age, horizon=horizon)

    def purchases_if_alive(self, repeats: Floats, age: Floats, *, horizon: float) -> Floats:
        """Expected further purchases within the horizon of somebody who has not left, shape `(n,)`."""
        return purchases_of_one_who_stays(
            self.r + repeats, self.alpha + age, a=self.a, b=self.b + repeats, horizon=horizon
        )

    def expected_purchases_of_new(self, horizon: float) -> float:
        """Expected repeat purchases of somebody of whom only the first is known. Equation 9 of the paper."""
        shape, rate, b = (floats([one]) for one in (self.r, self.alpha, self.b))
        return float(purchases_of_one_who_stays(shape, rate, a=self.a, b=b, horizon=horizon)[0])

    def probability_of_purchases(self, purchases: Floats, *, horizon: float) -> Floats:
        """Probability that somebody new makes exactly so many repeat purchases; shape of `purchases`. Equation 8."""
        x = floats(purchases)
        z = horizon / (self.alpha + horizon)
        all_start = betaln(self.a, self.b)
        rate = gammaln(self.r + x) - gammaln(self.r) - gammaln(x + 1) + self.r * np.log1p(-z) + x * np.log(z)
        stayed = np.exp(betaln(self.a, self.b + x) - all_start + rate)
        some = np.maximum(x, 1)
        left = np.exp(betaln(self.a + 1, self.b + some - 1) - all_start) * betainc(some, self.r, z)
        return np.asarray(stayed + np.where(x > 0, left, 0))

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
