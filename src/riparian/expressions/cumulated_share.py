"""The share of all sales made by what sells better, and the class that follows from it."""

from collections.abc import Sequence
from typing import Final

import ibis

_NEARLY: Final = 1 - 1e-9
"""A hair's breadth, so that no rounding leaves out what lies on the edge."""


def with_share_before(sold: ibis.Table, *, by: Sequence[str]) -> ibis.Table:
    """Rows with `share_before`, the share of the group's demand made by rows of more demand.

    Rows of the same demand share one place, the first of them. Demand below 0, which is more taken back than sold,
    counts as none; where nothing was sold at all the share is 0.

    Args:
        sold: with whole numbers in `demand`, and the columns of `by`.
        by: columns of a group.
    """
    ranked = sold.mutate(_sold=ibis.greatest(sold.demand, 0))
    total = ranked._sold.sum().over(ibis.window(group_by=list(by)))
    return _ranked(ranked.mutate(_total=total), by)


def with_shares_below(sold: ibis.Table, *, by: Sequence[str], below: float) -> ibis.Table:
    """Of the same rows those that sold and have a share before lower than `below`, and no others.

    Where the share is low the demand is not far under the mean: rows of `d` or less make `rows × d` at most, so better
    ones make at least `total − rows × d`. Whoever lies under that is left out before anything is sorted.
    """
    ranked = sold.filter(sold.demand > 0).mutate(_sold=ibis._.demand)
    sizes = ranked.group_by(*by).agg(_total=ranked._sold.sum().cast("float64"), _rows=ranked.count())
    beside = ranked.join(sizes, list(by))
    able = beside._sold.cast("float64") * beside._rows >= beside._total * (1 - below) * _NEARLY
    made = _ranked(beside.filter(able).drop("_rows"), by)
    return made.filter(made.share_before < below)


def _ranked(rows: ibis.Table, by: Sequence[str]) -> ibis.Table:
    """Rows with `share_before` of what they `_sold` and the group's `_total`."""
    ranked = rows.mutate(_fewer=-rows._sold)
    window = ibis.window(group_by=list(by), order_by="_fewer")
    placed = ranked.mutate(
        _so_far=ranked._sold.sum().over(ibis.cumulative_window(group_by=list(by), order_by="_fewer")).cast("float64"),
        # How many equals stand so far, this row with them: taken off again, all of them begin where the first does.
        _equals=ibis.row_number().over(window) - ibis.rank().over(window) + 1,
    )
    before = placed._so_far - placed._sold.cast("float64") * placed._equals.cast("float64")
    share = (before / placed._total.cast("float64").nullif(0.0)).fill_null(0.0)
    return placed.mutate(share_before=share).drop("_sold", "_fewer", "_total", "_so_far", "_equals")


def item_class(sold: ibis.Table, *, winners_below: float, contenders_below: float) -> ibis.Value:
    """`Winner`, `Contender` or `Other` by the share before; what did not sell is among the others."""
    return ibis.cases(
        (sold.demand <= 0, "Other"),
        (sold.share_before < winners_below, "Winner"),
        (sold.share_before < contenders_below, "Contender"),
        else_="Other",
    )
