"""Raw rows by hand or from a file, and what a preset's mapping makes of them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import ibis
import pyarrow as pa

from riparian.build.conform import conform_mapping
from riparian.build.preset import Preset
from riparian.core.row import Row, promises
from riparian.core.settings import Settings
from riparian.storage.compiled import compiled
from riparian.testing.tables import engine, lent

_IBIS = {pa.int64(): "int64", pa.string(): "string"}


def raw_of(row: type[Row], *rows: Mapping[str, str | None]) -> ibis.Table:
    """Raw rows as landing hands them over, lines counted from 2; only the fields that matter, the rest is null."""
    names = [promise.name for promise in promises(row)]
    unknown = {name for given in rows for name in given} - set(names)
    assert not unknown, f"{row.__name__} has no {unknown}"
    columns = {name: pa.array([given.get(name) for given in rows], pa.string()) for name in names}
    lines = pa.array(range(2, len(rows) + 2), pa.int64())
    return _lent(pa.table({"line": lines, "line_id": lines, **columns}))


def raw_from(file: Path, preset: ModuleType, settings: Settings, row: type[Row]) -> ibis.Table:
    """The rows of a file that can be read, as landing hands them over."""
    batches = list(preset.extract(file, settings))
    table = pa.Table.from_batches(batches)
    table = table.filter(table["malformed"].is_null()).append_column("line_id", table["line"])
    for promise in promises(row):
        if promise.name not in table.column_names:
            table = table.append_column(promise.name, pa.nulls(table.num_rows, pa.string()))
    return _lent(table)


def _lent(table: pa.Table) -> ibis.Table:
    return lent(table, ibis.schema({field.name: _IBIS[field.type] for field in table.schema}))


def made(mapping: Callable[..., ibis.Table], raw: ibis.Table, settings: Settings) -> list[dict[str, Any]]:
    """What a mapping function makes, in order of line and slot, its columns checked against their promise."""
    (row,) = mapping.__annotations__["return"].__args__
    return _rows(mapping(raw, settings), row)


def made_of(preset: Preset, table: str, raw: ibis.Table, settings: Settings) -> list[dict[str, Any]]:
    """What a preset makes of raw rows for one table, in the same way."""
    mapping = preset.mappings(settings)[table]
    return _rows(mapping.expression(raw, settings), mapping.makes)


def _rows(table: ibis.Table, row: type[Row]) -> list[dict[str, Any]]:
    conform_mapping(table, row, where=row.table)
    rows = engine().arrow(compiled(table)).to_pylist()
    return sorted(rows, key=lambda one: (one["line"], one.get("slot", 0)))


def good(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that landing would keep."""
    return [one for one in rows if one.get("refused") is None]


def ids_of(preset: ModuleType, raw: ibis.Table) -> list[str | None]:
    """The natural ids of raw rows, by line."""
    table = raw.select("line", natural_id=preset.line_id(raw)).order_by("line")
    return [one["natural_id"] for one in engine().arrow(compiled(table)).to_pylist()]
