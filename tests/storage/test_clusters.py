"""Identifiers whose person may be another one now."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from riparian.storage.clusters import ends_differing, of_identifiers, write_clusters, write_those_who_have
from riparian.storage.duckdb import DuckDB
from riparian.storage.sql import scan

HAD = "(VALUES (1, 1), (2, 1), (3, 1), (4, 4), (5, 5), (6, 5)) AS had (identifier_key, person_key)"
"""Three people: of identifiers 1 to 3, of 4, and of 5 and 6."""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDB]:
    with DuckDB(threads=1, memory_limit="256MB", temporary=tmp_path / "temporary") as opened:
        yield opened


def read(engine: DuckDB, file: Path) -> list[int]:
    return sorted(int(str(key)) for (key,) in engine.rows(f"SELECT * FROM {scan([file])}"))


def test_both_ends_of_pairs_that_came_or_went_are_told(engine: DuckDB) -> None:
    before, after = (
        f"(SELECT * FROM (VALUES {pairs}) AS pairs (left_key, right_key))"
        for pairs in ("(1, 2), (3, 4)", "(3, 4), (5, 6)")
    )

    found = engine.rows(ends_differing(before, after))

    assert sorted(found) == [(1,), (2,), (5,), (6,)]


def test_all_that_somebody_had_are_looked_at_with_one_of_them(engine: DuckDB, tmp_path: Path) -> None:
    changed = ["SELECT 2 AS identifier_key", "SELECT 7 AS identifier_key"]

    count = write_clusters(
        engine, tmp_path / "touched", tmp_path / "owners", changed=changed, people=[], former=f"(SELECT * FROM {HAD})"
    )

    assert read(engine, tmp_path / "touched") == [1, 2, 3, 7]
    assert count == 4
    assert read(engine, tmp_path / "owners") == [1]


def test_people_of_later_generations_count_in(engine: DuckDB, tmp_path: Path) -> None:
    people, former = ["SELECT 5 AS person_key"], f"(SELECT * FROM {HAD})"

    write_clusters(engine, tmp_path / "touched", tmp_path / "owners", changed=[], people=people, former=former)

    assert read(engine, tmp_path / "touched") == [5, 6]
    assert read(engine, tmp_path / "owners") == [5]


def test_those_who_have_them_now_stand_beside_those_who_had(engine: DuckDB, tmp_path: Path) -> None:
    engine.write_query("SELECT CAST(1 AS BIGINT) AS person_key", tmp_path / "owners")
    engine.write_query("SELECT CAST(unnest([2, 2, 1]) AS BIGINT) AS person_key", tmp_path / "rows")

    write_those_who_have(engine, tmp_path / "owners", tmp_path / "rows")

    assert read(engine, tmp_path / "owners") == [1, 2]


def test_rows_of_identifiers_are_their_own_and_pairs_with_one_of_them(engine: DuckDB, tmp_path: Path) -> None:
    engine.write_query("SELECT 2 AS identifier_key", tmp_path / "some")
    where = of_identifiers(["left_key", "right_key", "reason"], tmp_path / "some")

    found = engine.rows(f"SELECT * FROM (VALUES (1, 2), (2, 3), (3, 4)) AS pairs (left_key, right_key) WHERE {where}")

    assert sorted(found) == [(1, 2), (2, 3)]
    assert of_identifiers(["label_key", "label"], tmp_path / "some") == "true"
