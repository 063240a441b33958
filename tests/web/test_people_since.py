"""Who came, was set apart and left: by the engine and by the reader by hand, against sets."""

import random
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import rmtree

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.core.row import Row, schema_of
from riparian.storage.arrow import arrow_schema
from riparian.storage.snapshot import Snapshots, Stored
from riparian.tables.hourglass import Standing
from riparian.tables.identity import Identifier, MergedPerson
from riparian.web.people_since import Since, since
from riparian.web.reader import Condition, Reader
from riparian.workspace.opening import open_workspace
from riparian.workspace.serving import PublishedReader
from tests.web.hand_reader import HandReader

ROWS: tuple[type[Row], ...] = (Standing, Identifier, MergedPerson)
BUY: list[Condition] = [("band", "=", 5)]


@dataclass(frozen=True)
class Known:
    """What a snapshot knows: the band of each person, whose each identifier is, and whom it merged."""

    bands: dict[int, int]
    owners: dict[int, int]
    merged: dict[int, int]

    def at(self, band: int | None) -> set[int]:
        """Who stands there; everybody where no band is asked for."""
        return {key for key, stands in self.bands.items() if band in (None, stands)}

    def rows(self) -> dict[str, list[dict[str, object]]]:
        """As tables; identifiers are people's keys, as a person goes by the smallest of theirs."""
        return {
            "standings": [{"person_key": key, "band": band} for key, band in self.bands.items()],
            "identifiers": [{"identifier_key": one, "person_key": owner} for one, owner in self.owners.items()],
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


def by_sets(now: Known, then: Known, band: int | None) -> dict[str, set[int]]:
    """The definition, without an engine."""
    are, were = now.at(band), then.at(band)
    otherwise = are - were
    fresh = otherwise - {whole for former, whole in now.merged.items() if former in were}
    parts = {one for one, owner in then.owners.items() if owner in were}
    gone = were - are - {former for former, whole in now.merged.items() if whole in are}
    return {
        "by_no_such_key": otherwise,
        "fresh": fresh,
        "came": fresh - parts,
        "apart": fresh & parts,
        "left": gone,
    }


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


def found(both: Since) -> dict[str, set[int]]:
    """The people of each list; each is counted as it is listed, before and after."""
    lists = {}
    for name in ("came", "by_no_such_key", "left", "fresh", "apart", "came"):
        tables, where = both.then if name == "left" else both.now, getattr(both, name)
        rows = tables.rows("standings", columns=("person_key", "band"), where=where, limit=100)
        lists[name] = {row["person_key"] for row in rows}
        assert tables.count("standings", where=where) == len(rows) == len(lists[name])
        assert tables.counts("standings", by="band", where=where).keys() == {row["band"] for row in rows}
    return lists


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("band", [None, 5])
def test_the_engine_finds_whom_sets_find(tmp_path: Path, seed: int, band: int | None) -> None:
    builds = two_builds(seed)
    expected = by_sets(*builds, band)

    both = since(*kept(tmp_path, builds), lambda _: BUY if band else [])

    assert found(both) == expected
    assert both.found == len(builds[1].at(band))


@pytest.mark.parametrize("seed", range(12))
def test_the_reader_by_hand_finds_whom_sets_find(seed: int) -> None:
    builds = two_builds(seed)

    assert found(since(*by_hand(builds), lambda _: BUY)) == by_sets(*builds, 5)


def test_the_builds_tell_every_list_apart() -> None:
    told = [by_sets(*two_builds(seed), 5) for seed in range(12)]

    assert all(any(one[name] for one in told) for name in told[0])
    assert any(one["fresh"] != one["by_no_such_key"] for one in told)


def test_a_list_is_no_other_when_the_filters_change(tmp_path: Path) -> None:
    builds = two_builds(3)
    now, then = kept(tmp_path, builds)

    def standing(band: int) -> Since:
        return since(now, then, lambda _: [("band", "=", band)])

    assert [found(standing(band)) for band in (3, 4, 5, 3)] == [by_sets(*builds, band) for band in (3, 4, 5, 3)]


def test_a_snapshot_that_was_built_again_is_compared_anew(tmp_path: Path) -> None:
    first, second = two_builds(1)
    later, earlier = kept(tmp_path, (first, second))
    before = found(since(earlier, later, lambda _: BUY))
    rmtree(tmp_path / ".riparian" / "snapshots" / later.snapshot)
    third, _ = two_builds(2)

    assert publish(tmp_path, third, 30) == later.snapshot

    after = found(since(earlier, earlier.other(later.snapshot), lambda _: BUY))
    assert before == by_sets(second, first, 5)
    assert after == by_sets(second, third, 5) != before
