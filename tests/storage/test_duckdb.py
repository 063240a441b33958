"""Work beside one another on one engine."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from threading import Event

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.storage.duckdb import DuckDB


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDB]:
    with DuckDB(threads=2, memory_limit="256MB", temporary=tmp_path / "temporary") as made:
        yield made


def test_results_come_in_the_order_of_the_tasks(engine: DuckDB) -> None:
    def doubled(worker: DuckDB, number: int) -> int:
        ((found,),) = worker.rows(f"SELECT 2 * {number}")
        return int(str(found))

    assert engine.each(doubled, range(20)) == [2 * number for number in range(20)]


def test_a_piece_of_work_sees_what_was_shown_and_lent_and_keeps_its_own_views(engine: DuckDB, tmp_path: Path) -> None:
    engine.copy("SELECT 5 AS a", tmp_path / "five.parquet")
    engine.show("five", [tmp_path / "five.parquet"])
    engine.lend("seven", pa.table({"a": [7]}))

    def added(worker: DuckDB, number: int) -> int:
        worker.show_query("mine", f"SELECT {number} AS a")
        ((found,),) = worker.rows("SELECT five.a + seven.a + mine.a FROM five, seven, mine")
        return int(str(found))

    assert engine.each(added, [100, 200, 300]) == [112, 212, 312]


def test_a_failure_is_raised_and_leaves_the_engine_usable(engine: DuckDB) -> None:
    def failing(worker: DuckDB, number: int) -> int:
        if number == 3:
            raise ValueError("three")
        return number

    with pytest.raises(ValueError, match="three"):
        engine.each(failing, range(8))

    assert engine.rows("SELECT 1") == [(1,)]


def test_a_failure_breaks_off_what_runs_beside_it(engine: DuckDB) -> None:
    begun = Event()
    ended: list[Exception] = []

    def failing_beside_hours(worker: DuckDB, number: int) -> None:
        if number:
            begun.wait(timeout=30)
            raise ValueError("one")
        begun.set()
        try:
            worker.rows("SELECT sum(a.range * b.range) FROM range(100000000) AS a, range(1000000) AS b")
        except duckdb.InterruptException as error:
            ended.append(error)

    with pytest.raises(ValueError, match="one"):
        engine.each(failing_beside_hours, [1, 0])

    assert len(ended) == 1
    assert engine.rows("SELECT 1") == [(1,)]


@pytest.mark.parametrize("order", [(), ("person_key", "a")])
def test_buckets_hold_every_row_once_by_remainder_with_and_without_an_order(
    engine: DuckDB, tmp_path: Path, order: tuple[str, ...]
) -> None:
    schema = ibis.schema({"person_key": "int64", "a": "int64"})
    rows = "SELECT range AS person_key, range * 2 AS a FROM range(7) WHERE range <> 3"

    engine.write_buckets(rows, tmp_path / "made", by="person_key", buckets=4, schema=schema, sorted_by=order)

    files = sorted((tmp_path / "made").iterdir())
    found = [sorted(engine.rows(f"SELECT person_key, a FROM '{file}'")) for file in files]
    assert found == [[(0, 0), (4, 8)], [(1, 2), (5, 10)], [(2, 4), (6, 12)], []]


def test_a_sum_of_whole_numbers_has_64_bits_or_none_at_all(engine: DuckDB) -> None:
    fits = engine.rows("SELECT typeof(riparian_whole(sum(a))), riparian_whole(sum(a)) FROM (VALUES (2), (3)) AS t(a)")

    assert fits == [("BIGINT", 5)]
    with pytest.raises(duckdb.Error, match="out of range"):
        engine.rows("SELECT riparian_whole(sum(a)) FROM (VALUES (9223372036854775807), (1)) AS t(a)")


@pytest.mark.parametrize("rows", [[], [{"key": 3, "word": "it's", "at": datetime(2024, 5, 1, 9, 58)}, {"key": 4}]])
def test_rows_of_python_values_are_written_with_their_types_and_what_is_missing_is_null(
    engine: DuckDB, tmp_path: Path, rows: list[dict[str, object]]
) -> None:
    schema = ibis.schema({"key": "int32", "word": "string", "at": "timestamp(6)"})

    engine.write_rows(rows, tmp_path / "rows.parquet", schema=schema)

    written = pq.read_table(tmp_path / "rows.parquet")
    assert written.schema.types == [pa.int32(), pa.string(), pa.timestamp("us")]
    assert written.to_pylist() == [{name: row.get(name) for name in schema} for row in rows]


@pytest.mark.skipif(duckdb.__version__ < "2", reason="DuckDB 1.5 loads pandas for any parameter")
def test_writing_rows_does_not_load_pandas(tmp_path: Path) -> None:
    code = (
        "import sys, ibis; from pathlib import Path; from riparian.storage.duckdb import DuckDB\n"
        "with DuckDB(threads=1, memory_limit='256MB', temporary=Path('temporary')) as engine:\n"
        "    engine.write_rows([{'a': 1}], Path('a.parquet'), schema=ibis.schema({'a': 'int64'}))\n"
        "print('pandas' in sys.modules)"
    )

    told = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "False"


def test_a_file_that_was_written_again_is_read_anew(engine: DuckDB, tmp_path: Path) -> None:
    again = tmp_path / "again.parquet"
    for number in range(40):
        engine.copy(f"SELECT {number} AS a FROM range({number % 3 + 1})", again)

        assert engine.rows(f"SELECT min(a), max(a), count(*) FROM '{again}'") == [(number, number, number % 3 + 1)]
