"""Sources as pages tell them: what was read, how fresh it is, whom they know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from riparian.web.reader import Reader, utc

WEEKS = 53
"""Weeks looked back on: a year, and the same week of the year before."""
MOST_FILES = 100_000


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """What became of one file."""

    file: str
    rows_read: int
    rows_kept: int
    rows_rejected: int
    rows_known: int
    first_at: datetime | None
    last_at: datetime | None
    bytes: int


@dataclass(frozen=True, slots=True)
class Silo:
    """One source. rows_read = rows_kept + rows_rejected + rows_known, always."""

    source: str
    rows_read: int
    rows_kept: int
    rows_rejected: int
    rows_known: int
    """Rows that another file had told before."""
    files: int
    bytes: int
    last_at: datetime | None
    days_since_last: int | None
    longest_gap_days: int | None
    """Between its first and its last row."""
    people: int
    """Known people it knows."""
    only_here: int
    """Of them those whom no other source knows."""
    share: float | None
    """Of all known people."""
    anonymous: int
    identified: float | None
    """Share of rows that name somebody; none: its rows are about nobody, such as spend."""
    rows: int
    """Dated rows up to the as-of date, as the figures use them: a line of a file may make several, or none."""
    weeks: tuple[int, ...]
    """Such rows by week, oldest first, the last week ending at the as-of date; none before the first row."""
    active_days: int
    """Days in these weeks with a row."""


def loaded_files(tables: Reader) -> dict[str, list[LoadedFile]]:
    """Every file that was read, by source, in the order of reading."""
    found: dict[str, list[LoadedFile]] = {}
    columns = (
        "source", "file", "rows_read", "rows_kept", "rows_rejected", "rows_known", "first_at", "last_at", "bytes",
    )  # fmt: skip
    for row in tables.rows("source_loads", columns=columns, order_by=("load",), limit=MOST_FILES):
        first, last = (utc(row[name]) if row[name] else None for name in ("first_at", "last_at"))
        rest = {name: row[name] for name in columns if name not in ("source", "first_at", "last_at")}
        found.setdefault(row["source"], []).append(LoadedFile(**rest, first_at=first, last_at=last))
    return found


def silos(tables: Reader, files: dict[str, list[LoadedFile]]) -> tuple[Silo, ...]:
    """Every source of which a file was read, in the order in which they were first read."""
    coverage = {row["source"]: row for row in tables.rows("silo_coverage", limit=10_000)}
    weeks: dict[str, dict[int, dict[str, Any]]] = {}
    for row in tables.rows("source_weeks", where=[("weeks_ago", "<", WEEKS)], limit=10_000 * WEEKS):
        weeks.setdefault(row["source"], {})[row["weeks_ago"]] = row
    return tuple(_silo(source, read, coverage.get(source), weeks.get(source, {})) for source, read in files.items())


@dataclass(frozen=True, slots=True)
class SiloBefore:
    """What was known of a source in another snapshot."""

    last_at: datetime | None
    days_since_last: int | None
    longest_gap_days: int | None
    rows_read: int
    rows_kept: int
    rows_rejected: int
    rows_known: int
    files: int
    rows: int
    people: int
    only_here: int
    share: float | None
    anonymous: int
    identified: float | None


def silos_before(tables: Reader) -> dict[str, SiloBefore]:
    """Every source that was read by then."""
    columns = tuple(SiloBefore.__dataclass_fields__)
    return {
        one.source: SiloBefore(**{name: getattr(one, name) for name in columns})
        for one in silos(tables, loaded_files(tables))
    }


def _silo(source: str, files: list[LoadedFile], seen: dict[str, Any] | None, weeks: dict[int, dict[str, Any]]) -> Silo:
    told = seen or {}
    first = max(weeks, default=-1)
    return Silo(
        source=source,
        rows_read=sum(one.rows_read for one in files),
        rows_kept=sum(one.rows_kept for one in files),
        rows_rejected=sum(one.rows_rejected for one in files),
        rows_known=sum(one.rows_known for one in files),
        files=len(files),
        bytes=sum(one.bytes for one in files),
        last_at=utc(told["last_at"]) if told.get("last_at") else None,
        days_since_last=told.get("days_since_last"),
        longest_gap_days=told.get("longest_gap_days"),
        people=told.get("people", 0),
        only_here=told.get("only_here", 0),
        share=told.get("share"),
        anonymous=told.get("anonymous", 0),
        identified=told.get("identified"),
        rows=told.get("rows", 0),
        weeks=tuple(weeks[ago]["rows"] if ago in weeks else 0 for ago in range(first, -1, -1)),
        active_days=sum(row["days"] for row in weeks.values()),
    )
