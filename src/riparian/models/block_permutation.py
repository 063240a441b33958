"""Block permutation: whether a series goes with any of several others by more than season, trend and chance.

Two series that share a yearly season or grow together go with one another and need not have anything else in common.
So the calendar is taken out of both first, and what is left is compared with itself in another order.
"""

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riparian.models.histories import Floats, floats

YEAR = 12
"""Periods after which the season comes again."""
BLOCK = 3
"""Periods that stay together in a shuffle."""
SHUFFLES = 499
MOST_MEMORY = 0.9
_LOW = 5.0
"""By how much over the number of periods a memory comes out too low once season and trend are taken out; measured."""
_NOTHING = 1e-9
_ORDER = 20_170_414
"""The shuffles are the same for all series, so that the same months get the same answer wherever they are asked."""


def calendar_terms(periods: int) -> Floats:
    """A column for each period of the year, one for a straight trend, and two for a yearly wave that grows with it."""
    place = np.arange(periods)
    of_year = (place[:, np.newaxis] % YEAR == np.arange(YEAR)).astype(np.float64)
    trend, turn = place / periods - 0.5, 2 * np.pi * place / YEAR
    return np.column_stack([of_year, trend, trend * np.cos(turn), trend * np.sin(turn)])


def without(terms: Floats, series: Floats) -> Floats:
    """What the terms leave of each column by least squares, shape of `series`."""
    basis = np.linalg.qr(terms)[0]
    return floats(series - basis @ (basis.T @ series))


def memory(left: ArrayLike) -> float:
    """Part of what is left in one period that goes on into the next, from 0 to 0.9."""
    residuals = floats(left)
    squares = float(residuals @ residuals)
    if not squares > 0:
        return 0.0
    raw = float(residuals[1:] @ residuals[:-1]) / squares
    return min(max(raw + _LOW / len(residuals), 0.0), MOST_MEMORY)


def forgetting(series: Floats, share: float) -> Floats:
    """Each period less what came over from the one before; one period shorter.

    Source: Cochrane and Orcutt (1949), "Application of least squares regression to relationships containing
    autocorrelated error terms", JASA 44, 32–61.
    """
    return floats(series[1:] - share * series[:-1])


def chance_of_going_together(causes: Floats, result: Floats, beside: Floats | None = None) -> float:
    """Share of orders of the result in which any of the causes goes with it at least as well as in the true order.

    Season, a straight trend and the result's memory are taken out of all. What is left of the result is cut into blocks
    of three periods and put together anew, and the best partial correlation above 0 of any cause is compared: so a
    search among many shapes errs no more often than one among few.

    Args:
        causes: what may go with it, shape `(periods, causes)`.
        result: shape `(periods,)`.
        beside: what else it may go with, taken out of all like the season, shape `(periods, …)`.

    Returns:
        From 1 ÷ 500 to 1; 1 where nothing is left of the result or of all causes.

    Source: Freedman and Lane (1983), "A nonstochastic interpretation of reported significance levels", JBES 1, 292–298,
    for shuffling what is left.
    """
    calendar = calendar_terms(len(result))
    known = calendar if beside is None else np.column_stack([calendar, beside])
    share = memory(without(known, result))
    terms, of_causes, of_result = (forgetting(one, share) for one in (known, causes, result))
    calm, left = without(terms, of_causes), without(terms, of_result)
    size = np.linalg.norm(calm, axis=0)
    told = size > _NOTHING * np.linalg.norm(of_causes, axis=0)
    if not told.any() or not np.linalg.norm(left) > _NOTHING * np.linalg.norm(of_result):
        return 1.0
    directions = calm[:, told] / size[told]
    shuffled = without(terms, np.column_stack([left, left[_shuffles(len(left))].T]))
    strengths = (directions.T @ (shuffled / np.linalg.norm(shuffled, axis=0))).max(axis=0)
    # The true order counts as one of the shuffles, so that no share is 0.
    return float((strengths >= strengths[0]).mean())


@cache
def _shuffles(periods: int) -> NDArray[np.int64]:
    """Places of the periods in each shuffle, blocks in another order cut from anywhere: `(shuffles, periods)`."""
    chance = np.random.default_rng(_ORDER)
    blocks = [np.arange(start, min(start + BLOCK, periods)) for start in range(0, periods, BLOCK)]
    made = [np.concatenate([blocks[place] for place in chance.permutation(len(blocks))]) for _ in range(SHUFFLES)]
    turned = chance.integers(periods, size=(SHUFFLES, 1))
    places: NDArray[np.int64] = (np.array(made, dtype=np.int64) + turned) % periods
    return places
