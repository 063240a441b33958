"""The share of all sales made by what sells better, and the class that follows from it."""

from collections.abc import Sequence

import ibis


def with_share_before(sold: ibis.Table, *, by: Sequence[str]) -> ibis.Table:
    """Rows with `share_before`, the share of the group's demand made by rows of more demand.

    Rows of the same demand share one place, the first of them. Demand below 0, which is more taken back than sold,
    counts as none; where nothing was sold at all the share is 0.

    Args:
        sold: with whole numbers in `demand`, and the columns of `by`.
        by: columns of a group.
    """
    ranked = sold.mutate(_sold=ibis.greatest(sold.demand, 0))
    ranked = ranked.mutate(_fewer=-ranked._sold)
    # All rows of a smaller `_fewer`, by value and not by place, so that equals need no second sorting.
    better = ibis.range_window(group_by=list(by), order_by="_fewer", preceding=(None, 1))
    before = ranked._sold.sum().over(better).cast("float64").fill_null(0.0)
    total = ranked._sold.sum().over(ibis.window(group_by=list(by))).cast("float64")
    share = (before / total.nullif(0.0)).fill_null(0.0)
    return ranked.mutate(share_before=share).drop("_sold", "_fewer")


def item_class(sold: ibis.Table, *, winners_below: float, contenders_below: float) -> ibis.Value:
    """`Winner`, `Contender` or `Other` by the share before; what did not sell is among the others."""
    return ibis.cases(
        (sold.demand <= 0, "Other"),
        (sold.share_before < winners_below, "Winner"),
        (sold.share_before < contenders_below, "Contender"),
        else_="Other",
    )
