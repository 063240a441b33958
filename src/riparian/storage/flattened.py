"""Tables whose columns are named after paths into JSON: what warehouses and data frames make of nested objects.

`context.page.url` is there as the column `context_page_url` (or `context.page.url`), or in JSON in the cells of a
column `context_page` or `context`.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from riparian.expressions.text import GIVEN_NAMES, column_name
from riparian.storage.as_text import read_as_text
from riparian.storage.json_columns import JsonColumns
from riparian.storage.json_lines import header_of_json_lines
from riparian.storage.json_paths import paths_of, quoted_key


def read_flattened(file: Path, fields_in: Callable[[Collection[str]], Mapping[str, str]]) -> Iterator[pa.RecordBatch]:
    """The rows of a file with a text column per field, beside `line`, `malformed` and `raw`.

    Args:
        file: CSV, JSON lines or Parquet.
        fields_in: given the columns of the file, column to path as in `read_json_lines`.

    Raises:
        SourceError: the file cannot be read, or a path is none.
    """
    reader: JsonColumns | None = None
    wanted: list[str] = []
    try:
        for batch in read_as_text(file):
            header = [name for name in batch.schema.names if name not in GIVEN_NAMES]
            if reader is None:
                fields = {name: flat_path(path, header) for name, path in fields_in(header).items()}
                begun = {str(way.steps[0]) for path in fields.values() for way in paths_of(path)}
                wanted = [name for name in header if name in begun]
                reader = JsonColumns(fields)
            objects = reader.objects_of_texts(batch.select(["line", *wanted]), wanted)
            read = reader.read(batch.column("line"), objects)
            for name in ("malformed", "raw"):
                read = read.set_column(read.schema.get_field_index(name), name, batch.column(name))
            yield read
    finally:
        if reader is not None:
            reader.close()


def is_flat(file: Path, pattern: str) -> bool:
    """Whether JSON lines are a table: what lies in some objects has keys of its own, or lies in a text.

    Args:
        file: JSON lines.
        pattern: finds the column names of these objects, and of what lies in them.
    """
    paths = header_of_json_lines(file, rows=100)
    found = [path for name, path in paths.items() if re.search(pattern, name) and len(paths_of(path)[0].steps) == 1]
    return any(not any(other.startswith(f"{path}.") for other in paths.values()) for path in found)


def flat_path(path: str, header: Collection[str]) -> str:
    """The ways of a path in a table with these columns; of what the table does not have, the path's own first key.

    >>> flat_path("context.page.url|url", ["context_page_url", "context"])
    'context_page_url|context.page.url'
    """
    ways = [way for one in paths_of(path) for way in _ways(one.steps, one.key, header)]
    return "|".join(dict.fromkeys(ways)) or column_name(str(paths_of(path)[0].steps[0]))


def _ways(steps: tuple[str | int, ...], key: str, header: Collection[str]) -> Iterator[str]:
    """From the column that is named after most of the path to the one that holds all of it."""
    keys = next((place for place, step in enumerate(steps) if isinstance(step, int)), len(steps))
    for length in range(keys, 0, -1):
        name = column_name(" ".join(map(str, steps[:length])))
        if name in header:
            rest = (f"[{step}]" if isinstance(step, int) else f".{quoted_key(step)}" for step in steps[length:])
            yield name + "".join(rest) + (f"[{key}]" if key else "")
