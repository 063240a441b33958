"""Names that earlier snapshots gave to people."""

from pathlib import Path

from riparian.storage.duckdb import DuckDB
from riparian.storage.snapshot import Snapshot
from riparian.storage.sql import scan


def write_former_people(engine: DuckDB, former: Snapshot, target: Path) -> tuple[object, ...]:
    """Write every person key that the former snapshot knew, merged ones included.

    Returns:
        A digest of the keys: the same keys give the same digest, in whatever snapshot they stand.
    """
    parts = [
        f"SELECT {column} AS person_key FROM {scan(former.files(table))}"
        for table, column in (("people", "person_key"), ("merged_people", "former_key"))
        if table in former.tables
    ]
    nothing = "SELECT CAST(NULL AS BIGINT) AS person_key WHERE false"
    engine.copy(f"SELECT DISTINCT person_key FROM ({' UNION ALL '.join(parts) or nothing})", target)
    (digest,) = engine.rows(
        f"SELECT count(*), sum(person_key), sum(person_key * person_key % 1000003) FROM {scan([target])}"
    )
    return digest
