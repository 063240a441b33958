"""What the footers of Parquet files say."""

from math import inf, nan
from pathlib import Path

import pytest

from riparian.storage.duckdb import DuckDB
from riparian.storage.layout import lies_within

BOUNDS = {"rows": (0.0, inf), "added": (-1e300, 1e300)}


@pytest.mark.parametrize(
    ("rows", "added", "expected"),
    [
        ([1, 0], [2.5, -2.5], True),
        ([], [], True),
        ([1, -1], [2.5, 2.5], False),
        ([1, 1], [2.5, inf], False),
        ([1, 1], [-inf, 2.5], False),
        ([1, 1], [nan, 2.5], False),
        ([1, 1], [2.5, nan], False),
        ([1], [nan], False),
    ],
)
def test_a_footer_tells_whether_all_values_lie_between_bounds(
    tmp_path: Path, rows: list[int], added: list[float], expected: bool
) -> None:
    values = [f"({row}, CAST('{one}' AS DOUBLE))" for row, one in zip(rows, added, strict=True)]
    listed = ", ".join(values) or "(0, 0.0)"
    only = "true" if values else "false"
    target = tmp_path / "sum.parquet"
    with DuckDB(threads=1, memory_limit="1GB", temporary=tmp_path / "temporary") as engine:
        listed = f"(VALUES {listed}) AS listed(rows, added)"
        sql = f"SELECT CAST(rows AS BIGINT) AS rows, CAST(added AS DOUBLE) AS added FROM {listed}"
        engine.copy(f"{sql} WHERE {only}", target)

    assert lies_within(target, BOUNDS) is expected
