"""The month a page shows: as it stands in the address, and which months there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from riparian.core.errors import NotFoundError
from riparian.web import words
from riparian.web.reader import Reader

PATTERN = r"^[12][0-9]{3}-(0[1-9]|1[0-2])$"
"""How a month is written in an address: `2026-09`. Years go from 1000 to 2999, so that its end is an instant too."""


_MOST = 1200


@dataclass(frozen=True, slots=True)
class Months:
    """The month that is shown, and those around it. `all` goes from the newest."""

    chosen: str
    all: tuple[str, ...]

    @property
    def earlier(self) -> str | None:
        """The month before, if there is one."""
        return next(iter(self.all[self.all.index(self.chosen) + 1 :]), None)

    @property
    def later(self) -> str | None:
        """The month after, if there is one."""
        at = self.all.index(self.chosen)
        return self.all[at - 1] if at else None


def hourglass_months(tables: Reader) -> tuple[str, ...]:
    """Those in which somebody stood on the hourglass, newest first."""
    where, order = [("place", "=", 1)], ("-month_on",)
    rows = tables.rows("band_counts", columns=("month_on",), where=where, order_by=order, limit=_MOST)
    return tuple(f"{row['month_on']:%Y-%m}" for row in rows)


def months_around(chosen: str | None, newest_first: Sequence[str], *, where: str) -> Months:
    """The month chosen, or the newest.

    Raises:
        NotFoundError: there is no such month.
    """
    return Months(known_month(chosen, newest_first, where=where) if chosen else newest_first[0], tuple(newest_first))


def known_month(month: str, newest_first: Sequence[str], *, where: str) -> str:
    """The month, if there is one of that name.

    Raises:
        NotFoundError: there is none.
    """
    if month in newest_first:
        return month
    fix = f"Months go from {newest_first[-1]} to {newest_first[0]}."
    raise NotFoundError(f"There is nothing for {words.month_name(month)}.", where=where, fix=fix)


def first_day(month: str) -> date:
    """The day a month begins on."""
    return date.fromisoformat(f"{month}-01")


def end_of(month: str) -> datetime:
    """The instant a month ends at."""
    on = first_day(month)
    return datetime(on.year + on.month // 12, on.month % 12 + 1, 1)
