"""A sum over all customers, and what the doubt about a model's parameters leaves of it."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats
from riparian.models.maximum_likelihood import ParameterUncertainty

STEP: Final = 0.01
"""Of the logarithm of a parameter, to see how the total moves with it."""


@dataclass(frozen=True, slots=True)
class Total:
    """What is expected of all customers, and the ends that the doubt about the parameters leaves; NaN: unknown."""

    value: float
    low: float
    high: float


def total_in_doubt(
    total_of: Callable[[Floats], float],
    parameters: Floats,
    uncertainty: Callable[[], ParameterUncertainty],
    *,
    level: float = 0.9,
) -> Total:
    """A total and its interval, which is of the parameters only, not of chance.

    The doubt about the parameters is carried over along the slope of the total's logarithm (delta method). Drawn
    parameters would do as well where the data tell them; where they hardly do, draws lie far from anything that fits,
    while along the direction that nobody knows the total does not move.

    Args:
        total_of: the total under some parameters, which is above 0.
        parameters: the fitted ones, shape `(k,)`.
        uncertainty: of these; it may raise `NotEnoughDataError`, and the ends are unknown.
        level: of the interval.
    """
    logs, value = np.log(parameters), total_of(parameters)
    try:
        covariance = uncertainty().covariance_of_logs
    except NotEnoughDataError:
        return Total(value, np.nan, np.nan)
    steps = np.eye(len(logs)) * STEP
    with np.errstate(all="ignore"):
        ratios = [total_of(np.exp(logs + step)) / total_of(np.exp(logs - step)) for step in steps]
        slope = np.log(ratios) / (2 * STEP)
        half = NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(slope @ covariance @ slope)
    return Total(value, float(value * np.exp(-half)), float(value * np.exp(half)))
