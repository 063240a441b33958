"""First, next and so far: one pass over rows in a stated order, in forms that every engine reads alike.

Ordered aggregates (`first(order_by=…)`, `argmin`) do not compile everywhere or differ in nulls; row numbers and
running maxima do not.
"""

from collections.abc import Sequence
from typing import Final

import ibis

from riparian.expressions.totals import whole

_ROOM: Final = 2**32


def in_order(by: Sequence[str], order: Sequence[str]) -> ibis.Value:
    """The window of all rows that agree in `by`, in the order of the columns `order`."""
    return ibis.window(group_by=list(by), order_by=list(order))


def so_far(by: Sequence[str], order: Sequence[str]) -> ibis.Value:
    """The window of a row and all before it among those that agree in `by`; of ties, too, one is before the other."""
    return ibis.cumulative_window(group_by=list(by), order_by=list(order))


def position(by: Sequence[str], order: Sequence[str]) -> ibis.Value:
    """The position of each row among those that agree in `by`: 1 for the first (int64)."""
    return ibis.row_number().over(in_order(by, order)).cast("int64") + 1


def firsts(table: ibis.Table, *, by: Sequence[str], order: Sequence[str]) -> ibis.Table:
    """The first row of each group. `order` must tell the rows of a group apart, or which row it is stays open."""
    return table.mutate(_position=position(by, order)).filter(ibis._._position == 1).drop("_position")


def running(change: ibis.Value, *, by: Sequence[str], order: Sequence[str]) -> ibis.Value:
    """The sum of `change` up to and with this row (int64): a stock from its changes."""
    return whole(change.sum().over(so_far(by, order)))


def first_code(code: ibis.Value, position: ibis.Value, *, where: ibis.Value) -> ibis.Value:
    """Aggregate: the label code in the row of the lowest position where `where` holds; null if it is null there.

    Position and code are packed into one int64 and the smallest is unpacked, which costs no sorting. Positions are
    0 or more and below 2³¹, and tell the rows of a group apart.
    """
    packed = (position * _ROOM + code.cast("int64").fill_null(_ROOM - 1)).min(where=where)
    return (packed % _ROOM).nullif(_ROOM - 1)


def joined(items: ibis.Value, between: str) -> ibis.Value:
    """The field `text` of an array of structs, one after the other, in one text.

    To be in order, structs are collected in any order, with what orders them as their first field, and sorted: that is
    cheaper than an ordered aggregate, and the same on every engine.
    """
    return items.map(lambda item: item["text"]).join(between)
