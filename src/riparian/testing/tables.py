"""Tables by hand, rows back.

`table_of(Action, {"person_key": 1, "occurred_at": at(0), "kind": "order"})` is a table of the dictionary with just the
columns that matter; the rest is null. Coded columns are written and read as text. `rows_of` runs the expression on
DuckDB.
"""

import atexit
import itertools
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ibis
import pyarrow as pa

from riparian.core.doors import Array
from riparian.core.row import R, Row, Table, published, schema_of
from riparian.storage.arrow import arrow_schema
from riparian.storage.compiled import compiled
from riparian.storage.duckdb import DuckDB
from riparian.tables.actions import KINDS
from riparian.tables.landing import KnownLabel

DAY_ONE = datetime(2024, 1, 1)
"""The day on which hand-made histories begin."""

_numbers = itertools.count(1)
_labels: dict[str, int] = {kind: code for code, kind in enumerate(KINDS)}


def at(seconds: float = 0, *, days: float = 0) -> datetime:
    """An instant counted from `DAY_ONE`."""
    return DAY_ONE + timedelta(days=days, seconds=seconds)


def code(text: str) -> int:
    """The label code of a text in hand-made tables."""
    return _labels.setdefault(text, len(_labels))


def word(label_key: int) -> str:
    """The text of a label code in hand-made tables."""
    return {number: text for text, number in _labels.items()}[label_key]


@cache
def engine() -> DuckDB:
    """The one small engine that hand-made tables run on."""
    temporary = TemporaryDirectory(prefix="riparian-testing-")
    atexit.register(temporary.cleanup)
    return DuckDB(threads=1, memory_limit="1GB", temporary=Path(temporary.name))


def table_of(row: type[R], *rows: Mapping[str, Any]) -> Table[R]:
    """A table of `row` holding these rows.

    Raises:
        KeyError: a column that the row class does not have.
    """
    schema = schema_of(row)
    unknown = {name for given in rows for name in given} - set(schema)
    if unknown:
        raise KeyError(f"{row.__name__} has no {', '.join(sorted(unknown))}")
    coded = {promise.name for promise in published(row) if promise.column.coded}
    values = {
        name: [
            code(given[name]) if name in coded and given.get(name) is not None else given.get(name) for given in rows
        ]
        for name in schema
    }
    return lent(pa.table(values, schema=arrow_schema(schema)), schema)


def lent(data: pa.Table, schema: ibis.Schema) -> ibis.Table:
    """An unbound table that the testing engine can read."""
    name = f"by_hand_{next(_numbers)}"
    engine().lend(name, data)
    return ibis.table(schema, name=name)


def labels_table() -> Table[KnownLabel]:
    """The table `labels` with every text used in hand-made tables so far."""
    return table_of(KnownLabel, *({"label_key": number, "label": text} for text, number in list(_labels.items())))


def rows_of(table: ibis.Table, *columns: str, row: type[Row] | None = None) -> list[tuple[Any, ...]]:
    """The rows of an expression, sorted; only `columns` where given; coded columns as text when `row` is given."""
    chosen = table.select(*columns) if columns else table
    coded = {promise.name for promise in published(row) if promise.column.coded} if row else set()
    found = engine().arrow(compiled(chosen)).to_pylist()
    plain = [
        tuple(word(value) if name in coded and value is not None else value for name, value in one.items())
        for one in found
    ]
    return sorted(plain, key=lambda values: [(value is None, str(type(value)), value) for value in values])


class TestingGather:
    """The door `gather` for hand-made tables."""

    __test__ = False

    def __call__(self, table: ibis.Table, *, at_most: int) -> dict[str, Array]:
        """See `riparian.core.doors.Gather`."""
        return engine().arrays(compiled(table), at_most=at_most)

    def give_back(self, columns: Mapping[str, Array], schema: ibis.Schema) -> ibis.Table:
        """See `riparian.core.doors.Gather`."""
        return lent(pa.table({name: pa.array(columns[name]) for name in schema}).cast(arrow_schema(schema)), schema)
