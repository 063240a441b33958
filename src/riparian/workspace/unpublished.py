"""A build that the system stops: what it lacked, and that what was published before still stands."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from riparian.core.errors import StorageError
from riparian.core.system import told_of
from riparian.storage.snapshot import Snapshots


@contextmanager
def unpublished_told(home: Path) -> Iterator[None]:
    """Tell what the system refused to a build, and that nothing was published.

    Raises:
        StorageError: with what is needed.
    """
    try:
        yield
    except OSError as error:
        told = told_of(error)
        if told is None:
            raise
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            told.fix = f"{told.fix}; {_room(home)}"
        stands = Snapshots(home / "snapshots").former()
        stays = f"snapshot {stands.name} stays the published one" if stands else "there is no snapshot yet"
        raise StorageError(f"{told.what}; nothing was published, {stays}", where=told.where, fix=told.fix) from error


def _room(home: Path) -> str:
    """What is free once the unfinished build is gone, and what the last one that was finished took."""
    free = shutil.disk_usage(home if home.exists() else home.parent).free
    last = Snapshots(home / "snapshots").former()
    took = f", and the last snapshot took {_megabytes(sum(one.bytes for one in last.tables.values()))}" if last else ""
    return f"{_megabytes(free)} are free now{took}"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
