"""The few people that changed since the former snapshot, and their rows then and now."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock

from riparian.core.row import Row, published
from riparian.storage.changes import ChangedSource, people_differing, people_in, write_owners
from riparian.storage.engine import Engine
from riparian.storage.lists_of_people import (
    NOBODY,
    are_among,
    count_further,
    count_rows_of,
    rows_of,
    write_together,
)
from riparian.storage.snapshot import Snapshot, Stored, link
from riparian.storage.sql import named, scan

MOST_COMPARED = 30_000_000
"""Rows of a table that was written whole again up to which it is compared with the former one, row by row."""
MOST = 0.05
"""Share of all people up to which they are few."""
MOST_HELD = 10_000
"""People up to which their rows are held in memory: beyond it they are written, and read from there."""


@dataclass(slots=True)
class Few:
    """Everybody whose rows in some table changed; they grow as a build goes on, and only ever by a few.

    Derivations that are computed side by side ask in turn. Who asks for several things of the same people holds the
    lock between them.
    """

    engine: Engine
    former: Snapshot
    stored: Mapping[str, Stored]
    folder: Path
    """Of the build; what is written below it on the way is removed at its end."""
    rows: Mapping[str, type[Row]]
    """Row classes by table."""
    lock: AbstractContextManager[bool] = field(default_factory=RLock)
    _taken: dict[str, bool] = field(default_factory=dict)
    _changed: dict[str, str | None] = field(default_factory=dict)
    _people: Path | None = None
    _count: int = 0
    _added: set[str] = field(default_factory=set)
    """Queries whose people are counted in already: many derivations ask for the same."""
    _shown: dict[tuple[str, bool], str] = field(default_factory=dict)
    _alike: set[Path] = field(default_factory=set)
    """Files that list all of the few, as they are now."""

    @property
    def scratch(self) -> Path:
        """Where lists of people and their rows are written."""
        return self.folder / "few"

    def take(self, table: str) -> bool:
        """Count those in whose rows of a table changed; whether they can be told, and are few."""
        with self.lock:
            if table not in self._taken:
                changed = self.changed(table)
                self._taken[table] = changed is not None and (changed == NOBODY or self._add(changed))
            return self._taken[table]

    def changed(self, table: str) -> str | None:
        """A query with those whose rows of a table changed; None where that is not known."""
        with self.lock:
            if table not in self._changed:
                self._changed[table] = self._compared(table)
            return self._changed[table]

    def _compared(self, table: str) -> str | None:
        before, after = self.former.tables.get(table), self.stored[table]
        if before is None:
            return None
        if before.fingerprint == after.fingerprint:
            return NOBODY
        if after.grew_from(before):
            return people_in(self.folder / after.people[-1])
        if max(before.rows, after.rows) > MOST_COMPARED:
            return None
        self.scratch.mkdir(exist_ok=True)
        target = self.scratch / f"changed-{table}.parquet"
        differing = people_differing(self.former.rows(table), after.rows_item(self.folder), self.columns(table))
        self.engine.write_query(differing, target)
        return people_in(target)

    def owners(self, source: str) -> str:
        """A query with those whose rows of a source changed, by who has their identifiers now.

        Many derivations read the same rows, so identifiers are looked through once for all of them.
        """
        with self.lock:
            if source not in self._changed:
                self.scratch.mkdir(exist_ok=True)
                target = self.scratch / f"owners-{source}.parquet"
                columns = tuple(self.columns(source))
                about = tuple(name for name in columns if name in ("identifier_key", "referrer_key"))
                files = tuple(self.folder / file for file in self.stored[source].files)
                changed = ChangedSource(self.former.files(source), files, columns, about)
                write_owners(self.engine, target, changed, self.stored["identifiers"].rows_item(self.folder))
                self._changed[source] = people_in(target)
            return self._changed[source] or NOBODY

    def columns(self, table: str) -> list[str]:
        """The columns of a table."""
        return [promise.name for promise in published(self.rows[table])]

    def add(self, people: Path) -> bool:
        """Count in the people in a file; whether all of them are somebody, and all together still few."""
        with self.lock:
            return self._add(people_in(people))

    def stand_for(self, people: Iterable[str], target: Path) -> bool:
        """List all of the few in a file, if those of some queries are among them and the rows of all are in memory.

        Most derivations of a batch ask for the same people: to list them anew for each would take longer than to look
        at some more.
        """
        with self.lock:
            among = all(self._add(one) for one in people)
            if not among or self._people is None or self._count > MOST_HELD:
                return False
            link(self._people, target)
            self._alike.add(target)
            self._added.add(people_in(target))
            return True

    def are_all_in(self, people: Path) -> bool:
        """Whether a file lists all of the few, as they are now."""
        return people in self._alike

    def _add(self, people: str) -> bool:
        if people in self._added:
            return True
        new, somebody = count_further(self.engine, people, self._people)
        if new != somebody or self._count + new > self.most():
            return False
        if new:
            self.scratch.mkdir(exist_ok=True)
            everybody = self.scratch / f"everybody-{self._count + new}.parquet"
            write_together(self.engine, people, self._people, everybody)
            self._people, self._count = everybody, self._count + new
            self._shown.clear()
            self._alike.clear()
        self._added.add(people)
        return True

    def most(self) -> float:
        """How many people are few; without end where nobody knows how many there are."""
        people = self.former.tables.get("people")
        return MOST * people.rows if people else float("inf")

    def shown(self, table: str, *, now: bool) -> str:
        """A FROM item with the rows of the few in a table, as they are now or as they were."""
        with self.lock:
            where = (table, now)
            if where not in self._shown:
                item = self._item_now(table) if now else self.former.rows(table)
                name = f"{table}-{'now' if now else 'then'}-{self._count}"
                self._shown[where] = self._put(rows_of(item, self._people), name)
            return self._shown[where]

    def _put(self, query: str, name: str) -> str:
        """Put the rows of a query where they are soon read; a FROM item with them."""
        if self._count <= MOST_HELD:
            self.engine.hold(f"few-{name}", query)
            return named(f"few-{name}")
        self.scratch.mkdir(exist_ok=True)
        target = self.scratch / f"{name}.parquet"
        self.engine.write_query(query, target)
        return scan([target])

    def rows_before(self, table: str, people: Path) -> int:
        """How many rows a table held of the people in a file."""
        with self.lock:
            item = self.shown(table, now=False) if self.add(people) else self.former.rows(table)
            return count_rows_of(self.engine, item, None if self.are_all_in(people) else people)

    def _item_now(self, table: str) -> str:
        """The rows of a table; of its last generation alone where that is of all of the few, which is soon read."""
        stored = self.stored[table]
        if stored.people and self._people is not None:
            latest = stored.generations(self.folder)
            if self.are_all_in(latest.people[-1]) or are_among(self.engine, self._people, latest.people[-1]):
                return scan(latest.files[-1])
        return stored.rows_item(self.folder)
