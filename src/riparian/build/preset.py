"""A preset, read from its module: what it is called, what it recognises, and what it maps to which table.

The module is the declaration; one that is long is a package, and what its `__init__.py` imports of its own parts is as
good as written there. `XSettings` and a raw row class stand in it; `recognises`, `extract` and perhaps `line_id` are
functions of those names, and so are `row_by_row` where every raw row is mapped by itself, `told_together` where several
rows tell one thing and `fallen_through` where words of a file may have no name; every other public function that is
named after a source table is the mapping to that table. A module whose mappings follow from its settings has a function
`mappings` instead. `lacks` says what a header needs and does not have. `KNOWN_BY` names the columns by which the order
or case of a row is known again in another export, and `DATED_BY` those of which the first that a row fills says when it
was.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_type_hints

import ibis
import pyarrow as pa

from riparian import presets
from riparian.core.errors import SourceError
from riparian.core.row import Row, promises
from riparian.core.settings import Settings
from riparian.tables import sources

SOURCE_TABLES: dict[str, type[Row]] = {
    row.table: row
    for row in vars(sources).values()
    if isinstance(row, type) and issubclass(row, Row) and row is not Row
}
"""The tables that presets may make, and those that landing makes beside them."""

Expression = Callable[[ibis.Table, Settings], ibis.Table]


@dataclass(frozen=True, slots=True)
class Mapping:
    """From the raw rows of a source to one table."""

    makes: type[Row]
    expression: Expression
    """Raw rows and settings in; the table's mapped columns and `line` out, perhaps with `refused` and `slot`."""


@dataclass(frozen=True, slots=True)
class Preset:
    """Where data of one kind come from."""

    name: str
    settings: type[Settings]
    raw_row: type[Row]
    recognises: Callable[[tuple[str, ...]], float]
    extract: Callable[[Path, Any], Iterator[pa.RecordBatch]]
    line_id: Callable[[ibis.Table], ibis.Value] | None
    mappings: Callable[[Any], dict[str, Mapping]]
    about: str
    """The docstring of the module."""
    row_by_row: Callable[[Any], bool] = lambda _: False
    """Whether every raw row is mapped by itself, so that several files may be mapped together."""
    told_together: Callable[[ibis.Table, Any], ibis.Table | None] = lambda *_: None
    """For raw rows of which several tell one thing, such as an order: line, and `together`, a text that they share."""
    fallen_through: Callable[[ibis.Table, Any], ibis.Table | None] = lambda *_: None
    """For raw rows the words that the settings do not name and still take: `value_map`, `word` and `rows`."""
    known_by: tuple[str, ...] = ()
    """The columns that say of what order or case a row is, and when that was; empty: rows are of no such thing."""
    dated_by: tuple[str, ...] = ()
    """The columns (our names) of which the first that a row fills says when it was; empty: nothing is known of that."""
    lacks: Callable[[tuple[str, ...], Any], tuple[str, ...]] | None = None
    """What the preset needs of a header (under our names) and given settings, and does not find there."""


@cache
def presets_found() -> dict[str, Preset]:
    """Every preset below `riparian.presets`, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(presets.__path__))
    return {name: preset_of(import_module(f"{presets.__name__}.{name}")) for name in names}


def recognised(header: tuple[str, ...]) -> str:
    """The preset that knows a header (normalised column names) best; empty where none is more than half sure."""
    sure = {name: preset.recognises(header) for name, preset in presets_found().items()}
    best = max(sure, key=lambda name: sure[name], default="")
    return best if best and sure[best] > 0.5 else ""


def preset_of(module: ModuleType) -> Preset:
    """The preset that a module declares.

    Raises:
        SourceError: the module lacks something that every preset has.
    """
    name = module.__name__.rpartition(".")[2]
    own = {key: value for key, value in vars(module).items() if _is_of(module, getattr(value, "__module__", ""))}
    settings = [value for value in own.values() if isinstance(value, type) and issubclass(value, Settings)]
    of_the_name = [value for value in settings if value.__name__ == f"{name.title().replace('_', '')}Settings"]
    raw_rows = [value for value in own.values() if isinstance(value, type) and issubclass(value, Row)]
    missing = [wanted for wanted in ("recognises", "extract") if wanted not in own]
    if not of_the_name or not raw_rows or missing:
        lacking = [
            *missing,
            *(() if of_the_name else ("a Settings class of its name",)),
            *(() if raw_rows else ("a raw Row class",)),
        ]
        raise SourceError(f"the preset {name!r} lacks {', '.join(lacking)}", where=module.__name__)
    declared = {
        key: Mapping(_made_by(value), _with_settings(value)) for key, value in own.items() if key in SOURCE_TABLES
    }
    return Preset(
        name,
        of_the_name[0],
        raw_rows[0],
        own["recognises"],
        own["extract"],
        own.get("line_id"),
        _from_settings(own["mappings"]) if "mappings" in own else lambda _: dict(declared),
        module.__doc__ or "",
        own.get("row_by_row", lambda _: False),
        own.get("told_together", lambda *_: None),
        own.get("fallen_through", lambda *_: None),
        getattr(module, "KNOWN_BY", ()),
        getattr(module, "DATED_BY", ()),
        own.get("lacks"),
    )


def completed(raw: ibis.Table, raw_row: type[Row]) -> ibis.Table:
    """Raw rows with the columns that the raw row class names and the file does not have, as nulls."""
    absent = [promise.name for promise in promises(raw_row) if promise.name not in raw.columns]
    return raw.mutate(**{name: ibis.null("string") for name in absent}) if absent else raw


def _is_of(module: ModuleType, name: str) -> bool:
    """Whether something was written in this module, or in a part of it where the preset is a package."""
    return name == module.__name__ or name.startswith(f"{module.__name__}.")


def _made_by(function: Callable[..., ibis.Table]) -> type[Row]:
    row: type[Row] = get_args(get_type_hints(function, include_extras=True)["return"])[0]
    return row


def _with_settings(function: Callable[..., ibis.Table]) -> Expression:
    if "settings" in inspect.signature(function).parameters:
        return function
    return lambda raw, _: function(raw)


def _from_settings(
    declare: Callable[[Any], dict[str, Callable[..., ibis.Table]]],
) -> Callable[[Any], dict[str, Mapping]]:
    return lambda settings: {
        table: Mapping(SOURCE_TABLES[table], _with_settings(function)) for table, function in declare(settings).items()
    }
