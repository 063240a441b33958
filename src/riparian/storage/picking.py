"""Rows of a few keys, picked from files that lie in order of the key.

An engine reads the index of a file anew at every query, which takes longer than reading the few rows that a page about
one person wants. Here it is read once.
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from riparian.core.row import Row
from riparian.storage.conditions import Coded, Condition, listed
from riparian.storage.snapshot import Snapshot, mark_of

FILES = 512
"""Files of which the index is remembered: those of eight tables in sixty-four buckets."""
ROWS = 2_000
"""Rows up to which they are sorted here; the engine is faster with more."""
KEYS = 200
"""Keys up to which they are looked for here."""


@dataclass(frozen=True, slots=True)
class Index:
    """Where the keys of a file lie: the first and the last key of each of its row groups, which do not overlap."""

    footer: pq.FileMetaData
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def groups(self, keys: Collection[int]) -> list[int]:
        """The row groups in which any of the keys may lie."""
        found = set()
        for key in keys:
            group = bisect_left(self.ends, key)
            while group < len(self.starts) and self.starts[group] <= key:
                found.add(group)
                group += 1
        return sorted(found)


def index_of(file: Path, key: str) -> Index | None:
    """The index of a file, read once; None where its row groups overlap or do not say what keys they hold."""
    return _index_of(file, key, mark_of(file))


@lru_cache(FILES)
def _index_of(file: Path, key: str, _mark: tuple[int, int, int]) -> Index | None:
    footer = pq.read_metadata(file)
    place = footer.schema.names.index(key)
    groups = [footer.row_group(group).column(place).statistics for group in range(footer.num_row_groups)]
    if not all(group is not None and group.has_min_max and group.null_count == 0 for group in groups):
        return None
    starts, ends = tuple(group.min for group in groups), tuple(group.max for group in groups)
    apart = all(end <= start for end, start in zip(ends, starts[1:], strict=False))
    return Index(footer, starts, ends) if apart else None


def picked(file: Path, key: str, keys: Collection[int], columns: Sequence[str]) -> pa.Table | None:
    """The rows of these keys in their order in the file, the key among the columns; None where they cannot be picked.

    Raises:
        OSError: the file is gone. ArrowException: it is damaged.
    """
    index = index_of(file, key)
    if index is None:
        return None
    wanted = list(dict.fromkeys([*columns, key]))
    # Files written before a column was added have none; only the engine knows what stands in its place.
    if not set(wanted) <= set(index.footer.schema.names):
        return None
    with pq.ParquetFile(file, metadata=index.footer) as opened:
        rows = opened.read_row_groups(index.groups(keys), columns=wanted, use_threads=False)
    found = pc.is_in(rows.column(key), pa.array(sorted(keys), rows.schema.field(key).type))
    return rows.filter(found)


def people_of(file: Path, key: str) -> frozenset[int]:
    """The people that a generation of a table is of, read once."""
    return _people_of(file, key, mark_of(file))


@lru_cache(FILES)
def _people_of(file: Path, key: str, _mark: tuple[int, int, int]) -> frozenset[int]:
    return frozenset(pq.read_table(file, columns=[key]).column(key).to_pylist())


def file_of(snapshot: Snapshot, table: str, key: int) -> Path:
    """The file that holds what counts of one key: of the last generation that is of it."""
    stored = snapshot.tables[table]
    if not stored.buckets:
        return snapshot.folder / stored.files[0]
    made = snapshot.generations(table)
    newest = next((n for n in range(len(made.people), 0, -1) if key in people_of(made.people[n - 1], made.key)), 0)
    return made.file_of(newest, key)


def answer(
    snapshot: Snapshot,
    row: type[Row],
    *,
    columns: Sequence[str],
    where: Sequence[Condition],
    order_by: Sequence[str],
    limit: int,
    coded: Coded,
) -> list[tuple[Any, ...]] | None:
    """What the engine would answer about a few keys of a table that lies in order of them; None: ask the engine.

    Beside the keys there may be conditions on labels; it is not answered in an order of labels or of floats.

    Raises:
        OSError: a file is gone. ArrowException: it is damaged.
    """
    stored, key = snapshot.tables[row.table], row.sorted_by[0] if row.sorted_by else ""
    keys = _keys_meant([one for one in where if one[0] == key])
    labels = [(name, operator, value) for name, operator, value in where if name != key]
    orders = [(name.lstrip("-"), name.startswith("-")) for name in order_by]
    simple = (
        keys
        and not row.happened
        and (len(keys) == 1 or not stored.buckets)
        and (len(stored.files) == 1 or stored.key == key)
        and all(name in coded.columns and operator in ("=", "in") for name, operator, _ in labels)
        and not any(name in coded.columns for name, _ in orders)
    )
    if not simple:
        return None
    wanted = [*columns, *(name for name, _ in orders), *(name for name, _, _ in labels)]
    found = picked(file_of(snapshot, row.table, keys[0]), key, keys, wanted)
    if found is None or found.num_rows > ROWS:
        return None
    if any(pa.types.is_floating(found.schema.field(name).type) for name, _ in orders):
        return None
    rows = found.to_pylist()
    for name, _, value in labels:
        codes = set(coded.codes([str(text) for text in listed(value) if text is not None]))
        rows = [one for one in rows if one[name] in codes]
    for name, down in reversed(orders):
        rows = _ordered(rows, name, down=down)
    return [tuple(one[name] for name in columns) for one in rows[:limit]]


def _keys_meant(conditions: Sequence[Condition]) -> list[int]:
    """The keys that a single condition names; none where it names no keys, or too many."""
    if len(conditions) != 1:
        return []
    ((_, operator, value),) = conditions
    keys = [one for one in listed(value) if type(one) is int]
    return keys if operator in ("=", "in") and len(keys) == len(listed(value)) <= KEYS else []


def _ordered(rows: list[dict[str, Any]], name: str, *, down: bool) -> list[dict[str, Any]]:
    """In order of a column, nulls last; rows that are equal in it stay in their order."""
    told = [one for one in rows if one[name] is not None]
    told.sort(key=lambda one: one[name], reverse=down)
    return told + [one for one in rows if one[name] is None]
