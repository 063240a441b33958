"""Geometric adstock: spend that goes on working, by a share that falls from period to period."""

import numpy as np
from numpy.typing import ArrayLike

from riparian.models.histories import Floats, floats


def adstock(spend: ArrayLike, *, decay: float) -> Floats:
    """What is at work in each period: its own spend and `decay` times what was at work the period before.

    Not normalised: steady spend of 1 comes to `1 ÷ (1 − decay)` (Robyn's form).

    Args:
        spend: of each period, shape `(periods, …)`.
        decay: 0 or more and below 1.

    >>> adstock([100] * 5, decay=0.5).tolist()
    [100.0, 150.0, 175.0, 187.5, 193.75]
    """
    _check(decay)
    at_work = floats(spend).copy()
    for period in range(1, len(at_work)):
        at_work[period] += decay * at_work[period - 1]
    return at_work


def normalised_adstock(spend: ArrayLike, *, decay: float, window: int) -> Floats:
    """The weighted mean of the spend of the last periods, with weights that fall by `decay`; before the first, 0.

    Steady spend of 1 comes to 1 (Meridian's form).

    Args:
        spend: of each period, shape `(periods, …)`.
        decay: 0 or more and below 1.
        window: periods that count, the running one among them.
    """
    _check(decay)
    given = floats(spend)
    weights = decay ** np.arange(window)
    at_work = np.zeros_like(given)
    for lag, weight in enumerate(weights[: len(given)]):
        at_work[lag:] += weight * given[: len(given) - lag]
    return floats(at_work / weights.sum())


def _check(decay: float) -> None:
    if not 0 <= decay < 1:
        raise ValueError("decay is a share from 0 to below 1")
