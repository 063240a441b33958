"""What a model left unknown, as null."""

import ibis


def null_for_nan(table: ibis.Table, *columns: str) -> ibis.Table:
    """The table with null in place of NaN in these columns: arrays that are given back can hold NaN alone."""
    null = ibis.null("float64")
    return table.mutate(**{name: ibis.ifelse(table[name].isnan(), null, table[name]) for name in columns})
