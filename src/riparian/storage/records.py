"""Where the records of delimited text begin and end: the quick way, which checks itself, and the careful way.

The quick way (NumPy over a whole block) trusts quotes only as far as they are where the rules (RFC 4180) allow:
opening after a delimiter or line end, closing before one. From the first quote that is elsewhere, the careful way
takes over to the end of the block: it reads as Python's `csv` does, except that a quote that is opened and never
properly closed costs one line, not everything up to the next quote.
"""

import csv
import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LONGEST = 4 << 20
"""Bytes after which a record that has not ended is taken for a quote that was never closed."""

# Python's own limit (131,072) would call long cells malformed that the quick way reads.
csv.field_size_limit(LONGEST)

_QUOTE, _FEED, _RETURN = 34, 10, 13
_LINES_TRIED = 2000

HOLES = "it holds NUL bytes"

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scan:
    """What the quick way found in a block."""

    starts: Positions
    """Where each whole record begins; blank lines are none."""
    ends: Positions
    """Just behind the line end of each record."""
    fields: Positions
    """How many fields each has."""
    lines: Positions
    """The line of the block on which each begins, counted from 0."""
    sound: bool
    """False where it stopped at a quote that is not where the rules allow."""
    until: int
    """Everything before this position has been dealt with."""
    lines_until: int
    """Line ends before `until`."""


def scanned(text: bytes, delimiter: str, *, final: bool) -> Scan:
    """The whole records of `text`, which begins outside of quotes.

    When it is `final` the text must end with a line end; otherwise what follows the last one is left for later.
    """
    block = np.frombuffer(text, np.uint8)
    terminators = _line_ends(block, text, final=final)
    separators = np.flatnonzero(block == ord(delimiter))
    limit, outside = len(block), terminators
    if b'"' in text:
        quotes = np.flatnonzero(block == _QUOTE)
        limit = _first_misplaced(block, quotes, ord(delimiter))
        quotes = quotes[quotes < limit]
        outside = terminators[terminators < limit]
        outside = outside[np.searchsorted(quotes, outside) % 2 == 0]
        separators = separators[np.searchsorted(quotes, separators) % 2 == 0]
    ends = outside + 1
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1]])[: len(ends)]
    before = np.searchsorted(separators, np.concatenate([starts, ends[-1:]]))
    until = int(ends[-1]) if len(ends) else 0
    written = np.flatnonzero(~_blank(block, starts, ends))
    return Scan(
        starts[written],
        ends[written],
        (np.diff(before) + 1)[written],
        np.searchsorted(terminators, starts)[written],
        limit == len(block),
        until,
        int(np.searchsorted(terminators, until)),
    )


def _line_ends(block: NDArray[np.uint8], text: bytes, *, final: bool) -> Positions:
    feeds = np.flatnonzero(block == _FEED)
    if b"\r" not in text:
        return feeds
    returns = np.flatnonzero(block == _RETURN)
    followed = np.append(block[1:], _FEED if not final else 0)[returns] == _FEED
    return np.union1d(feeds, returns[~followed])


def _first_misplaced(block: NDArray[np.uint8], quotes: Positions, delimiter: int) -> int:
    """The position of the first quote that neither opens nor closes a field nor stands for a quote; else the length."""
    allowed = np.zeros(256, np.bool_)
    allowed[[delimiter, _FEED, _RETURN, _QUOTE]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    opens = (opening == 0) | allowed[block[np.maximum(opening - 1, 0)]]
    # A quote before an opening one is its other half only when they touch inside one field, which parity guarantees.
    closes = (closing == len(block) - 1) | allowed[block[np.minimum(closing + 1, len(block) - 1)]]
    wrong = np.concatenate([opening[~opens], closing[~closes]])
    return int(wrong.min()) if len(wrong) else len(block)


def _blank(block: NDArray[np.uint8], starts: Positions, ends: Positions) -> NDArray[np.bool_]:
    length = ends - starts
    blank: NDArray[np.bool_] = (length == 1) | ((length == 2) & (block[starts] == _RETURN))
    return blank


@dataclass(slots=True)
class Careful:
    """What the careful way read: good records, malformed ones, and how far it came."""

    lines: list[int]
    """The line of the text, counted from 0, on which each good record begins."""
    cells: list[list[str]]
    malformed: list[tuple[int, str, str]]
    """Line, reason and raw text of each record that cannot be read."""
    characters: int
    lines_until: int


def read_carefully(text: str, delimiter: str, width: int, *, final: bool) -> Careful:
    """The records of a text that begins outside of quotes.

    Unless it is `final`, a last record whose end is not in sight is left for later.
    """
    lines = list(io.StringIO(text, newline=""))
    found = Careful([], [], [], 0, 0)
    end = len(lines) if final or not lines or lines[-1].endswith("\n") else len(lines) - 1
    place = 0
    while place < end:
        window = min(place + _LINES_TRIED, end)
        reached = _read_strictly(lines, place, window, delimiter, width, found)
        if reached > place:
            place = reached
            continue
        if not final and _in_sight_only_later(lines, place, end, delimiter):
            break
        # Here the rules are broken: this one line is read alone, and then the strict reading goes on.
        cells, wrong = _alone(lines[place], delimiter)
        if not wrong and len(cells) != width:
            wrong = wrong_width(len(cells), width)
        if wrong:
            found.malformed.append((place, wrong, lines[place]))
        else:
            found.lines.append(place)
            found.cells.append(cells)
        place += 1
    found.characters, found.lines_until = sum(map(len, lines[:place])), place
    return found


def wrong_width(fields: int, width: int) -> str:
    """The sentence about a record with too few or too many fields."""
    return f"{fields} {'field' if fields == 1 else 'fields'} where the header has {width}"


def _read_strictly(lines: list[str], place: int, window: int, delimiter: str, width: int, found: Careful) -> int:
    """Read records into `found` while they keep the rules; the line on which the first begins that does not."""
    reader = csv.reader(map(lines.__getitem__, range(place, window)), delimiter=delimiter, strict=True)
    begin = place
    try:
        for cells in reader:
            if cells and (len(cells) != width or any("\0" in cell for cell in cells)):
                return place
            if cells:
                found.lines.append(place)
                found.cells.append(cells)
            place = begin + reader.line_num
    except csv.Error:
        return place
    return window


def _in_sight_only_later(lines: list[str], place: int, end: int, delimiter: str) -> bool:
    """Whether the record that begins at `place` breaks no rule so far, so that the next block may end it."""
    if end - place >= _LINES_TRIED or sum(map(len, lines[place:end])) >= LONGEST:
        return False
    reader = csv.reader([*lines[place:end], ""], delimiter=delimiter)
    next(reader)
    return reader.line_num > end - place


def _alone(line: str, delimiter: str) -> tuple[list[str], str]:
    """The cells of a line read as leniently as Python's `csv` does, and what is wrong where a quote stays open."""
    try:
        # The second line is only asked for when a quote is still open at the end of the first.
        reader = csv.reader([line, ""], delimiter=delimiter)
        cells = next(reader)
    except csv.Error as error:
        return [], str(error)
    if "\0" in line:
        return [], HOLES
    return (cells, "") if reader.line_num == 1 else ([], "a quote is opened and never closed")
