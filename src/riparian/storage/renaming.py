"""The columns of a file under the names a preset knows."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from riparian.core.errors import SettingsError
from riparian.core.settings import did_you_mean
from riparian.expressions.text import GIVEN_NAMES, column_name

AS_WRITTEN = "_as_written"
"""What stands behind the name of a column that gave way to another."""


def renamed(batches: Iterator[pa.RecordBatch], columns: Mapping[str, str], file: Path) -> Iterator[pa.RecordBatch]:
    """The same batches with columns renamed: `columns` gives our name and the header (or column) of the file.

    A column that already has our name gives way: it keeps its place under its name with `_as_written` behind it.

    Raises:
        SettingsError: the file has no such column.
    """
    for batch in batches:
        here = {theirs: column_name(theirs) for theirs in columns.values()}
        for theirs, name in here.items():
            fields = [field for field in batch.schema.names if field not in GIVEN_NAMES]
            if name not in fields:
                raise SettingsError(
                    f"{file.name} has no column {theirs!r}",
                    where="riparian.toml [[sources]] columns",
                    fix=did_you_mean(name, fields),
                )
        ours = {here[theirs]: name for name, theirs in columns.items()}
        taken = {name: f"{name}{AS_WRITTEN}" for name in columns if name not in ours}
        yield batch.rename_columns([ours.get(name, taken.get(name, name)) for name in batch.schema.names])
