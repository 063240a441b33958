"""A first look at a file: its format, its header and some rows, without reading the rest."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from riparian.expressions.text import column_names
from riparian.storage.delimited import read_delimited
from riparian.storage.delimited_header import header_of
from riparian.storage.formats import format_of
from riparian.storage.json_lines import header_of_json_lines, read_json_lines
from riparian.storage.parquet import opened_parquet, read_parquet_rows
from riparian.storage.text_files import beginning_of, encoding_of, utf8_blocks

_FROM_TEXT = {
    "whole number": r"^[+-]?\d{1,18}$",
    "number": r"^[+-]?\d{1,15}([.,]\d+)?([eE][+-]?\d+)?$",
    "instant": r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}",
    "day": r"^(\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})$",
    "instant, day first or month first": r"^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}[ ,]+\d{1,2}:\d{2}",
    "yes or no": r"(?i)^(true|false|yes|no)$",
    "e-mail": r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What all rows of some files show of a column of text."""

    words: Mapping[str, int] | None = None
    """Its distinct values, each with how often it is there; None: too many to be words."""
    days_first: int = 0
    """Dates with a first part above 12, such as `25/01/2023`: no month stands first."""
    months_first: int = 0
    """Dates with a second part above 12, such as `01/25/2023`: no day stands first."""
    decimal_commas: int = 0
    """Numbers whose comma cannot separate thousands, such as `49,90`."""
    decimal_points: int = 0
    """Numbers whose point cannot separate thousands, such as `49.90`."""
    comma_groups: int = 0
    """Numbers whose commas stand before groups of three and may separate thousands, such as `1,250`."""
    point_groups: int = 0
    """The same with points, such as `1.250`."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the first rows of a file show, and all of them where it was looked through."""

    format: str
    """`delimited`, `json lines` or `parquet`."""
    encoding: str
    """As found; empty for Parquet."""
    delimiter: str
    written: tuple[str, ...]
    """The header as it stands in the file; for JSON lines, the paths."""
    header: tuple[str, ...]
    """The columns they become."""
    kinds: dict[str, str]
    """Of each column what its filled cells look like: `text`, `number`, `instant` …; `empty` where there are none."""
    rows: pa.Table
    """The first rows, as the reader gives them."""
    seen: Mapping[str, Seen] = field(default_factory=dict)
    """Of columns of text, what all rows show; empty where only the first were looked at."""
    more_fields: bool = False
    """Whether later objects of JSON lines have further fields that are not among the columns."""

    @property
    def schema(self) -> dict[str, str]:
        """The data type of each column of the raw rows, by Ibis's names."""
        names = {
            pa.string(): "string",
            pa.int64(): "int64",
            pa.float64(): "float64",
            pa.bool_(): "boolean",
            pa.date32(): "date",
        }
        fields = (field for field in self.rows.schema if field.name in self.header)
        return {field.name: names.get(field.type, "timestamp(6)") for field in fields}


def sample_of(file: Path, rows: int = 200) -> Look:
    """Header and first rows of a file.

    Raises:
        SourceError: the file cannot be read.
    """
    kind, delimiter, encoding = format_of(file), "", ""
    if kind == "parquet":
        written = tuple(opened_parquet(file).schema_arrow.names)
        batches, header = read_parquet_rows(file), column_names(written)
    elif kind == "json lines":
        fields = header_of_json_lines(file)
        written, header = tuple(fields.values()), tuple(fields)
        batches, encoding = read_json_lines(file, fields), encoding_of(beginning_of(file))
    else:
        found = header_of(next(utf8_blocks(file), b""))
        written, header = (found.written, found.names) if found else ((), ())
        delimiter = found.delimiter if found else ""
        batches, encoding = read_delimited(file), _told(file)
    first = list(itertools.islice(batches, 3))
    table = (
        pa.Table.from_batches(first).slice(0, rows)
        if first
        else pa.table({name: pa.nulls(0, pa.string()) for name in header})
    )
    kinds = {name: kind_of_cells(table.column(name)) for name in header}
    return Look(kind, encoding, delimiter, written, header, kinds, table)


def rows_of(file: Path, fields: Mapping[str, str] | None = None) -> Iterator[pa.RecordBatch]:
    """All rows of a file, by its format; of JSON lines these fields (column to path), or those of its first rows.

    Raises:
        SourceError: the file cannot be read.
    """
    match format_of(file):
        case "parquet":
            return read_parquet_rows(file)
        case "json lines":
            return read_json_lines(file, fields or header_of_json_lines(file))
        case _:
            return read_delimited(file)


def _told(file: Path) -> str:
    sample = beginning_of(file)
    encoding = encoding_of(sample)
    if encoding == "utf-8" and "\N{REPLACEMENT CHARACTER}" in sample[:-4].decode(errors="replace"):
        return "utf-8 with Windows-1252 characters"
    return encoding


def kind_of_cells(column: pa.ChunkedArray) -> str:
    """What all filled cells of a column look like; `empty` where there are none."""
    filled = column.drop_null()
    if not len(filled):
        return "empty"
    if not pa.types.is_string(filled.type):
        types = {pa.int64(): "whole number", pa.float64(): "number", pa.bool_(): "yes or no", pa.date32(): "day"}
        return types.get(filled.type, "instant")
    fitting = (
        kind for kind, pattern in _FROM_TEXT.items() if pc.all(pc.match_substring_regex(filled, pattern)).as_py()
    )
    return next(fitting, "text")
