"""Rows of a source as a table of the dictionary."""

import ibis

from riparian.core.row import Row, mapped, mapped_schema_of
from riparian.expressions.countries import country_code
from riparian.expressions.money import minor_units

BESIDE = ("line", "slot", "refused")
"""What a mapping may give beside its table: where a row begins, its place on the line, why it is no use."""


def mapped_to(row: type[Row], rows: ibis.Table, **columns: ibis.Value) -> ibis.Table:
    """These columns in the order and types of `row`; the rest is null.

    The `line` is that of `rows` where no other is given. Countries become the two letters of their code.

    Raises:
        KeyError: a column that a mapping to `row` cannot give.
    """
    schema = mapped_schema_of(row)
    unknown = [name for name in columns if name not in schema and name not in BESIDE]
    if unknown:
        raise KeyError(f"{row.__name__} has no {', '.join(unknown)}")
    columns |= {name: country_code(columns[name]) for name in _countries(row) if name in columns}
    beside = {"line": rows.line} | {name: value for name, value in columns.items() if name in BESIDE}
    return rows.select(
        **beside, **{name: columns.get(name, ibis.null(dtype)).cast(dtype) for name, dtype in schema.items()}
    )


def _countries(row: type[Row]) -> list[str]:
    return [promise.name for promise in mapped(row) if promise.column.unit == "ISO 3166"]


def in_minor_units(row: type[Row], values: dict[str, ibis.Value]) -> dict[str, ibis.Value]:
    """Amounts in minor units of the row's currency; whole numbers rounded, since engines cast fractions differently."""
    currency = values.get("currency", ibis.null("string"))
    made = {}
    for promise in mapped(row):
        if promise.name not in values:
            continue
        value = values[promise.name]
        if promise.name == "currency":
            value = value.cast("string").strip().upper()
        elif promise.column.unit == "minor units":
            value = minor_units(value, currency)
        elif promise.column.mapped_dtype in ("int64", "int32") and value.type().is_floating():
            value = value.round().cast("int64")
        made[promise.name] = value
    return made
