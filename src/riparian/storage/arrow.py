"""Arrow schemas of row classes and Ibis schemas."""

import sys

import ibis
import pyarrow as pa

_TYPES: dict[str, pa.DataType] = {
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "string": pa.string(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp(6)": pa.timestamp("us"),
}


def let_pandas_be() -> None:
    """Have Arrow make its first value where no module is found, which is when it looks for pandas, once.

    It would load pandas to see whether what it is given is of pandas, a sixth of an unchanged build. What is asked for
    later (`to_pandas`) loads it all the same. For a process that is ours alone: nobody else gives values to Arrow.
    """
    if "pandas" not in sys.modules:
        paths, sys.path = sys.path, []
        try:
            pa.scalar(0)
        finally:
            sys.path = paths


def arrow_schema(schema: ibis.Schema) -> pa.Schema:
    """The Arrow schema of an Ibis schema made of the types of `riparian.core.columns`."""
    return pa.schema([(name, _TYPES[str(dtype).removeprefix("!")]) for name, dtype in schema.items()])


def empty(schema: ibis.Schema) -> pa.Table:
    """A table of that schema without rows. Arrow's own way to make one loads pandas first."""
    return pa.Table.from_batches([], arrow_schema(schema))


def ibis_schema(schema: pa.Schema) -> ibis.Schema:
    """The Ibis schema of an Arrow schema; timestamps in microseconds, anything nested as text."""
    return ibis.schema({field.name: _ibis_type(field.type) for field in schema})


def _ibis_type(kind: pa.DataType) -> str:
    if pa.types.is_timestamp(kind):
        return "timestamp(6)"
    if pa.types.is_date(kind):
        return "date"
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision}, {kind.scale})"
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return {"double": "float64", "float": "float32", "halffloat": "float32"}.get(str(kind), str(kind))
    return "string"
