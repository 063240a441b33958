import errno
from pathlib import Path

import duckdb
import pytest

from riparian.core.errors import SourceError, StorageError
from riparian.storage.duckdb import DuckDB
from riparian.storage.refusals import refusals_told


@pytest.fixture
def engine(tmp_path: Path) -> DuckDB:
    return DuckDB(threads=1, memory_limit="1GB", temporary=tmp_path)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT riparian_instant('2024-05-01', 'Mars/Phobos')", "Mars/Phobos"),
        ("SELECT riparian_instant_as('2024-05-01', '%Q', 'UTC')", "%Q"),
        ("SELECT CAST('ten' AS INTEGER)", "ten"),
    ],
)
def test_a_value_or_setting_that_the_engine_refuses_is_a_mistake_of_the_source(
    engine: DuckDB, sql: str, said: str
) -> None:
    with engine, pytest.raises(SourceError, match=said) as told, refusals_told("riparian.toml [[sources]] shop"):
        engine.rows(sql)

    assert told.value.where == "riparian.toml [[sources]] shop"
    assert "\n" not in told.value.what


def test_too_little_memory_is_told_with_its_setting(tmp_path: Path) -> None:
    with (
        DuckDB(threads=1, memory_limit="1KB", temporary=tmp_path) as engine,
        pytest.raises(StorageError, match="too little memory") as told,
    ):
        engine.run("CREATE TABLE numbers AS SELECT range AS number FROM range(1000)")

    assert told.value.where == "riparian.toml [engine] memory_limit"
    assert "\n" not in told.value.what


def test_a_query_that_is_wrong_stays_what_it_is(engine: DuckDB) -> None:
    with engine, pytest.raises(duckdb.BinderException), refusals_told("riparian.toml"):
        engine.rows("SELECT absent FROM (SELECT 1 AS one)")


def test_a_file_that_the_system_refuses_to_the_engine_is_an_error_of_the_system(engine: DuckDB, tmp_path: Path) -> None:
    target = tmp_path / "absent" / "one.parquet"

    with engine, pytest.raises(FileNotFoundError) as told:
        engine.run(f"COPY (SELECT 1 AS one) TO '{target}'")

    assert (told.value.errno, told.value.filename) == (errno.ENOENT, str(target))
