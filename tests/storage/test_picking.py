"""Rows of a few keys come from their own row groups, and are those that the engine would give."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.core.errors import StorageError
from riparian.core.row import Row, schema_of
from riparian.storage.arrow import arrow_schema
from riparian.storage.picking import answer, file_of, index_of, people_of, picked
from riparian.storage.reading import HELD, Condition, Published
from riparian.storage.snapshot import Snapshot, Snapshots, Stored
from riparian.tables.actions import Session
from riparian.tables.identity import Identifier
from riparian.tables.landing import KnownLabel
from riparian.testing.tables import at

WORDS = ["shop", "blog", "email"]
ROWS: dict[str, type[Row]] = {row.table: row for row in (Session, Identifier, KnownLabel)}
PEOPLE, MOST = 2_600, 4_999
"""People with four visits each, and the number of visits of person 7, whose rows fill several row groups."""
AGAIN = {7, 12, 40}
"""Who is in the second generation."""


def visit(person: int, number: int, *, later: bool = False) -> dict[str, object]:
    return {
        "person_key": person,
        "number": number,
        "started_at": at(days=number % 900),
        "ended_at": at(60, days=number % 900),
        "actions": number % 5,
        "views": 10 if later else 1,
        "seconds": 60.0 / number,
        "first_action_key": person * 10_000 + number,
        "source": number % 2,
        "site": None if number % 3 else 1,
        "bounced": False,
    }


def visits(people: range | set[int], *, later: bool = False) -> list[dict[str, object]]:
    counts = {7: MOST if not later else 3}
    return [visit(one, n, later=later) for one in sorted(people) for n in range(1, counts.get(one, 4) + 1)]


def written(folder: Path, file: str, row: type[Row], rows: list[dict[str, object]]) -> str:
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pylist(rows, schema=arrow_schema(schema_of(row)))
    pq.write_table(table, folder / file, row_group_size=512)
    return file


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Visits in two buckets and two generations, and identifiers in one file."""
    snapshots = Snapshots(tmp_path_factory.mktemp("snapshots"))
    with snapshots.building() as folder:
        files = [
            written(folder, f"sessions/{generation}-{bucket}.parquet", Session, rows)
            for generation, rows_of in enumerate((visits(range(1, PEOPLE)), visits(AGAIN, later=True)))
            for bucket in (0, 1)
            for rows in [[one for one in rows_of if int(str(one["person_key"])) % 2 == bucket]]
        ]
        pq.write_table(
            pa.table({"person_key": pa.array(sorted(AGAIN), pa.int32())}), folder / "sessions/people.parquet"
        )
        identifiers = [
            {"identifier_key": n, "person_key": n // 3, "kind": 2, "value": str(n), "first_at": at(n), "sources": 1}
            for n in range(12_000)
        ]
        labels = [{"label_key": key, "label": word} for key, word in enumerate(WORDS)]
        one_file = {
            row.table: Stored((written(folder, f"{row.table}/part.parquet", row, rows),), len(rows), 0, "")
            for row, rows in ((Identifier, identifiers), (KnownLabel, labels))
        }
        people = ("sessions/people.parquet",)
        tables = {"sessions": Stored(tuple(files), 15_000, 0, "", 2, "person_key", people=people), **one_file}
        as_of = datetime(2026, 1, 1)
        return snapshots.publish(folder, as_of=as_of, built_at=as_of, tables=tables, notes={})


QUESTIONS: list[tuple[str, list[Condition], tuple[str, ...], int]] = [
    ("sessions", [("person_key", "=", 1)], (), 100),
    ("sessions", [("person_key", "=", 2)], ("-started_at",), 2),
    ("sessions", [("person_key", "=", 7)], ("-first_action_key",), 5),
    ("sessions", [("person_key", "=", 12)], ("number",), 100),
    ("sessions", [("person_key", "=", 41), ("source", "=", "shop")], ("number",), 100),
    ("sessions", [("person_key", "=", 41), ("site", "in", ["blog", "shop"])], ("number",), 100),
    ("sessions", [("person_key", "=", 41), ("site", "in", [])], (), 100),
    ("sessions", [("person_key", "=", 999_999)], (), 100),
    ("identifiers", [("person_key", "in", [5, 1_000, 3_999, 8_888])], ("-identifier_key",), 100),
    ("identifiers", [("person_key", "=", 0)], ("first_at",), 2),
]


@pytest.mark.parametrize(("table", "where", "order_by", "limit"), QUESTIONS)
def test_what_is_picked_is_what_the_engine_finds(
    snapshot: Snapshot, table: str, where: list[Condition], order_by: tuple[str, ...], limit: int
) -> None:
    published = Published(snapshot, ROWS)
    asked = {"where": where, "order_by": order_by, "limit": limit}

    found = published.rows(table, **asked)  # type: ignore[arg-type]  # one dictionary for both readers

    relation = published.relation(table, **asked)  # type: ignore[arg-type]  # as above
    by_the_engine = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    assert published.tables()[table] > HELD
    assert _answer(published, table, where, order_by, limit) is not None
    assert sorted(map(str, found)) == sorted(map(str, by_the_engine))
    if order_by:
        assert found == by_the_engine


def test_of_somebody_in_a_later_generation_only_its_rows_count(snapshot: Snapshot) -> None:
    published = Published(snapshot, ROWS)

    found = published.rows("sessions", where=[("person_key", "=", 7)], limit=10_000)

    assert [row["views"] for row in found] == [10, 10, 10]
    assert file_of(snapshot, "sessions", 7).name == "1-1.parquet"
    assert file_of(snapshot, "sessions", 9).name == "0-1.parquet"


@pytest.mark.parametrize(
    ("table", "where", "order_by"),
    [
        ("sessions", [("number", "=", 1)], ()),
        ("sessions", [("person_key", ">", 1)], ()),
        ("sessions", [("person_key", "=", "1")], ()),
        ("sessions", [("person_key", "=", True)], ()),
        ("sessions", [("person_key", "in", [1, 3])], ()),
        ("sessions", [("person_key", "=", 1), ("number", ">", 1)], ()),
        ("sessions", [("person_key", "=", 1), ("source", "contains", "sh")], ()),
        ("sessions", [("person_key", "=", 1)], ("seconds",)),
        ("sessions", [("person_key", "=", 1)], ("source",)),
        ("identifiers", [("identifier_key", "=", 1)], ()),
        ("identifiers", [("person_key", "in", list(range(900)))], ()),
    ],
)
def test_other_questions_are_left_to_the_engine(
    snapshot: Snapshot, table: str, where: list[Condition], order_by: tuple[str, ...]
) -> None:
    assert _answer(Published(snapshot, ROWS), table, where, order_by, 10) is None


def test_a_key_with_very_many_rows_is_left_to_the_engine(tmp_path: Path) -> None:
    rows = [visit(7, number) for number in range(1, MOST + 1)]
    file = tmp_path / written(tmp_path, "sessions.parquet", Session, rows)

    found = picked(file, "person_key", [7], ["number"])

    assert found is not None
    assert found.num_rows == MOST


def test_row_groups_that_overlap_are_not_picked_from(tmp_path: Path) -> None:
    mixed = visits(range(600, 1_200)) + visits(range(1, 600))
    file = tmp_path / written(tmp_path, "sessions.parquet", Session, mixed)

    assert index_of(file, "person_key") is None
    assert picked(file, "person_key", [3], ["number"]) is None


def test_a_file_that_is_put_in_the_place_of_another_is_read_anew(tmp_path: Path) -> None:
    def rebuilt(people: range, rows_of_one: int) -> tuple[int, frozenset[int]]:
        rows = [visit(one, number) for one in people for number in range(1, rows_of_one + 1)]
        file = tmp_path / written(tmp_path, "new.parquet", Session, rows)
        file = file.replace(tmp_path / "sessions.parquet")
        found = picked(file, "person_key", [people[-1]], ["number"])
        assert found is not None
        return found.num_rows, people_of(file, "person_key")

    first, second = range(1, 900), range(5_000, 5_300)

    assert rebuilt(first, 4) == (4, frozenset(first))
    assert rebuilt(second, 9) == (9, frozenset(second))


def test_a_file_that_is_gone_is_told(snapshot: Snapshot, tmp_path: Path) -> None:
    gone = Snapshot(tmp_path / "000009", snapshot.as_of, snapshot.built_at, snapshot.tables)
    published = Published(gone, ROWS)

    with pytest.raises(StorageError, match=r"\.parquet is missing"):
        published.rows("sessions", where=[("person_key", "=", 9)], limit=10)


def _answer(
    published: Published, table: str, where: list[Condition], order_by: tuple[str, ...], limit: int
) -> list[tuple[object, ...]] | None:
    row = published.row(table)
    columns = [field.name for field in arrow_schema(schema_of(row))]
    return answer(
        published.snapshot, row, columns=columns, where=where, order_by=order_by, limit=limit,
        coded=published._coded(table),
    )  # fmt: skip
