"""A build that the system stops: what it lacked, and which snapshot stands published."""

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
    """Tell what the system refused to a build, and which snapshot stands: the one before, or the one just published.

    Raises:
        StorageError: with what is needed.
    """
    before = _published(home)
    try:
        yield
    except OSError as error:
        told = told_of(error)
        if told is None:
            raise
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            told.fix = f"{told.fix}; {_room(home)}"
        stands = _stands(before, _published(home))
        raise StorageError(f"{told.what}; {stands}", where=told.where, fix=told.fix) from error


def _published(home: Path) -> str | None:
    """The name in the pointer, whether its snapshot is whole or not; empty: none yet; None: nobody can tell."""
    try:
        return Snapshots(home / "snapshots").pointed_to()
    except (StorageError, OSError):
        return None


def _stands(before: str | None, after: str | None) -> str:
    """What is published after a build that was stopped, given the names in the pointer before and after it."""
    if after and after != before:
        return f"that was after the build: snapshot {after} is published"
    if after is None:
        return "nothing was published"
    stays = f"snapshot {after} stays the published one" if after else "there is no snapshot yet"
    return f"nothing was published, {stays}"


def _room(home: Path) -> str:
    """What is free once the unfinished build is gone, and what the last one that was finished took."""
    free = shutil.disk_usage(home if home.exists() else home.parent).free
    last = Snapshots(home / "snapshots").former()
    took = f", and the last snapshot took {_megabytes(sum(one.bytes for one in last.tables.values()))}" if last else ""
    return f"{_megabytes(free)} are free now{took}"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
