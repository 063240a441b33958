"""Rows that are told more than once: by later rows of their source, or no longer by the file that told them.

A line that was read before is known and makes nothing. But an order that a file tells in several lines may have changed
in one of them only; then all its lines are told again, so that what they say together is what the file says now.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from riparian.core.row import Row
from riparian.storage.cut import cut_rows
from riparian.storage.duckdb import DuckDB
from riparian.storage.encoding import LINES, SLOTS
from riparian.storage.engine import Engine
from riparian.storage.sql import named, scan


def keep_told_again(engine: DuckDB, told_together: str) -> None:
    """Keep `told_again` (line): lines known from an earlier load of which another line of the same thing is new.

    `told_together` is a query (line, together) of the batch's rows: lines with one text in `together` tell one thing;
    empty where each line tells its own. A line that was refused before, for whatever reason, is not new. The rows that
    lines make of versioned tables are made again; those of other tables are not, and the lines still count as known.
    """
    known = "SELECT line FROM odd_lines WHERE malformed IS NULL"
    engine.keep(
        "told_again",
        f"""WITH told AS ({told_together}),
              new AS (SELECT DISTINCT load, together FROM told JOIN raw_marks USING (line)
                      WHERE line NOT IN (SELECT line FROM odd_lines)
                        AND line_id NOT IN (SELECT line_id FROM refused_before))
            SELECT DISTINCT line FROM told JOIN raw_marks USING (line) SEMI JOIN ({known}) AS known USING (line)
            SEMI JOIN new USING (load, together)"""
        if told_together
        else "SELECT CAST(NULL AS BIGINT) AS line WHERE false",
    )


def newest_of(row: type[Row], files: Sequence[Path], *, where: str = "true") -> str:
    """A query for the rows of a versioned table that count: of one key, the one that was read last.

    Where `told_with` says what is told together, only the newest load that tells it counts. Where a thing begins once,
    it began when the earliest row of its key says, and what `stays` is what the last row says that says any of it.
    `where` chooses the rows beforehand.
    """
    key, rows = ", ".join(map(named, row.key)), f"(SELECT * FROM {scan(files)} WHERE {where})"
    newest = f"SELECT {key}, max(row_key) AS row_key FROM {rows} GROUP BY {key}"
    if row.begins_once:
        happened = named(row.happened)
        last = "".join(f", {_last_said(group)} AS said_{place}" for place, group in enumerate(row.stays))
        began = f"SELECT {key}, max(row_key) AS row_key, min({happened}) AS began{last} FROM {rows} GROUP BY {key}"
        replaced = [f"began AS {happened}"]
        replaced += [
            f"said_{place}.{named(one)} AS {named(one)}" for place, group in enumerate(row.stays) for one in group
        ]
        return (
            f"SELECT rows.* REPLACE ({', '.join(replaced)}) FROM {rows} AS rows JOIN ({began}) AS newest "
            f"USING ({key}, row_key)"
        )
    if not row.told_with:
        return f"SELECT * FROM {rows} SEMI JOIN ({newest}) AS newest USING ({key}, row_key)"
    told, load = ", ".join(map(named, row.told_with)), f"row_key // {LINES * SLOTS}"
    last = f"SELECT {told}, max({load}) AS load FROM {rows} GROUP BY {told}"
    return (
        f"SELECT rows.* FROM {rows} AS rows SEMI JOIN ({newest}) AS newest USING ({key}, row_key) "
        f"JOIN ({last}) AS last USING ({told}) WHERE {load} = last.load"
    )


def _last_said(group: Sequence[str]) -> str:
    """These columns of the last row of a key that says the first of them."""
    said = ", ".join(f"{named(one)} := {named(one)}" for one in group)
    return f"arg_max(struct_pack({said}), row_key) FILTER (WHERE {named(group[0])} IS NOT NULL)"


def write_newest(engine: Engine, files: Sequence[Path], row: type[Row], target: Path, *, as_of: datetime) -> None:
    """Write the rows of a versioned table that count at an instant; what happened from then on is told by none."""
    engine.write_query(newest_of(row, files, where=cut_rows(row, as_of)), target)


def reaches(engine: Engine, files: Sequence[Path], row: type[Row], as_of: datetime) -> bool:
    """Whether any row happened at or after an instant."""
    ((late,),) = engine.rows(f"SELECT count(*) FROM {scan(files)} WHERE NOT {cut_rows(row, as_of)}")
    return bool(late)


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
    return f"({newest_of(row, files)})" if row.versioned else scan(files)
