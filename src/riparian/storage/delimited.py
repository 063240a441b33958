"""Delimited text (CSV, TSV and their kin) as Arrow batches, with the line of the file each row begins on.

No row vanishes: every line that is not blank, up to the last, is part of exactly one row. Blank lines are no rows,
wherever they stand, but they count as lines. A row with too few or too many fields, or that holds NUL bytes, or whose
quote is never closed, is there with `malformed` saying so and `raw` holding its text.

Lines before the header that have one field while the header has several (the titles of advertising reports) are
skipped, and so are those that a spreadsheet filled up with empty cells.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from riparian.core.errors import SourceError
from riparian.storage.delimited_header import Header, header_of
from riparian.storage.formats import format_of_text
from riparian.storage.records import HOLES, LONGEST, Careful, Positions, Scan, read_carefully, scanned, wrong_width
from riparian.storage.text_files import utf8_blocks

_ENOUGH = 1 << 16
"""Bytes in which the header is looked for."""


def read_delimited(file: Path, *, delimiter: str = "", encoding: str = "") -> Iterator[pa.RecordBatch]:
    """The rows of a file as batches of text columns; see the module for what every batch has.

    A file without any line gives no batch; a file with a header only gives one empty batch.

    Raises:
        SourceError: the file is no text, or ends inside its compression, or holds JSON.
    """
    blocks = utf8_blocks(file, encoding=encoding)
    text = b""
    while len(text) < _ENOUGH and (block := next(blocks, b"")):
        text += block
    if format_of_text(text, file) != "delimited":
        raise SourceError(
            f"{file.name} holds JSON lines, which are no delimited text",
            where=str(file),
            fix="read it with a preset that knows JSON lines, such as files; or export it as CSV",
        )
    header = header_of(text, delimiter)
    if header is None:
        return
    schema = _schema(header)
    yield pa.RecordBatch.from_pylist([], schema=schema)
    text, line, final = text[header.bytes :], header.lines + 1, False
    while not final:
        block = next(blocks, b"")
        final = not block
        text += block
        if final and not text.endswith((b"\n", b"\r")):
            text += b"\n"
        scan = scanned(text, header.delimiter, final=final)
        if len(scan.starts):
            yield from _quick_batches(text, scan, header, schema, line)
        text, line = text[scan.until :], line + scan.lines_until
        if not scan.sound or final or len(text) > LONGEST:
            written = text.decode()
            found = read_carefully(written, header.delimiter, len(header.names), final=final)
            yield from _careful_batches(found, schema, line)
            text, line = written[found.characters :].encode(), line + found.lines_until


def _schema(header: Header) -> pa.Schema:
    own = [("line", pa.int64()), ("malformed", pa.string()), ("raw", pa.string())]
    return pa.schema([*own, *((name, pa.string()) for name in header.names)])


def _quick_batches(text: bytes, scan: Scan, header: Header, schema: pa.Schema, line: int) -> Iterator[pa.RecordBatch]:
    """The rows of whole records, and behind them those of the same block that are malformed."""
    width = len(header.names)
    holes = np.zeros(len(scan.starts), np.bool_)
    if b"\0" in text:
        zeros = np.flatnonzero(np.frombuffer(text, np.uint8) == 0)
        holes = np.searchsorted(zeros, scan.starts) < np.searchsorted(zeros, scan.ends)
    wrong = holes | (scan.fields != width)
    lines = scan.lines + line
    whole = text[: scan.until]
    if wrong.any():
        whole = b"".join(text[start:end] for start, end in zip(scan.starts[~wrong], scan.ends[~wrong], strict=True))
    if not wrong.all():
        yield _parsed(whole, lines[~wrong], header, schema)
    if wrong.any():
        rows = []
        for place in np.flatnonzero(wrong):
            reason = HOLES if holes[place] else wrong_width(int(scan.fields[place]), width)
            rows.append((int(lines[place]), reason, text[scan.starts[place] : scan.ends[place]].decode()))
        yield _malformed(rows, schema)


def _parsed(text: bytes, lines: Positions, header: Header, schema: pa.Schema) -> pa.RecordBatch:
    cells = arrow_csv.read_csv(
        pa.py_buffer(text),
        read_options=arrow_csv.ReadOptions(column_names=list(header.names), block_size=len(text) + 1),
        parse_options=arrow_csv.ParseOptions(delimiter=header.delimiter, newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(header.names, pa.string()),
            strings_can_be_null=True,
            null_values=[""],
            check_utf8=False,
        ),
    ).combine_chunks()
    if cells.num_rows != len(lines):
        raise AssertionError(f"{len(lines)} records were found and {cells.num_rows} parsed")
    nothing = pa.nulls(len(lines), pa.string())
    columns = [pa.array(lines), nothing, nothing, *(column.chunk(0) for column in cells.columns)]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _careful_batches(found: Careful, schema: pa.Schema, line: int) -> Iterator[pa.RecordBatch]:
    if found.lines:
        lines = np.asarray(found.lines, np.int64) + line
        cells = [pa.array([cell or None for cell in column], pa.string()) for column in zip(*found.cells, strict=True)]
        nothing = pa.nulls(len(lines), pa.string())
        yield pa.RecordBatch.from_arrays([pa.array(lines), nothing, nothing, *cells], schema=schema)
    if found.malformed:
        yield _malformed([(line + place, wrong, raw) for place, wrong, raw in found.malformed], schema)


def _malformed(rows: list[tuple[int, str, str]], schema: pa.Schema) -> pa.RecordBatch:
    """A batch of rows that cannot be read: line, reason and raw text, its NUL bytes made visible."""
    told = [
        {"line": line, "malformed": wrong, "raw": raw.rstrip("\r\n").replace("\0", "\N{SYMBOL FOR NULL}")}
        for line, wrong, raw in rows
    ]
    return pa.RecordBatch.from_pylist(told, schema=schema)
