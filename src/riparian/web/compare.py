"""Compare: what a page is laid over, an earlier month or another snapshot that is kept, in one way for all pages."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Query

from riparian.core.errors import NotFoundError, OtherVersionError, StorageError
from riparian.web import words
from riparian.web.months import PATTERN
from riparian.web.reader import Condition, Kept, Reader
from riparian.web.refusals import NotComparableError

Snapshot = Annotated[
    str | None, Query(max_length=40, description="A kept snapshot to compare with.", examples=["000006"])
]
"""A snapshot in an address, where a page can be laid over no month."""


@dataclass(frozen=True, slots=True)
class Other:
    """Something to compare with: as the address has it, and in words."""

    value: str
    says: str


@dataclass(frozen=True, slots=True)
class Against:
    """What a page may be compared with, and what it is. Months and snapshots go from the newest."""

    months: tuple[Other, ...]
    snapshots: tuple[Other, ...]
    chosen: Other | None
    refused: str = ""
    """Why a snapshot that was chosen cannot be compared, and what to do; the page is then shown without it."""
    first: str = ""
    """Where there is nothing to compare with: the day as of which a build would make the first such snapshot."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What was chosen, and the snapshot to read it from: that of the page where it is a month of it."""

    against: Against
    tables: Reader | None
    """None: nothing is compared."""
    month: str | None
    """None: it is a snapshot."""


def beside(tables: Reader, chosen: str | None, *, where: str, months: Sequence[str] = ()) -> Beside:
    """What a page is to be compared with.

    Args:
        tables: the snapshot that the page shows.
        chosen: a month, or the id of a snapshot, as the address has it.
        where: the page's path.
        months: that can be compared with; none where the page has none.

    Raises:
        NotFoundError: there is no such month or snapshot.
    """
    by_month = tuple(Other(month, words.month_name(month)) for month in months)
    kept = tuple(
        Other(one.build, f"as of {words.day(one.as_of)}, snapshot {one.build}")
        for one in tables.kept()
        if one.build != tables.snapshot
    )
    found = next((one for one in (*by_month, *kept) if one.value == chosen), None)
    if chosen and found is None:
        raise _unknown(chosen, by_month, kept, where)
    month = chosen if found in by_month else None
    other = tables if month else Former(tables.other(chosen)) if chosen else None
    first = "" if by_month or kept else f"{_month_end(tables.as_of):%Y-%m-%d}"
    return Beside(Against(by_month, kept, found, first=first), other, month)


def _month_end(as_of: datetime) -> datetime:
    """The end of the last month that was whole before the as-of date, and not at it."""
    last = as_of - timedelta(microseconds=1)
    return datetime(last.year, last.month, 1)


class Former:
    """A snapshot that another is compared with: what of it cannot be read makes it one that cannot be compared.

    Its tables may have been written by another version of Riparian, with other columns than pages ask for now.
    """

    def __init__(self, tables: Reader) -> None:
        self._tables = tables

    @property
    def snapshot(self) -> str:
        """Id of the build."""
        return self._tables.snapshot

    @property
    def as_of(self) -> datetime:
        """The instant at which everything is frozen."""
        return self._tables.as_of

    @property
    def built_at(self) -> datetime:
        """When the build was published."""
        return self._tables.built_at

    @property
    def company(self) -> str:
        """Whose ecosystem it is."""
        return self._tables.company

    @property
    def currency(self) -> str:
        """The home currency."""
        return self._tables.currency

    def rows(
        self,
        table: str,
        *,
        columns: Sequence[str] = (),
        where: Sequence[Condition] = (),
        order_by: Sequence[str] = (),
        limit: int,
    ) -> list[dict[str, Any]]:
        """Rows of a table."""
        with self._comparable():
            return self._tables.rows(table, columns=columns, where=where, order_by=order_by, limit=limit)

    def count(self, table: str, *, where: Sequence[Condition] = ()) -> int:
        """How many rows fulfil all conditions."""
        with self._comparable():
            return self._tables.count(table, where=where)

    def counts(self, table: str, *, by: str, where: Sequence[Condition] = ()) -> dict[Any, int]:
        """How many rows fulfil all conditions, by the value of a column."""
        with self._comparable():
            return self._tables.counts(table, by=by, where=where)

    def kept(self) -> Sequence[Kept]:
        """The snapshots that are kept."""
        return self._tables.kept()

    def other(self, build: str) -> Reader:
        """Another snapshot that is kept."""
        return Former(self._tables.other(build))

    @contextmanager
    def _comparable(self) -> Iterator[None]:
        try:
            yield
        except StorageError as error:
            written = isinstance(error, OtherVersionError)
            why = "another version of Riparian wrote its tables" if written else "a table of it cannot be read"
            raise NotComparableError(
                f"Snapshot {self.snapshot}, as of {words.day(self.as_of)}, cannot be compared: {why}. Choose another "
                "one, or a month; snapshots that are built from now on can be compared.",
                fix="Choose another snapshot, or none.",
            ) from error


def _unknown(chosen: str, months: Sequence[Other], kept: Sequence[Other], where: str) -> NotFoundError:
    if re.fullmatch(PATTERN, chosen) and months:
        fix = f"Months go from {months[-1].value} to {months[0].value}."
        return NotFoundError(f"There is nothing for {words.month_name(chosen)}.", where=where, fix=fix)
    there = ", ".join(one.value for one in kept) or "none but the one that is shown"
    what = f"There is nothing called {words.clip(chosen)!r} to compare with."
    return NotFoundError(what, where=where, fix=f"Snapshots that are kept: {there}.")


NOTHING = Against((), (), None)
"""For pages' examples."""
