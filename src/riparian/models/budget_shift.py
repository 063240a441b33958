"""Budget shift: the same budget divided anew, so that curves of falling returns bring more together."""

import heapq
from collections.abc import Callable, Sequence

import numpy as np

from riparian.models.histories import Floats

STEPS = 2_000
"""Parts into which the budget that can move is cut."""

Curve = Callable[[Floats], Floats]
"""Expected result of each amount, of returns that fall."""


def shifted(now: Sequence[int], curves: Sequence[Curve | None], *, least: float = 0.7, most: float = 1.5) -> list[int]:
    """What to spend on each, with the sum of what is spent now.

    Each starts at its lower bound; then part after part goes where it brings the most. With curves of falling returns
    that is the best division into such parts. What has no curve stays as it is.

    Args:
        now: whole amounts, not negative.
        curves: of the same, or None where none is known.
        least: lower bound as a share of now, 1 at most.
        most: upper bound, 1 at least.

    Returns:
        Amounts within their bounds. They sum exactly to the sum of `now`, and are expected to bring no less; `now`
        itself where nothing brings more.
    """
    if not 0 <= least <= 1 <= most or any(amount < 0 for amount in now):
        raise ValueError("amounts are not negative, and bounds are at most 1 below and at least 1 above")
    movable = [place for place, curve in enumerate(curves) if curve is not None and now[place] > 0]
    then = list(now)
    for place in movable:
        then[place] = int(np.ceil(least * now[place]))
    left = sum(now) - sum(then)
    bounds = {place: max(int(most * now[place]), now[place]) for place in movable}
    part = max(left // STEPS, 1)
    waiting: list[tuple[float, int, int]] = []

    def offer(place: int) -> None:
        size = min(part, bounds[place] - then[place])
        curve = curves[place]
        if size > 0 and curve is not None:
            before, after = curve(np.array([then[place], then[place] + size], np.float64))
            heapq.heappush(waiting, (-float(after - before) / size, place, size))

    for place in movable:
        offer(place)
    while left > 0 and waiting:
        _, place, size = heapq.heappop(waiting)
        then[place] += min(size, left)
        left -= min(size, left)
        offer(place)
    return then if left == 0 and expected(then, curves) > expected(now, curves) else list(now)


def expected(amounts: Sequence[int], curves: Sequence[Curve | None]) -> float:
    """What these amounts are expected to bring where a curve is known."""
    pairs = zip(amounts, curves, strict=True)
    return sum(float(curve(np.array([amount], np.float64))[0]) for amount, curve in pairs if curve is not None)
