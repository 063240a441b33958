"""Empirical Bayes: the rates of small cells drawn towards what all cells have in common."""

from dataclasses import astuple, dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats
from riparian.models.maximum_likelihood import ParameterUncertainty, maximum, uncertainty
from riparian.models.readiness import require
from riparian.models.special import betaincinv, betaln, digamma

MODEL = "beta-binomial shrinkage"
LEAST_CELLS = 5
STARTS = ((1.0, 1.0), (0.2, 2.0), (20.0, 80.0), (80.0, 20.0))


def log_likelihood(successes: Floats, trials: Floats, logs: Floats) -> tuple[float, Floats]:
    """Of counted cells, without the binomial factor, and its gradient by the logarithms of α, β."""
    a, b = parameters = np.exp(logs)
    failures = trials - successes
    value = (betaln(a + successes, b + failures) - betaln(a, b)).sum()
    common = digamma(a + b) - digamma(a + b + trials)
    by_a = (digamma(a + successes) - digamma(a) + common).sum()
    by_b = (digamma(b + failures) - digamma(b) + common).sum()
    return float(value), np.array([by_a, by_b]) * parameters


@dataclass(frozen=True, slots=True)
class BetaBinomial:
    """Each cell has a rate of its own; the rates are beta (`alpha`, `beta`) distributed among cells.

    A cell's own count weighs against `alpha + beta` trials that say what all cells say together.
    """

    alpha: float
    beta: float

    @classmethod
    def fit(cls, successes: ArrayLike, trials: ArrayLike) -> Self:
        """The parameters of greatest likelihood over the cells that were tried at all.

        Where cells differ no more than chance would have it, `alpha + beta` is very large: all have the common rate.

        Raises:
            NotEnoughDataError: fewer than five cells, or all successes or none.
        """
        s, n = floats(successes), floats(trials)
        if not ((s >= 0).all() and (s <= n).all()):
            raise ValueError("0 <= successes <= trials")
        s, n = s[n > 0], n[n > 0]
        require(len(n), needed=LEAST_CELLS, noun="cell", verb="had a trial", model=MODEL)
        if not 0 < s.sum() < n.sum():
            raise NotEnoughDataError(f"{s.sum():,.0f} of {n.sum():,.0f} succeeded, so no cell differs from another")
        alpha, beta = maximum(lambda logs: log_likelihood(s, n, logs), STARTS, model=MODEL).tolist()
        return cls(alpha, beta)

    @property
    def parameters(self) -> Floats:
        """α, β."""
        return floats(astuple(self))

    @property
    def mean(self) -> float:
        """Rate of a cell nobody has seen yet."""
        return self.alpha / (self.alpha + self.beta)

    def uncertainty(self, successes: ArrayLike, trials: ArrayLike) -> ParameterUncertainty:
        """How well the cells the model was fitted to tell its parameters."""
        s, n = floats(successes), floats(trials)
        return uncertainty(lambda logs: log_likelihood(s, n, logs), self.parameters, model=MODEL)

    def rates(self, successes: ArrayLike, trials: ArrayLike) -> Floats:
        """Of each cell, between its own rate and the mean of all; the mean itself where nothing was tried."""
        return (self.alpha + floats(successes)) / (self.alpha + self.beta + floats(trials))

    def intervals(self, successes: ArrayLike, trials: ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
        """Both ends of what each cell's rate may be, equal tails; narrower than the truth where cells are few."""
        a = self.alpha + floats(successes)
        b = self.beta + floats(trials) - floats(successes)
        return np.asarray(betaincinv(a, b, (1 - level) / 2)), np.asarray(betaincinv(a, b, (1 + level) / 2))
