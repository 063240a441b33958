"""Former rows beside those of now: what another snapshot told, joined by what it is told of."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import Field, fields, replace
from datetime import date
from operator import attrgetter
from typing import Any, ClassVar, Protocol, TypeVar


class Shown(Protocol):
    """Any dataclass that a page shows."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Row = TypeVar("Row")
ShownRow = TypeVar("ShownRow", bound=Shown)


def joined(now: Iterable[Row], then: Iterable[Row] | None, *by: str) -> tuple[tuple[Row, Row | None], ...]:
    """Each row of now with the row of before that has the same values in `by`; None: there was none.

    >>> from collections import namedtuple
    >>> Sold = namedtuple("Sold", ["item", "pieces"])
    >>> joined([Sold("fork", 9), Sold("rake", 2)], [Sold("fork", 7)], "item")[1]
    (Sold(item='rake', pieces=2), None)
    """
    name = attrgetter(*by)
    former = {name(row): row for row in then or ()}
    return tuple((row, former.get(name(row))) for row in now)


def gone(now: Iterable[Row], then: Iterable[Row] | None, *by: str) -> tuple[Row, ...]:
    """Rows of before that have none of now beside them."""
    name = attrgetter(*by)
    left = {name(row) for row in now}
    return tuple(row for row in then or () if name(row) not in left)


def year_of(shown: date, now: Collection[date], then: Collection[date]) -> date | None:
    """The year of another snapshot that lies beside one of now, by its last day; None: it has none.

    The same year where both tell of one that ends on the same day, else the year as many before the newest.
    """
    former = sorted(then, reverse=True)
    if set(now) & set(then):
        return shown if shown in then else None
    place = sorted(now, reverse=True).index(shown)
    return former[place] if place < len(former) else None


def years_joined(
    now: Iterable[Row], then: Iterable[Row] | None, last: str = "year_to", *by: str
) -> tuple[tuple[Row, Row | None], ...]:
    """The same for rows of years, whose last day is `last`: each with the year that `year_of` lays beside it."""
    shown, former = tuple(now), tuple(then or ())
    day: Callable[[Row], date] = attrgetter(last)
    days, others = {day(row) for row in shown}, {day(row) for row in former}
    beside: Mapping[date, date | None] = {one: year_of(one, days, others) for one in days}
    found = {(day(row), *(getattr(row, name) for name in by)): row for row in former}
    return tuple((row, found.get((beside[day(row)], *(getattr(row, name) for name in by)))) for row in shown)


def unopened(rows: Iterable[ShownRow]) -> tuple[ShownRow, ...]:
    """The same without their paths: pages list people of the snapshot that they show, and of no other."""
    return tuple(
        replace(row, **{field.name: "" for field in fields(row) if field.name.endswith("path")}) for row in rows
    )
