"""The lowest point of a smooth function within a box, by the method of Broyden, Fletcher, Goldfarb and Shanno.

For likelihoods of two to four parameters, which take long to ask: what was learnt of the curvature is handed back, so
that a descent on nearly the same function (all customers after a part of them) can begin with it.

Source: Nocedal and Wright (2006), "Numerical optimization", 2nd edition, algorithm 6.1 and section 16.7.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riparian.models.histories import Floats, floats

FIRST_STEP = 0.5
LONGEST_STEP = 3.0
MOST_HALVINGS = 40
_ENOUGH = 1e-4
"""Part of what the slope promises by which a step must go down."""
_FARTHER = 4.0
"""Times as far as the last step a step may go: where a valley bends, its curvature is of no use from afar."""
_DIGITS = 1e-15


@dataclass(frozen=True, slots=True, eq=False)
class Descent:
    """Where a descent has come to."""

    value: float
    at: Floats
    slope: Floats
    curvature: Floats
    """An estimate, shape `(k, k)`; all 0: nothing is known of it."""
    ended: bool
    """Whether it can go no further."""


def descended(
    function: Callable[[Floats], tuple[float, Floats]],
    start: Floats,
    *,
    curvature: Floats,
    rim: float,
    flat: float,
    steps: int,
) -> Descent:
    """Go down from the start, so many steps at most.

    Args:
        function: the value and its gradient; not a number where it has none.
        start: shape `(k,)`.
        curvature: as in a `Descent`.
        rim: variables are sought from `-rim` to `rim`.
        flat: slope in every direction in which one may go, at which the lowest point is reached.
        steps: 0 or more.
    """
    at = floats(np.clip(start, -rim, rim))
    value, slope = function(at)
    reach = LONGEST_STEP
    for _ in range(steps if np.isfinite(value) else 0):
        free = ~((at <= -rim) & (slope > 0) | (at >= rim) & (slope < 0))
        if np.abs(slope[free]).max(initial=0.0) <= flat:
            return Descent(value, at, slope, curvature, True)
        found = _lower(function, at, value, slope, _step(curvature, slope, free, reach), rim)
        if found is None and not curvature.any():
            return Descent(value, at, slope, curvature, True)
        if found is None:
            curvature = np.zeros_like(curvature)
            continue
        lower, new_slope, new_at = found
        reach = min(LONGEST_STEP, _FARTHER * float(np.abs(new_at - at).max()))
        still = value - lower <= _DIGITS * max(abs(value), abs(lower), 1.0)
        curvature = _learnt(curvature, new_at - at, new_slope - slope)
        at, value, slope = new_at, lower, new_slope
        if still:
            return Descent(value, at, slope, curvature, True)
    return Descent(value, at, slope, curvature, False)


def _step(curvature: Floats, slope: Floats, free: NDArray[np.bool_], reach: float) -> Floats:
    """Downwards, along the free variables alone."""
    step = np.zeros_like(slope)
    if curvature.any():
        step[free] = -np.linalg.solve(curvature[np.ix_(free, free)], slope[free])
        return floats(step * min(1.0, reach / np.abs(step).max()))
    step[free] = -slope[free]
    return floats(step * min(FIRST_STEP, reach) / np.abs(step).max())


def _lower(
    function: Callable[[Floats], tuple[float, Floats]],
    at: Floats,
    value: float,
    slope: Floats,
    step: Floats,
    rim: float,
) -> tuple[float, Floats, Floats] | None:
    """A point along the step that is lower by enough, with its value and slope; None: there is none."""
    part = 1.0
    for _ in range(MOST_HALVINGS):
        tried = floats(np.clip(at + part * step, -rim, rim))
        promised = float(slope @ (tried - at))
        found, new_slope = function(tried)
        if np.isfinite(found) and found <= value + _ENOUGH * promised:
            return found, new_slope, tried
        # The parabola through what is known has its lowest point there.
        bent = found - value - promised
        part *= float(np.clip(-promised / (2 * bent), 0.1, 0.5)) if np.isfinite(found) and bent > 0 else 0.1
    return None


def _learnt(curvature: Floats, moved: Floats, turned: Floats) -> Floats:
    """The curvature after a step by which the slope turned so; it stays positive."""
    bent = float(moved @ turned)
    if bent <= _DIGITS * float(np.abs(moved) @ np.abs(turned)):
        return curvature
    known = curvature if curvature.any() else np.eye(len(moved)) * float(turned @ turned) / bent
    along = known @ moved
    return floats(known - np.outer(along, along) / float(moved @ along) + np.outer(turned, turned) / bent)
