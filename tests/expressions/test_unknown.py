"""What a model left unknown."""

import ibis
import pyarrow as pa

from riparian.expressions.unknown import null_for_nan
from riparian.testing.tables import lent, rows_of


def test_nan_becomes_null_in_the_columns_that_are_named() -> None:
    nan = float("nan")
    table = lent(pa.table({"a": [1.0, nan, None], "b": [0.0, 0.0, 0.0]}), ibis.schema({"a": "float64", "b": "float64"}))

    assert rows_of(null_for_nan(table, "a", "b")) == [(1.0, 0.0), (None, 0.0), (None, 0.0)]
