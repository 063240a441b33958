"""What the dictionary says of every table, whatever the company: its promise, how it is made, its neighbours."""

import inspect
import sys
from dataclasses import dataclass
from functools import cache

from riparian.build.discovery import discovered
from riparian.build.preset import Preset, presets_found
from riparian.core.columns import Column
from riparian.core.row import Promise, Row, published
from riparian.tables.column_names import MEANINGS
from riparian.workspace.attributes import docstrings_of
from riparian.workspace.dictionary import all_rows


@dataclass(frozen=True, slots=True)
class ColumnSaid:
    """One column: its promise, whether it tells rows apart, and its docstring."""

    promise: Promise
    key: bool
    says: str


@dataclass(frozen=True, slots=True)
class Defined:
    """One table of the dictionary. What does not apply is empty."""

    table: str
    subject: str
    """Name of the module of its row class."""
    says: str
    grain: str
    columns: tuple[ColumnSaid, ...]
    maker: str
    """Module of the derivation."""
    made: str
    """Docstring of the derivation."""
    reads: tuple[str, ...]
    read_by: tuple[str, ...]
    presets: tuple[str, ...]
    """Presets that can make rows of it."""


@cache
def dictionary() -> dict[str, Defined]:
    """Every table there can be, by name."""
    derivations, presets = discovered(), presets_found()
    makers = {one.name: one for one in derivations}
    found = {}
    for table, row in all_rows().items():
        says, _, grain = (inspect.getdoc(row) or "").partition("Grain:")
        sentence, _, rest = grain.strip().partition("\n\n")
        maker = makers.get(table)
        found[table] = Defined(
            table=table,
            subject=row.__module__.rpartition(".")[2],
            says="\n\n".join(part.strip() for part in (says, rest) if part.strip()),
            grain=" ".join(sentence.split()),
            columns=columns_said(row),
            maker=maker.function.__module__ if maker else "",
            made=inspect.getdoc(maker.function) or "" if maker else "",
            reads=tuple(maker.reads) if maker else (),
            read_by=tuple(one.name for one in derivations if table in one.reads),
            presets=tuple(name for name, preset in presets.items() if _can_make(preset, table)),
        )
    return found


def subjects() -> dict[str, str]:
    """What the dictionary's files say of themselves, by subject."""
    modules = dict.fromkeys(row.__module__ for row in all_rows().values())
    return {name.rpartition(".")[2]: inspect.getdoc(sys.modules[name]) or "" for name in modules}


def columns_said(row: type[Row]) -> tuple[ColumnSaid, ...]:
    """The published columns of a row class with what their docstrings say.

    Of an interval either end may say what both are; of what is alike in all tables `MEANINGS` says it.
    """
    says = docstrings_of(row)

    def said(name: str) -> str:
        other = _other_end(name)
        return says.get(name) or (f"As `{other}`: {says[other]}" if other in says else MEANINGS.get(name, ""))

    return tuple(ColumnSaid(one, one.name in row.key, said(one.name)) for one in published(row))


def _other_end(name: str) -> str:
    """The other end of an interval: `gain_high` of `gain_low`; empty where it is no end of one."""
    begins, _, end = name.rpartition("_")
    other = {"low": "high", "high": "low"}.get(end)
    return (f"{begins}_{other}" if begins else other) if other else ""


def unit_of(column: Column) -> str:
    """The unit and range of a column, in words."""
    low, high = column.minimum, column.maximum
    bounds = (
        f"{low:g} to {high:g}"
        if low is not None and high is not None
        else f"{low:g} or more"
        if low is not None
        else ""
    )
    return ", ".join(part for part in (column.unit, bounds, "one of labels" if column.coded else "") if part)


def _can_make(preset: Preset, table: str) -> bool:
    """Whether a preset maps to a table: by a function of its name, or as its settings say."""
    module = vars(sys.modules[preset.recognises.__module__])
    return table in module or table in module.get("TABLES", {})
