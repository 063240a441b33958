"""Rows that are told more than once: by later rows of their source, or no longer by the file that told them."""

from collections.abc import Sequence
from pathlib import Path

from riparian.core.row import Row
from riparian.storage.encoding import LINES, SLOTS
from riparian.storage.engine import Engine
from riparian.storage.sql import named, scan


def outdone(engine: Engine, files: Sequence[Path], row: type[Row]) -> int:
    """How many versioned rows of one source tell of what a row that was read later tells again."""
    key = ", ".join(map(named, row.key))
    ((count,),) = engine.rows(
        f"SELECT coalesce(sum(rows - 1), 0) FROM (SELECT count(*) AS rows FROM {scan(files)} GROUP BY {key})"
    )
    return int(str(count))


def left_behind(
    engine: Engine, load: int, raw: Path, others: Sequence[Path], tables: Sequence[tuple[type[Row], Sequence[Path]]]
) -> int:
    """How many lines of a load still count and are in no other file as it is now.

    Args:
        load: the number of the load.
        raw: its rows as read.
        others: the rows as read of the files that are there now.
        tables: all tables of its source. Of versioned rows only the one that was read last counts.
    """
    parts = [
        f"SELECT row_key // {SLOTS} AS line FROM {_counting(row, files)} WHERE row_key // {LINES * SLOTS} = {load}"
        for row, files in tables
        if files
    ]
    if not parts:
        return 0
    lines = f"SELECT DISTINCT line - {load * LINES} AS line FROM ({' UNION ALL '.join(parts)})"
    there = f" ANTI JOIN {scan(others)} AS there USING (line_id)" if others else ""
    ((count,),) = engine.rows(f"SELECT count(*) FROM {scan([raw])} AS read SEMI JOIN ({lines}) USING (line){there}")
    return int(str(count))


def _counting(row: type[Row], files: Sequence[Path]) -> str:
    if not row.versioned:
        return scan(files)
    key = ", ".join(map(named, row.key))
    return f"(SELECT max(row_key) AS row_key FROM {scan(files)} GROUP BY {key})"
