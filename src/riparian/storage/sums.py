"""Sums over people and landed rows, kept from build to build: what changed is taken out, and put in as it is now."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any, Final, Literal

import ibis

from riparian.storage.engine import Engine
from riparian.storage.layout import lies_within
from riparian.storage.sql import named

Kind = Literal["count", "sum", "min", "max"]
"""What a kept column is. Counts and sums can be taken out and put in; an extreme only if another one stands there."""

ROWS: Final = "kept_rows"
"""The column that counts the rows behind a group: a group of none is gone."""

_LARGEST: Final = sys.float_info.max

_BETTER: Final = {"min": "<=", "max": ">="}


@dataclass(frozen=True, slots=True)
class SumQuery:
    """An aggregate over people or landed rows: its text, its groups, what its other columns are, and what it reads."""

    name: str
    text: str
    groups: tuple[str, ...]
    kinds: Mapping[str, Kind]
    schema: Mapping[str, str]
    people: tuple[str, ...]
    """Tables with `person_key`."""
    others: tuple[str, ...]
    landed: tuple[str, ...] = ()
    """Tables of sources, where it is a sum over their rows and not over people."""


@dataclass(frozen=True, slots=True)
class KeptSum:
    """The file of a sum (relative to the snapshot), and how often it was changed since it was computed whole."""

    file: str
    bytes: int
    changes: int = 0


def sum_of(said: Mapping[str, Any]) -> SumQuery:
    """A sum that was kept as JSON."""
    lists = {name: tuple(said[name]) for name in ("groups", "people", "others", "landed")}
    return SumQuery(**{**said, **lists})


def schema_of_sum(query: SumQuery) -> ibis.Schema:
    """The columns of a sum as it is kept."""
    return ibis.schema(dict(query.schema))


def summed_over(query: SumQuery, tables: Mapping[str, str]) -> str:
    """A sum as a FROM item, over these FROM items in place of its tables."""
    read = ", ".join(f"{named(name)} AS (SELECT rows.* FROM {item} AS rows)" for name, item in tables.items())
    return f"(WITH {read} SELECT * FROM ({query.text}) AS summed)"


def write_changed(engine: Engine, query: SumQuery, target: Path, *, kept: str, gone: str, came: str) -> bool:
    """Write a sum with what some people or files brought before taken out, and what they bring now put in.

    Args:
        kept: a FROM item with the sum as it was.
        gone: one with the sum over what they brought before.
        came: one with the sum over what they bring now.

    Returns:
        Whether it could be done. The rows have to be asked if a smallest or largest value may have gone with them, if
        more was taken out of a group than it held, or if what is no number was added: it cannot be taken out again.
    """
    parts = " UNION ALL BY NAME ".join(
        f"SELECT *, {number} AS kept_part FROM {item} AS part" for number, item in enumerate((kept, gone, came))
    )
    groups = ", ".join(map(named, query.groups))
    grouped = f"GROUP BY {groups} HAVING {_changed(ROWS, 'count')} <> 0" if groups else ""
    extremes = {name: kind for name, kind in query.kinds.items() if kind in _BETTER}
    if extremes:
        unsure = " OR ".join(f"coalesce({_unsure(name, kind)}, false)" for name, kind in extremes.items())
        asked = f"SELECT {unsure} AS unsure FROM ({parts}) AS parts {grouped}"
        if engine.rows(f"SELECT 1 FROM ({asked}) AS asked WHERE unsure LIMIT 1"):
            return False
    columns = ", ".join(f"{_changed(name, kind)} AS {named(name)}" for name, kind in query.kinds.items())
    listed = f"{groups}, {columns}" if groups else columns
    engine.write(f"SELECT {listed} FROM ({parts}) AS parts {grouped}", target, schema=schema_of_sum(query))
    floats = [name for name, kind in query.kinds.items() if kind == "sum" and query.schema[name] == "float64"]
    return lies_within(target, {ROWS: (0, inf)} | dict.fromkeys(floats, (-_LARGEST, _LARGEST)))


def _changed(name: str, kind: Kind) -> str:
    column = named(name)
    if kind in _BETTER:
        return f"{kind}({column}) FILTER (kept_part <> 1)"
    return f"coalesce(sum(CASE WHEN kept_part = 1 THEN -{column} ELSE {column} END), 0)"


def _unsure(name: str, kind: Kind) -> str:
    """Whether what was taken out may have been the extreme, and nothing as extreme came in its place."""
    kept, gone, came = (f"{kind}({named(name)}) FILTER (kept_part = {number})" for number in range(3))
    better = _BETTER[kind]
    return f"{gone} {better} {kept} AND ({came} IS NULL OR NOT {came} {better} {kept})"
