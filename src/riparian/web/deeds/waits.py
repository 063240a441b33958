"""Waits: who was still without another order so many months after one, and who ordered again then."""

import re
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from riparian.web import words
from riparian.web.deeds.deed import Rows, found_in
from riparian.web.months import PATTERN
from riparian.web.reader import Condition, Reader

Cut = Literal["all", "orders", "first channel", "first month", "visited last month"]
_BEFORE = 12 * 2015 - 1001
"""What months counted from the year 0 are ahead of those of tables, where January 2015 is 1001."""
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Waited:
    """Had not ordered again by the beginning of a month since an order; or did so in that month, or by its end.

    Every order starts a wait, so a group of several orders of a person counts waits, of one order each people. People
    come and go between those who visited in the month before and those who did not.
    """

    cut: Cut
    group: Annotated[str, StringConstraints(max_length=200)]
    months: Annotated[int, Field(ge=0, le=2_400)] = 0
    again: Literal["again", "by then"] | None = None
    """Ordered again in this month, or by its end."""
    kind: ClassVar[str] = "waited"

    def __post_init__(self) -> None:
        known = {"orders": r"[1-9]\d{0,4}( or more)?", "first month": PATTERN, "visited last month": "yes|no"}
        pattern = known.get(self.cut, ".*")
        if not re.fullmatch(pattern, self.group):
            raise ValueError(f"{self.cut} has no group {self.group!r}")

    def where(self, tables: Reader) -> list[Condition]:
        """Who has one such wait or more."""
        return [found_in("purchases", *self._waits(tables))]

    def rows(self, tables: Reader) -> Rows:
        """The waits."""
        return Rows("purchases", self._waits(tables), "had", "such wait", "such waits")

    def says(self) -> str:
        """`placed their first order in March 2026 and ordered again in month 3 after`."""
        if self.cut == "visited last month":
            return self._says_of_visits()
        if self.cut == "first month":
            begun = f"placed their first order in {words.month_name(self.group)}"
        elif self.cut == "first channel":
            begun = f"placed their first order through {self.group}"
        else:
            begun = "placed an order" if self.cut == "all" else f"placed order {self.group}"
        if self.again == "by then":
            return f"{begun} and ordered again by the end of month {self.months} after it"
        if self.again:
            return f"{begun} and ordered again in month {self.months} after it"
        return f"{begun} and had not again when month {self.months} after it began" if self.months else begun

    def _says_of_visits(self) -> str:
        visited = "visited" if self.group == "yes" else "did not visit"
        if self.months:
            then = f"ordered again in month {self.months}" if self.again else "had not ordered again by its end"
            return f"{visited} in month {self.months - 1} after an order, and {then}"
        return f"placed an order{' and another in its month' if self.again else ''}, and {visited} in the month before"

    def _waits(self, tables: Reader) -> list[Condition]:
        if self.again == "by then":
            return [*self._group(), ("wait", "<=", self.months), ("next_month", "<=", _last_month(tables))]
        watched = _watched(tables, self.months)  # A first order is known at once.
        wait: Condition = ("wait", "=", self.months) if self.again else ("wait", "not <", self.months)
        later = bool(self.again or self.months)
        return [*self._group(), *(watched if later or self.cut != "first month" else []), *([wait] if later else [])]

    def _group(self) -> list[Condition]:
        if self.cut == "visited last month":
            visited = "found in" if self.group == "yes" else "not found in"
            return [("action_key", visited, ("visited_waits", [("months", "=", self.months)]))]
        if self.cut == "orders":
            number, _, more = self.group.partition(" ")
            return [("number", ">=" if more else "=", int(number))]
        if self.cut == "first channel":
            return [("number", "=", 1), ("first_channel", "=", self.group)]
        return first_orders_of(self.group) if self.cut == "first month" else []


@dataclass(frozen=True, slots=True)
class Stepped:
    """Stood on a rung of the ladder earlier, and were watched for the year after: cases are what is counted.

    Whoever ordered again in the month of the order stood there for no month, and is no case.
    """

    orders: Annotated[int, Field(ge=1, le=100_000)]
    more: Literal["or more"] | None = None
    then: Literal["again", "nothing"] | None = None
    """Ordered again within the twelve months, or did not."""
    kind: ClassVar[str] = "stepped"

    def where(self, tables: Reader) -> list[Condition]:
        """Who was such a case once or more."""
        return [found_in("purchases", *self._cases(tables))]

    def rows(self, tables: Reader) -> Rows:
        """The cases."""
        return Rows("purchases", self._cases(tables), "were", "such case", "such cases")

    def says(self) -> str:
        """`placed order 2 a year ago or longer, and ordered again within twelve months`."""
        then = {
            None: "",
            "again": ", and ordered again within twelve months",
            "nothing": ", and did not order within twelve months",
        }[self.then]
        more = " or a later one" if self.more else ""
        return f"placed order {self.orders}{more}, and none more in its month, a year ago or longer{then}"

    def _cases(self, tables: Reader) -> list[Condition]:
        number: Condition = ("number", ">=" if self.more else "=", self.orders)
        waited: list[Condition] = [("wait", "not <", _YEAR + 1 if self.then == "nothing" else 1)]
        waited += [("wait", "<=", _YEAR)] if self.then == "again" else []
        return [number, *_watched(tables, _YEAR), *waited]


def _watched(tables: Reader, months: int) -> list[Condition]:
    """Orders of which so many months after are known: a month counts when all of it lies before the as-of date."""
    return [("month", "<=", _last_month(tables) - months)]


def _last_month(tables: Reader) -> int:
    """The last month that lies before the as-of date to its end."""
    return 12 * tables.as_of.year + tables.as_of.month - 2 - _BEFORE


def first_orders_of(month: str) -> list[Condition]:
    """First orders that were placed in a month, written `2026-09`."""
    year, _, number = month.partition("-")
    return [("number", "=", 1), ("first_month", "=", 12 * int(year) + int(number) - 1 - _BEFORE)]
