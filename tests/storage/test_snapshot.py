import errno
import json
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.core.errors import NotFoundError, StorageError
from riparian.storage.snapshot import Snapshot, Snapshots, Stored, link, replace_synced

AS_OF = datetime(2024, 5, 1)


def publish(snapshots: Snapshots, number: int) -> Snapshot:
    with snapshots.building() as folder:
        (folder / "t").mkdir()
        pq.write_table(pa.table({"n": [number]}), folder / "t" / "part.parquet")
        size = (folder / "t" / "part.parquet").stat().st_size
        tables = {"t": Stored(("t/part.parquet",), 1, size, f"mark {number}")}
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


def test_what_a_killed_prune_left_is_swept_by_the_next_build(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    publish(snapshots, 1)
    (tmp_path / "pruned-000007" / "t").mkdir(parents=True)
    (tmp_path / "000009" / "t").mkdir(parents=True)  # as left by versions that pruned in place

    with snapshots.building():
        left = {path.name for path in tmp_path.iterdir()}

    assert left == {"000001", "building-000002", "CURRENT", "lock"}


def test_a_snapshot_is_put_aside_whole_before_it_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshots = Snapshots(tmp_path)
    for number in range(1, 4):
        publish(snapshots, number)

    def killed(folder: Path) -> None:
        raise KeyboardInterrupt(folder.name)

    monkeypatch.setattr(shutil, "rmtree", killed)
    with pytest.raises(KeyboardInterrupt, match="pruned-000001"):
        snapshots.prune(keep=2)

    assert snapshots.names() == ["000002", "000003"]


def test_a_former_build_counts_only_while_it_is_whole(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    published = publish(snapshots, 1)
    former = snapshots.former()

    os.truncate(published.files("t")[0], 40)

    assert former == published
    assert snapshots.former() is None


def test_a_snapshot_of_an_earlier_format_is_read_and_of_a_later_one_told(tmp_path: Path) -> None:
    file = publish(Snapshots(tmp_path), 1).folder / "snapshot.json"
    said = json.loads(file.read_text())
    table = said["tables"]["t"]
    earlier = {name: table[name] for name in ("files", "rows", "bytes", "fingerprint")}

    file.write_text(json.dumps(said | {"tables": {"t": earlier}}))
    read = Snapshots(tmp_path).current()
    file.write_text(json.dumps(said | {"tables": {"t": table | {"shape": "new"}}}))
    with pytest.raises(StorageError) as later:
        Snapshots(tmp_path).current()

    assert read is not None
    assert read.tables["t"] == Stored(("t/part.parquet",), 1, table["bytes"], "mark 1")
    assert later.value.what.startswith("snapshot 000001 is damaged, or of another version of Riparian")
    assert (later.value.where, later.value.fix) == (str(file), "riparian build")


@pytest.mark.parametrize("text", ["", '{"as_of": ', "[]", "{}", '{"tables": {"t": 7}}', '{"tables": []}'])
def test_a_damaged_snapshot_or_pointer_is_told_and_the_next_build_starts_anew(tmp_path: Path, text: str) -> None:
    snapshots = Snapshots(tmp_path)
    file = publish(snapshots, 1).folder / "snapshot.json"

    for damaged in (file, tmp_path / "CURRENT"):
        damaged.write_text(text)
        with pytest.raises(StorageError) as told:
            snapshots.current()

        assert (told.value.where, told.value.fix) == (str(damaged), "riparian build")
        assert snapshots.former() is None
    assert publish(snapshots, 2) == snapshots.current()


def test_a_published_snapshot_that_is_gone_is_told(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    shutil.rmtree(publish(snapshots, 1).folder)

    with pytest.raises(StorageError, match="the published snapshot 000001 is missing"):
        snapshots.current()


def test_files_are_copied_where_nothing_can_be_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(os, "link", no_links)
    (tmp_path / "a").write_text("kept")

    link(tmp_path / "a", tmp_path / "below" / "b")
    (tmp_path / "a").write_text("changed")

    assert (tmp_path / "below" / "b").read_text() == "kept"


def test_a_folder_that_cannot_be_written_can_be_read_and_a_build_says_so(read_only: Path) -> None:
    snapshots = Snapshots(read_only)

    with pytest.raises(StorageError) as told, snapshots.building():
        pass

    current = snapshots.current()
    assert current is not None
    assert pq.read_table(current.files("t")[0]).num_rows == 1
    assert told.value.what == "nothing can be written: Permission denied"
    assert (told.value.where, told.value.fix) == (str(read_only), "make the folder writable")


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A snapshot in a folder that this process may not write to, even where it runs as root."""
    nobody = 65534
    with TemporaryDirectory() as name:
        folder = Path(name)
        publish(Snapshots(folder), 1)
        (folder / "lock").unlink()
        was_root = os.geteuid() == 0
        folder.chmod(0o555)
        if was_root:
            os.seteuid(nobody)
        try:
            yield folder
        finally:
            if was_root:
                os.seteuid(0)
            folder.chmod(0o755)


def test_an_unknown_snapshot_or_table_is_told_by_name(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    published = publish(snapshots, 1)

    with pytest.raises(NotFoundError, match="no snapshot named '9'"):
        snapshots.open("9")
    with pytest.raises(NotFoundError, match="no table named 'u'"):
        published.files("u")


def test_a_file_that_cannot_be_replaced_leaves_no_temporary_one(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").mkdir()

    with pytest.raises(OSError, match="CURRENT"):
        replace_synced(tmp_path / "CURRENT", "{}")

    assert [one.name for one in tmp_path.iterdir()] == ["CURRENT"]
