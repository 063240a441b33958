"""All rows of some files, for what the first ones do not show: words, filled columns and ways of writing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from riparian.expressions.text import column_names
from riparian.storage.json_lines import further_paths
from riparian.storage.looking import Look, Seen, kind_of_cells, rows_of

WORDS = 10_000
"""Distinct values that are counted of a column at the most."""
FILLED_LATER = 1000
"""Rows that are added to a look for the columns that its first rows leave empty, at the most."""
OBJECTS = 1_000_000
"""Objects of JSON lines whose keys are looked for, in each file."""
FURTHER = 200
"""Columns that JSON lines have besides those of their first objects, at the most."""
_DATE = r"^\s*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
_DAYS_FIRST = r"^\s*(1[3-9]|2\d|3[01])[./-]\d{1,2}[./-]\d{2,4}"
_MONTHS_FIRST = r"^\s*\d{1,2}[./-](1[3-9]|2\d|3[01])[./-]\d{2,4}"
_NUMBER = r"^[^\d,.]*\d[\d.,' ]*[^\d,.]*$"
# Thousands are groups of three behind something that does not begin with a zero.
_DECIMAL_COMMA = r"^[^\d,.]*(\d[\d.' ]*,(\d{1,2}|\d{4,})|0,\d+|\d[\d']*\.\d{3},\d+)[^\d,.]*$"
_DECIMAL_POINT = r"^[^\d,.]*(\d[\d,' ]*\.(\d{1,2}|\d{4,})|0\.\d+|\d[\d']*,\d{3}\.\d+)[^\d,.]*$"

_COMMA_GROUPS = r"^[^\d,.]*[1-9]\d{0,2}(,\d{3})+[^\d,.]*$"
_POINT_GROUPS = r"^[^\d,.]*[1-9]\d{0,2}(\.\d{3})+[^\d,.]*$"
_NUMBERS = {
    "decimal_commas": _DECIMAL_COMMA, "decimal_points": _DECIMAL_POINT,
    "comma_groups": _COMMA_GROUPS, "point_groups": _POINT_GROUPS,
}  # fmt: skip


def looked_through(look: Look, files: Iterable[Path]) -> Look:
    """The look with what all rows of its files show, in one pass and bounded memory.

    Columns that its first rows leave empty have the kind of what is found later; the rows in which they are first
    filled stand behind those that were looked at. JSON lines have the columns of all objects, those of the first ones
    and at most `FURTHER` more.

    Args:
        look: of the first rows of one of them.
        files: files with the same columns.

    Raises:
        SourceError: a file cannot be read.
    """
    files = list(files)
    look = _widened(look, files) if look.format == "json lines" else look
    texts = [name for name in look.header if pa.types.is_string(look.rows.schema.field(name).type)]
    columns = {name: _Column(look.rows.column(name)) for name in texts}
    empty = [name for name in look.header if look.kinds[name] == "empty"]
    later = _FilledLater(look.rows.schema, empty)
    for batch in _batches(look, files):
        later.add(batch)
        for name, column in columns.items():
            column.add(batch.column(name))
    rows = pa.concat_tables([look.rows, *later.found])
    kinds = look.kinds | {name: kind_of_cells(rows.column(name)) for name in empty}
    return replace(look, rows=rows, kinds=kinds, seen={name: column.seen() for name, column in columns.items()})


def _widened(look: Look, files: Sequence[Path]) -> Look:
    """The look with the columns that only later objects have, which its rows do not fill."""
    further, more = further_paths(files, look.written, rows=OBJECTS, at_most=FURTHER)
    written = (*look.written, *further)
    header = column_names(written)
    added, rows = header[len(look.header) :], look.rows
    nulls = pa.nulls(rows.num_rows, pa.string())
    schema = pa.schema([*rows.schema, *(pa.field(name, pa.string()) for name in added)])
    rows = pa.Table.from_arrays([*rows.columns, *(nulls for _ in added)], schema=schema)
    kinds = dict.fromkeys(header, "empty") | look.kinds
    return replace(look, written=written, header=header, kinds=kinds, rows=rows, more_fields=more)


def _batches(look: Look, files: Iterable[Path]) -> Iterator[pa.RecordBatch]:
    """Rows of the files, with the columns of the look; none of a file that has others."""
    schema, fields = look.rows.schema, dict(zip(look.header, look.written, strict=True))
    for file in files:
        for batch in rows_of(file, fields):
            if set(schema.names) <= set(batch.schema.names):
                chosen = batch.select(schema.names)
                if chosen.schema.equals(schema):
                    yield chosen


class _FilledLater:
    """Rows in which columns are filled that no row before filled often enough to tell their kind."""

    def __init__(self, schema: pa.Schema, empty: list[str]) -> None:
        self._schema = schema
        self._lacking = dict.fromkeys(empty, FILLED_LATER)
        self.found: list[pa.Table] = []

    def add(self, batch: pa.RecordBatch) -> None:
        places: set[int] = set()
        for name, lacking in self._lacking.items():
            valid = pc.indices_nonzero(pc.is_valid(batch.column(name)))
            places.update(valid[:lacking].to_pylist())
        if not places:
            return
        rows = batch.take(pa.array(sorted(places)))
        self.found.append(pa.Table.from_batches([rows], schema=self._schema))
        lacking_still = {
            name: lacking - rows.num_rows + rows.column(name).null_count for name, lacking in self._lacking.items()
        }
        self._lacking = {name: lacking for name, lacking in lacking_still.items() if lacking > 0}


class _Column:
    """What a column of text was seen to hold so far."""

    def __init__(self, first: pa.ChunkedArray) -> None:
        filled = first.drop_null()
        unknown = not len(filled)
        self._words: Counter[str] | None = Counter()
        self._dates = unknown or bool(pc.any(pc.match_substring_regex(filled, _DATE)).as_py())
        self._numbers = unknown or bool(pc.any(pc.match_substring_regex(filled, _NUMBER)).as_py())
        self._ways: Counter[str] = Counter()

    def add(self, cells: pa.Array) -> None:
        filled = cells.drop_null()
        if self._words is not None:
            for counted in pc.value_counts(filled).to_pylist():
                self._words[counted["values"]] += counted["counts"]
            self._words = self._words if len(self._words) <= WORDS else None
        ways = {"days_first": _DAYS_FIRST, "months_first": _MONTHS_FIRST} if self._dates else {}
        ways |= _NUMBERS if self._numbers else {}
        for way, pattern in ways.items():
            self._ways[way] += pc.sum(pc.match_substring_regex(filled, pattern)).as_py() or 0

    def seen(self) -> Seen:
        return Seen(self._words, **self._ways)
