"""The interval of a difference of two shares."""

import numpy as np
from numpy.typing import ArrayLike

from riparian.models.histories import Floats, floats
from riparian.models.wilson import wilson_interval


def newcombe_interval(
    successes: ArrayLike, trials: ArrayLike, other_successes: ArrayLike, other_trials: ArrayLike, *, level: float = 0.95
) -> tuple[Floats, Floats]:
    """The lower and upper end of the interval of `successes ÷ trials − other_successes ÷ other_trials`.

    It joins the two Wilson intervals, and never leaves −1 … 1. NaN where one side was not tried.

    Source: Newcombe (1998), "Interval estimation for the difference between independent proportions: comparison of
    eleven methods", Statistics in Medicine 17, 873–890, method 10.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        one, other = floats(successes) / floats(trials), floats(other_successes) / floats(other_trials)
    low, high = wilson_interval(successes, trials, level=level)
    other_low, other_high = wilson_interval(other_successes, other_trials, level=level)
    difference = one - other
    return (
        floats(difference - np.sqrt((one - low) ** 2 + (other_high - other) ** 2)),
        floats(difference + np.sqrt((high - one) ** 2 + (other - other_low) ** 2)),
    )
