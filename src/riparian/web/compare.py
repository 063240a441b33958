"""Compare: what a page is laid over, an earlier month or another snapshot that is kept, in one way for all pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from riparian.core.errors import NotFoundError
from riparian.web import words
from riparian.web.months import PATTERN
from riparian.web.reader import Reader


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
    other = tables if month else tables.other(chosen) if chosen else None
    return Beside(Against(by_month, kept, found), other, month)


def _unknown(chosen: str, months: Sequence[Other], kept: Sequence[Other], where: str) -> NotFoundError:
    if re.fullmatch(PATTERN, chosen) and months:
        fix = f"Months go from {months[-1].value} to {months[0].value}."
        return NotFoundError(f"There is nothing for {words.month_name(chosen)}.", where=where, fix=fix)
    there = ", ".join(one.value for one in kept) or "none but the one that is shown"
    what = f"There is nothing called {words.clip(chosen)!r} to compare with."
    return NotFoundError(what, where=where, fix=f"Snapshots that are kept: {there}.")


NOTHING = Against((), (), None)
"""For pages' examples."""
