"""Tables kept by person, in generations."""

from pathlib import Path

import duckdb
import pytest

from riparian.storage.generations import Generations, generations
from riparian.storage.sql import quoted

BUCKETS = 2


def written(folder: Path, name: str, sql: str) -> Path:
    file = folder / f"{name}.parquet"
    duckdb.execute(f"COPY ({sql}) TO {quoted(str(file))}")
    return file


@pytest.fixture(params=["one file a generation", "a file a bucket, as earlier versions wrote"])
def table(request: pytest.FixtureRequest, tmp_path: Path) -> Generations:
    """People 1 to 6 in the whole table, 1 to 3 told again, and then 2 again and 4 for the last time: with no rows."""
    whole = "SELECT CAST(unnest([1, 2, 3, 4, 5, 6]) AS BIGINT) AS person_key, 0 AS made"
    again = "SELECT CAST(unnest([1, 2, 3]) AS BIGINT) AS person_key, 1 AS made"
    last = "SELECT CAST(2 AS BIGINT) AS person_key, 2 AS made"
    lists = [[1, 2, 3], [2, 4]]
    files = []
    for number, rows in enumerate((whole, again, last)):
        parted = number == 0 or request.param.startswith("a file a bucket")
        conditions = [f"person_key % {BUCKETS} = {bucket}" for bucket in range(BUCKETS)] if parted else ["true"]
        files += [
            written(tmp_path, f"{number}-{place}", f"SELECT * FROM ({rows}) WHERE {one}")
            for place, one in enumerate(conditions)
        ]
    people = [
        written(tmp_path, f"people-{number}", f"SELECT CAST(unnest({listed}) AS BIGINT) AS person_key")
        for number, listed in enumerate(lists)
    ]
    return generations(files, people, key="person_key", buckets=BUCKETS)


def rows(item: str) -> list[tuple[int, int]]:
    return duckdb.execute(f"SELECT person_key, made FROM {item} AS rows ORDER BY ALL").fetchall()


def test_of_everybody_the_rows_of_the_newest_generation_count(table: Generations) -> None:
    assert rows(table.rows()) == [(1, 1), (2, 2), (3, 1), (5, 0), (6, 0)]


def test_a_bucket_has_its_people_alone_in_every_generation(table: Generations) -> None:
    assert rows(table.rows(bucket=0)) == [(2, 2), (6, 0)]
    assert rows(table.rows(bucket=1)) == [(1, 1), (3, 1), (5, 0)]


def test_the_file_of_a_person_holds_their_rows_of_a_generation(table: Generations) -> None:
    found = [
        (number, key) for number in range(3) for key in range(1, 7)
        if (key, number) in rows(f"read_parquet({quoted(str(table.file_of(number, key)))})")
    ]  # fmt: skip

    assert found == [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (0, 6), (1, 1), (1, 2), (1, 3), (2, 2)]
