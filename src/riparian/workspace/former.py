"""What a build knows of the builds before it."""

from pathlib import Path

import pyarrow.parquet as pq

from riparian.build.fingerprint import fingerprint
from riparian.build.plan import Given
from riparian.core.row import schema_of
from riparian.storage.arrow import empty
from riparian.storage.duckdb import DuckDB
from riparian.storage.former import write_former_people
from riparian.storage.snapshot import Snapshot
from riparian.tables.identity import FormerPerson


def former_people(engine: DuckDB, former: Snapshot | None, folder: Path) -> Given:
    """Everybody whom an earlier snapshot named, so that a merge can say whose name went."""
    target = folder / f"{FormerPerson.table}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    if former is None:
        pq.write_table(empty(schema_of(FormerPerson)), target)
        return Given(FormerPerson, (target,), fingerprint({"former": None}))
    return Given(FormerPerson, (target,), fingerprint({"former": write_former_people(engine, former, target)}))
