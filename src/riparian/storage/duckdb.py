"""The DuckDB runner: SQL text in, Parquet files out. Ibis compiles, this runs."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import ibis
import pyarrow as pa

from riparian.core.doors import Array
from riparian.core.errors import TooManyRowsError
from riparian.storage.functions import DUCKDB
from riparian.storage.layout import bucket_file
from riparian.storage.sql import named, quoted, scan

ROW_GROUP = 122_880
"""Rows in a row group: small enough that one person of five million is found in milliseconds."""


def compiled(expression: ibis.Expr) -> str:
    """The SQL text of an expression for this engine."""
    return str(ibis.to_sql(expression, dialect="duckdb"))


class DuckDB:
    """A connection of its own, with limits. Close it, or use it in a `with` statement."""

    dialect = "duckdb"

    def __init__(self, *, threads: int, memory_limit: str, temporary: Path) -> None:
        temporary.mkdir(parents=True, exist_ok=True)
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "threads": threads,
                "memory_limit": memory_limit,
                "temp_directory": str(temporary),
                "preserve_insertion_order": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        for signature, body in DUCKDB.items():
            self.run(f"CREATE MACRO {signature} AS {body}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the memory back."""
        self._connection.close()

    def run(self, sql: str) -> None:
        """Execute statements that give nothing back."""
        self._connection.execute(sql).fetchall()

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """All rows of a small result."""
        return self._connection.execute(sql).fetchall()

    def arrow(self, sql: str) -> pa.Table:
        """A result as an Arrow table."""
        return self._connection.sql(sql).to_arrow_table()

    def arrays(self, sql: str, *, at_most: int) -> dict[str, Array]:
        """A result as arrays by column.

        Raises:
            TooManyRowsError: more than `at_most` rows.
        """
        table = self.arrow(f"SELECT * FROM ({sql}) AS gathered LIMIT {at_most + 1}")
        if table.num_rows > at_most:
            raise TooManyRowsError(f"more than {at_most} rows would be gathered", fix="aggregate first")
        return {name: table.column(name).to_numpy() for name in table.column_names}

    def show(self, name: str, files: Sequence[Path], *, columns: str = "*", where: str = "true") -> None:
        """Make Parquet files readable as a view of this name."""
        self.run(f"CREATE OR REPLACE TEMP VIEW {named(name)} AS SELECT {columns} FROM {scan(files)} WHERE {where}")

    def show_item(self, name: str, item: str, *, people: Path | None = None, key: str = "person_key") -> None:
        """Make a FROM item readable as a view of this name; only the rows of the people in a file, where given."""
        only = f" SEMI JOIN {scan([people])} AS touched USING ({named(key)})" if people else ""
        self.show_query(name, f"SELECT rows.* FROM {item} AS rows{only}")

    def show_query(self, name: str, sql: str) -> None:
        """Make a query readable as a view of this name."""
        self.run(f"CREATE OR REPLACE TEMP VIEW {named(name)} AS {sql}")

    def lend(self, name: str, data: "pa.Table | pa.RecordBatchReader") -> None:
        """Make Arrow data readable under this name, until it is lent again."""
        self._connection.register(name, data)

    def keep(self, name: str, sql: str) -> None:
        """Compute a query into a temporary table."""
        self.run(f"CREATE OR REPLACE TEMP TABLE {named(name)} AS {sql}")

    def drop(self, name: str) -> None:
        """Forget a temporary table."""
        self.run(f"DROP TABLE IF EXISTS {named(name)}")

    def copy(self, sql: str, target: Path) -> None:
        """Write a query to one Parquet file."""
        target.parent.mkdir(parents=True, exist_ok=True)
        self.run(
            f"COPY ({sql}) TO {quoted(str(target))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
        )

    def write_query(self, sql: str, target: Path) -> None:
        """Write a query to one Parquet file as it comes."""
        self.copy(sql, target)

    def write(self, sql: str, target: Path, *, schema: ibis.Schema, sorted_by: Sequence[str] = ()) -> None:
        """Write a query to one Parquet file, cast to this schema, in this order."""
        order = f" ORDER BY {', '.join(map(named, sorted_by))}" if sorted_by else ""
        self.copy(f"SELECT {_cast(schema)} FROM ({sql}) AS made{order}", target)

    def write_buckets(
        self, sql: str, folder: Path, *, by: str, buckets: int, schema: ibis.Schema, sorted_by: Sequence[str] = ()
    ) -> None:
        """Write a query to `bucket-00.parquet` … by the remainder of a key column, each in this order.

        Rows are first parted, then each part is sorted by itself, so memory does not grow with the whole.
        """
        if buckets == 1:
            self.write(sql, bucket_file(folder, 0), schema=schema, sorted_by=sorted_by)
            return
        parted = folder / "parted"
        parted.mkdir(parents=True)
        self.run(
            f"COPY (SELECT {_cast(schema)}, {named(by)} % {buckets} AS bucket FROM ({sql}) AS made) "
            f"TO {quoted(str(parted))} (FORMAT parquet, COMPRESSION lz4, PARTITION_BY (bucket))"
        )
        none = f"SELECT * FROM ({sql}) AS made WHERE false"
        for bucket in range(buckets):
            part = sorted((parted / f"bucket={bucket}").glob("*.parquet"))
            rows = f"SELECT * FROM {scan(part)}" if part else none
            self.write(rows, bucket_file(folder, bucket), schema=schema, sorted_by=sorted_by)
        shutil.rmtree(parted)


_TYPES = {
    "int32": "INTEGER",
    "int64": "BIGINT",
    "float64": "DOUBLE",
    "string": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp(6)": "TIMESTAMP",
}


def _cast(schema: ibis.Schema) -> str:
    """A select list that casts every column to its type."""
    return ", ".join(f"CAST({named(name)} AS {_TYPES[str(dtype)]}) AS {named(name)}" for name, dtype in schema.items())
