"""How the dates of a file are written that a preset reads: proposed as a setting, and told where it is another one."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from riparian.build.preset import Preset
from riparian.core.errors import RiparianError, SourceError
from riparian.expressions.text import column_name
from riparian.storage.dates import unread_dates
from riparian.storage.looking import Look
from riparian.workspace.column_roles import day_pattern, pattern_of
from riparian.workspace.config import FILE, SourceConfig

PATTERNS = ("time_pattern", "day_pattern")
"""Settings of presets that say how dates are written."""
FIRST = 200
"""Rows of a file whose dates are tried."""
_BATCHES = 3
_MOST = 0.5


def pattern_setting(preset: Preset) -> str:
    """The setting of a preset that says how its dates are written; empty where it has none."""
    return next((name for name in PATTERNS if name in preset.settings.model_fields), "")


def undated_column(preset: Preset, look: Look, settings: Mapping[str, object]) -> str:
    """The column of a file whose dates its preset would not read as they are written; empty where there is none.

    Args:
        preset: that is to read the file.
        look: of the file.
        settings: those that are proposed for it.
    """
    chosen = settings.get("columns")
    named = chosen if isinstance(chosen, dict) else {}
    if not pattern_setting(preset) or pattern_setting(preset) in settings:
        return ""
    ours = (column_name(str(named.get(name, name))) for name in preset.dated_by)
    column = next((name for name in ours if name in look.header), "")
    return column if column and pattern_of(look, column) else ""


def dates_of(preset: Preset, batches: Iterable[pa.RecordBatch]) -> list[str]:
    """What the first rows of a file say of when they were, each in the first of its preset's columns that it fills.

    Args:
        preset: that reads the file.
        batches: its rows under our names of columns.
    """
    found: list[str] = []
    for batch in islice(batches, _BATCHES) if preset.dated_by else ():
        columns = [batch.column(name) for name in preset.dated_by if name in batch.schema.names]
        if columns and batch.num_rows:
            found += pc.coalesce(*map(_filled, columns)).drop_null().to_pylist()
    return found[:FIRST]


def dates_unread(source: SourceConfig, file: Path, dates: list[str]) -> Iterator[RiparianError]:
    """That most of the first dates of a file cannot be read by its preset, and what to do."""
    setting = pattern_setting(source.preset)
    pattern = str(dict(source.settings).get(setting, ""))
    unread = unread_dates(pa.array(dates, pa.string()), pattern) if dates else []
    if len(unread) > _MOST * len(dates):
        seen = day_pattern(dates)
        fix = "write them year first (2024-05-31 10:00), or map the file with the preset files"
        if setting:
            fix = f'{setting} = "{seen}"' if seen or pattern else f"say in {setting} how they are written"
        yield SourceError(
            f"{len(unread)} of the first {len(dates)} dates of {file} cannot be read, such as {unread[0]!r}",
            where=f"{FILE} [[sources]] {source.name}",
            fix=fix,
        )


def _filled(column: pa.Array) -> pa.Array:
    text = pc.utf8_trim_whitespace(column.cast(pa.string()))
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
