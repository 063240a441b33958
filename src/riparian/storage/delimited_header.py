"""How a delimited file is written: its delimiter, its titles, its header."""

import csv
import io
import itertools
import re
from collections import Counter
from dataclasses import dataclass

from riparian.expressions.text import column_names

DELIMITERS = ",;\t|"
_LOOKED_AT = 30
"""Records from which delimiter and header are told."""
_VALUE = re.compile(r"\s*[-+]?\d[\d.,:/ TZ+-]*\s*")
"""A number, a day or an instant, which is no header."""
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """How a delimited file is written."""

    delimiter: str
    written: tuple[str, ...]
    """The headers as they stand in the file."""
    names: tuple[str, ...]
    """The columns they become."""
    bytes: int
    """UTF-8 bytes up to the first row."""
    lines: int
    """Lines up to the first row."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """The beginning of a file, read with one delimiter."""

    delimiter: str
    counts: tuple[int, ...]
    """Fields of each record."""
    titles: int
    """Records before the header."""
    width: int
    """The most frequent number of fields."""

    @property
    def rank(self) -> tuple[bool, bool, float, int]:
        agreeing = sum(count == self.width for count in self.counts) / len(self.counts)
        return self.width > 1, self.titles == 0, agreeing, self.width


def header_of(text: bytes, delimiter: str = "") -> Header | None:
    """The header of a file that begins with `text`; None where there is no line that is not blank.

    Lines of one field before a header of several are titles (two fields, before four or more), and so is Excel's
    `sep=;`. So are lines with at most one filled cell, as a spreadsheet fills titles up with empty ones, unless what
    follows holds numbers or dates and is no header.
    """
    lines = list(io.StringIO(text.decode("utf-8", "ignore"), newline=""))
    first = next((line for line in lines if line.strip("\r\n")), "")
    if not first:
        return None
    said = _SEPARATOR_LINE.fullmatch(first.rstrip("\r\n"))
    candidates = delimiter or (said[1] if said else DELIMITERS)
    best = max((_reading(lines, candidate) for candidate in candidates), key=lambda reading: reading.rank)
    reader = csv.reader(lines, delimiter=best.delimiter)
    filled = (cells for cells in reader if cells)
    written = next(itertools.islice(filled, max(best.titles, 1 if said else 0), None), [])
    size = len("".join(lines[: reader.line_num]).encode())
    headers = tuple(cell.strip().replace("\0", "") for cell in written)
    return Header(best.delimiter, headers, column_names(headers), size, reader.line_num)


def _reading(lines: list[str], delimiter: str) -> _Reading:
    reader = csv.reader(lines[: _LOOKED_AT * 10], delimiter=delimiter)
    records = list(itertools.islice((cells for cells in reader if cells), _LOOKED_AT))
    counts = tuple(map(len, records))
    often, width = max((times, count) for count, times in Counter(counts).items())
    if often == 1:
        width = counts[0]
    titles = sum(
        1 for _ in itertools.takewhile(lambda count: count < width and count <= (2 if width >= 4 else 1), counts)
    )
    return _Reading(delimiter, counts, max(titles, _padded_titles(records)), width)


def _padded_titles(records: list[list[str]]) -> int:
    """Leading records of several cells of which at most one is filled, before what may be a header; else 0."""
    titles = sum(1 for _ in itertools.takewhile(lambda cells: _filled(cells) <= 1 < len(cells), records))
    header = records[titles] if titles < len(records) else []
    return titles if _filled(header) > 1 and not any(map(_VALUE.fullmatch, header)) else 0


def _filled(cells: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)
