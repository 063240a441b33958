"""Pieces of SQL text."""

from collections.abc import Sequence
from pathlib import Path


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def scan(files: Sequence[Path]) -> str:
    """A FROM item that reads these Parquet files together, by column name."""
    listed = ", ".join(quoted(str(file)) for file in files)
    return f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"


def count_of(item: str) -> str:
    """A query that counts the rows of a FROM item."""
    return f"SELECT count(*) FROM {item} AS counted"
