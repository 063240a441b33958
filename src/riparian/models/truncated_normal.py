"""The normal distribution cut off below 0 and above a bound: its mean, and draws of it."""

import numpy as np
from numpy.typing import ArrayLike

from riparian.models.histories import Floats, floats
from riparian.models.special import ndtr, ndtri

_TINY = 1e-300
_ROOT = np.sqrt(2 * np.pi)


def truncated_mean(centre: ArrayLike, error: ArrayLike, most: ArrayLike) -> Floats:
    """Mean between 0 and `most`; the nearer bound where the distribution lies far outside.

    >>> truncated_mean([0.0, 10.0, -1e9], [1.0, 1.0, 1.0], [1e9, 1e9, 5.0]).round(4).tolist()
    [0.7979, 10.0, 0.0]
    """
    middle, spread, bound = floats(centre), floats(error), floats(most)
    low, high, sign = _limits(middle, spread, bound)
    held = ndtr(high) - ndtr(low)
    shift = (np.exp(-(low**2) / 2) - np.exp(-(high**2) / 2)) / _ROOT / np.maximum(held, _TINY)
    return floats(np.clip(np.where(held > _TINY, middle + sign * spread * shift, middle), 0.0, bound))


def truncated_draws(centre: ArrayLike, error: ArrayLike, most: ArrayLike, shares: ArrayLike) -> Floats:
    """The quantiles at `shares`, between 0 and `most`: draws, where the shares are drawn evenly from 0 to 1.

    >>> truncated_draws([0.0], [1.0], [1e9], [0.5]).round(4).tolist()
    [0.6745]
    """
    middle, spread, bound = floats(centre), floats(error), floats(most)
    low, high, sign = _limits(middle, spread, bound)
    below, above = ndtr(low), ndtr(high)
    given = np.where(sign > 0, floats(shares), 1 - floats(shares))
    at = np.maximum(below + given * (above - below), _TINY)
    drawn = np.where(above - below > _TINY, middle + sign * spread * ndtri(at), middle)
    return floats(np.clip(drawn, 0.0, bound))


def _limits(centre: Floats, error: Floats, most: Floats) -> tuple[Floats, Floats, Floats]:
    """The bounds in standard errors, turned over where they lie above the centre: small tails keep their digits."""
    low, high = -centre / error, (most - centre) / error
    above = low > 0
    sign = np.where(above, -1.0, 1.0)
    return floats(np.where(above, -high, low)), floats(np.where(above, -low, high)), floats(sign)
