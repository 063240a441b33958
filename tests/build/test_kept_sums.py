"""Sums of one build: asked once, whoever asks."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.build.kept_sums import KeptSums
from riparian.build.parting import Query
from riparian.storage.duckdb import DuckDB
from riparian.storage.snapshot import Stored
from riparian.storage.sums import SumQuery

COUNTED = "SELECT count(*) AS kept_rows FROM {}"


@pytest.mark.parametrize(("read", "asked"), [("rows", 1), ("given_back_1", 2)])
def test_a_sum_over_tables_of_the_build_is_computed_once_and_any_other_by_each_who_asks(
    tmp_path: Path, read: str, asked: int
) -> None:
    pq.write_table(pa.table({"person_key": [1, 2]}), tmp_path / "rows.parquet")
    stored = {"rows": Stored(("rows.parquet",), 2, 1, "mark")}
    one = SumQuery("sum_1", COUNTED.format(read), (), {"kept_rows": "count"}, {"kept_rows": "int64"}, (), (read,))
    with DuckDB(threads=1, memory_limit="100MB", temporary=tmp_path / "t") as engine:
        engine.show("rows", [tmp_path / "rows.parquet"])
        sums = KeptSums(engine, tmp_path, stored, None, None, None)
        found = []
        for number, derivation in enumerate(("first", "second")):
            engine.lend("given_back_1", pa.table({"a": [0] * number}))
            found.append(engine.rows(sums.ready(derivation, Query("SELECT * FROM sum_1", (one,)))))

    files = {(tmp_path / kept["sum_1"].file).stat().st_ino for kept in sums.made.values()}
    assert len(files) == asked
    assert found == ([[(2,)], [(2,)]] if read == "rows" else [[(0,)], [(1,)]])
