"""Files of two snapshots: which of them hold the same, and who is touched by the others."""

import os
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.storage.changes import ChangedSource, files_differ, without_same, write_owners, write_touched
from riparian.storage.duckdb import DuckDB
from riparian.storage.sql import scan


def write(file: Path, keys: list[int]) -> Path:
    file.parent.mkdir(exist_ok=True)
    rows = {"row_key": list(range(len(keys))), "identifier_key": keys}
    pq.write_table(pa.table(rows, schema=pa.schema([("row_key", pa.int64()), ("identifier_key", pa.int64())])), file)
    return file


def linked(file: Path, target: Path) -> Path:
    target.parent.mkdir(exist_ok=True)
    os.link(file, target)
    return target


def copied(file: Path, target: Path) -> Path:
    target.parent.mkdir(exist_ok=True)
    return Path(shutil.copyfile(file, target))


@pytest.mark.parametrize("again", [linked, copied])
def test_a_file_is_the_same_whether_it_was_linked_or_copied_and_under_whatever_name(
    tmp_path: Path, again: object
) -> None:
    assert callable(again)
    stays, goes = write(tmp_path / "then" / "0", [1, 2]), write(tmp_path / "then" / "1", [3, 4])
    stayed, comes = again(stays, tmp_path / "now" / "7"), write(tmp_path / "now" / "0", [3, 5])

    # The file that went and the one that came are of one size.
    assert goes.stat().st_size == comes.stat().st_size
    assert without_same([stays, goes], [comes, stayed]) == ([goes], [comes])


def test_of_two_copies_one_may_go(tmp_path: Path) -> None:
    first = write(tmp_path / "0", [1])
    second, after = copied(first, tmp_path / "1"), copied(first, tmp_path / "2")

    gone, came = without_same([first, second], [after])

    assert (len(gone), came) == (1, [])


@pytest.mark.parametrize("again", [linked, copied])
def test_only_owners_of_rows_in_other_files_are_touched(tmp_path: Path, again: object) -> None:
    assert callable(again)
    before = write(tmp_path / "then" / "0", [1, 2])
    after = (again(before, tmp_path / "now" / "0"), write(tmp_path / "now" / "1", [3]))
    owners = pa.table({"identifier_key": [1, 2, 3], "person_key": [10, 10, 30]})
    pq.write_table(owners, tmp_path / "identifiers.parquet")
    source = ChangedSource((before,), after, ("row_key", "identifier_key"), ("identifier_key",))
    target = tmp_path / "people.parquet"
    with DuckDB(threads=1, memory_limit="100MB", temporary=tmp_path / "t") as engine:
        write_owners(engine, target, source, scan([tmp_path / "identifiers.parquet"]))

    assert pq.read_table(target).to_pylist() == [{"person_key": 30}]


def test_who_is_touched_for_several_reasons_is_listed_once(tmp_path: Path) -> None:
    target = tmp_path / "people.parquet"
    with DuckDB(threads=1, memory_limit="100MB", temporary=tmp_path / "t") as engine:
        count = write_touched(engine, target, [f"SELECT CAST({key} AS BIGINT) AS person_key" for key in (7, 8, 7)])
        nobody = write_touched(engine, tmp_path / "nobody.parquet", [])

    assert (count, nobody) == (2, 0)
    assert sorted(pq.read_table(target)["person_key"].to_pylist()) == [7, 8]


def test_files_differ_by_their_rows_and_not_by_how_these_lie_in_them(tmp_path: Path) -> None:
    one, empty = write(tmp_path / "then" / "0", [1, 2]), write(tmp_path / "then" / "1", [])
    again, other = write(tmp_path / "now" / "0", [1, 2]), write(tmp_path / "now" / "1", [1, 3])
    columns = ("row_key", "identifier_key")
    with DuckDB(threads=1, memory_limit="100MB", temporary=tmp_path / "t") as engine:
        assert not files_differ(engine, [one, empty], [again], columns)
        assert not files_differ(engine, [one, other], [other, again], columns)
        assert files_differ(engine, [one], [other], columns)
        assert files_differ(engine, [one], [one, other], columns)
        assert files_differ(engine, [one, other], [one], columns)
