"""The rows of a file of any form with text in every column, for presets that read what people write.

A preset that was written for CSV files reads the same rows as JSON lines and as Parquet. An object inside another is
read by its parts (`via_channel` of `{"via": {"channel": "web"}}`), and so is a struct of Parquet. Typed values are
written as a CSV file would: numbers, also those of JSON, without an empty fraction (`1001`, not `1001.0`, which is how
whole numbers with gaps arrive), instants and days year first, yes and no as `true` and `false`.
"""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from riparian.expressions.text import column_names
from riparian.storage.delimited import read_delimited
from riparian.storage.formats import format_of
from riparian.storage.json_lines import further_paths, header_of_json_lines, read_json_lines
from riparian.storage.looking_through import FURTHER, OBJECTS
from riparian.storage.parquet import read_parquet_rows

_EXACT = 2**53
"""Up to which a float tells every whole number apart."""


def read_as_text(file: Path) -> Iterator[pa.RecordBatch]:
    """The rows of a file as batches of text columns, by its format, beside `line`, `malformed` and `raw`.

    JSON lines have the columns of all objects: everything that the first ones hold, and of the later ones the
    commonest `FURTHER` further fields.

    Raises:
        SourceError: the file cannot be read.
    """
    match format_of(file):
        case "parquet":
            return map(_in_text, read_parquet_rows(file, flat=True))
        case "json lines":
            paths = list(header_of_json_lines(file).values())
            paths += further_paths([file], paths, rows=OBJECTS, at_most=FURTHER)[0]
            fields = dict(zip(column_names(paths), paths, strict=True))
            return read_json_lines(file, fields)
        case _:
            return read_delimited(file)


def _in_text(batch: pa.RecordBatch) -> pa.RecordBatch:
    columns = [
        column if name == "line" else _written(column)
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, batch.schema.names)


def _written(column: pa.Array) -> pa.Array:
    """A column of Parquet as a CSV file writes it; no number is null."""
    if not pa.types.is_floating(column.type):
        return column.cast(pa.string())
    whole = pc.and_(pc.equal(column, pc.floor(column)), pc.less(pc.abs(column), float(_EXACT)))
    nothing = pa.scalar(None, column.type)
    unbroken = pc.if_else(whole, column, nothing).cast(pa.int64()).cast(pa.string())
    broken = pc.if_else(pc.is_nan(column), nothing, column).cast(pa.string())
    return pc.coalesce(unbroken, broken)
