"""Sums over people and landed rows from build to build: a batch that touches a few people asks only their rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from threading import Lock

from riparian.build.few import Few
from riparian.build.parting import Query
from riparian.storage.changes import differ, without_same
from riparian.storage.cut import cut_columns, cut_rows
from riparian.storage.engine import Engine
from riparian.storage.layout import row_count
from riparian.storage.snapshot import Snapshot, Stored, link
from riparian.storage.sql import scan
from riparian.storage.sums import KeptSum, SumQuery, schema_of_sum, summed_over, write_changed

SMALLEST = 50_000
"""Rows of a table by person from which sums over it are worth keeping."""
MOST_CHANGES = 50
"""After so many changes a sum is computed whole again, so that roundings of floating-point sums stay where they are."""
MOST_LANDED = 0.25
"""Share of the rows of sources in files that came or went up to which a sum is changed and not computed again."""
MOST_COMPARED = 200_000
"""Rows of a table that is not by person up to which it is compared with the former one."""


@dataclass(slots=True)
class KeptSums:
    """The sums of one build."""

    engine: Engine
    folder: Path
    stored: Mapping[str, Stored]
    cut: datetime | None
    """Where tables that are given are cut; None: nothing is left out of them."""
    former: Snapshot | None
    few: Few | None
    made: dict[str, dict[str, KeptSum]] = field(default_factory=dict)
    """By derivation and name of the sum."""
    _same: dict[str, bool] = field(default_factory=dict)
    _files: dict[str, tuple[list[Path], list[Path]]] = field(default_factory=dict)
    _asked: dict[str, KeptSum] = field(default_factory=dict)
    """By name, sums over tables of the build alone: whoever asks the same gets the same."""
    _locks: dict[str, Lock] = field(default_factory=dict)
    """By name: who asks for a sum that another derivation has begun waits for it."""

    def on(self, engine: Engine) -> "KeptSums":
        """The same sums, asked on another connection."""
        return replace(self, engine=engine)

    def ready(self, derivation: str, query: Query) -> str:
        """The text of a query, with its sums readable."""
        for one in query.sums:
            kept = self._kept(derivation, one)
            self.made.setdefault(derivation, {})[one.name] = kept
            self.engine.show_item(one.name, scan([self.folder / kept.file]))
        return query.text

    def show_few(self, table: str, people: Path) -> bool:
        """Make readable what a table holds now of the people in a file, from the rows of the few; whether it could be.

        Other derivations read the same rows, so the whole table is looked through once for all of them.
        """
        if self.few is None:
            return False
        with self.few.lock:
            if not self.few.add(people):
                return False
            item = self.few.shown(table, now=True)
            of = None if self.few.are_all_in(people) else people
        self.engine.show_item(table, item, people=of)
        return True

    def take_over(self, derivation: str) -> None:
        """Keep the sums of a table that is taken over as it was."""
        if self.former is None:
            return
        for name, kept in self.former.sums.get(derivation, {}).items():
            link(self.former.folder / kept.file, self.folder / kept.file)
            self.made.setdefault(derivation, {})[name] = kept

    def _kept(self, derivation: str, query: SumQuery) -> KeptSum:
        known = self.made.get(derivation, {}).get(query.name)
        if known is not None:
            return known
        target = self.folder / "sums" / derivation / f"{query.name}.parquet"
        with self._locks.setdefault(query.name, Lock()):
            if query.name in self._asked:
                kept = self._asked[query.name]
                link(self.folder / kept.file, target)
                return replace(kept, file=str(target.relative_to(self.folder)))
            kept = self._written(derivation, query, target)
            if all(name in self.stored for name in (*query.people, *query.others, *query.landed)):
                self._asked[query.name] = kept
            return kept

    def _written(self, derivation: str, query: SumQuery, target: Path) -> KeptSum:
        target.parent.mkdir(parents=True, exist_ok=True)
        before = self.former.sums.get(derivation, {}).get(query.name) if self.former else None
        if before is not None and self.few is not None and self._stands(query, self.few):
            link(self.few.former.folder / before.file, target)
            return self._told(target, before.changes)
        if before is not None and before.changes < MOST_CHANGES and self._changed(query, before, target):
            return self._told(target, before.changes + 1)
        self.engine.write(query.text, target, schema=schema_of_sum(query))
        return self._told(target, 0)

    def _told(self, target: Path, changes: int) -> KeptSum:
        return KeptSum(str(target.relative_to(self.folder)), target.stat().st_size, changes)

    def _stands(self, query: SumQuery, few: Few) -> bool:
        """Whether no file came or went of all the sources that a sum reads: a batch is often of one source alone."""
        if query.people:
            return False
        with few.lock:
            known = self._can_change(query, few)
            return known and not any(files for one in query.landed for files in self._gone_and_come(one, few))

    def _can_change(self, query: SumQuery, few: Few) -> bool:
        """Whether all that changed of what a sum reads are rows of a few people, or in a few files."""
        same = all(self._is_same(name, few) for name in query.others)
        return same and self._are_few(query.landed, few) and all(few.take(name) for name in query.people)

    def _are_few(self, landed: Collection[str], few: Few) -> bool:
        """Whether sources were cut alike, and few of all their rows lie in files that came or went."""
        former = few.former
        known = all(one in former.tables and (not few.rows[one].happened or former.cut == self.cut) for one in landed)
        if not known:
            return False
        changed = sum(row_count([*gone, *came]) for gone, came in (self._gone_and_come(one, few) for one in landed))
        return changed <= MOST_LANDED * sum(former.tables[one].rows for one in landed)

    def _gone_and_come(self, table: str, few: Few) -> tuple[list[Path], list[Path]]:
        """The files of a source that are gone, and those that came."""
        if table not in self._files:
            self._files[table] = without_same(few.former.files(table), self._now(table))
        return self._files[table]

    def _now(self, table: str) -> list[Path]:
        return [self.folder / file for file in self.stored[table].files]

    def _is_same(self, table: str, few: Few) -> bool:
        """Whether a table that is not by person holds the rows it held, or but further ones where that is nothing."""
        if table not in self._same:
            self._same[table] = self._compared(table, few)
        return self._same[table]

    def _compared(self, table: str, few: Few) -> bool:
        before, after = few.former.tables.get(table), self.stored.get(table)
        if before is None or after is None:
            return False
        if few.rows[table].happened and few.former.cut != self.cut:
            return False
        if few.rows[table].grows or before.fingerprint == after.fingerprint:
            return True
        if before.rows != after.rows or after.rows > MOST_COMPARED:
            return False
        return not differ(self.engine, few.former.rows(table), after.rows_item(self.folder), few.columns(table))

    def _changed(self, query: SumQuery, before: KeptSum, target: Path) -> bool:
        """Write a sum from the former one, if it can be done."""
        if self.few is None:
            return False
        # The few are the same in what is gone and what came.
        with self.few.lock:
            if not self._can_change(query, self.few):
                return False
            gone, came = (summed_over(query, self._read(query, self.few, now=now)) for now in (False, True))
        kept = scan([self.few.former.folder / before.file])
        return write_changed(self.engine, query, target, kept=kept, gone=gone, came=came)

    def _read(self, query: SumQuery, few: Few, *, now: bool) -> dict[str, str]:
        """FROM items with what changed of the tables that a sum reads, as it is now or as it was."""
        people = {table: few.shown(table, now=now) for table in query.people}
        return people | {table: self._landed(table, few, now=now) for table in query.landed}

    def _landed(self, table: str, few: Few, *, now: bool) -> str:
        """The rows of a source that came with files of this build, or went with files of the former."""
        files, row = self._gone_and_come(table, few)[now], few.rows[table]
        columns, where = (cut_columns(row, self.cut), cut_rows(row, self.cut)) if self.cut else ("*", "true")
        where = where if files else "false"
        return f"(SELECT {columns} FROM {scan(files or self._now(table)[:1])} WHERE {where})"
