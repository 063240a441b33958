"""What is to come, worth less the later it comes."""

from collections.abc import Callable

import numpy as np
from numpy.polynomial import chebyshev

from riparian.models.histories import Floats


def between_few(expected: Callable[[float], Floats], *, end: float, asked: int = 8) -> Callable[[float], Floats]:
    """What is expected up to any horizon from 0 to `end`, asked at so many of them only and drawn through.

    What is expected grows smoothly and ever slower, fastest at the beginning, so it is drawn through over the root of
    the horizon: one polynomial, asked at the zeros of the next Chebyshev polynomial.
    """
    places = chebyshev.chebpts1(asked)
    asked_of = [expected(float(horizon)) for horizon in end * ((1 + places) / 2) ** 2]
    terms = chebyshev.chebfit(places, np.array(asked_of), asked - 1)
    return lambda horizon: np.asarray(chebyshev.chebval(2 * (horizon / end) ** 0.5 - 1, terms))


def discounted(expected: Callable[[float], Floats], *, periods: int, period_length: float, discount: float) -> Floats:
    """The sum over periods of what is expected in each, discounted from its end.

    Args:
        expected: what is expected from now to a horizon, in total, as the models of repeat purchase tell.
        periods: how many.
        period_length: in the unit of the model's time (a month of a model in weeks is 4.345).
        discount: per period: 0.01 a month is 12.7 % a year.
    """
    totals = np.array([expected(period_length * period) for period in range(periods + 1)])
    return np.asarray(np.tensordot((1 + discount) ** -np.arange(1.0, periods + 1), np.diff(totals, axis=0), axes=1))
