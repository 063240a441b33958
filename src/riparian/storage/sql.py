"""Pieces of SQL text."""

from collections.abc import Mapping, Sequence
from pathlib import Path

TYPES = {
    "int32": "INTEGER",
    "int64": "BIGINT",
    "float64": "DOUBLE",
    "string": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp(6)": "TIMESTAMP",
}
"""The engine's name of each data type of a column."""


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def scan(files: Sequence[Path], *, filename: bool = False, alike: bool = False) -> str:
    """A FROM item that reads these Parquet files together, by column name; perhaps with each row's `filename`.

    Of files that are `alike`, all with the same columns, only the first is looked at before rows are read: of a hundred
    files with thousands of row groups that is worth half a second each time.
    """
    listed = ", ".join(quoted(str(file)) for file in files)
    options = ", filename = true" if filename else ""
    by_name = "" if alike else "union_by_name = true, "
    return f"read_parquet([{listed}], {by_name}hive_partitioning = false{options})"


def no_rows(columns: Mapping[str, str]) -> str:
    """A FROM item without rows, with columns of these data types."""
    listed = ", ".join(f"CAST(NULL AS {TYPES[dtype]}) AS {named(name)}" for name, dtype in columns.items())
    return f"(SELECT {listed} WHERE false)"
