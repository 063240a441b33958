"""Builds that the system stops."""

import errno
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from riparian.core.errors import StorageError
from riparian.storage.snapshot import Snapshots
from riparian.workspace.unpublished import unpublished_told
from riparian.workspace.workspace import Workspace

SOURCE = """
[[sources]]
name = "contacts"
preset = "files"
files = "contacts.csv"
[sources.tables.contact_records]
record_id = "id"
recorded_at = "instant(at)"
email = "email"
"""
ROW = "{n},2024-06-01 09:00:00,p{n}@mail.example.net\n"


def riparian(folder: Path, *command: str, largest: int = resource.RLIM_INFINITY) -> subprocess.CompletedProcess[str]:
    """What a command says where no file may be larger than so many bytes."""
    return subprocess.run(
        [sys.executable, "-m", "riparian", "-C", str(folder), *command],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY)),
    )


def test_a_build_that_may_not_write_says_so_and_the_former_snapshot_stays(tmp_path: Path) -> None:
    (tmp_path / "riparian.toml").write_text(SOURCE)
    (tmp_path / "contacts.csv").write_text("id,at,email\n" + ROW.format(n=1))
    before = riparian(tmp_path, "build")
    (tmp_path / "contacts.csv").write_text("id,at,email\n" + "".join(ROW.format(n=n) for n in range(5000)))

    stopped = riparian(tmp_path, "build", largest=20_000)

    assert (before.returncode, stopped.returncode) == (0, 2)
    *_, what, where, fix = stopped.stderr.splitlines()
    assert what == (
        "RIP400: cannot be written: File too large; nothing was published, snapshot 000001 stays the published one"
    )
    assert where.startswith(f"  where: {tmp_path / '.riparian'}")
    assert "ulimit -f unlimited" in fix
    assert "Traceback" not in stopped.stderr
    assert "1 of 1 rows" in riparian(tmp_path, "show", "people").stdout


def test_a_build_that_may_not_remove_older_snapshots_says_that_the_new_one_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "riparian.toml").write_text(SOURCE)
    (tmp_path / "contacts.csv").write_text("id,at,email\n" + ROW.format(n=1))

    def refused(snapshots: Snapshots, keep: int) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(snapshots.folder / "000000"))

    monkeypatch.setattr(Snapshots, "prune", refused)
    with pytest.raises(StorageError) as told:
        Workspace(tmp_path).build()

    assert told.value.what == (
        "cannot be read or written: Permission denied; that was after the build: snapshot 000001 is published"
    )
    assert Workspace(tmp_path).published().count("people") == 1


@pytest.mark.parametrize(
    ("pointer", "said"),
    [
        ('{"snapshot": "000007"}', "nothing was published, snapshot 000007 stays the published one"),
        ("damaged", "nothing was published"),
    ],
)
def test_what_stands_is_what_the_pointer_names_though_it_be_damaged(tmp_path: Path, pointer: str, said: str) -> None:
    (tmp_path / "snapshots").mkdir()
    (tmp_path / "snapshots" / "CURRENT").write_text(pointer)

    with pytest.raises(StorageError) as told, unpublished_told(tmp_path):
        raise OSError(errno.EACCES, "Permission denied", str(tmp_path / "x.parquet"))

    assert told.value.what == f"cannot be read or written: Permission denied; {said}"


def test_a_full_disk_says_what_is_free(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as told, unpublished_told(tmp_path / ".riparian"):
        raise OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "x.parquet"))

    assert told.value.what.startswith("cannot be written: No space left on device; nothing was published, there is no")
    assert told.value.where == str(tmp_path / "x.parquet")
    assert "make room on that disk" in told.value.fix
    assert "MB are free now" in told.value.fix


def test_what_is_no_refusal_of_the_system_stays_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="a bug"), unpublished_told(tmp_path):
        raise OSError(errno.EBADF, "a bug")
