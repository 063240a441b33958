"""Snapshots by hand, for commands that read one, and the command line called in this process."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from click.testing import CliRunner, Result

from riparian.cli.main import main
from riparian.core.row import Row, published, schema_of
from riparian.storage.arrow import arrow_schema
from riparian.storage.layout import bucket_file
from riparian.storage.snapshot import Snapshot, Snapshots, Stored
from riparian.tables.actions import KINDS
from riparian.tables.landing import KnownLabel

AS_OF = datetime(2025, 7, 1)


def riparian(folder: Path, *arguments: str) -> Result:
    """Call the command line on a folder."""
    return CliRunner().invoke(main, ["-C", str(folder), *arguments], catch_exceptions=False)


def publish(folder: Path, tables: Mapping[type[Row], list[dict[str, Any]]], *, as_of: datetime = AS_OF) -> Snapshot:
    """Publish hand-made rows (coded columns as text, the rest null) as the next snapshot of a folder."""
    (folder / "riparian.toml").touch()
    labels = {kind: code for code, kind in enumerate(KINDS)}
    stored: dict[str, Stored] = {}
    snapshots = Snapshots(folder / ".riparian" / "snapshots")
    with snapshots.building() as building:
        for row, rows in tables.items():
            coded = {promise.name for promise in published(row) if promise.column.coded}
            plain = [
                {
                    name: labels.setdefault(value, len(labels)) if name in coded and value else value
                    for name, value in one.items()
                }
                for one in rows
            ]
            stored[row.table] = write(building, row, plain)
        stored[KnownLabel.table] = write(
            building, KnownLabel, [{"label_key": code, "label": text} for text, code in labels.items()]
        )
        notes = {"company": "Alder & Reed", "currency": "GBP", "code": "by hand"}
        return snapshots.publish(building, as_of=as_of, built_at=datetime(2025, 7, 1, 6), tables=stored, notes=notes)


def write(building: Path, row: type[Row], rows: list[dict[str, Any]]) -> Stored:
    """Write the rows of one table as a build does: one file, or one bucket where the table is per person."""
    schema = arrow_schema(schema_of(row))
    folder = building / row.table
    folder.mkdir()
    file = bucket_file(folder, 0) if row.bucket else folder / "part.parquet"
    full = [{name: one.get(name) for name in schema.names} for one in rows]
    pq.write_table(pa.Table.from_pylist(full, schema=schema), file)
    return Stored(
        (str(file.relative_to(building)),),
        len(rows),
        file.stat().st_size,
        "by hand",
        1 if row.bucket else 0,
        row.bucket,
    )
