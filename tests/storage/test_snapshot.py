import json
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.core.errors import NotFoundError, StorageError
from riparian.storage.snapshot import Snapshot, Snapshots, Stored

AS_OF = datetime(2024, 5, 1)


def publish(snapshots: Snapshots, number: int) -> Snapshot:
    with snapshots.building() as folder:
        (folder / "t").mkdir()
        pq.write_table(pa.table({"n": [number]}), folder / "t" / "part.parquet")
        tables = {"t": Stored(("t/part.parquet",), 1, 1, f"mark {number}")}
        return snapshots.publish(folder, as_of=AS_OF, built_at=AS_OF, tables=tables, notes={"said": "so"})


def test_there_is_no_snapshot_before_the_first_build(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path / "s")

    assert snapshots.current() is None
    assert snapshots.names() == []


def test_a_published_snapshot_is_the_current_one_and_says_what_it_was_told(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    publish(snapshots, 1)

    published = publish(snapshots, 2)

    current = snapshots.current()
    assert current == published
    assert current.name == "000002"
    assert current.notes == {"said": "so"}
    assert current.as_of == AS_OF
    assert pq.read_table(current.files("t")[0]).to_pylist() == [{"n": 2}]


def test_a_build_that_raises_leaves_the_former_snapshot_and_no_folder(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    publish(snapshots, 1)

    def fail() -> None:
        with snapshots.building() as folder:
            (folder / "half").write_text("x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert snapshots.names() == ["000001"]
    assert not list(tmp_path.glob("building-*"))


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)

    with snapshots.building(), pytest.raises(StorageError, match="another build is under way"), snapshots.building():
        pass

    with snapshots.building() as folder:
        assert folder.exists()


def test_what_a_killed_build_left_is_swept_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "building-000007" / "t").mkdir(parents=True)

    with Snapshots(tmp_path).building() as folder:
        left = [path for path in tmp_path.glob("building-*") if path != folder]

    assert left == []


def test_a_snapshot_without_its_pointer_is_not_published(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    publish(snapshots, 1)
    publish(snapshots, 2)

    (tmp_path / "CURRENT").write_text(json.dumps({"snapshot": "000001"}))

    current = snapshots.current()
    assert current is not None
    assert current.name == "000001"
    assert publish(snapshots, 3).name == "000003"


def test_pruning_keeps_the_newest_and_the_published(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    for number in range(1, 6):
        publish(snapshots, number)
    (tmp_path / "CURRENT").write_text(json.dumps({"snapshot": "000001"}))

    snapshots.prune(keep=2)

    assert snapshots.names() == ["000001", "000004", "000005"]


def test_an_unknown_snapshot_or_table_is_told_by_name(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    published = publish(snapshots, 1)

    with pytest.raises(NotFoundError, match="no snapshot named '9'"):
        snapshots.open("9")
    with pytest.raises(NotFoundError, match="no table named 'u'"):
        published.files("u")
