"""Which people or identifiers a derivation has to look at again, when the rest of its table may stand as it was."""

from collections.abc import Mapping
from pathlib import Path

from riparian.build.derivation import Derivation
from riparian.build.few import Few
from riparian.build.separable import KEY
from riparian.core.row import Row, published
from riparian.storage.changes import ChangedSource, files_differ, people_in, write_touched
from riparian.storage.clusters import ends_differing, write_clusters
from riparian.storage.engine import Engine
from riparian.storage.snapshot import Stored

SMALLEST = 50_000
"""Rows, of a table or of an input by person, from which a table is worth writing in part."""


def touched_people(
    engine: Engine,
    derivation: Derivation,
    recipe: str,
    stored: Mapping[str, Stored],
    few: Few,
    *,
    folder: Path,
    target: Path,
) -> Path | None:
    """The people whose inputs changed since the former snapshot, written to `target`; None: the whole table is due.

    That is so when the derivation is not per person, when its recipe or an input that is not told by person changed, or
    when there are too many of them. Where the table has as many generations as it may, those of whom the later ones are
    count in: the next one then stands for all of them.
    """
    former = few.former
    mine = former.tables.get(derivation.name)
    if mine is None or not derivation.per_person or not derivation.makes.bucket or mine.recipe != recipe:
        return None
    size = max([mine.rows, *(stored[name].rows for name, row in derivation.reads.items() if _by_person(row))])
    if size < SMALLEST:
        return None
    people = [people_in(former.folder / one) for one in mine.people] if mine.is_full else []
    for name, row in derivation.reads.items():
        before, after = former.tables.get(name), stored[name]
        if row.grows or (before is not None and before.fingerprint == after.fingerprint):
            continue
        if before is None:
            return None
        if _by_person(row):
            changed = few.changed(name)
            if changed is None:
                return None
            people.append(changed)
        elif not _told_by_person(row, stored):
            files = [folder / file for file in after.files]
            if files_differ(engine, former.files(name), files, _columns(row)):
                return None
        else:
            people.append(few.owners(name))
    if few.stand_for(people, target):
        return target
    count = write_touched(engine, target, people)
    if count <= few.most():
        return target
    target.unlink()
    return None


def touched_identifiers(
    engine: Engine,
    derivation: Derivation,
    recipe: str,
    stored: Mapping[str, Stored],
    few: Few,
    *,
    folder: Path,
    owners: Path,
) -> Path | None:
    """A file of identifiers of which a derivation that is per cluster has to look again; None: the whole table is due.

    They are those of changed rows, and all that somebody had who had one of them; no link joins them to another. The
    people who had them are written to `owners`, and as in `touched_people` those of later generations count in.
    """
    former, mine = few.former, few.former.tables.get(derivation.name)
    if mine is None or not derivation.per_cluster or mine.recipe != recipe or mine.rows < SMALLEST:
        return None
    changed = []
    for name, row in derivation.reads.items():
        before, after, columns = former.tables.get(name), stored[name], _columns(row)
        if row.grows or (before is not None and before.fingerprint == after.fingerprint):
            continue
        if before is None:
            return None
        if "left_key" in columns:
            changed.append(ends_differing(former.rows(name), after.rows_item(folder)))
        else:
            files = tuple(folder / file for file in after.files)
            source = ChangedSource(former.files(name), files, tuple(columns), ("identifier_key",))
            changed.append(source.identifiers())
    few.scratch.mkdir(exist_ok=True)
    target = few.scratch / f"touched-{derivation.name}.parquet"
    people = [people_in(former.folder / one) for one in mine.people] if mine.is_full else []
    item = former.rows(derivation.name)
    count = write_clusters(engine, target, owners, changed=changed, people=people, former=item)
    if count <= few.most():
        return target
    owners.unlink()
    return None


def _told_by_person(row: type[Row], stored: Mapping[str, Stored]) -> bool:
    """Whether the changed rows of an input can be told by person.

    Where an identifier changes hands, the row's other reader has changed as well: a derivation learns whose a row is
    from a table by person.
    """
    return "identifier_key" in _columns(row) and "identifiers" in stored


def _by_person(row: type[Row]) -> bool:
    return KEY in _columns(row)


def _columns(row: type[Row]) -> list[str]:
    return [promise.name for promise in published(row)]
