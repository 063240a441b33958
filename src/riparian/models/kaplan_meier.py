"""The Kaplan–Meier median: how long until half are gone. Who is still there counts for as long as they were seen."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def median_survival(durations: Floats, left: Floats, staying: Floats) -> float:
    """The shortest duration after which half or fewer stay; NaN where more than half stay to the end of what was seen.

    Args:
        durations: distinct durations, shape `(n,)`, any order.
        left: how many left after that duration, shape `(n,)`.
        staying: how many were last seen, still there, after that duration (censored), shape `(n,)`. At one duration,
            leaving comes before losing sight.

    Source: Kaplan and Meier (1958), "Nonparametric estimation from incomplete observations", JASA 53, 457–481.
    """
    order = np.argsort(durations)
    gone, seen = left[order], left[order] + staying[order]
    at_risk = seen[::-1].cumsum()[::-1]
    survival = np.cumprod(1 - gone / np.maximum(at_risk, 1))
    # A survival of one half in exact arithmetic may come out a hair above it.
    half = np.flatnonzero(survival <= 0.5 + 1e-12)
    return float(durations[order][half[0]]) if half.size else float("nan")
