"""Who is touched by what changed between two snapshots."""

import filecmp
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from riparian.storage.engine import Engine
from riparian.storage.layout import row_count
from riparian.storage.sql import named, scan


@dataclass(frozen=True, slots=True)
class ChangedSource:
    """A source table before and after: its files, its columns, and those that say whom a row is about."""

    before: tuple[Path, ...]
    after: tuple[Path, ...]
    columns: tuple[str, ...]
    about: tuple[str, ...]

    def identifiers(self) -> str:
        """A query with the identifier keys of rows that came, went or changed; files that stayed are not parsed.

        Rows are compared whole: a load that is mapped anew keeps its row keys.
        """
        before, after = without_same(self.before, self.after)
        if before and after:
            changed = [keys_differing(scan(before), scan(after), self.columns, key=name) for name in self.about]
        elif before or after:
            changed = [f"SELECT {named(name)} AS changed_key FROM {scan(before or after)}" for name in self.about]
        else:
            return "SELECT CAST(NULL AS BIGINT) AS identifier_key WHERE false"
        return f"SELECT changed_key AS identifier_key FROM ({' UNION '.join(changed)})"


def without_same(before: Sequence[Path], after: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Two lists of files without those that stand in both: hard links of one file, or files of the same bytes.

    A snapshot that was copied, or a file system without hard links, has files of its own. To compare their bytes takes
    a moment; to compare their rows takes longer than a whole build.
    """
    gone, came = list(before), list(after)
    for said in (_linked, _size):
        there: dict[tuple[int, ...], list[Path]] = {}
        for file in came:
            there.setdefault(said(file), []).append(file)
        for file in list(gone):
            alike = there.get(said(file), [])
            twin = next((one for one in alike if said is _linked or filecmp.cmp(file, one, shallow=False)), None)
            if twin is not None:
                alike.remove(twin)
                gone.remove(file)
                came.remove(twin)
    return gone, came


def _linked(file: Path) -> tuple[int, ...]:
    stat = file.stat()
    return stat.st_dev, stat.st_ino


def _size(file: Path) -> tuple[int, ...]:
    return (file.stat().st_size,)


def people_in(file: Path) -> str:
    """A query with the people that a file lists."""
    return f"SELECT person_key FROM {scan([file])}"


def differing(before: str, after: str, columns: Sequence[str]) -> str:
    """A query with the rows that stand in one of two FROM items and not in the other."""
    listed = ", ".join(map(named, columns))
    now, then = f"SELECT {listed} FROM {after} AS came", f"SELECT {listed} FROM {before} AS went"
    return f"({now} EXCEPT ALL {then}) UNION ALL ({then} EXCEPT ALL {now})"


def people_differing(before: str, after: str, columns: Sequence[str]) -> str:
    """A query with the people whose rows are not the same in two FROM items."""
    return f"SELECT changed_key AS person_key FROM ({keys_differing(before, after, columns, key='person_key')})"


def keys_differing(before: str, after: str, columns: Sequence[str], *, key: str) -> str:
    """A query (changed_key) with the values of a column of which the rows are not the same in two FROM items.

    Rows are compared by a number made of them; it is the engine's own, and used in this query alone.
    """
    made = f"CAST(hash({', '.join(map(named, columns))}) >> 2 AS BIGINT)"
    return (
        f"SELECT changed_key FROM (SELECT {named(key)} AS changed_key, {made} AS made, 1 AS row FROM {after} AS came "
        f"UNION ALL SELECT {named(key)} AS changed_key, -{made} AS made, -1 AS row FROM {before} AS went) AS both_ways "
        "GROUP BY changed_key HAVING sum(made) <> 0 OR sum(row) <> 0"
    )


def files_differ(engine: Engine, before: Sequence[Path], after: Sequence[Path], columns: Sequence[str]) -> bool:
    """Whether two lists of files hold different rows; those that stand in both are not read."""
    gone, came = without_same(before, after)
    if gone and came:
        return differ(engine, scan(gone), scan(came), columns)
    return bool(row_count([*gone, *came]))


def differ(engine: Engine, before: str, after: str, columns: Sequence[str]) -> bool:
    """Whether two FROM items hold different rows."""
    return bool(engine.rows(f"SELECT 1 FROM ({differing(before, after, columns)}) LIMIT 1"))


def write_owners(engine: Engine, target: Path, source: ChangedSource, identifiers: str) -> None:
    """Write the keys of the people whose rows of a source changed; `identifiers` is the FROM item of that table."""
    came = f"SEMI JOIN ({source.identifiers()}) AS came USING (identifier_key)"
    engine.write_query(f"SELECT DISTINCT person_key FROM {identifiers} AS owners {came}", target)


def write_touched(engine: Engine, target: Path, people: Sequence[str]) -> int:
    """Write the keys of the people touched: those of queries with `person_key`, each once.

    Returns:
        How many people there are.
    """
    parts = [f"SELECT person_key FROM ({query})" for query in people]
    nothing = "SELECT CAST(NULL AS BIGINT) AS person_key WHERE false"
    engine.write_query(f"SELECT DISTINCT person_key FROM ({' UNION ALL '.join(parts) or nothing})", target)
    return row_count([target])
