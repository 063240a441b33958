"""What a build may take from the snapshot before it: anything at all, and the names that it gave to people."""

from pathlib import Path

from riparian.storage.changes import without_same
from riparian.storage.duckdb import DuckDB
from riparian.storage.landing import Landing, Manifest
from riparian.storage.registers import identifier_files, label_files
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


def goes_on(engine: DuckDB, landing: Landing, manifest: Manifest, former: Snapshot) -> bool:
    """Whether all that a snapshot was made of still stands in the landing under its number, or was forgotten there.

    A landing that was taken from a backup, or begun again, gives its numbers to other files, texts and identifiers.
    """
    registers = [
        *label_files(landing.registers, manifest.next_label),
        *identifier_files(landing.registers, manifest.next_identifier),
    ]
    numbered = [file for table in ("labels", "source_identifiers") for file in former.files(table)]
    other, _ = without_same(numbered, registers)
    if other:
        return False
    now = {load.load: load.sha256 for load in manifest.loads}
    loads = engine.rows(f"SELECT load, sha256 FROM {scan(former.files('source_loads'))}")
    return all(number in manifest.forgotten or now.get(int(str(number))) == digest for number, digest in loads)
