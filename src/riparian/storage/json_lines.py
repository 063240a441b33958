"""JSON lines (one JSON object a line) as Arrow batches, with the values of some paths as text columns.

Blank lines are no rows, though they count as lines. A line that is no JSON object is a row with `malformed`; `raw`
holds the line itself in every row, so nothing of it is lost whatever the paths are.
"""

import itertools
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from riparian.core.errors import SourceError
from riparian.expressions.text import column_names
from riparian.storage.json_columns import JsonColumns
from riparian.storage.json_paths import quoted_key
from riparian.storage.text_files import utf8_blocks

_LONGEST = 64 << 20
_DEPTH = 5
_FEED = 10
_REMEMBERED = 10
"""Times as many paths as are wanted that are counted at once."""


def read_json_lines(file: Path, fields: Mapping[str, str]) -> Iterator[pa.RecordBatch]:
    """The rows of a file: `fields` says which column comes from which path (see `riparian.storage.json_paths`).

    Raises:
        SourceError: the file is no text, or a path is none, or a line is longer than 64 MB.
    """
    reader = JsonColumns(fields)
    try:
        for lines, texts in _lines(file):
            yield reader.read(lines, texts)
    finally:
        reader.close()


def header_of_json_lines(file: Path, *, rows: int = 1000) -> dict[str, str]:
    """Column to path of everything that the first `rows` objects hold: nested objects by their parts, arrays whole."""
    paths: dict[str, None] = {}
    for found in itertools.islice(_objects(file), rows):
        paths.update(dict.fromkeys(_leaves(found, "", 1)))
    return dict(zip(column_names(list(paths)), paths, strict=True))


def further_paths(files: Iterable[Path], known: Collection[str], *, rows: int, at_most: int) -> tuple[list[str], bool]:
    """Paths that the first `rows` objects of each file hold beside the known ones, in the order in which they come up.

    Where objects are keyed by what they are about, each has paths of its own. Of more than `at_most` the commonest are
    given, and `True` beside them; a few times as many are remembered, so that rare ones may be undercounted.
    """
    known, counts, more = frozenset(known), Counter[str](), False
    for file in files:
        for found in itertools.islice(_objects(file), rows):
            counts.update(path for path in _leaves(found, "", 1) if path not in known)
            if len(counts) > _REMEMBERED * at_most:
                more, counts = True, _commonest(counts, _REMEMBERED * at_most // 2)
    return list(_commonest(counts, at_most)), more or len(counts) > at_most


def _commonest(counts: Counter[str], at_most: int) -> Counter[str]:
    """The most frequent, in the order in which they stand."""
    kept = {path for path, _ in counts.most_common(at_most)}
    return Counter({path: count for path, count in counts.items() if path in kept})


def _objects(file: Path) -> Iterator[dict[str, object]]:
    """The JSON objects of a file in their order, without what is none."""
    for _, texts in _lines(file, size=1 << 18):
        for text in texts.to_pylist():
            try:
                found = json.loads(text)
            except ValueError:
                continue
            if isinstance(found, dict):
                yield found


def _leaves(found: dict[str, object], above: str, depth: int) -> Iterator[str]:
    for key, value in found.items():
        if not key or '"' in key:
            continue
        path = above + quoted_key(key)
        if isinstance(value, dict) and value and depth < _DEPTH:
            yield from _leaves(value, path + ".", depth + 1)
        else:
            yield path


def _lines(file: Path, *, size: int = 4 << 20) -> Iterator[tuple[pa.Array, pa.Array]]:
    """Line numbers and texts of the lines that are not blank, block by block."""
    rest, line = b"", 1
    for block in utf8_blocks(file, size=size):
        text = rest + block
        until = text.rfind(b"\n") + 1
        rest = text[until:]
        if len(rest) > _LONGEST:
            raise SourceError(
                f"line {line} of {file.name} is longer than 64 MB", where=str(file), fix="write one object a line"
            )
        if until:
            yield _texts(text[:until], line)
            line += text.count(b"\n", 0, until)
    if rest.strip():
        yield _texts(rest + b"\n", line)


def _texts(text: bytes, line: int) -> tuple[pa.Array, pa.Array]:
    ends = np.flatnonzero(np.frombuffer(text, np.uint8) == _FEED) + 1
    offsets = np.concatenate([np.zeros(1, np.int64), ends]).astype(np.int32)
    whole = pa.StringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(text))
    texts = pc.utf8_trim_whitespace(whole)
    written = pc.not_equal(texts, "")
    return pa.array(np.arange(line, line + len(ends))).filter(written), texts.filter(written)
