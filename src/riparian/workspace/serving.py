"""The published snapshot as pages read it, opened anew when another one is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from riparian.core.errors import NotFoundError, StorageError
from riparian.storage.reading import Condition, Published
from riparian.storage.snapshot import Snapshot
from riparian.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class KeptSnapshot:
    """A snapshot that is kept, as its own description tells it."""

    build: str
    as_of: datetime
    built_at: datetime
    rows: Mapping[str, int]
    bytes: int
    made_with: Mapping[str, str]


class PublishedReader:
    """One snapshot of a workspace as a reader of pages. A table that was never built has no rows."""

    def __init__(self, workspace: Workspace, tables: Published) -> None:
        self._workspace = workspace
        self._tables = tables
        self._notes = tables.snapshot.notes

    @property
    def snapshot(self) -> str:
        """Id of the build."""
        return self._tables.snapshot.name

    @property
    def as_of(self) -> datetime:
        """The instant at which everything is frozen."""
        return self._tables.snapshot.as_of

    @property
    def built_at(self) -> datetime:
        """When the build was published."""
        return self._tables.snapshot.built_at

    @property
    def company(self) -> str:
        """Whose ecosystem it is."""
        return str(self._notes.get("company", ""))

    @property
    def currency(self) -> str:
        """The home currency, as its ISO 4217 code."""
        return str(self._notes.get("currency", ""))

    def rows(
        self,
        table: str,
        *,
        columns: Sequence[str] = (),
        where: Sequence[Condition] = (),
        order_by: Sequence[str] = (),
        limit: int,
    ) -> list[dict[str, Any]]:
        """At most `limit` rows of a table, coded columns as text."""
        return self._tables.rows(table, columns=columns, where=where, order_by=order_by, limit=limit)

    def count(self, table: str, *, where: Sequence[Condition] = ()) -> int:
        """How many rows fulfil all conditions."""
        return self._tables.count(table, where=where)

    def counts(self, table: str, *, by: str, where: Sequence[Condition] = ()) -> dict[Any, int]:
        """How many rows fulfil all conditions, by the value of a column."""
        return self._tables.counts(table, by=by, where=where)

    def kept(self) -> Sequence[KeptSnapshot]:
        """The snapshots that are kept, newest first. Those that cannot be read are passed over."""
        found = []
        for name in reversed(self._workspace.snapshots.names()):
            try:
                found.append(_told(self._workspace.snapshots.open(name)))
            except (NotFoundError, StorageError):  # pruned just now, damaged, or of another version of Riparian
                continue
        return found

    def other(self, build: str) -> "PublishedReader":
        """Another snapshot that is kept.

        Raises:
            NotFoundError: it is not kept.
        """
        return PublishedReader(self._workspace, self._workspace.published(build))


class CurrentReader:
    """Gives the reader of the published snapshot at each call; None before the first build."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = Lock()
        self._mark: tuple[int, int] | None = None
        self._reader: PublishedReader | None = None

    def __call__(self) -> PublishedReader | None:
        """The reader of what is published now.

        Raises:
            StorageError: the published snapshot is missing or damaged.
        """
        mark = self._workspace.snapshots.mark()
        with self._lock:
            if self._reader is None or mark != self._mark:
                published = self._workspace.snapshots.current() is not None
                self._reader = PublishedReader(self._workspace, self._workspace.published()) if published else None
                self._mark = mark
            return self._reader


def _told(snapshot: Snapshot) -> KeptSnapshot:
    notes = snapshot.notes
    settings = {
        f"{derivation}.{name}": str(value)
        for derivation, section in notes.get("settings", {}).items()
        for name, value in section.items()
    }
    made_with = {name: str(notes[name]) for name in ("code", "seed", "currency", "region") if name in notes}
    return KeptSnapshot(
        build=snapshot.name,
        as_of=snapshot.as_of,
        built_at=snapshot.built_at,
        rows={name: one.rows for name, one in snapshot.tables.items()},
        bytes=sum(one.bytes for one in snapshot.tables.values()),
        made_with={name: str(version) for name, version in notes.get("versions", {}).items()} | made_with | settings,
    )
