"""Orders: who bought in which year through what, who came new or back, and by which way in."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from riparian.tables.value import LANES
from riparian.web import words
from riparian.web.deeds.deed import Rows, found_in, not_found_in
from riparian.web.deeds.moves import Month, month_of
from riparian.web.reader import Condition, Reader
from riparian.web.years import year_to

LATER = tuple(way for lane, ways in LANES.items() if lane != "new" for way in ways)
Through = Literal["channel", "category", "item"]
Way = Literal["new", "referral", "repeat", "retained", "re-ignited", "later", "any"]
"""`later`: all but new, the ways in below the top of the hourglass."""


@dataclass(frozen=True, slots=True)
class Bought:
    """Ordered in a year, or ever; perhaps through a channel, from a category, or an item."""

    to: date | None = None
    """The last day of the year."""
    through: Through | None = None
    name: str = ""
    channel: str = ""
    """Of an item: ordered through this channel."""
    kind: ClassVar[str] = "bought"

    def where(self, tables: Reader) -> list[Condition]:
        """Guests are nobody's history, so only an item counts theirs."""
        year = _within(tables, self.to) if self.to else []
        if self.through in (None, "channel"):
            named: list[Condition] = [("channel", "=", self.name)] if self.through else []
            return [found_in("purchases", *year, *named)]
        through: list[Condition] = [("channel", "=", self.channel)] if self.channel else []
        lines = found_in("purchased_items", *year, (self.through, "=", self.name), *through)
        return [lines, found_in("purchases")] if self.through == "category" else [lines]

    def says(self) -> str:
        """`ordered through web in the year to 1 Nov 2026`."""
        how = {None: "", "channel": f" through {self.name}", "category": f" from {self.name}", "item": f" {self.name}"}
        channel = f" through {self.channel}" if self.channel else ""
        return f"ordered{how[self.through]}{channel}{_year(self.to)}"


@dataclass(frozen=True, slots=True)
class Came:
    """Were new buyers in a year, or bought again in it after a year or more without an order."""

    to: date
    how: Literal["new", "back", "existing", "new or back"]
    """`back`: after a year or more without an order; `existing`: not new."""
    kind: ClassVar[str] = "came"

    def where(self, tables: Reader) -> list[Condition]:
        """By their first order, or by the gap before this year's."""
        former, begins, _ = year_to(tables.as_of, self.to)
        year = _within(tables, self.to)
        if self.how == "new":
            return [found_in("purchases", ("number", "=", 1), *year)]
        if self.how == "existing":
            return [found_in("purchases", *year), not_found_in("purchases", ("number", "=", 1), *year)]
        before = found_in("purchases", ("bought_at", "<", former))
        lately = not_found_in("purchases", ("bought_at", ">=", former), ("bought_at", "<", begins))
        return [found_in("purchases", *year), lately, *([before] if self.how == "back" else [])]

    def says(self) -> str:
        """`placed their first order in the year to 1 Nov 2026`."""
        if self.how == "new":
            return f"placed their first order{_year(self.to)}"
        if self.how == "existing":
            return f"ordered{_year(self.to)} and had ordered before it"
        if self.how == "new or back":
            return f"ordered{_year(self.to)} and not in the year before it"
        return f"ordered{_year(self.to)} after a year or more without an order"


@dataclass(frozen=True, slots=True)
class CameBy:
    """Placed orders in a year that came by a way in; guests too."""

    to: date
    way: Way
    kind: ClassVar[str] = "by"

    def where(self, tables: Reader) -> list[Condition]:
        """Who placed one such order or more."""
        return [found_in("ways_in", *self._orders(tables))]

    def rows(self, tables: Reader) -> Rows:
        """The orders."""
        return Rows("ways_in", self._orders(tables), "placed", "such order", "such orders")

    def says(self) -> str:
        """`placed re-ignited orders in the year to 1 Nov 2026`."""
        if self.way == "any":
            return f"placed orders{_year(self.to)}"
        which = f"orders that were not new ({', '.join(LATER)})" if self.way == "later" else f"{self.way} orders"
        return f"placed {which}{_year(self.to)}"

    def _orders(self, tables: Reader) -> list[Condition]:
        way: Condition = ("way", "in", LATER) if self.way == "later" else ("way", "=", self.way)
        return [*([] if self.way == "any" else [way]), *_within(tables, self.to)]


@dataclass(frozen=True, slots=True)
class Ordered:
    """Ordered in a month: orders are what is counted, those of guests left out."""

    month: Month
    kind: ClassVar[str] = "ordered"

    def where(self, tables: Reader) -> list[Condition]:
        """Who placed one such order or more."""
        return [found_in("purchases", *month_of("bought_at", self.month))]

    def rows(self, tables: Reader) -> Rows:
        """The orders."""
        return Rows("purchases", month_of("bought_at", self.month), "placed", "such order", "such orders")

    def says(self) -> str:
        """`ordered in March 2026`."""
        return f"ordered in {words.month_name(self.month)}"


@dataclass(frozen=True, slots=True)
class Placed:
    """Have placed so many orders."""

    orders: Annotated[int, Field(ge=1, le=100_000)]
    more: Literal["or more"] | None = None
    kind: ClassVar[str] = "placed"

    def where(self, tables: Reader) -> list[Condition]:
        """By their orders of all time."""
        return [found_in("rebuy_chances", ("orders", ">=" if self.more else "=", self.orders))]

    def says(self) -> str:
        """`have placed 3 orders`."""
        more = " or more" if self.more else ""
        return f"have placed {self.orders}{more} {'order' if self.orders == 1 and not more else 'orders'}"


def _within(tables: Reader, to: date) -> list[Condition]:
    _, begins, ends = year_to(tables.as_of, to)
    return [("bought_at", ">=", begins), ("bought_at", "<", ends)]


def _year(to: date | None) -> str:
    return f" in the year to {words.day(to)}" if to else ""
