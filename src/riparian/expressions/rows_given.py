"""Rows that were worked out in Python, few of them, as a table of the engine."""

from collections.abc import Mapping, Sequence
from typing import Final

import ibis
import numpy as np

from riparian.core.doors import Array, Gather
from riparian.core.row import R, Table, promised, promises
from riparian.expressions.unknown import null_for_nan

_ARRAYS: Final = {
    "int64": "int64",
    "int32": "int32",
    "float64": "float64",
    "boolean": "bool",
    "date": "datetime64[D]",
    "timestamp(6)": "datetime64[us]",
}
_BY_WAY_OF_FLOATS: Final = ("int64", "int32", "float64", "boolean")
"""Kinds of which an array holds no null."""


def rows_given(rows: Sequence[Mapping[str, object]], row: type[R], gather: Gather) -> Table[R]:
    """These rows as a table of `row`. Each has all of its columns; None and NaN in numbers and flags are null.

    Whole numbers that may be null go by way of floats, so they are exact to 2⁵³ only.
    """
    columns: dict[str, Array] = {}
    kinds: dict[str, str] = {}
    unknown = []
    for promise in promises(row):
        name, kind = promise.name, promise.column.dtype
        if promise.nullable and kind in _BY_WAY_OF_FLOATS:
            unknown.append(name)
            kind = "float64"
            values: list[object] = [np.nan if one[name] is None else one[name] for one in rows]
        else:
            values = [one[name] for one in rows]
        kinds[name] = kind
        columns[name] = np.array(values, dtype=np.dtype(_ARRAYS.get(kind, "object")))
    made = null_for_nan(gather.give_back(columns, ibis.schema(kinds)), *unknown)
    back = {
        promise.name: made[promise.name] == 1 if promise.column.dtype == "boolean" else made[promise.name].round()
        for promise in promises(row)
        if promise.name in unknown and promise.column.dtype != "float64"
    }
    return promised(made.mutate(**back) if back else made, row)
