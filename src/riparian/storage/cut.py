"""The as-of cut: source rows from the as-of instant on are not seen, nor what happened later to earlier rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow.parquet as pq

from riparian.core.row import Row, later_instants
from riparian.storage.encoding import LINES, SLOTS
from riparian.storage.engine import Engine
from riparian.storage.sql import named, scan


def cut_columns(row: type[Row], as_of: datetime) -> str:
    """The select list of a source table as it stood at `as_of`: instants from then on are null."""
    late = later_instants(row)
    if not late:
        return "*"
    changed = ", ".join(
        f"CASE WHEN {named(name)} < {_instant(as_of)} THEN {named(name)} END AS {named(name)}" for name in late
    )
    return f"* REPLACE ({changed})"


def cut_rows(row: type[Row], as_of: datetime) -> str:
    """The condition that leaves only what had happened before `as_of`."""
    return f"CAST({named(row.happened)} AS TIMESTAMP) < {_instant(as_of)}" if row.happened else "true"


def leaves_out(row: type[Row], files: Sequence[Path], as_of: datetime) -> bool:
    """Whether the cut leaves out anything of these files, or may do so: told by their footers, no row is read."""
    names = [row.happened, *later_instants(row)] if row.happened else []
    return any(_reaches(pq.read_metadata(file), name, as_of) for file in files for name in names)


def _reaches(footer: pq.FileMetaData, name: str, as_of: datetime) -> bool:
    if name not in footer.schema.names:
        return False
    place = footer.schema.names.index(name)
    for group in (footer.row_group(number) for number in range(footer.num_row_groups)):
        told = group.column(place).statistics
        if not group.num_rows:
            continue
        if told is None or (not told.has_min_max and told.num_values):
            return True
        if told.has_min_max and _midnight(told.max) >= as_of:
            return True
    return False


def _midnight(at: date) -> datetime:
    return at if isinstance(at, datetime) else datetime(at.year, at.month, at.day)


@dataclass(frozen=True, slots=True)
class LinesFrom:
    """How many lines of a load tell of something at or after an instant, so that it is not seen yet."""

    whole: int
    """Lines of which a row happened then."""
    parts: int
    """Lines of rows that happened before, to which something happened then: a refund, a solution."""


def lines_from(
    engine: Engine, tables: Sequence[tuple[type[Row], Sequence[Path]]], as_of: datetime
) -> dict[int, LinesFrom]:
    """By load, how many lines of its file tell of something at or after `as_of`."""
    parts = [
        f"SELECT row_key // {SLOTS} AS line, NOT {cut_rows(row, as_of)} AS whole FROM {scan(files)} "
        f"WHERE NOT {cut_rows(row, as_of)}{_or_later(row, as_of)}"
        for row, files in tables
        if row.happened and files
    ]
    if not parts:
        return {}
    found = engine.rows(
        f"""SELECT line // {LINES} AS load, count(*) FILTER (WHERE whole), count(*) FILTER (WHERE NOT whole) FROM (
              SELECT line, bool_or(whole) AS whole FROM ({" UNION ALL ".join(parts)}) GROUP BY line) GROUP BY load"""
    )
    return {int(str(load)): LinesFrom(int(str(whole)), int(str(told))) for load, whole, told in found}


def _or_later(row: type[Row], as_of: datetime) -> str:
    return "".join(f" OR coalesce({named(name)} >= {_instant(as_of)}, false)" for name in later_instants(row))


def last_before(engine: Engine, tables: Sequence[tuple[type[Row], Sequence[Path]]], end: datetime) -> datetime | None:
    """When the last thing before `end` happened of which these tables tell; None: nothing did.

    What happened to a row later (a refund, a solution) is such a thing, too.
    """
    parts = [
        f"SELECT max({_told(name)}) AS last_at FROM {scan(files)} WHERE {_told(name)} < {_instant(end)}"
        for row, files in tables
        if row.happened and files
        for name in (row.happened, *later_instants(row))
    ]
    ((last,),) = engine.rows(f"SELECT max(last_at) FROM ({' UNION ALL '.join(parts)})") if parts else ((None,),)
    return last if isinstance(last, datetime) else None


def _told(name: str) -> str:
    return f"CAST({named(name)} AS TIMESTAMP)"


def _instant(at: datetime) -> str:
    return f"TIMESTAMP '{at.isoformat(sep=' ')}'"
