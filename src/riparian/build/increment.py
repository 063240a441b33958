"""Which people a derivation has to look at again, when the rest of its table may stand as it was."""

from collections.abc import Mapping
from pathlib import Path

from riparian.build.derivation import Derivation
from riparian.core.row import Row, published
from riparian.storage.changes import ChangedSource, differ, differing, people_in, write_touched
from riparian.storage.engine import Engine
from riparian.storage.generations import MOST_GENERATIONS
from riparian.storage.snapshot import Snapshot, Stored
from riparian.storage.sql import scan

SMALLEST = 50_000
"""Rows from which a table is worth writing in part."""
MOST_COMPARED = 2_000_000
"""Rows of an input that was written whole again up to which it is compared with the former one, row by row."""
MOST = 0.05
"""Share of a table's rows that people to look at again may number."""


def touched_people(
    derivation: Derivation,
    recipe: str,
    stored: Mapping[str, Stored],
    *,
    engine: Engine,
    former: Snapshot,
    folder: Path,
    target: Path,
) -> Path | None:
    """The people whose inputs changed since the former snapshot, written to `target`; None: the whole table is due.

    That is so when the derivation is not per person, when its recipe or an input that is not told by person changed, or
    when there are too many of them.
    """
    mine = former.tables.get(derivation.name)
    if mine is None or not derivation.per_person or not derivation.makes.bucket or mine.recipe != recipe:
        return None
    if mine.rows < SMALLEST or len(mine.people) + 1 >= MOST_GENERATIONS:
        return None
    people: list[str] = []
    sources: list[ChangedSource] = []
    for name, row in derivation.reads.items():
        before, after = former.tables.get(name), stored[name]
        if row.grows or (before is not None and before.fingerprint == after.fingerprint):
            continue
        if before is None:
            return None
        if after.grew_from(before):
            people.append(people_in(folder / after.people[-1]))
        elif not _told_by_person(derivation, row):
            if differ(engine, former.rows(name), after.rows_item(folder), _columns(row)):
                return None
        elif "person_key" in _columns(row):
            if after.rows > MOST_COMPARED:
                return None
            people.append(differing(former.rows(name), after.rows_item(folder), _columns(row)))
        else:
            about = tuple(column for column in _columns(row) if column in ("identifier_key", "referrer_key"))
            files = tuple(_paths(folder, after))
            sources.append(ChangedSource(former.files(name), files, tuple(_columns(row)), about))
    identifiers = scan(_paths(folder, stored["identifiers"])) if sources else ""
    count = write_touched(engine, target, people=people, sources=sources, identifiers=identifiers)
    return target if count <= mine.rows * MOST else None


def _told_by_person(derivation: Derivation, row: type[Row]) -> bool:
    """Whether the changed rows of an input can be told by person."""
    columns = _columns(row)
    about = "row_key" in columns and "identifier_key" in columns
    return "person_key" in columns or (about and "identifiers" in derivation.reads)


def _columns(row: type[Row]) -> list[str]:
    return [promise.name for promise in published(row)]


def _paths(folder: Path, stored: Stored) -> list[Path]:
    return [folder / file for file in stored.files]
