"""What becomes of a buyer's chance, and so of their segment, while nothing is ordered."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riparian.models.action_segments import USUAL_LIMITS, SegmentLimits, action_segments
from riparian.models.histories import Floats, floats
from riparian.models.special import expit, logit

LONGEST = 60
"""Months ahead that are looked at."""
_LEAST = 1e-9


def months_until_fall(
    chance: ArrayLike,
    next_chance: ArrayLike,
    recency: ArrayLike,
    orders: ArrayLike,
    months: ArrayLike,
    *,
    cells: Floats,
    limits: SegmentLimits = USUAL_LIMITS,
) -> Floats:
    """Months without an order until a buyer's segment is lower; NaN where that is not foreseen within five years.

    The next month's chance is known. From there on it moves as the cells of the same number of orders do: by as much in
    log-odds, so it never leaves 0 … 1.

    Args:
        chance: to buy within a year now, shape `(n,)`.
        next_chance: the same after a month without an order.
        recency: what tells the lapsed, more than 12; it grows by one a month.
        orders: row of `cells`, from 1; beyond the last row the last.
        months: column of `cells` now; beyond the last column the last.
        cells: chances by number of orders and months since the last, shape `(orders, months)`.
        limits: of the segments.
    """
    row = np.minimum(np.asarray(orders, np.int64), len(cells)) - 1
    odds = logit(np.clip(cells, _LEAST, 1 - _LEAST))
    now, since = np.asarray(months, np.int64), floats(recency)
    rank = action_segments(chance, since, limits=limits)
    start = _column(odds, row, now + 1)
    following = logit(np.clip(floats(next_chance), _LEAST, 1 - _LEAST))
    found = np.full(len(rank), np.nan)
    for ahead in range(1, LONGEST + 1):
        aged = floats(next_chance) if ahead == 1 else expit(following + _column(odds, row, now + ahead) - start)
        fallen = np.isnan(found) & (action_segments(aged, since + ahead, limits=limits) > rank)
        found[fallen] = ahead
    return found


def _column(odds: Floats, row: NDArray[np.int64], month: NDArray[np.int64]) -> Floats:
    return floats(odds[row, np.minimum(month, odds.shape[1] - 1)])
