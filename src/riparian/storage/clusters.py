"""Identifiers whose person may be another one now: those of changed rows, and all that were one person with them."""

from collections.abc import Sequence
from pathlib import Path

from riparian.storage.changes import people_in
from riparian.storage.engine import Engine
from riparian.storage.layout import row_count
from riparian.storage.sql import scan


def ends_differing(before: str, after: str) -> str:
    """A query (identifier_key) with both ends of the pairs that stand in one of two FROM items and not in the other."""
    pairs = (
        f"SELECT left_key, right_key, 1 AS row FROM {after} AS came "
        f"UNION ALL SELECT left_key, right_key, -1 AS row FROM {before} AS went"
    )
    changed = f"SELECT left_key, right_key FROM ({pairs}) GROUP BY left_key, right_key HAVING sum(row) <> 0"
    return f"SELECT unnest([left_key, right_key]) AS identifier_key FROM ({changed})"


def write_clusters(
    engine: Engine, identifiers: Path, owners: Path, *, changed: Sequence[str], people: Sequence[str], former: str
) -> int:
    """Write the identifiers of changed rows with all others that theirs had, and to `owners` the people who had them.

    Args:
        engine: where it is computed.
        identifiers: the file of the identifiers.
        owners: the file of the people.
        changed: queries with `identifier_key`.
        people: queries with the `person_key` of further people, all of whose identifiers are to be among them.
        former: the FROM item of the former table with identifiers and whose they were.

    Returns:
        How many identifiers there are.
    """
    nothing = "SELECT CAST(NULL AS BIGINT) AS identifier_key WHERE false"
    engine.write_query(f"SELECT DISTINCT identifier_key FROM ({' UNION ALL '.join(changed) or nothing})", identifiers)
    theirs = f"SELECT person_key FROM {former} AS had SEMI JOIN {scan([identifiers])} AS changed USING (identifier_key)"
    engine.write_query(f"SELECT DISTINCT person_key FROM ({' UNION ALL '.join([theirs, *people])})", owners)
    known = f"SELECT identifier_key FROM {former} AS had SEMI JOIN {scan([owners])} AS owners USING (person_key)"
    both = f"SELECT identifier_key FROM {scan([identifiers])} UNION {known}"
    together = identifiers.with_stem(f"{identifiers.stem}-together")
    engine.write_query(both, together)
    together.replace(identifiers)
    return row_count([identifiers])


def of_identifiers(columns: Sequence[str], identifiers: Path) -> str:
    """The condition that leaves the rows of the identifiers in a file: their own, or pairs with one of them."""
    told = [name for name in ("identifier_key", "left_key", "right_key") if name in columns]
    listed = f"(SELECT identifier_key FROM {scan([identifiers])})"
    return f"({' OR '.join(f'{name} IN {listed}' for name in told)})" if told else "true"


def write_those_who_have(engine: Engine, owners: Path, rows: Path) -> None:
    """Put beside the people who had the identifiers those who have them in these rows."""
    together = owners.with_stem(f"{owners.stem}-together")
    engine.write_query(f"{people_in(owners)} UNION {people_in(rows)}", together)
    together.replace(owners)
