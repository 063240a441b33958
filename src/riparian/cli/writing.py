"""Rows for machines: CSV, JSON and Parquet, streamed, to a file or to stdout."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import IO, Any

import click
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

STDOUT = "-"
FORMULA_BEGINS = r"^[=+\-@\t\r\n]"
"""What spreadsheets take for the beginning of a formula (OWASP, "CSV injection")."""


@contextmanager
def opened(target: str) -> Iterator[IO[bytes]]:
    """A file for writing, or stdout for `-`."""
    if target == STDOUT:
        yield sys.stdout.buffer
    else:
        with open(target, "wb") as file:
            yield file


def write_csv(rows: pa.RecordBatchReader, target: str) -> int:
    """Write rows with a header, instants as naive UTC, nulls as nothing, quotes where they are needed.

    A text that a spreadsheet would take for a formula gets an apostrophe before it, so that nobody who can write into a
    source makes the spreadsheet of whoever opens the file compute something.

    Returns:
        The number of rows.
    """
    return _write_csv(rows, target, _inert)


def write_raw_csv(rows: pa.RecordBatchReader, target: str) -> int:
    """Write rows as `write_csv` does, with every text as it is; gives the number of rows."""
    return _write_csv(rows, target, lambda texts: texts)


def _write_csv(rows: pa.RecordBatchReader, target: str, of_text: Callable[[pa.Array], pa.Array]) -> int:
    count = 0
    with opened(target) as out:
        out.write((",".join(rows.schema.names) + "\n").encode())
        for batch in rows:
            cells = [_quoted(of_text(one)) if pa.types.is_string(one.type) else _plain(one) for one in batch.columns]
            lines = pc.binary_join_element_wise(*cells, ",", null_handling="replace", null_replacement="")
            out.write("".join(f"{line}\n" for line in lines.to_pylist()).encode())
            count += batch.num_rows
    return count


def _plain(column: pa.Array) -> pa.Array:
    texts = column.cast(pa.string())
    return pc.replace_substring_regex(texts, r"\.0+$", "") if pa.types.is_timestamp(column.type) else texts


def _inert(texts: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(texts, FORMULA_BEGINS, r"'\0", max_replacements=1)


def _quoted(texts: pa.Array) -> pa.Array:
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', "")
    return pc.if_else(pc.match_substring_regex(texts, '[",\r\n]'), quoted, texts)


def write_json(rows: pa.RecordBatchReader, target: str) -> int:
    """Write one JSON array, a row a line, instants in UTC with their `Z`; gives the number of rows."""
    count = 0
    with opened(target) as out:
        out.write(b"[")
        for batch in rows:
            for row in batch.to_pylist():
                out.write((",\n" if count else "\n").encode())
                out.write(json.dumps(row, default=json_value, ensure_ascii=False).encode())
                count += 1
        out.write(b"\n]\n")
    return count


def json_value(value: object) -> str:
    """What JSON has no form of its own for."""
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def write_parquet(rows: pa.RecordBatchReader, target: str) -> int:
    """Write one Parquet file; gives the number of rows.

    Raises:
        click.UsageError: it would go to a terminal.
    """
    if target == STDOUT and sys.stdout.isatty():
        raise click.UsageError("Parquet is not for reading: name a file, or pipe it on")
    count = 0
    with opened(target) as out, pq.ParquetWriter(out, rows.schema, compression="zstd") as writer:
        for batch in rows:
            writer.write_batch(batch)
            count += batch.num_rows
    return count


WRITERS: dict[str, Callable[[pa.RecordBatchReader, str], int]] = {
    "csv": write_csv,
    "json": write_json,
    "parquet": write_parquet,
}


def print_json(value: Any) -> None:  # noqa: ANN401  anything JSON has a form for
    """Print one JSON document."""
    click.echo(json.dumps(value, default=json_value, ensure_ascii=False, indent=2))


def size(bytes_: int) -> str:
    """A number of bytes as people read it."""
    amount = float(bytes_)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"
