"""How many different values a group has, in one pass.

Counting them the usual way groups by them first: twice the time and the memory where almost every row is a group of its
own. Here each value is a bit, and a group collects bits. Values beyond those that fit are counted the usual way.
"""

import ibis

from riparian.expressions.engine_functions import bit_count, bit_or, riparian_whole

BITS = 62
"""Values with a bit of their own: those of a signed 64-bit number, but for the sign."""


def told_apart(rows: ibis.Table, known: ibis.Table, column: str, *, by: tuple[str, ...]) -> ibis.Table:
    """`rows` with what `distinct_values` needs to count a column in groups: `bit` and `beyond`.

    Of groups with values beyond the bits there are further rows, null but for the columns of the group.

    Args:
        rows: what is going to be grouped.
        known: a table whose `column` has every value of it.
        column: whose values are counted; nulls are not.
        by: columns that the groups have in common.
    """
    values = known.select(column).filter(ibis._[column].notnull()).distinct()
    values = values.mutate(place=ibis.row_number().over(order_by=column))
    few = values.filter(values.place < BITS)
    # A literal alone has 32 bits on Spark, whatever Ibis was told.
    few = few.select(column, bit=riparian_whole(ibis.literal(1, "int64")) << few.place)
    marked = rows.left_join(few, column).select(*rows.columns, "bit", beyond=ibis.null("int32"))
    # No rows almost always, and engines do not even read `rows` to find that out.
    more = rows.semi_join(values.filter(values.place >= BITS), column).select(*by, column).distinct()
    nothing = {name: ibis.null(dtype) for name, dtype in marked.schema().items() if name not in by}
    further = more.select(*by, **(nothing | {"beyond": ibis.literal(1, "int32")}))
    return marked.union(further.select(*marked.columns))


def distinct_values(told: ibis.Table) -> ibis.Value:
    """How many values each group of `told_apart` has."""
    return bit_count(bit_or(told.bit).fill_null(0)) + told.beyond.count()
