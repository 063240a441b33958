"""The Wilson score interval of a share."""

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def wilson_interval(successes: ArrayLike, trials: ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """The lower and upper end of the interval of `successes ÷ trials`.

    It never leaves 0 … 1 and has a width even where all or none succeed, which the textbook interval has not.

    Args:
        successes: shape `(n,)`, each between 0 and its trials.
        trials: shape `(n,)`; where 0, both ends are NaN: nothing was seen, so nothing is said.
        level: how often the interval is to hold the true share.

    Source: Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22, 209–212;
    Brown, Cai and DasGupta (2001), "Interval estimation for a binomial proportion", Statistical Science 16, 101–133.
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    tried = np.asarray(trials, dtype=np.float64)
    n = np.where(tried > 0, tried, np.nan)
    p = np.asarray(successes, dtype=np.float64) / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return np.clip(middle - half, 0.0, p), np.clip(middle + half, p, 1.0)
