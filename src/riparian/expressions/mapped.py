"""Rows of a source as a table of the dictionary."""

import ibis

from riparian.core.row import Row, mapped_schema_of

BESIDE = ("line", "slot", "refused")
"""What a mapping may give beside its table: where a row begins, its place on the line, why it is no use."""


def mapped_to(row: type[Row], rows: ibis.Table, **columns: ibis.Value) -> ibis.Table:
    """These columns in the order and types of `row`; the rest is null.

    The `line` is that of `rows` where no other is given.

    Raises:
        KeyError: a column that a mapping to `row` cannot give.
    """
    schema = mapped_schema_of(row)
    unknown = [name for name in columns if name not in schema and name not in BESIDE]
    if unknown:
        raise KeyError(f"{row.__name__} has no {', '.join(unknown)}")
    beside = {"line": rows.line} | {name: value for name, value in columns.items() if name in BESIDE}
    return rows.select(
        **beside, **{name: columns.get(name, ibis.null(dtype)).cast(dtype) for name, dtype in schema.items()}
    )
