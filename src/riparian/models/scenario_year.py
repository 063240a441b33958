"""A year as it would have been under a plan: what a scenario changes, done to the counts a projection is fitted to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import prod
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from riparian.models.segment_projection import SegmentYear, Spend

What = Literal["rebuy", "new buyers", "reactivated buyers", "spend", "price"]
KINDS: Final[tuple[What, ...]] = get_args(What)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is to be so many times what it was."""

    what: What
    segment: int | None
    """None: all that the kind of change is about."""
    factor: float
    """1.10 is ten per cent more."""


def price_of(changes: Iterable[Change]) -> float:
    """How many times the price of today is asked under these changes."""
    return prod(one.factor for one in changes if one.what == "price")


def changed(year: SegmentYear, change: Change, *, live: NDArray[np.bool_]) -> SegmentYear:
    """The year under a change. Counts stay as many as were seen, so that doubt does not change with the plan.

    `rebuy` and `reactivated buyers` move customers of live and of lapsed segments: the shares that end in a live
    segment grow alike, those that end in a lapsed one shrink alike, and no share passes 1. `new buyers` scales who
    comes, by the segment they end in. `spend` and `price` scale what customers spend, by the segment they end in.

    Args:
        year: as it was.
        change: of it.
        live: segments of customers who bought in the year, shape `(k,)`.
    """
    chosen = np.ones(len(live), bool) if change.segment is None else np.arange(len(live)) == change.segment
    match change.what:
        case "rebuy":
            return _moved_more(year, chosen & live, live, change.factor)
        case "reactivated buyers":
            won_back = replace(year, reactivated_spend=_times(year.reactivated_spend, chosen, change.factor))
            return _moved_more(won_back, chosen & ~live, live, change.factor)
        case "new buyers":
            return replace(year, new_spend=_times(year.new_spend, chosen, change.factor))
        case _:
            dearer = (
                _dearer(one, chosen, change.factor) for one in (year.kept_spend, year.new_spend, year.reactivated_spend)
            )
            kept, new, back = dearer
            return replace(year, kept_spend=kept, new_spend=new, reactivated_spend=back)


def _moved_more(year: SegmentYear, rows: NDArray[np.bool_], live: NDArray[np.bool_], factor: float) -> SegmentYear:
    total = year.moved.sum(axis=1) + year.left
    bought = year.moved[:, live].sum(axis=1)
    lost = total - bought
    more = np.minimum(bought * factor, total)
    up = np.divide(more, bought, out=np.ones_like(total), where=bought > 0)
    down = np.divide(total - more, lost, out=np.ones_like(total), where=lost > 0)
    # Who all bought, and now are to buy less, have no lapsed segment to fall to: they leave.
    scale = np.where(live, up[:, None], down[:, None])
    left = np.where(lost > 0, year.left * down, total - more)
    moved = np.where(rows[:, None], year.moved * scale, year.moved)
    return replace(year, moved=moved, left=np.where(rows, left, year.left))


def _times(spend: Spend, chosen: NDArray[np.bool_], factor: float) -> Spend:
    times = np.where(chosen, factor, 1.0)
    return Spend(spend.customers * times, spend.total * times, spend.total_of_squares * times)


def _dearer(spend: Spend, chosen: NDArray[np.bool_], factor: float) -> Spend:
    times = np.where(chosen, factor, 1.0)
    return Spend(spend.customers, spend.total * times, spend.total_of_squares * times**2)
