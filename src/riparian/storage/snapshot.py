"""A build's tables, published all at once or not at all.

```text
snapshots/CURRENT                    the name of the published snapshot
snapshots/000007/snapshot.json       tables, rows, fingerprints, settings, as of, seed, versions
snapshots/000007/<table>/….parquet
snapshots/building-000008/           a build under way, or one that died
snapshots/pruned-000002/             a snapshot on its way out
```
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from riparian.core.errors import NotFoundError, StorageError
from riparian.storage.generations import MOST_GENERATIONS, Generations, generations
from riparian.storage.sql import scan
from riparian.storage.sums import KeptSum

KEPT_READ = 64
"""Snapshots that a process keeps read: pages ask for all that are kept, at every request."""

SYNCED_AT_ONCE = 8
"""Files that are put on the disk at once."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One table of a snapshot: its files (relative to the snapshot), rows and fingerprint.

    The files of a table kept by person stand in order of generation, then bucket.
    """

    files: tuple[str, ...]
    rows: int
    bytes: int
    fingerprint: str
    buckets: int = 0
    """Number of person buckets. 0: not kept by person."""
    key: str = ""
    """The person column of a table kept by person."""
    people: tuple[str, ...] = ()
    """For each generation but the first, the file with the people it is of."""
    recipe: str = ""
    """What the table depends on besides its inputs."""

    def generations(self, folder: Path) -> Generations:
        """The files by generation, below the folder of the snapshot."""
        files = [folder / file for file in self.files]
        return generations(files, [folder / file for file in self.people], key=self.key, buckets=self.buckets)

    def all_files(self) -> tuple[str, ...]:
        """Every file of the table, lists of people included."""
        return (*self.files, *self.people)

    def rows_item(self, folder: Path, *, bucket: int | None = None) -> str:
        """A FROM item with the rows, of one bucket where asked; `folder` is that of the snapshot."""
        if self.buckets:
            return self.generations(folder).rows(bucket=bucket)
        return scan([folder / file for file in self.files])

    @property
    def is_full(self) -> bool:
        """Whether it has as many generations as it may: a further one takes the place of all but the first."""
        return len(self.people) + 1 >= MOST_GENERATIONS

    def grown(self, file: str, people: str) -> "Stored":
        """The table with a further generation, in one file, of the people in another."""
        kept, listed = (self.files[: self.buckets], ()) if self.is_full else (self.files, self.people)
        return replace(self, files=(*kept, file), people=(*listed, people))

    def grew_from(self, before: "Stored") -> bool:
        """Whether this is an earlier table with a further generation, which says itself whom it is of."""
        return bool(self.people) and self.people[-1] not in before.people


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published build, as it lies on disk. Never changes."""

    folder: Path
    as_of: datetime
    built_at: datetime
    tables: dict[str, Stored]
    notes: dict[str, Any] = field(default_factory=dict)
    sums: dict[str, dict[str, KeptSum]] = field(default_factory=dict)
    """Sums over people that the next build may go on from, by derivation and name."""
    _generations: dict[str, Generations] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The build id."""
        return self.folder.name

    def beside(self, name: str) -> "Snapshot":
        """Another snapshot of the same workspace by its id, or this one.

        Raises:
            NotFoundError: it is not kept. StorageError: it cannot be read.
        """
        return self if name == self.name else Snapshots(self.folder.parent).open(name)

    def files(self, table: str) -> tuple[Path, ...]:
        """The Parquet files of a table.

        Raises:
            NotFoundError: the snapshot has no such table.
        """
        if table not in self.tables:
            raise NotFoundError(f"no table named {table!r} in snapshot {self.name}", fix="riparian build")
        return tuple(self.folder / file for file in self.tables[table].files)

    @property
    def cut(self) -> datetime | None:
        """Where source rows were cut; None: the as-of date left nothing out."""
        return self.as_of if self.notes.get("cuts", True) else None

    def generations(self, table: str) -> Generations:
        """The files of a table kept by person, by generation; put together once."""
        if table not in self._generations:
            self._generations[table] = self.tables[table].generations(self.folder)
        return self._generations[table]

    def is_whole(self) -> bool:
        """Whether all files of all tables are there in their full size."""
        try:
            sums = (one for of_one in self.sums.values() for one in of_one.values())
            return all(
                sum((self.folder / file).stat().st_size for file in one.all_files()) == one.bytes
                for one in self.tables.values()
            ) and all((self.folder / one.file).stat().st_size == one.bytes for one in sums)
        except FileNotFoundError:
            return False

    def rows(self, table: str, *, bucket: int | None = None) -> str:
        """A FROM item with the rows of a table; of one bucket where it is kept by person."""
        self.files(table)
        return self.tables[table].rows_item(self.folder, bucket=bucket)


class Snapshots:
    """All snapshots of a workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Snapshot | None:
        """The published snapshot; None before the first build.

        Raises:
            StorageError: it is not there, or cannot be read.
        """
        name = self.pointed_to()
        while name:
            try:
                return self.open(name)
            except NotFoundError:
                before, name = name, self.pointed_to()
                if name == before:  # Otherwise a build published another, and pruned this one, just now.
                    raise StorageError(
                        f"the published snapshot {name} is missing", where=str(self.folder), fix="riparian build"
                    ) from None
        return None

    def mark(self) -> tuple[int, int] | None:
        """What changes whenever a snapshot is published, cheap enough for every request; None before the first."""
        try:
            stat = (self.folder / "CURRENT").stat()
        except FileNotFoundError:
            return None
        return stat.st_ino, stat.st_mtime_ns

    def former(self) -> Snapshot | None:
        """What a build may take tables over from: the published snapshot, where it is whole; else None."""
        try:
            found = self.current()
        except StorageError:
            return None
        return found if found is not None and found.is_whole() else None

    def open(self, name: str) -> Snapshot:
        """A snapshot by its id.

        Raises:
            NotFoundError: no such snapshot is kept. StorageError: it cannot be read.
        """
        file = self.folder / name / "snapshot.json"
        try:
            return _read(file)
        except FileNotFoundError:
            raise NotFoundError(
                f"no snapshot named {name!r}",
                where=str(self.folder),
                fix=f"kept are: {', '.join(self.names()) or 'none'}",
            ) from None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StorageError(
                f"snapshot {name} is damaged, or of another version of Riparian ({type(error).__name__}: {error})",
                where=str(file),
                fix="riparian build",
            ) from error

    def pointed_to(self) -> str:
        """The name of the published snapshot, as the pointer file says; empty before the first build.

        Raises:
            StorageError: the pointer is damaged.
        """
        pointer = self.folder / "CURRENT"
        try:
            return str(json.loads(pointer.read_text())["snapshot"])
        except FileNotFoundError:
            return ""
        except (ValueError, KeyError, TypeError) as error:
            raise StorageError(
                "the pointer to the published snapshot is damaged", where=str(pointer), fix="riparian build"
            ) from error

    def names(self) -> list[str]:
        """Ids of the snapshots kept, oldest first."""
        if not self.folder.exists():
            return []
        return sorted(
            path.name for path in self.folder.iterdir() if (path / "snapshot.json").exists() and path.name.isdigit()
        )

    @contextmanager
    def building(self) -> Iterator[Path]:
        """A folder to build in, under the one lock; swept when the build does not publish.

        Raises:
            StorageError: another build is under way, or nothing can be written there.
        """
        with self._lock_file() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise StorageError(
                    "another build is under way", where=str(self.folder), fix="wait for it to end"
                ) from None
            self._sweep()
            highest = max((int(name) for name in self.names()), default=0)
            folder = self.folder / f"building-{highest + 1:06d}"
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def publish(
        self,
        building: Path,
        *,
        as_of: datetime,
        built_at: datetime,
        tables: dict[str, Stored],
        notes: dict[str, Any],
        sums: Mapping[str, Mapping[str, KeptSum]] | None = None,
    ) -> Snapshot:
        """Make a finished building folder the published snapshot, in one atomic step.

        Everything is on the disk before the pointer names it.
        """
        said = {
            "as_of": as_of.isoformat(),
            "built_at": built_at.isoformat(),
            "notes": notes,
            "tables": {name: asdict(one) for name, one in sorted(tables.items())},
            "sums": {
                name: {one: asdict(kept) for one, kept in sorted(of_one.items())}
                for name, of_one in sorted((sums or {}).items())
            },
        }
        files = [file for one in tables.values() for file in one.all_files()]
        files += [kept.file for of_one in (sums or {}).values() for kept in of_one.values()]
        # The disk takes files that are given to it at once in about one go.
        with ThreadPoolExecutor(SYNCED_AT_ONCE) as pool:
            list(pool.map(lambda file: sync(building / file), files))
        write_synced(building / "snapshot.json", json.dumps(said, indent=1, default=str))
        folder = self.folder / building.name.removeprefix("building-")
        os.replace(building, folder)
        sync(self.folder)
        replace_synced(self.folder / "CURRENT", json.dumps({"snapshot": folder.name}))
        return self.open(folder.name)

    def prune(self, keep: int) -> None:
        """Remove all but the newest `keep` snapshots; the published one always stays.

        Each is put aside first, so that whoever looks meanwhile sees a whole snapshot or none, and what a prune that
        was killed leaves is swept by the next build.
        """
        current = self.pointed_to()
        for name in self.names()[:-keep]:
            if name != current:
                aside = self.folder / f"pruned-{name}"
                os.replace(self.folder / name, aside)
                shutil.rmtree(aside)

    def _sweep(self) -> None:
        """Remove what builds and prunes that died left: folders that are no snapshot."""
        for stray in self.folder.iterdir():
            begun = stray.name.startswith(("building-", "pruned-"))
            if begun or (stray.name.isdigit() and not (stray / "snapshot.json").exists()):
                shutil.rmtree(stray)

    def _lock_file(self) -> IO[str]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            return open(self.folder / "lock", "w")
        except OSError as error:
            raise StorageError(
                f"nothing can be written: {error.strerror}", where=str(self.folder), fix="make the folder writable"
            ) from error


def _read(file: Path) -> Snapshot:
    """A snapshot as its file says, which is read once: what is published stays as it is."""
    return _parsed(file, mark_of(file))


def mark_of(file: Path) -> tuple[int, int, int]:
    """What tells a file from another that is put in its place, as where a snapshot was removed and built again."""
    stat = file.stat()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=KEPT_READ)
def _parsed(file: Path, _mark: tuple[int, int, int]) -> Snapshot:
    said = json.loads(file.read_text())
    lists = ("files", "people")
    tables = {
        table: Stored(**{**one, **{name: tuple(one[name]) for name in lists if name in one}})
        for table, one in said["tables"].items()
    }
    return Snapshot(
        folder=file.parent,
        as_of=datetime.fromisoformat(said["as_of"]),
        built_at=datetime.fromisoformat(said["built_at"]),
        tables=tables,
        notes=said["notes"],
        sums={
            name: {one: KeptSum(**kept) for one, kept in of_one.items()}
            for name, of_one in said.get("sums", {}).items()
        },
    )


def sync(path: Path) -> None:
    """Put a file or a folder's entries on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def link(source: Path, target: Path) -> None:
    """Give a file a second name, or a copy where the file system has no hard links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def write_synced(file: Path, text: str) -> None:
    """Write a text file and put it on the disk."""
    with open(file, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def replace_synced(file: Path, text: str) -> None:
    """Replace a file atomically: readers see the old text or the new, never a part.

    Raises:
        OSError: with the path; what was written of the new text is gone again.
    """
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        write_synced(temporary, text)
        os.replace(temporary, file)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(file)) from error
    sync(file.parent)
