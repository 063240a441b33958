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
_KEYS = 100
"""Keys of an object inside that may be names of fields. One of more is keyed by what it is about."""


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
    """Column to path of everything that the first `rows` objects hold: nested objects by their parts, arrays whole.

    An object inside that is keyed by what it is about, as in `"carts": {"c-17": …}`, is whole too.
    """
    paths = _Paths()
    for found in itertools.islice(_objects(file), rows):
        paths.add(found)
    paths.fold()
    return dict(zip(column_names(list(paths.counts)), paths.counts, strict=True))


def further_paths(files: Iterable[Path], known: Collection[str], *, rows: int, at_most: int) -> tuple[list[str], bool]:
    """Paths that the first `rows` lines of each file hold beside the known ones, in the order in which they come up.

    Objects of one shape are looked at once, so that it takes as long as there are shapes.

    Where whole objects are keyed by what they are about, each has paths of its own. Of more than `at_most` the
    commonest are given, and `True` beside them; a few times as many are remembered, so that rare ones may be
    undercounted.
    """
    paths, more, reader = _Paths(known), False, JsonColumns({})
    try:
        for shape, count in (found for file in files for found in _shapes(file, reader, rows)):
            paths.add(json.loads(shape), count)
            if len(paths.counts) > _REMEMBERED * at_most:
                paths.fold()
            if len(paths.counts) > _REMEMBERED * at_most:
                more = True
                paths.forget_all_but(_REMEMBERED * at_most // 2)
    finally:
        reader.close()
    paths.fold()
    return list(_commonest(paths.counts, at_most)), more or len(paths.counts) > at_most


class _Paths:
    """Paths of what objects hold, each with how often it is there, in the order in which they come up."""

    def __init__(self, known: Collection[str] = ()) -> None:
        self.counts = Counter[str]()
        self._known = frozenset(known)
        self._keys: dict[str, set[str]] = {}
        """Of each object inside, by its path: those that it was seen to have, until they are too many."""
        self._whole: set[str] = set()
        """Objects that had too many keys for these to be names of fields."""

    def add(self, found: dict[str, object], count: int = 1) -> None:
        for path in self._leaves(found, "", 1):
            if path not in self._known:
                self.counts[path] += count

    def fold(self) -> None:
        """Put in the place of the parts of whole objects, as far as they were counted, the object itself."""
        folded, outer_first = Counter[str](), sorted(self._whole, key=len)
        for path, count in self.counts.items():
            folded[next((whole for whole in outer_first if path.startswith(f"{whole}.")), path)] += count
        self.counts = Counter({path: count for path, count in folded.items() if path not in self._known})

    def forget_all_but(self, at_most: int) -> None:
        """Keep the commonest alone."""
        self.counts = _commonest(self.counts, at_most)
        self._keys.clear()

    def _leaves(self, found: dict[str, object], above: str, depth: int) -> Iterator[str]:
        for key, value in found.items():
            if not key or '"' in key:
                continue
            path = above + quoted_key(key)
            if isinstance(value, dict) and value and depth < _DEPTH and not self._is_whole(path, value):
                yield from self._leaves(value, path + ".", depth + 1)
            else:
                yield path

    def _is_whole(self, path: str, found: dict[str, object]) -> bool:
        if path not in self._whole:
            keys = self._keys.setdefault(path, set())
            keys.update(found)
            if len(keys) <= _KEYS:
                return False
            self._whole.add(path)
            del self._keys[path]
        return True


def _commonest(counts: Counter[str], at_most: int) -> Counter[str]:
    """The most frequent, in the order in which they stand."""
    kept = {path for path, _ in counts.most_common(at_most)}
    return Counter({path: count for path, count in counts.items() if path in kept})


def _shapes(file: Path, reader: JsonColumns, rows: int) -> Iterator[tuple[str, int]]:
    """The shapes of the objects on the first lines of a file, block by block, each with how often it is there."""
    for lines, texts in _lines(file):
        yield from reader.shapes(lines.slice(0, rows), texts.slice(0, rows))
        rows -= len(texts)
        if rows <= 0:
            return


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
