"""The shifted beta-geometric: who renews a contract, period after period."""

from dataclasses import astuple, dataclass
from statistics import NormalDist
from typing import Self

import numpy as np
import scipy
from numpy.typing import ArrayLike

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats
from riparian.models.maximum_likelihood import ParameterUncertainty, maximum, uncertainty
from riparian.models.readiness import REPEAT_BUYERS, require
from riparian.models.special import betaln, digamma, hyp2f1

MODEL = "the shifted beta-geometric model"
STARTS = ((1.0, 1.0), (0.7, 3.0), (5.0, 20.0))
STEP = 0.01
"""Of the logarithm of a parameter, to see how the survival moves with it."""


@dataclass(frozen=True, slots=True, eq=False)
class Renewals:
    """By period, 1, 2, … `n`: who left at its end and who was last seen, still there, after it. Shapes `(n,)`.

    Cohorts of one age or of many: two of them add up period by period.
    """

    left: Floats
    staying: Floats
    """Censored: they renewed that many times, and no more is known."""

    def __post_init__(self) -> None:
        if self.left.shape != self.staying.shape or self.left.ndim != 1:
            raise ValueError("left and staying are of one length")
        if (self.left < 0).any() or (self.staying < 0).any():
            raise ValueError("customers are not negative")

    @classmethod
    def of_survivors(cls, survivors: ArrayLike) -> Self:
        """One cohort, from how many there were at the start and after each period."""
        still = floats(survivors)
        staying = np.zeros(len(still) - 1)
        staying[-1] = still[-1]
        return cls(-np.diff(still), staying)

    @property
    def at_risk(self) -> Floats:
        """Who was there when each period began, and seen to its end; shape `(n,)`."""
        return (self.left + self.staying)[::-1].cumsum()[::-1]

    @property
    def observed_retention(self) -> Floats:
        """Share of these who stayed after each period; NaN where nobody was at risk. Shape `(n,)`."""
        risk = self.at_risk
        return np.asarray(1 - self.left / np.where(risk > 0, risk, np.nan))

    @property
    def observed_survival(self) -> Floats:
        """Share still there after each period, of cohorts of all ages: the product of retentions. Shape `(n,)`.

        Source: Kaplan and Meier (1958), "Nonparametric estimation from incomplete observations", JASA 53, 457–481.
        """
        return self.observed_retention.cumprod()

    def __add__(self, other: Self) -> "Renewals":
        longest = max(len(self.left), len(other.left))
        sums = (
            np.pad(one, (0, longest - len(one))) + np.pad(two, (0, longest - len(two)))
            for one, two in ((self.left, other.left), (self.staying, other.staying))
        )
        return Renewals(*sums)


def log_likelihood(renewals: Renewals, logs: Floats) -> tuple[float, Floats]:
    """Of counted renewals, and its gradient by the logarithms of α, β."""
    a, b = parameters = np.exp(logs)
    t = np.arange(1.0, len(renewals.left) + 1)
    value = renewals.left @ (betaln(a + 1, b + t - 1) - betaln(a, b))
    value += renewals.staying @ (betaln(a, b + t) - betaln(a, b))
    n = renewals.left + renewals.staying
    common = n @ (digamma(a + b) - digamma(a + b + t))
    by_a = common + renewals.left.sum() / a
    by_b = common + renewals.left @ (digamma(b + t - 1) - digamma(b)) + renewals.staying @ (digamma(b + t) - digamma(b))
    return float(value), np.array([by_a, by_b]) * parameters


@dataclass(frozen=True, slots=True)
class ShiftedBetaGeometric:
    """Each customer leaves at the end of a period with a probability of their own, beta (`alpha`, `beta`) among them.

    Retention rises with age because those who leave easily have left, not because anybody changes.

    Source: Fader and Hardie (2007), "How to project customer retention", Journal of Interactive Marketing 21, 76–90.
    """

    alpha: float
    beta: float

    @classmethod
    def fit(cls, renewals: Renewals) -> Self:
        """The parameters of greatest likelihood.

        Raises:
            NotEnoughDataError: fewer than 30 left, fewer than two periods were seen, or there is no maximum.
        """
        require(float(renewals.left.sum()), needed=REPEAT_BUYERS, noun="customer", verb="left", model=MODEL)
        seen = int(np.count_nonzero(renewals.left + renewals.staying))
        require(seen, needed=2, noun="period", verb="ended with customers leaving or last seen", model=MODEL)
        alpha, beta = maximum(lambda logs: log_likelihood(renewals, logs), STARTS, model=MODEL).tolist()
        return cls(alpha, beta)

    @property
    def parameters(self) -> Floats:
        """α, β."""
        return floats(astuple(self))

    def log_likelihood(self, renewals: Renewals) -> float:
        """Of counted renewals, as published."""
        return log_likelihood(renewals, np.log(self.parameters))[0]

    def uncertainty(self, renewals: Renewals) -> ParameterUncertainty:
        """How well the renewals the model was fitted to tell its parameters."""
        return uncertainty(lambda logs: log_likelihood(renewals, logs), self.parameters, model=MODEL)

    def draws(self, renewals: Renewals, *, count: int, seed: int) -> tuple["ShiftedBetaGeometric", ...]:
        """Models as they might as well have come out, to carry the doubt into a prediction."""
        return tuple(ShiftedBetaGeometric(*row) for row in self.uncertainty(renewals).draws(count, seed=seed).tolist())

    def retention(self, periods: ArrayLike) -> Floats:
        """Share of those there in a period who stay after it, for periods from 1: `(β + t − 1) ÷ (α + β + t − 1)`."""
        t = floats(periods)
        return (self.beta + t - 1) / (self.alpha + self.beta + t - 1)

    def survival(self, periods: ArrayLike) -> Floats:
        """Share of a cohort still there after so many periods; 1 after none."""
        return np.asarray(np.exp(betaln(self.alpha, self.beta + floats(periods)) - betaln(self.alpha, self.beta)))

    def survival_interval(self, renewals: Renewals, periods: ArrayLike, *, level: float) -> tuple[Floats, Floats]:
        """Ends of `survival`, of the doubt that the renewals leave about the parameters; NaN where they tell neither.

        Along the slope of the survival's logit (delta method): parameters that are drawn where the data hardly tell
        them lie far from anything that fits, while along the direction that nobody knows the survival does not move.

        Args:
            renewals: that the model was fitted to.
            periods: from 1, shape `(n,)`.
            level: of the interval.
        """
        t, logs = floats(periods), np.log(self.parameters)
        try:
            covariance = self.uncertainty(renewals).covariance_of_logs
        except NotEnoughDataError:
            return np.full(t.shape, np.nan), np.full(t.shape, np.nan)

        def logit(logs: Floats) -> Floats:
            return np.asarray(scipy.special.logit(ShiftedBetaGeometric(*np.exp(logs).tolist()).survival(t)))

        slope = np.array([logit(logs + step) - logit(logs - step) for step in np.eye(2) * STEP]) / (2 * STEP)
        half = NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(((covariance @ slope) * slope).sum(axis=0))
        return scipy.special.expit(logit(logs) - half), scipy.special.expit(logit(logs) + half)

    def discounted_residual_lifetime(self, renewals: ArrayLike, *, discount: float) -> Floats:
        """Discounted expected number of renewals still to come (DERL), after so many; shape of `renewals`.

        Asked just before the next renewal falls due: a renewal now counts in full.

        Args:
            renewals: how often the customer renewed so far.
            discount: per period, above 0.

        Source: Fader and Hardie (2010), "Customer-base valuation in a contractual setting: the perils of ignoring
        heterogeneity", Marketing Science 29, 85–93 (their n − 1 is the renewals).
        """
        b = self.beta + floats(renewals)
        whole = self.alpha + b
        return np.asarray(b / whole * hyp2f1(1, b + 1, whole + 1, 1 / (1 + discount)))
