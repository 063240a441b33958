"""Which files tell the same orders: those of which one names an order at an instant at which another names it too.

Two exports of one shop, an old one with fewer columns and a new one, are one book. Two shops that both have an order
1001 are not, whatever their columns: they sold it on different days.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from riparian.core.errors import RiparianError
from riparian.storage.looking import Look, rows_of

_BEFORE_NUMBERS = "'# \t"
"""What stands before the number of an order in some exports and not in others."""
_APART = timedelta(days=2)
"""How long after one another two orders of the same number are surely not one, whatever the clocks of both."""
_SHOPS = 6
"""Shops whose files are told apart by their names, at the most."""


@dataclass(frozen=True, slots=True)
class Book:
    """Files that are read alike, and which of their columns say of what a row is and when that was."""

    files: tuple[tuple[Path, Look], ...]
    number: str
    when: str
    pattern: str = ""
    """In which the instants are written; empty: year first."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Which books tell the same."""

    pairs: list[tuple[int, int]]
    """The places of each two, the earlier first."""
    apart: list[tuple[int, int]]
    """Those of each two that give the same numbers to orders of other days."""
    unread: dict[int, str]
    """Books that could not be read to their end and are in no pair, each with what hinders."""


def shared(books: Sequence[Book]) -> Shared:
    """Which books tell the same, and which surely do not. A book that cannot be read is left out.

    Compared are all rows of each with the first rows of the others. More orders have to agree in their instant than
    differ in it; or more have to be of other days than not.
    """
    first = [{number: at for _, look in book.files for number, at in _told(look.rows, book)} for book in books]
    agreeing, differing = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    unread: dict[int, str] = {}
    for place, book in enumerate(books):
        elsewhere: defaultdict[str, list[int]] = defaultdict(list)
        for other, numbers in enumerate(first):
            for number in numbers if other != place else ():
                elsewhere[number].append(other)
        wanted = pa.array(list(elsewhere), pa.string())
        try:
            for number, at in _all_told(book, wanted) if elsewhere else ():
                for other in elsewhere[number]:
                    pair, there = (min(place, other), max(place, other)), first[other][number]
                    agreeing[pair] += 1 if there == at else -1
                    differing[pair] += 1 if _are_apart(there, at) else -1
        except (RiparianError, OSError, pa.ArrowException) as error:
            unread[place] = error.what if isinstance(error, RiparianError) else str(error)
    pairs, apart = (
        sorted(pair for pair, count in counted.items() if count > 0 and not unread.keys() & set(pair))
        for counted in (agreeing, differing)
    )
    return Shared(pairs, apart, unread)


def shops(book: Book, apart: Sequence[tuple[int, int]]) -> list[tuple[tuple[Path, Look], ...]]:
    """The files of a book, those of each shop by themselves where two of them name other orders by the same numbers.

    Files of one shop lie in one folder under names that differ in numbers alone. Where that tells no two shops apart,
    all stay together.

    Args:
        book: whose files they are.
        apart: the places of those that name other orders by the same numbers, as `apart_in` gives them.
    """
    files = book.files
    if not apart:
        return [files]
    families = defaultdict(list)
    for place, (file, _) in enumerate(files):
        families[_family(file)].append(place)
    parts = list(families.values())
    if len(apart) == len(files) * (len(files) - 1) // 2:
        parts = [[place] for place in range(len(files))]
    if len(parts) > _SHOPS or any({one, other} <= set(part) for one, other in apart for part in parts):
        return [files]
    return [tuple(files[place] for place in part) for part in parts]


def apart_in(book: Book) -> list[tuple[int, int]]:
    """The places of each two files of a book that name orders of other days by the same numbers."""
    return shared([replace(book, files=(one,)) for one in book.files]).apart if len(book.files) > 1 else []


def _family(file: Path) -> tuple[Path, str]:
    return file.parent, re.sub(r"[\W\d_]+", " ", file.name.partition(".")[0].lower()).strip()


def together(count: int, pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The places 0 to `count`, those that pairs join in one list, in order of the first of each.

    >>> together(4, [(0, 2), (2, 3)])
    [[0, 2, 3], [1]]
    """
    lists = {place: [place] for place in range(count)}
    for one, other in pairs:
        joined = lists[one] if lists[one] is lists[other] else sorted(lists[one] + lists[other])
        lists |= dict.fromkeys(joined, joined)
    return [found for place, found in sorted(lists.items()) if place == found[0]]


def _are_apart(one: str, other: str) -> bool:
    try:
        return abs(datetime.fromisoformat(one) - datetime.fromisoformat(other)) > _APART
    except ValueError:
        return False


def _all_told(book: Book, wanted: pa.Array) -> Iterator[tuple[str, str]]:
    for file, _ in book.files:
        for batch in rows_of(file):
            if {book.number, book.when} <= set(batch.schema.names):
                numbers = _numbers(batch.column(book.number))
                yield from _told(pa.Table.from_batches([batch]).filter(pc.is_in(numbers, value_set=wanted)), book)


def _told(rows: pa.Table, book: Book) -> Iterator[tuple[str, str]]:
    """The number and instant of each row that has both."""
    numbers = _numbers(rows.column(book.number)).to_pylist()
    instants = rows.column(book.when).cast(pa.string()).to_pylist()
    for number, at in zip(numbers, instants, strict=True):
        if number and at:
            yield number, _instant(at.strip(), book.pattern)


def _numbers(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    return pc.utf8_rtrim_whitespace(pc.utf8_ltrim(column.cast(pa.string()), characters=_BEFORE_NUMBERS))


def _instant(text: str, pattern: str) -> str:
    """An instant in one form, in UTC where it says its zone; the text itself where it cannot be read."""
    try:
        if pattern:
            return datetime.strptime(text, pattern).isoformat()
        at = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d{2}:?\d{2}$|UTC$)", "", text).replace("UTC", "Z"))
    except ValueError:
        return text
    return (at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at).isoformat()
