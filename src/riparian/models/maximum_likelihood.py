"""Maximum likelihood of models whose parameters are all positive: climbed on the logarithms, from several starts."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import scipy

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats

LogLikelihood = Callable[[Floats], tuple[float, Floats]]
"""The log-likelihood and its gradient, both at and by the logarithms of the parameters."""

SCOUTING_STEPS = 15
WIDEST = 9.0
"""Logarithms are sought between −9 and 9; customers who differ by 1 % are alike to every model here."""
STEP = 1e-4


def maximum(
    likelihood: LogLikelihood,
    starts: tuple[tuple[float, ...], ...],
    *,
    model: str,
    scout: LogLikelihood | None = None,
) -> Floats:
    """The parameters under which what was seen was likeliest.

    Every start is followed for some steps, the best of them to the end: one hill may have several tops. A part of the
    customers stands near the top of all, so the best start is followed to the end of the part first.

    Args:
        likelihood: of the logarithms of the parameters.
        starts: parameters (not logarithms) to begin from.
        model: as the literature calls it, for the error.
        scout: the likelihood of a part of the customers, to choose the start by and to begin the climb with where that
            of all takes long.

    Raises:
        NotEnoughDataError: no top was found.
    """

    def followed(of: LogLikelihood, size: float, logs: Floats, **options: float) -> tuple[float, Floats, bool]:
        def descent(logs: Floats) -> tuple[float, Floats]:
            value, gradient = of(logs)
            return -value / size, -gradient / size

        bounds = [(-WIDEST, WIDEST)] * len(logs)
        end = scipy.optimize.minimize(descent, logs, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
        return float(end.fun), np.asarray(end.x), bool(end.status != 1)

    few = scout or likelihood
    part = max(abs(few(np.log(start))[0]) for start in starts)
    scouted = [followed(few, part, np.log(np.asarray(start)), maxiter=SCOUTING_STEPS) for start in starts]
    lowest, best, _ = min(
        (one for one in scouted if np.isfinite(one[0])), default=(0.0, None, False), key=lambda one: one[0]
    )
    if best is not None and scout is not None:
        value, nearer, _ = followed(scout, part, best, maxiter=200)
        # Where the part has its top at the rim it says nothing of the top of all.
        best = nearer if value <= lowest and (np.abs(nearer) < WIDEST).all() else best
    if best is not None:
        whole = max(abs(likelihood(best)[0]), 1.0)
        value, logs, ended = followed(likelihood, whole, best, maxiter=2000, maxfun=10_000, ftol=1e-15, gtol=1e-10)
        if ended and np.isfinite(value):
            return np.exp(logs)
    raise NotEnoughDataError(f"no parameters of {model} were found that fit what was seen best")


@dataclass(frozen=True, slots=True, eq=False)
class ParameterUncertainty:
    """How well the data tell the parameters of a model, `k` of them, in the order of the model's fields."""

    estimates: Floats
    """Shape `(k,)`."""
    covariance_of_logs: Floats
    """Of the logarithms of the parameters, shape `(k, k)`: the inverse of the curvature at the maximum."""

    @property
    def standard_errors(self) -> Floats:
        """Of the parameters themselves (delta method), shape `(k,)`."""
        return np.asarray(self.estimates * np.sqrt(np.diag(self.covariance_of_logs)))

    def intervals(self, *, level: float = 0.95) -> tuple[Floats, Floats]:
        """Lower and upper ends: normal on the logarithms, so never negative."""
        half = NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(np.diag(self.covariance_of_logs))
        return self.estimates * np.exp(-half), self.estimates * np.exp(half)

    def draws(self, count: int, *, seed: int) -> Floats:
        """Parameters as they might as well have been, shape `(count, k)`: to carry the doubt into a prediction.

        Many are needed for the ends of an interval (1,000 for 95 %), few for a standard error.
        """
        chance = np.random.default_rng(seed)
        return np.exp(chance.multivariate_normal(np.log(self.estimates), self.covariance_of_logs, count))


def uncertainty(likelihood: LogLikelihood, estimates: Floats, *, model: str) -> ParameterUncertainty:
    """From the curvature of the log-likelihood at its maximum: differences of the gradient, on the logarithms.

    Raises:
        NotEnoughDataError: along some direction the likelihood does not fall, so the data do not tell the parameters
            apart, as where customers hardly differ. The predictions of the model may be sound nevertheless.
    """
    logs = np.log(estimates)
    steps = np.eye(len(logs)) * STEP
    rows = [(likelihood(logs - step)[1] - likelihood(logs + step)[1]) / (2 * STEP) for step in steps]
    curvature = (np.array(rows) + np.array(rows).T) / 2
    values = np.linalg.eigvalsh(curvature)
    if not np.isfinite(values).all() or values[0] <= 1e-9 * values[-1]:
        raise NotEnoughDataError(f"the data do not tell the parameters of {model} apart")
    return ParameterUncertainty(estimates, floats(np.linalg.inv(curvature)))
