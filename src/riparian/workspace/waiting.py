"""What of the sources a build does not show, or shows although its file is gone: so that a build can say it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from riparian.core.row import Row, published
from riparian.storage.again import left_behind, outdone
from riparian.storage.cut import last_before, lines_from
from riparian.storage.engine import Engine
from riparian.storage.landing import Landed, Landing, Manifest, stamp_of
from riparian.tables.landing import SourceLink
from riparian.tables.sources import SourceOrder
from riparian.workspace.config import Config
from riparian.workspace.sources import configured, files_of, source_tables


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of the rows of a source that were kept is not seen, because it lies at or after the as-of instant."""

    rows: int = 0
    """Rows that lie there."""
    parts: int = 0
    """Rows before it, to which something happened there: they are seen without that."""


def rows_waiting(
    engine: Engine, landing: Landing, manifest: Manifest, config: Config, as_of: datetime
) -> dict[str, Waiting]:
    """By source, in order of configuration, how much of its rows waits; sources of which nothing does are left out."""
    loads = configured(manifest, config)
    if not any(load.last_at and datetime.fromisoformat(load.last_at) >= as_of for load in loads):
        return {}
    tables = _tables(landing, loads)
    source_of = {load.load: load.source for load in loads}
    found: dict[str, Waiting] = {}
    for load, lines in lines_from(engine, tables, as_of).items():
        before = found.get(source_of[load], Waiting())
        found[source_of[load]] = Waiting(before.rows + lines.whole, before.parts + lines.parts)
    return {source.name: found[source.name] for source in config.sources if source.name in found}


def midnight_after_last(
    engine: Engine, landing: Landing, manifest: Manifest, config: Config, now: datetime
) -> datetime:
    """The midnight after the last thing of which a row tells up to now, be it what happened to the row later.

    A clock that runs ahead, or a slip of the pen, shifts nothing.
    """
    loads = configured(manifest, config)
    last = max((datetime.fromisoformat(load.last_at) for load in loads if load.last_at), default=now)
    if last > now:
        last = last_before(engine, _tables(landing, loads), now) or now
    return datetime(last.year, last.month, last.day) + timedelta(days=1)


def _tables(landing: Landing, loads: Sequence[Landed]) -> list[tuple[type[Row], list[Path]]]:
    return [
        (row, [landing.mapped(load.load, table) for load in loads if load.tables.get(table)])
        for table, row in source_tables().items()
        if any(promise.name == "row_key" for promise in published(row)) and table != SourceLink.table
    ]


def files_gone(manifest: Manifest, config: Config) -> dict[str, tuple[str, ...]]:
    """By source, the files that were read once and still count, and that its `files` do not find any more."""
    gone: dict[str, tuple[str, ...]] = {}
    for source in config.sources:
        here = {str(file.relative_to(config.folder)) for file in files_of(config.folder, source, read_before=True)}
        mine = [load.file for load in configured(manifest, config) if load.source == source.name and load.rows_kept]
        names = tuple(dict.fromkeys(name for name in mine if name not in here))
        if names:
            gone[source.name] = names
    return gone


def orders_told_again(engine: Engine, landing: Landing, manifest: Manifest, config: Config) -> dict[str, int]:
    """By source, the rows that tell of orders that rows read later tell again, so that only the last counts."""
    found: Counter[str] = Counter()
    for source in config.sources:
        loads = [load for load in configured(manifest, config) if load.source == source.name]
        files = [landing.mapped(load.load, SourceOrder.table) for load in loads if load.tables.get(SourceOrder.table)]
        found[source.name] += outdone(engine, files, SourceOrder) if files else 0
    return dict(+found)


@dataclass(frozen=True, slots=True)
class Changed:
    """A file that was read, and then changed under the same name."""

    load: Landed
    """As it was read before."""
    rows: int
    """Rows of that load that are in no file any more and still count."""


def files_changed(engine: Engine, landing: Landing, manifest: Manifest, config: Config) -> tuple[Changed, ...]:
    """The files with another content than one of their loads, rows of which only that load has."""
    loads = configured(manifest, config)
    found: list[Changed] = []
    for source in config.sources:
        mine = [load for load in loads if load.source == source.name]
        now = [load for load in mine if _is_as_read(config.folder / load.file, load)]
        names = {load.file for load in now}
        before = [load for load in mine if load not in now and load.file in names and load.rows_kept]
        others = [landing.raw(load.load) for load in now if load.rows_read]
        for load in before:
            rows = left_behind(engine, load.load, landing.raw(load.load), others, _tables(landing, mine))
            if rows:
                found.append(Changed(load, rows))
    return tuple(found)


def _is_as_read(file: Path, load: Landed) -> bool:
    return file.is_file() and stamp_of(file) == load.stamp
