"""The DuckDB runner: SQL text in, Parquet files out. Ibis compiles, this runs."""

import shutil
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Self, TypeVar

import duckdb
import ibis
import pyarrow as pa

from riparian.core.doors import Array
from riparian.core.errors import TooManyRowsError
from riparian.storage.functions import DUCKDB
from riparian.storage.layout import bucket_file
from riparian.storage.sql import TYPES, named, quoted, scan

ROW_GROUP = 122_880
"""Rows in a row group of a table that is read whole."""

PARQUET = (
    f"FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 4096, ROW_GROUP_SIZE {ROW_GROUP}"
)
"""A column with more values than this in a row group is written plainly at once: faster, and no larger. Nor does more
effort of the compressor make files smaller here, and the least takes a third off the time of writing."""

KEYED = "FORMAT parquet, COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 1600, ROW_GROUP_SIZE 8192"
"""For a table in order of a key: one person of five million is found in a millisecond or two, and files are 1 % larger
and whole scans no slower than with a group fifteen times as large."""

PASSING = "FORMAT parquet, COMPRESSION lz4, DICTIONARY_SIZE_LIMIT 4096"
"""What is read once and then removed."""

Task = TypeVar("Task")
Done = TypeVar("Done")


class DuckDB:
    """A connection of its own, with limits. Close it, or use it in a `with` statement."""

    dialect = "duckdb"

    def __init__(self, *, threads: int, memory_limit: str, temporary: Path) -> None:
        temporary.mkdir(parents=True, exist_ok=True)
        self._threads = threads
        self._shown: dict[str, str] = {}
        self._lent: dict[str, pa.Table] = {}
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

    def each(self, work: Callable[[Self, Task], Done], tasks: Iterable[Task]) -> list[Done]:
        """Do a piece of work for every task, as many at once as there are threads; the results in order.

        Each piece gets a connection beside this one: it sees what was shown and lent here, and what it shows or keeps
        itself is its own.

        Raises:
            Whatever the first piece raised that failed; pieces that were not begun are left out.
        """
        tasks = list(tasks)
        if self._threads == 1 or len(tasks) < 2:
            return [work(self, task) for task in tasks]
        free: SimpleQueue[Self] = SimpleQueue()
        workers = [self._beside() for _ in range(min(self._threads, len(tasks)))]
        for worker in workers:
            free.put(worker)

        def done(task: Task) -> Done:
            worker = free.get()
            try:
                return work(worker, task)
            finally:
                free.put(worker)

        with ThreadPoolExecutor(len(workers)) as pool:
            try:
                return list(pool.map(done, tasks))
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
                for worker in workers:
                    worker.close()

    def _beside(self) -> Self:
        """A further connection to the same engine: what files and lent data show is there, temporary tables are not."""
        other = object.__new__(type(self))
        other._threads = 1
        other._shown, other._lent = {}, {}
        other._connection = self._connection.cursor()
        for name, data in self._lent.items():
            other.lend(name, data)
        for name, sql in self._shown.items():
            other.show_query(name, sql)
        return other

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
        self._shown[name] = f"SELECT {columns} FROM {scan(files)} WHERE {where}"
        self.show_query(name, self._shown[name])

    def show_item(self, name: str, item: str, *, people: Path | None = None, key: str = "person_key") -> None:
        """Make a FROM item readable as a view of this name; only the rows of the people in a file, where given."""
        only = f" SEMI JOIN {scan([people])} AS touched USING ({named(key)})" if people else ""
        self._shown[name] = f"SELECT rows.* FROM {item} AS rows{only}"
        self.show_query(name, self._shown[name])

    def show_query(self, name: str, sql: str) -> None:
        """Make a query readable as a view of this name, on this connection only: it may read temporary tables."""
        self.run(f"CREATE OR REPLACE TEMP VIEW {named(name)} AS {sql}")

    def lend(self, name: str, data: "pa.Table | pa.RecordBatchReader") -> None:
        """Make Arrow data readable under this name, until it is lent again."""
        self._connection.register(name, data)
        if isinstance(data, pa.Table):
            self._lent[name] = data

    def keep(self, name: str, sql: str) -> None:
        """Compute a query into a temporary table."""
        self.run(f"CREATE OR REPLACE TEMP TABLE {named(name)} AS {sql}")

    def drop(self, name: str) -> None:
        """Forget a temporary table."""
        self.run(f"DROP TABLE IF EXISTS {named(name)}")

    def copy(self, sql: str, target: Path, *, options: str = PARQUET) -> None:
        """Write a query to one Parquet file."""
        target.parent.mkdir(parents=True, exist_ok=True)
        self.run(f"COPY ({sql}) TO {quoted(str(target))} ({options})")

    def write_query(self, sql: str, target: Path) -> None:
        """Write a query to one Parquet file as it comes."""
        self.copy(sql, target)

    def write(self, sql: str, target: Path, *, schema: ibis.Schema, sorted_by: Sequence[str] = ()) -> None:
        """Write a query to one Parquet file, cast to this schema, in this order."""
        order = f" ORDER BY {', '.join(map(named, sorted_by))}" if sorted_by else ""
        options = KEYED if sorted_by and sorted_by[0].endswith("_key") else PARQUET
        self.copy(f"SELECT {_cast(schema)} FROM ({sql}) AS made{order}", target, options=options)

    def write_buckets(
        self, sql: str, folder: Path, *, by: str, buckets: int, schema: ibis.Schema, sorted_by: Sequence[str] = ()
    ) -> None:
        """Write a query to `bucket-00.parquet` … by the remainder of a key column, each in this order.

        Rows are first parted, then each part is sorted by itself, so memory does not grow with the whole. Without an
        order the parts are what is kept, and no row is written twice.
        """
        if buckets == 1:
            self.write(sql, bucket_file(folder, 0), schema=schema, sorted_by=sorted_by)
            return
        parted = folder / "parted"
        parted.mkdir(parents=True)
        options = PASSING if sorted_by else PARQUET
        self.run(
            f"COPY (SELECT {_cast(schema)}, {named(by)} % {buckets} AS bucket FROM ({sql}) AS made) "
            f"TO {quoted(str(parted))} ({options}, PARTITION_BY (bucket))"
        )
        none = f"SELECT * FROM ({sql}) AS made WHERE false"

        def write_bucket(engine: Self, bucket: int) -> None:
            part = sorted((parted / f"bucket={bucket}").glob("*.parquet"))
            if len(part) == 1 and not sorted_by:
                part[0].rename(bucket_file(folder, bucket))
                return
            rows = f"SELECT * FROM {scan(part)}" if part else none
            engine.write(rows, bucket_file(folder, bucket), schema=schema, sorted_by=sorted_by)

        self.each(write_bucket, range(buckets))
        shutil.rmtree(parted)

    def write_few(
        self, sql: str, folder: Path, *, by: str, buckets: int, schema: ibis.Schema, sorted_by: Sequence[str] = ()
    ) -> None:
        """Write a query as `write_buckets` does, through memory: for a small part of a table."""
        self.keep("few_rows", f"SELECT {_cast(schema)} FROM ({sql}) AS made")
        for bucket in range(buckets):
            few = f"SELECT * FROM few_rows WHERE {named(by)} % {buckets} = {bucket}"
            self.write(few, bucket_file(folder, bucket), schema=schema, sorted_by=sorted_by)
        self.drop("few_rows")


def _cast(schema: ibis.Schema) -> str:
    """A select list that casts every column to its type."""
    return ", ".join(f"CAST({named(name)} AS {TYPES[str(dtype)]}) AS {named(name)}" for name, dtype in schema.items())
