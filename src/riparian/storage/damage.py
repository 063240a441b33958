"""Files that are missing or damaged, told with what, where and fix instead of as an engine puts it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from riparian.core.errors import OtherVersionError, StorageError
from riparian.core.system import NO_ROOM

_OF_FILES = (duckdb.Error, pa.ArrowException, OSError)
"""What reading a file that is missing, cut off or of another shape can raise."""


Damage = tuple[type[StorageError], str]
"""Which error tells it, and what is wrong."""


def damage_of(file: Path, columns: Sequence[str] = ()) -> Damage | None:
    """What is wrong with a Parquet file that should have these columns; None: nothing that can be seen."""
    try:
        with pq.ParquetFile(file) as opened:
            lacking = [name for name in columns if name not in opened.schema_arrow.names]
            if lacking:
                return OtherVersionError, f"has no column {', '.join(lacking)}: another version of Riparian wrote it"
            for _ in opened.iter_batches():
                pass
    except FileNotFoundError:
        return StorageError, "is missing"
    except (pa.ArrowException, OSError) as error:
        return StorageError, f"is damaged: {str(error).splitlines()[0]}"
    return None


@contextmanager
def damage_told(files: Callable[[], Mapping[Path, Sequence[str]]], *, fix: Callable[[Path], str]) -> Iterator[None]:
    """Tell an error of reading by the first of these files that is missing or damaged; any other stays as it is.

    `files` are those that were read, with the columns they should have.

    Raises:
        OtherVersionError: such a file that another version wrote. StorageError: any other.
    """
    try:
        yield
    except _OF_FILES as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            raise
        told = str(error)
        listed = sorted(files().items(), key=lambda one: str(one[0]) not in told)
        for file, columns in listed:
            if damage := damage_of(file, columns):
                kind, wrong = damage
                raise kind(f"{file.parent.name}/{file.name} {wrong}", where=str(file), fix=fix(file)) from error
        raise
