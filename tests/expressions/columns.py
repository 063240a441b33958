"""One column by hand, and what expressions make of it."""

from collections.abc import Callable, Sequence
from typing import Any

import ibis
import pyarrow as pa

from riparian.storage.compiled import compiled
from riparian.testing.tables import engine, lent

_KINDS = {str: ("string", pa.string()), float: ("float64", pa.float64()), int: ("int64", pa.int64())}


def each(values: Sequence[Any], make: Callable[[ibis.Value], ibis.Value], kind: type = str) -> list[Any]:
    """What an expression makes of each value of a column."""
    dtype, arrow = _KINDS[kind]
    table = lent(pa.table({"value": pa.array(values, arrow)}), ibis.schema({"value": dtype}))
    made = engine().arrow(compiled(table.select(made=make(table.value))))
    return list(made.column("made").to_pylist())
