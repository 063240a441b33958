"""Whether a landing is the one that a snapshot was made of."""

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.storage.duckdb import DuckDB
from riparian.storage.former import goes_on
from riparian.storage.landing import Landed, Landing, Manifest
from riparian.storage.registers import identifier_file, identifier_files, label_files
from riparian.storage.snapshot import Snapshot, Snapshots, Stored, link

AT = datetime(2025, 1, 1)


def load(number: int, content: str) -> Landed:
    return Landed(number, "shop", "files", f"shop-{number}.csv", content, 1, "")


def register(landing: Landing, first: int, values: list[str]) -> None:
    numbered = {"identifier_key": list(range(first, first + len(values))), "kind": [0] * len(values), "value": values}
    landing.registers.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(numbered), identifier_file(landing.registers, first))


MANIFEST = Manifest(loads=(load(1, "a"), load(2, "b")), next_identifier=3)


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    """A landing with two loads and two identifiers."""
    landing = Landing(tmp_path / "landing")
    register(landing, 1, ["ana", "ben"])
    return landing


@pytest.fixture
def former(tmp_path: Path, landing: Landing) -> Snapshot:
    """What was made of it."""
    snapshots = Snapshots(tmp_path / "snapshots")
    loads = pa.table({"load": [one.load for one in MANIFEST.loads], "sha256": [one.sha256 for one in MANIFEST.loads]})
    pq.write_table(loads, tmp_path / "loads.parquet")
    files = {
        "labels": label_files(landing.registers, MANIFEST.next_label),
        "source_identifiers": identifier_files(landing.registers, MANIFEST.next_identifier),
        "source_loads": [tmp_path / "loads.parquet"],
    }
    with snapshots.building() as folder:
        tables = {}
        for table, some in files.items():
            names = tuple(f"{table}/part-{number}.parquet" for number in range(len(some)))
            for name, file in zip(names, some, strict=True):
                link(file, folder / name)
            tables[table] = Stored(names, 1, 1, "mark")
        return snapshots.publish(folder, as_of=AT, built_at=AT, tables=tables, notes={})


def told(tmp_path: Path, landing: Landing, manifest: Manifest, former: Snapshot) -> bool:
    with DuckDB(threads=1, memory_limit="100MB", temporary=tmp_path / "t") as engine:
        return goes_on(engine, landing, manifest, former)


def test_a_landing_that_grew_goes_on(tmp_path: Path, landing: Landing, former: Snapshot) -> None:
    register(landing, 3, ["cleo"])
    grown = replace(MANIFEST, loads=(*MANIFEST.loads, load(3, "c")), next_identifier=4)

    assert told(tmp_path, landing, grown, former)


def test_a_landing_that_was_copied_goes_on(tmp_path: Path, landing: Landing, former: Snapshot) -> None:
    shutil.copytree(landing.folder, tmp_path / "elsewhere")

    assert told(tmp_path, Landing(tmp_path / "elsewhere"), MANIFEST, former)


def test_a_load_that_was_forgotten_is_missed_by_none(tmp_path: Path, landing: Landing, former: Snapshot) -> None:
    left = replace(MANIFEST, loads=MANIFEST.loads[1:], forgotten=(1,))

    assert told(tmp_path, landing, left, former)


@pytest.mark.parametrize("loads", [(load(1, "a"), load(2, "other")), (load(1, "a"),)])
def test_a_number_with_other_content_or_none_goes_on_from_nothing(
    tmp_path: Path, landing: Landing, former: Snapshot, loads: tuple[Landed, ...]
) -> None:
    assert not told(tmp_path, landing, replace(MANIFEST, loads=loads), former)


def test_numbers_that_were_given_to_other_identifiers_go_on_from_nothing(
    tmp_path: Path, landing: Landing, former: Snapshot
) -> None:
    shutil.rmtree(landing.folder)
    register(landing, 1, ["ben", "ana"])

    assert not told(tmp_path, landing, MANIFEST, former)
