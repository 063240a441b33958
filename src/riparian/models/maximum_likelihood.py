"""Maximum likelihood of models whose parameters are all positive: climbed on the logarithms, from several starts."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats
from riparian.models.quasi_newton import Descent, descended

LogLikelihood = Callable[[Floats], tuple[float, Floats]]
"""The log-likelihood and its gradient, both at and by the logarithms of the parameters."""

SCOUTING_STEPS = 15
MOST_SCOUTED = 200
MOST_STEPS = 2_000
NEAR, FLAT = 1e-5, 1e-10
"""Slopes at which a scout and at which a climb has arrived."""
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
    few = scout or likelihood
    part = max(abs(few(np.log(start))[0]) for start in starts)
    unknown = np.zeros((len(starts[0]), len(starts[0])))
    scouted = [_climbed(few, part, np.log(np.asarray(start)), unknown, NEAR, SCOUTING_STEPS) for start in starts]
    best = min((one for one in scouted if np.isfinite(one.value)), default=None, key=lambda one: one.value)
    if best is not None and scout is not None:
        nearer = _climbed(scout, part, best.at, best.curvature, NEAR, MOST_SCOUTED)
        # Where the part has its top at the rim it says nothing of the top of all.
        best = nearer if (np.abs(nearer.at) < WIDEST).all() else best
    if best is not None:
        whole = max(abs(likelihood(best.at)[0]), 1.0)
        top = _climbed(likelihood, whole, best.at, best.curvature, FLAT, MOST_STEPS)
        if top.ended and np.isfinite(top.value):
            return np.exp(top.at)
    raise NotEnoughDataError(f"no parameters of {model} were found that fit what was seen best")


def _climbed(
    likelihood: LogLikelihood, size: float, logs: Floats, curvature: Floats, flat: float, steps: int
) -> Descent:
    """Up the likelihood, taken in parts of `size`, which is down its negative."""

    def negative(logs: Floats) -> tuple[float, Floats]:
        value, gradient = likelihood(logs)
        return -value / size, -gradient / size

    return descended(negative, logs, curvature=curvature, rim=WIDEST, flat=flat, steps=steps)


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
