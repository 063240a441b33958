"""Lists of people in files: further ones, all together, and their rows of a table."""

from pathlib import Path
from typing import Final

from riparian.storage.engine import Engine
from riparian.storage.sql import scan

NOBODY: Final = "SELECT CAST(NULL AS BIGINT) AS person_key WHERE false"
"""A query with no people."""


def count_further(engine: Engine, people: str, known: Path | None) -> tuple[int, int]:
    """How many people of a query are not on a list yet, and how many of them are somebody: some rows have no key."""
    missing = f" ANTI JOIN {scan([known])} AS known USING (person_key)" if known else ""
    further = f"SELECT DISTINCT came.person_key FROM ({people}) AS came{missing}"
    ((all_of_them, somebody),) = engine.rows(f"SELECT count(*), count(person_key) FROM ({further}) AS further")
    return int(str(all_of_them)), int(str(somebody))


def write_together(engine: Engine, people: str, known: Path | None, target: Path) -> None:
    """Write the people of a query and those of a list, each once."""
    listed = f" UNION SELECT person_key FROM {scan([known])}" if known else ""
    engine.write_query(f"SELECT DISTINCT person_key FROM ({people}) AS came{listed}", target)


def are_among(engine: Engine, people: Path, others: Path) -> bool:
    """Whether everybody on a list is on another."""
    missing = f"{scan([people])} AS people ANTI JOIN {scan([others])} AS others USING (person_key)"
    return not engine.rows(f"SELECT 1 FROM {missing} LIMIT 1")


def rows_of(item: str, people: Path | None) -> str:
    """A query with what a FROM item holds of the people on a list; nothing where there is none."""
    theirs = f" SEMI JOIN {scan([people])} AS people USING (person_key)" if people else " WHERE false"
    return f"SELECT rows.* FROM {item} AS rows{theirs}"


def count_rows_of(engine: Engine, item: str, people: Path | None) -> int:
    """How many rows a FROM item holds of the people on a list; without one, of anybody."""
    theirs = f"{item} AS rows"
    if people:
        theirs = f"{theirs} SEMI JOIN {scan([people])} AS people USING (person_key)"
    ((count,),) = engine.rows(f"SELECT count(*) FROM {theirs}")
    return int(str(count))
