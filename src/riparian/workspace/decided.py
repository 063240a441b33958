"""What people decided, as tables of a build."""

from importlib import import_module
from pathlib import Path

from riparian.build.fingerprint import fingerprint
from riparian.build.plan import Given
from riparian.core.row import Row, schema_of
from riparian.storage.duckdb import DuckDB
from riparian.tables.forecast import BandChange, Scenario
from riparian.tables.identity import IdentityCorrection
from riparian.tables.participants import ParticipantWish

LEDGER = Path("ledger") / "entries.sqlite"
"""Where the decisions of a workspace lie, below its home."""

READ_BY: dict[type[Row], tuple[str, str]] = {
    IdentityCorrection: ("corrections", "corrections_of"),
    Scenario: ("scenarios", "scenarios_of"),
    BandChange: ("scenarios", "band_changes_of"),
    ParticipantWish: ("wishes", "wishes_of"),
}
"""By table: the module of `riparian.workspace` and its function that read the rows from the ledger."""


def decided_tables(engine: DuckDB, home: Path, folder: Path) -> dict[str, Given]:
    """Every table of decisions, written into a folder; empty where there is no ledger.

    Without a ledger nothing that reads one is imported: loading a library for databases takes a tenth of a build that
    finds nothing changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for row, (module, function) in READ_BY.items():
        rows = []
        if (home / LEDGER).is_file():
            rows = getattr(import_module(f"riparian.workspace.{module}"), function)(home)
        target = folder / f"{row.table}.parquet"
        engine.write_rows(rows, target, schema=schema_of(row))
        found[row.table] = Given(row, (target,), fingerprint({row.table: rows}))
    return found
