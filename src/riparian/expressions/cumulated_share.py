"""The share of all sales made by what sells better, and the class that follows from it."""

from collections.abc import Sequence

import ibis

from riparian.expressions.sequence import running
from riparian.expressions.totals import whole


def with_share_before(sold: ibis.Table, *, by: Sequence[str], of: str) -> ibis.Table:
    """Rows with `share_before`, the share of the group's demand made by rows of more demand.

    Rows of the same demand share one place, the first of them. Demand below 0, which is more taken back than sold,
    counts as none; where nothing was sold at all the share is 0.

    Args:
        sold: with whole numbers in `demand`, and the columns of `by` and `of`.
        by: columns of a group.
        of: the column that tells the rows of a group apart.
    """
    ranked = sold.mutate(_sold=ibis.greatest(sold.demand, 0))
    ranked = ranked.mutate(_fewer=-ranked._sold)
    ranked = ranked.mutate(
        _before=running(ranked._sold, by=by, order=["_fewer", of]) - ranked._sold,
        _total=whole(ranked._sold.sum().over(ibis.window(group_by=list(by)))),
    )
    first = ranked._before.min().over(ibis.window(group_by=[*by, "_sold"]))
    shared = ranked.mutate(share_before=first.cast("float64") / ranked._total.nullif(0).cast("float64"))
    return shared.mutate(share_before=shared.share_before.fill_null(0.0)).drop("_sold", "_fewer", "_before", "_total")


def item_class(sold: ibis.Table, *, winners_below: float, contenders_below: float) -> ibis.Value:
    """`Winner`, `Contender` or `Other` by the share before; what did not sell is among the others."""
    return ibis.cases(
        (sold.demand <= 0, "Other"),
        (sold.share_before < winners_below, "Winner"),
        (sold.share_before < contenders_below, "Contender"),
        else_="Other",
    )
