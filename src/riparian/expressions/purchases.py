"""Purchases that more than one source tells: which telling counts."""

from typing import Final

import ibis

from riparian.tables.actions import code_of, codes_of

PURCHASES: Final = ("order", "refund", "cancel")
"""Kinds of action that are a purchase or take one back: each counts once."""


def of_purchases(rows: ibis.Table) -> ibis.Value:
    """Whether a row with a `kind` and an `order_number` may tell what another source tells too."""
    return (rows.kind.isin(codes_of(PURCHASES)) & rows.order_number.notnull()).fill_null(False)


def counted_once(told: ibis.Table) -> ibis.Table:
    """The same rows, of which one source's keep their kind; those of the others are evidence.

    Rows are the same purchase (refund, cancellation) where person, order number and kind are. What the shop's books say
    counts, whoever else says it; two books are two shops, and both count. Without books the tracking source (`tracked`)
    that has been known longest counts, with all it says: money may be given back twice for one order. Evidence of an
    order is a `check out`, of anything else `other`, so that nothing of the stream is lost and nothing adds up twice.

    Looks at one person's rows at a time.
    """
    alike = ibis.window(group_by=["person_key", "order_number", "kind"])
    in_books = (~told.tracked).cast("int32").max().over(alike) == 1
    longest_known = told.source.min().over(alike)
    again = told.order_number.notnull() & told.tracked & (in_books | (told.source != longest_known))
    evidence = ibis.ifelse(told.kind == code_of("order"), code_of("check out"), code_of("other"))
    return told.mutate(kind=ibis.ifelse(again, evidence.cast("int32"), told.kind))
