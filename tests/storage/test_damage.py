from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.core.errors import OtherVersionError, StorageError
from riparian.storage.damage import damage_of, damage_told
from riparian.storage.reading import Published
from riparian.tables.identity import Person
from riparian.workspace.workspace import Workspace
from tests.cli.published import publish


def removed(file: Path) -> None:
    file.unlink()


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def garbled(file: Path) -> None:
    content = file.read_bytes()
    half = len(content) // 2
    file.write_bytes(content[:4] + bytes(one ^ 0x5A for one in content[4:half]) + content[half:])


def of_another_version(file: Path) -> None:
    pq.write_table(pq.read_table(file).drop_columns(["full_name"]), file)


DAMAGES: dict[Callable[[Path], None], str] = {
    removed: "people/bucket-00.parquet is missing",
    cut_off: "people/bucket-00.parquet is damaged: ",
    emptied: "people/bucket-00.parquet is damaged: ",
    garbled: "people/bucket-00.parquet is damaged: ",
    of_another_version: "people/bucket-00.parquet has no column full_name: another version",
}
ASKED: dict[str, Callable[[Published], object]] = {
    "rows": lambda tables: tables.rows("people", order_by=["full_name"], limit=1),
    "count": lambda tables: tables.count("people", where=[("person_key", ">", 3), ("full_name", "contains", "a")]),
    "relation": lambda tables: tables.relation("people").filter("full_name = 'Ana'"),
    "batches": lambda tables: tables.batches("people").read_all(),
}


@pytest.mark.parametrize(
    ("damaged", "asked"),
    # A lazy relation reads the footer only, which is whole in a garbled file.
    [(damaged, asked) for damaged in DAMAGES for asked in ASKED if (damaged, asked) != (garbled, "relation")],
)
def test_a_damaged_table_is_told_with_file_and_fix(tmp_path: Path, damaged: Callable[[Path], None], asked: str) -> None:
    people = [{"person_key": key, "full_name": f"Ana {key}" * 9} for key in range(5000)]
    snapshot = publish(tmp_path, {Person: people})
    file = snapshot.folder / "people" / "bucket-00.parquet"
    damaged(file)
    tables = Workspace(tmp_path).published()

    with pytest.raises(StorageError) as told:
        ASKED[asked](tables)

    assert told.value.what.startswith(DAMAGES[damaged])
    assert isinstance(told.value, OtherVersionError) == (damaged is of_another_version)
    assert told.value.where == str(file)
    assert told.value.fix.startswith("riparian build; where that does not help, remove ")


def test_labels_that_are_missing_are_told(tmp_path: Path) -> None:
    snapshot = publish(tmp_path, {Person: [{"person_key": 1, "country": "GB"}]})
    (snapshot.folder / "labels" / "part.parquet").unlink()

    with pytest.raises(StorageError, match=r"labels/part\.parquet is missing"):
        Workspace(tmp_path).published().rows("people", limit=1)


def test_a_file_that_is_whole_has_no_damage(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1]}), tmp_path / "x.parquet")

    assert damage_of(tmp_path / "x.parquet", ["a"]) is None


def test_an_error_that_no_file_explains_stays_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError), damage_told(dict, fix=str):
        raise ConnectionError
