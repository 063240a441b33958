"""Two builds of the same identifiers, parted into people in two ways: on the disk and by hand."""

import random
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from riparian.core.row import Row, schema_of
from riparian.storage.arrow import arrow_schema
from riparian.storage.snapshot import Snapshots, Stored
from riparian.tables.hourglass import Standing
from riparian.tables.identity import Identifier, MergedPerson, Person
from riparian.web.reader import Reader
from riparian.workspace.opening import open_workspace
from riparian.workspace.serving import PublishedReader
from tests.web.hand_reader import HandReader

ROWS: tuple[type[Row], ...] = (Standing, Identifier, MergedPerson, Person)


@dataclass(frozen=True)
class Known:
    """What a snapshot knows: the band of each person, whose each identifier is, and whom it merged."""

    bands: dict[int, int]
    owners: dict[int, int]
    merged: dict[int, int]

    @property
    def people(self) -> set[int]:
        """Everybody, whether they did anything or not."""
        return set(self.owners.values())

    def at(self, band: int | None) -> set[int]:
        """Who stands there; everybody where no band is asked for."""
        return {key for key, stands in self.bands.items() if band in (None, stands)}

    def rows(self) -> dict[str, list[dict[str, object]]]:
        """As tables; identifiers are people's keys, as a person goes by the smallest of theirs."""
        return {
            "standings": [{"person_key": key, "band": band} for key, band in self.bands.items()],
            "identifiers": [{"identifier_key": one, "person_key": owner} for one, owner in self.owners.items()],
            "people": [{"person_key": key} for key in self.people],
            "merged_people": [{"former_key": one, "person_key": whole} for one, whole in self.merged.items()],
        }


def two_builds(seed: int) -> tuple[Known, Known]:
    """The same identifiers, parted into people in two ways; some do nothing, some are not known then."""
    draw = random.Random(seed)
    identifiers = range(1, 61)
    builds = []
    for known in (draw.sample(identifiers, 48), list(identifiers)):
        parts: dict[int, list[int]] = {}
        for one in known:
            parts.setdefault(draw.randrange(30), []).append(one)
        owners = {one: min(part) for part in parts.values() for one in part}
        bands = {min(part): draw.randrange(3, 6) for part in parts.values() if draw.random() < 0.9}
        builds.append((owners, bands))
    (then_owners, then_bands), (owners, bands) = builds
    formers = {one for one in then_bands if owners[one] != one}
    merged = {one: owners[one] for one in formers}
    return Known(bands, owners, merged), Known(then_bands, then_owners, {})


def publish(folder: Path, build: Known, minute: int) -> str:
    """A build as a snapshot on the disk; its id."""
    snapshots = Snapshots(folder / ".riparian" / "snapshots")
    with snapshots.building() as made:
        stored = {}
        for row in ROWS:
            rows = build.rows()[row.table]
            (made / row.table).mkdir()
            file = f"{row.table}/0.parquet"
            pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(schema_of(row))), made / file)
            stored[row.table] = Stored((file,), len(rows), 0, "")
        as_of, built_at = datetime(2026, 11, 1), datetime(2026, 11, 2, 6, minute)
        return snapshots.publish(made, as_of=as_of, built_at=built_at, tables=stored, notes={}).name


def kept(folder: Path, builds: tuple[Known, Known]) -> tuple[Reader, Reader]:
    """Both as snapshots; the one of now, and the one before it."""
    (folder / "riparian.toml").write_text('[company]\nname = "Alder & Reed"\ncurrency = "EUR"\n')
    before, shown = (publish(folder, build, minute) for minute, build in enumerate(reversed(builds)))
    workspace = open_workspace(folder)
    now = PublishedReader(workspace, workspace.published(shown))
    return now, now.other(before)


def by_hand(builds: tuple[Known, Known]) -> tuple[Reader, Reader]:
    now, then = builds
    former = HandReader(then.rows(), snapshot="000001")
    shown = HandReader(now.rows(), snapshot="000002", before=(former,))
    return shown, shown.other("000001")
