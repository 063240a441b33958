"""The files of an export, written chunk by chunk: what is open, how many lines each has, which rows are messy."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from riparian.testing.company.arrays import Floats, Ints

REJECTED, KNOWN, KEPT = "rejected", "known", "kept"


@dataclass(frozen=True, slots=True)
class Defects:
    """Messy rows of one kind, to be mixed among the good ones."""

    kind: str
    outcome: str
    lines: pa.Array
    period: Ints
    behind: Floats
    """Each stands somewhere behind the good row of this number."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one export file, or of one that is split by period; in the order in which they are to stand."""

    file_of: Callable[[int], str]
    header: str
    """Empty for JSON lines."""
    lines: pa.Array
    period: Ints
    defects: tuple[Defects, ...] = ()
    byte_order_mark: bool = False


@dataclass(frozen=True, slots=True)
class Messy:
    """Where a messy row stands. `line` counts lines of the (unpacked) file from 1, `record` rows without the header."""

    file: str
    line: int
    record: int
    defect: str
    outcome: str


@dataclass(slots=True)
class _Open:
    stream: BinaryIO
    beneath: BinaryIO | None
    lines: int = 0
    records: int = 0


@dataclass(slots=True)
class ExportFiles:
    """Owner of the files of one export; a context manager that closes them."""

    folder: Path
    messy: list[Messy] = field(default_factory=list)
    _open: dict[str, _Open] = field(default_factory=dict)

    def __enter__(self) -> Self:
        """The files, none open yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every file."""
        for file in self._open.values():
            file.stream.close()
            if file.beneath is not None:
                file.beneath.close()

    def counts(self) -> dict[str, int]:
        """Rows of each file so far, messy ones included, headers not."""
        return {name: file.records for name, file in sorted(self._open.items())}

    def taken_messy(self) -> list[Messy]:
        """Messy rows written since this was last asked."""
        taken, self.messy = self.messy, []
        return taken

    def append(self, rows: Rows) -> None:
        """Write the rows to the files of their periods, messy ones mixed in."""
        lines = pa.concat_arrays([rows.lines, *(defects.lines for defects in rows.defects)])
        period = np.concatenate([rows.period, *(defects.period for defects in rows.defects)])
        place = np.concatenate([np.arange(len(rows.lines)) + 0.0, *(defects.behind + 0.5 for defects in rows.defects)])
        order = np.lexsort((place, period))
        sorted_period = period[order]
        for begin, end in _runs(sorted_period):
            name = rows.file_of(int(sorted_period[begin]))
            self._write(name, rows, order[begin:end], lines.take(pa.array(order[begin:end])))

    def _write(self, name: str, rows: Rows, numbers: Ints, lines: pa.Array) -> None:
        file = self._opened(name, rows)
        inside = pc.count_substring(lines, "\n").to_numpy(zero_copy_only=False).astype(np.int64)
        before = file.lines + np.arange(len(lines)) + np.cumsum(inside) - inside
        kinds = np.repeat(np.arange(len(rows.defects)), [len(defects.lines) for defects in rows.defects])
        for at in np.flatnonzero(numbers >= len(rows.lines)):
            defects = rows.defects[kinds[numbers[at] - len(rows.lines)]]
            self.messy.append(
                Messy(name, int(before[at]) + 1, file.records + int(at) + 1, defects.kind, defects.outcome)
            )
        file.stream.write(_bytes_of(pc.binary_join_element_wise(lines, "\n", "")))
        file.lines += len(lines) + int(inside.sum())
        file.records += len(lines)

    def _opened(self, name: str, rows: Rows) -> _Open:
        if name not in self._open:
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            raw = path.open("wb")
            if name.endswith(".gz"):
                # No name and no time inside: the same rows give the same bytes.
                packed = gzip.GzipFile(filename="", mode="wb", compresslevel=1, fileobj=raw, mtime=0)
                self._open[name] = _Open(cast(BinaryIO, packed), raw)
            else:
                self._open[name] = _Open(raw, None)
            if rows.byte_order_mark:
                self._open[name].stream.write(b"\xef\xbb\xbf")
                self.messy.append(Messy(name, 1, 0, "byte_order_mark", KEPT))
            if rows.header:
                self._open[name].stream.write(rows.header.encode() + b"\n")
                self._open[name].lines = 1
        return self._open[name]


def _runs(values: Ints) -> list[tuple[int, int]]:
    """Begin and end of each run of equal values."""
    cuts = np.flatnonzero(np.diff(values)) + 1
    edges = [0, *(int(cut) for cut in cuts), len(values)]
    return [(begin, end) for begin, end in pairwise(edges) if end > begin]


def _bytes_of(texts: pa.Array) -> memoryview:
    """The texts one behind another: an Arrow array of text already lies in memory like that."""
    _, offsets, characters = texts.buffers()
    places = np.frombuffer(offsets, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return memoryview(characters)[int(places[0]) : int(places[-1])]
