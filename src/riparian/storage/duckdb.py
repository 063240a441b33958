"""The DuckDB runner: SQL text in, Parquet files out. Ibis compiles, this runs."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from time import sleep
from types import TracebackType
from typing import Self, TypeVar

import duckdb
import ibis
import pyarrow as pa

from riparian.core.doors import Array
from riparian.core.errors import TooManyRowsError
from riparian.storage.functions import DUCKDB
from riparian.storage.layout import bucket_file
from riparian.storage.refusals import memory_told, system_told
from riparian.storage.sql import TYPES, named, quoted, scan

ROW_GROUP = 122_880
"""Rows in a row group of a table that is read whole."""

_QUICK = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"
"""The least effort of the compressor takes a quarter off the time of writing. Actions are a seventh larger for it,
journeys and sessions are not."""

PARQUET = f"{_QUICK}, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 4096, ROW_GROUP_SIZE {ROW_GROUP}"
"""A column with more values than this in a row group is written as differences at once: in half the time and smaller
than plainly."""

KEYED = f"{_QUICK}, DICTIONARY_SIZE_LIMIT 1600, ROW_GROUP_SIZE 8192"
"""For a table in an order: one person of five million is found in a millisecond or two, the paths to one goal in a
third of the time, and files are 1 % larger and whole scans no slower than with a group fifteen times as large."""

PASSING = "FORMAT parquet, COMPRESSION lz4, DICTIONARY_SIZE_LIMIT 4096"
"""What is read once and then removed."""

ROWS_HELD = 8_192
"""Rows of a bucket that a thread holds before it writes them. The engine holds half a million of all buckets together,
which with eight buckets is three times the memory, and no faster."""

BREAK = 0.01
"""Seconds between two attempts to break off what runs."""

_OWN = "TEMP"
"""Scope of a view that only one connection has, in front of one of the same name that all have."""

Task = TypeVar("Task")
Done = TypeVar("Done")


class DuckDB:
    """A connection of its own, with limits. Close it, or use it in a `with` statement."""

    dialect = "duckdb"

    def __init__(self, *, threads: int, memory_limit: str, temporary: Path) -> None:
        temporary.mkdir(parents=True, exist_ok=True)
        self._threads = threads
        self._scope = ""
        self._views: dict[str, tuple[str, str]] = {}
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
        # A build reads the same files many times; the footer of one that was written again is read anew.
        self.run("SET GLOBAL parquet_metadata_cache = true")
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

    @property
    def threads(self) -> int:
        """How many pieces of work it does at once."""
        return self._threads

    def each(self, work: Callable[[Self, Task], Done], tasks: Iterable[Task]) -> list[Done]:
        """Do a piece of work for every task, as many at once as there are threads; the results in order.

        Raises:
            Whatever the first piece raised that failed; pieces that were not begun are left out.
        """
        tasks = list(tasks)
        with self.beside(len(tasks)) as begin:
            futures = [begin(work, task) for task in tasks]
            return [future.result() for future in futures]

    @contextmanager
    def beside(self, most: int) -> "Iterator[Callable[[Callable[[Self, Task], Done], Task], Future[Done]]]":
        """What begins a piece of work on a task, as many at once as there are threads, or `most`.

        Each piece gets a connection beside this one: it sees what was shown and lent here, and what it shows or keeps
        itself is its own. Pieces that were not begun at the end are left out, and after a failure those that run are
        broken off. With one thread, each is done at once.
        """
        if self._threads == 1 or most < 2:
            yield self._at_once
            return
        free: SimpleQueue[Self] = SimpleQueue()
        workers = [self._beside() for _ in range(min(self._threads, most))]
        for worker in workers:
            free.put(worker)

        def done(work: Callable[[Self, Task], Done], task: Task) -> Done:
            worker = free.get()
            try:
                return work(worker, task)
            finally:
                free.put(worker)

        with ThreadPoolExecutor(len(workers)) as pool:
            failed = True
            try:
                yield lambda work, task: pool.submit(done, work, task)
                failed = False
            finally:
                pool.shutdown(wait=not failed, cancel_futures=True)
                # Nobody waits for what the others would come to. Between two statements nothing can be broken off.
                while failed and free.qsize() < len(workers):
                    for worker in workers:
                        worker._connection.interrupt()
                    sleep(BREAK)
                for worker in workers:
                    worker.close()

    def _at_once(self, work: Callable[[Self, Task], Done], task: Task) -> "Future[Done]":
        future: Future[Done] = Future()
        future.set_result(work(self, task))
        return future

    def _beside(self) -> Self:
        """A further connection to the same engine: what was shown of files, or lent, is there, other views are not."""
        other = object.__new__(type(self))
        other._threads, other._scope = 1, _OWN
        other._views, other._lent = {}, {}
        other._connection = self._connection.cursor()
        for name, data in self._lent.items():
            other.lend(name, data)
        return other

    def run(self, sql: str) -> None:
        """Execute statements that give nothing back.

        Raises:
            OSError: the system refused to write or read a file.
            StorageError: the engine may use too little memory.
        """
        with system_told():
            self._connection.execute(sql).fetchall()

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """All rows of a small result.

        Raises:
            StorageError: the engine may use too little memory.
        """
        with memory_told():
            return self._connection.execute(sql).fetchall()

    def arrow(self, sql: str) -> pa.Table:
        """A result as an Arrow table.

        Raises:
            StorageError: the engine may use too little memory.
        """
        with memory_told():
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
        self._show(name, f"SELECT {columns} FROM {scan(files)} WHERE {where}")

    def show_item(self, name: str, item: str, *, people: Path | None = None, key: str = "person_key") -> None:
        """Make a FROM item readable as a view of this name; only the rows of the people in a file, where given."""
        only = f" SEMI JOIN {scan([people])} AS touched USING ({named(key)})" if people else ""
        self._show(name, f"SELECT rows.* FROM {item} AS rows{only}")

    def show_query(self, name: str, sql: str) -> None:
        """Make a query readable as a view of this name, on this connection only: it may read temporary tables."""
        self._create(name, sql, _OWN)

    def _show(self, name: str, sql: str) -> None:
        """Show files; what is shown already is left as it is, as binding a view opens its files."""
        if self._views.get(name) != (self._scope, sql):
            self._create(name, sql, self._scope)

    def _create(self, name: str, sql: str, scope: str) -> None:
        if scope != _OWN and self._views.get(name, (scope, ""))[0] == _OWN:
            self.run(f"DROP VIEW IF EXISTS temp.main.{named(name)}")
        self.run(f"CREATE OR REPLACE {scope} VIEW {named(name)} AS {sql}")
        self._views[name] = (scope, sql)

    def lend(self, name: str, data: "pa.Table | pa.RecordBatchReader") -> None:
        """Make Arrow data readable under this name, until it is lent again."""
        self._connection.register(name, data)
        self._views[name] = (_OWN, "")
        if isinstance(data, pa.Table):
            self._lent[name] = data

    def hold(self, name: str, sql: str) -> None:
        """Compute a query into a table in memory, which all connections see."""
        self.run(f"CREATE OR REPLACE TABLE {named(name)} AS {sql}")

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
        options = KEYED if sorted_by else PARQUET
        self.copy(f"SELECT {_cast(schema)} FROM ({sql}) AS made{order}", target, options=options)

    def write_rows(self, rows: Sequence[Mapping[str, object]], target: Path, *, schema: ibis.Schema) -> None:
        """Write a few rows of Python values to one Parquet file.

        Arrow would load pandas first, to see whether the values are its; nothing else in a build needs it.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        fields = ", ".join(f"{named(name)} {TYPES[str(dtype)]}" for name, dtype in schema.items())
        given = [{name: row.get(name) for name in schema} for row in rows]
        sql = f"SELECT unnest(CAST(? AS STRUCT({fields})[]), max_depth := 2)"
        with system_told():
            self._connection.execute(f"COPY ({sql}) TO {quoted(str(target))} ({PARQUET})", [given])

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
        self.run(f"SET partitioned_write_flush_threshold = {ROWS_HELD * buckets}")
        self.run(
            f"COPY (SELECT {_cast(schema)}, {named(by)} % {buckets} AS bucket FROM ({sql}) AS made) "
            f"TO {quoted(str(parted))} ({options}, PARTITION_BY (bucket))"
        )
        nothing = ", ".join(f"CAST(NULL AS {TYPES[str(dtype)]}) AS {named(name)}" for name, dtype in schema.items())

        def write_bucket(engine: Self, bucket: int) -> None:
            part = sorted((parted / f"bucket={bucket}").glob("*.parquet"))
            if len(part) == 1 and not sorted_by:
                part[0].rename(bucket_file(folder, bucket))
                return
            rows = f"SELECT * FROM {scan(part)}" if part else f"SELECT {nothing} WHERE false"
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
