"""What a build needs of an engine. DuckDB is one (`riparian.storage.duckdb`)."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, Self, TypeVar

import ibis
import pyarrow as pa

from riparian.core.doors import Array

Task = TypeVar("Task")
Done = TypeVar("Done")


class Engine(Protocol):
    """Runs query text over Parquet files and writes Parquet files."""

    dialect: str
    """Name of the engine for the compiler."""

    @property
    def threads(self) -> int:
        """How many pieces of work it does at once."""
        ...

    def each(self, work: Callable[[Self, Task], Done], tasks: Iterable[Task]) -> list[Done]:
        """Do a piece of work for every task, perhaps several at once; each sees what was shown and lent here."""
        ...

    def beside(
        self, most: int
    ) -> "AbstractContextManager[Callable[[Callable[[Self, Task], Done], Task], Future[Done]]]":
        """What begins a piece of work on a task, perhaps several at once; each sees what was shown and lent here."""
        ...

    def write_query(self, sql: str, target: Path) -> None:
        """Write a query to one Parquet file as it comes."""
        ...

    def hold(self, name: str, sql: str) -> None:
        """Compute a query into a table in memory, which all connections see."""
        ...

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """All rows of a small result."""
        ...

    def arrays(self, sql: str, *, at_most: int) -> dict[str, Array]:
        """A result as arrays by column; TooManyRowsError beyond `at_most`."""
        ...

    def show(self, name: str, files: Sequence[Path], *, columns: str = "*", where: str = "true") -> None:
        """Make Parquet files readable as a view of this name."""
        ...

    def show_item(self, name: str, item: str, *, people: Path | None = None, key: str = "person_key") -> None:
        """Make a FROM item readable as a view of this name; only the rows of the people in a file, where given."""
        ...

    def lend(self, name: str, data: pa.Table) -> None:
        """Make Arrow data readable under this name."""
        ...

    def write(self, sql: str, target: Path, *, schema: ibis.Schema, sorted_by: Sequence[str] = ()) -> None:
        """Write a query to one Parquet file, cast to this schema, in this order.

        Ibis leaves out a cast to the type it believes a column has already, so the engine casts once more: a DuckDB sum
        of integers is a HUGEINT, which Parquet would keep as a float.
        """
        ...

    def write_buckets(
        self, sql: str, folder: Path, *, by: str, buckets: int, schema: ibis.Schema, sorted_by: Sequence[str] = ()
    ) -> None:
        """Write a query to `bucket-00.parquet` … by the remainder of a key column, each in this order."""
        ...

    def write_few(
        self, sql: str, folder: Path, *, by: str, buckets: int, schema: ibis.Schema, sorted_by: Sequence[str] = ()
    ) -> None:
        """Write a query as `write_buckets` does, through memory: for a small part of a table."""
        ...
