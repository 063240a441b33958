"""Parquet files as Arrow batches of the few types that every engine stores alike.

`line` is the number of the row, counted from 1. Text, numbers, booleans and dates keep their type; instants with a
zone become text in UTC that says so (`2024-05-01 09:58:12.000000Z`), because a timestamp without one is in the
source's zone; lists, structs and maps become JSON text.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from riparian.core.errors import SourceError
from riparian.expressions.text import column_names
from riparian.storage.json_columns import JsonColumns

_ROWS = 65_536
_BEYOND_INTEGERS = Decimal(2**63)


def read_parquet_rows(
    file: Path, fields: Mapping[str, str] | None = None, *, flat: bool = False
) -> Iterator[pa.RecordBatch]:
    """The rows of a file with all its columns, or (as text) with what `fields` take by their JSON paths.

    Where it is read `flat`, a struct is a column for each of its fields.

    Raises:
        SourceError: the file is no Parquet file, or damaged.
    """
    opened = opened_parquet(file)
    schema = _flat(opened.schema_arrow.empty_table()).schema if flat else opened.schema_arrow
    names = column_names(schema.names)
    reader = JsonColumns(fields or {})
    line = 1
    try:
        for batch in opened.iter_batches(batch_size=_ROWS):
            lines = pa.array(range(line, line + batch.num_rows), pa.int64())
            line += batch.num_rows
            if fields is not None:
                yield reader.read(lines, reader.objects(pa.Table.from_batches([batch])))
            else:
                nothing = pa.nulls(batch.num_rows, pa.string())
                rows = _flat(pa.Table.from_batches([batch])).combine_chunks() if flat else batch
                columns = [plain(_whole(column), reader) for column in rows.columns]
                yield pa.RecordBatch.from_arrays(
                    [lines, nothing, nothing, *columns], ["line", "malformed", "raw", *names]
                )
    except pa.ArrowInvalid as error:
        raise SourceError(f"{file.name} is damaged: {error}", where=str(file), fix="export the file again") from error
    finally:
        reader.close()
        opened.close()


def _flat(rows: pa.Table) -> pa.Table:
    """The same rows with a column for each field of a struct, named `struct.field`."""
    while any(pa.types.is_struct(field.type) for field in rows.schema):
        rows = rows.flatten()
    return rows


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if isinstance(column, pa.ChunkedArray) else column


def opened_parquet(file: Path) -> pq.ParquetFile:
    """A Parquet file, opened.

    Raises:
        SourceError: it is none.
    """
    try:
        return pq.ParquetFile(file)
    except pa.ArrowInvalid as error:
        raise SourceError(f"{file.name} is no Parquet file: {error}", where=str(file)) from error


def plain(column: pa.Array, reader: JsonColumns) -> pa.Array:
    """A column in one of the types that every engine stores alike; what does not fit into them is null."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if pa.types.is_nested(kind):
        return reader.values(column)
    if pa.types.is_timestamp(kind) and kind.tz:
        at = column.cast(pa.timestamp("us", "UTC"), safe=False)
        return pc.strftime(at, format="%Y-%m-%d %H:%M:%SZ")
    if pa.types.is_timestamp(kind):
        return column.cast(pa.timestamp("us"), safe=False)
    if kind == pa.uint64():
        fitting = pc.less(column, pa.scalar(2**63, pa.uint64()))
        return pc.if_else(fitting, column, pa.scalar(None, kind)).cast(pa.int64())
    if pa.types.is_integer(kind):
        return column.cast(pa.int64(), safe=False)
    if pa.types.is_decimal(kind) and kind.scale <= 0:
        # An id of a warehouse is one (`NUMBER(38, 0)`); a float tells whole numbers apart up to 2**53 only.
        fitting = pc.less(pc.abs(column), pa.scalar(_BEYOND_INTEGERS))
        return pc.if_else(fitting, column, pa.scalar(None, kind)).cast(pa.int64())
    if pa.types.is_decimal(kind):
        # Arrow's own cast makes 2.5500000000000003 of 2.55.
        return column.cast(pa.string()).cast(pa.float64())
    if pa.types.is_floating(kind):
        return column.cast(pa.float64(), safe=False)
    if pa.types.is_date(kind):
        return column.cast(pa.date32())
    if pa.types.is_boolean(kind):
        return column
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return pa.array(
            [None if value is None else value.decode(errors="replace") for value in column.to_pylist()], pa.string()
        )
    text = column.cast(pa.string())
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
