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
_VALUE = re.compile(r"\s*(?:[-+]?\d[\d.,:/ TZ+-]*|[^@\s]+@[^@\s]+)\s*")
"""A number, a day, an instant or an e-mail address, which is no header."""
_FIGURE = re.compile(r"[\W_]*\d[\d\W_]*|[^@\s]+@[^@\s]+")
"""What stands in the rows of a report and not in its header: a number, an amount, a day, an address."""
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
    `sep=;`. So are lines of three fields or more whose first alone is filled, as a spreadsheet fills titles up with
    empty ones, before a header of at least three; and lines whose fields are all empty. What holds a number, a date or
    an address is no header.

    A line of three fields whose first alone is filled may also be a header that names one column. It is a title where
    an empty line follows it, or where the header behind it is told from its rows: in a column of these, all is figures.
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
    return _Reading(delimiter, counts, _titles(records, width), width)


def _titles(records: list[list[str]], width: int) -> int:
    """Leading records that are no header: those of few fields, and behind them padded or empty ones before a header."""
    few = sum(1 for _ in itertools.takewhile(lambda cells: _is_short(cells, width), records))
    rest = records[few:]
    more = sum(1 for _ in itertools.takewhile(lambda cells: _is_short(cells, width) or _is_padded(cells), rest))
    above, header, rows = rest[:more], rest[more] if more < len(rest) else [], rest[more + 1 :]
    # Two columns may be a header of one name and a row: only of empty lines is it sure that they are none.
    needed = 3 if any(map(_filled, above)) else 2
    if _filled(header) < needed or any(map(_VALUE.fullmatch, header)):
        return few
    told = needed == 2 or not all(map(_filled, above)) or _differs(header, rows)
    return few + more if told else few


def _differs(header: list[str], rows: list[list[str]]) -> bool:
    """Whether the rows have a column of figures where the header has a word."""
    columns = zip(header, *(row for row in rows if len(row) == len(header)), strict=True)
    filled = ((name, [cell.strip() for cell in cells if cell.strip()]) for name, *cells in columns)
    return any(cells and all(map(_FIGURE.fullmatch, cells)) and not _FIGURE.fullmatch(name) for name, cells in filled)


def _is_short(cells: list[str], width: int) -> bool:
    """Whether a record has too few fields for a header, or is the `sep=;` of Excel."""
    few = len(cells) < width and len(cells) <= (2 if width >= 4 else 1)
    return few or [cell.lower() for cell in cells] == ["sep=", ""]


def _is_padded(cells: list[str]) -> bool:
    """Whether a record is a title filled up with empty cells, or nothing but such."""
    return _filled(cells) == 0 or (len(cells) >= 3 and _filled(cells[1:]) == 0)


def _filled(cells: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)
