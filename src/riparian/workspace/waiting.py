"""What of the sources a build does not show, or shows although its file is gone: so that a build can say it."""

from collections import Counter
from datetime import datetime

from riparian.core.row import published
from riparian.storage.cut import lines_from
from riparian.storage.engine import Engine
from riparian.storage.landing import Landing, Manifest
from riparian.tables.landing import SourceLink
from riparian.workspace.config import Config
from riparian.workspace.sources import configured, files_of, source_tables


def rows_waiting(
    engine: Engine, landing: Landing, manifest: Manifest, config: Config, as_of: datetime
) -> dict[str, int]:
    """By source, the rows that were kept and lie at or after the as-of instant."""
    loads = configured(manifest, config)
    if not any(load.last_at and datetime.fromisoformat(load.last_at) >= as_of for load in loads):
        return {}
    tables = [
        (row, [landing.mapped(load.load, table) for load in loads if load.tables.get(table)])
        for table, row in source_tables().items()
        if any(promise.name == "row_key" for promise in published(row)) and table != SourceLink.table
    ]
    source_of = {load.load: load.source for load in loads}
    found: Counter[str] = Counter()
    for load, lines in lines_from(engine, tables, as_of).items():
        found[source_of[load]] += lines
    return dict(found)


def files_gone(manifest: Manifest, config: Config) -> dict[str, tuple[str, ...]]:
    """By source, the files that were read once and still count, and that its `files` do not find any more."""
    gone: dict[str, tuple[str, ...]] = {}
    for source in config.sources:
        here = {str(file.relative_to(config.folder)) for file in files_of(config.folder, source)}
        mine = [load.file for load in configured(manifest, config) if load.source == source.name and load.rows_kept]
        names = tuple(dict.fromkeys(name for name in mine if name not in here))
        if names:
            gone[source.name] = names
    return gone
