"""Fitted: buyers whose histories models were fitted to, and the segments that the forecast begins with."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from riparian.web.deeds.deed import found_in
from riparian.web.reader import Condition, Reader
from riparian.web.segments import SEGMENTS, Segment


@dataclass(frozen=True, slots=True)
class Fitted:
    """Bought, as a model of repeat purchase was told: by the day, or by periods of the calendar that are over."""

    by: Literal["days", "periods"]
    again: Literal["again"] | None = None
    """On a later day, or in a later period, once more."""
    kind: ClassVar[str] = "fitted"

    def where(self, tables: Reader) -> list[Condition]:
        """By their history."""
        if self.by == "periods":
            return [found_in("period_buyers", *([("bought", ">", 0)] if self.again else []))]
        return [found_in("customer_values", *([("repeats", ">", 0)] if self.again else []))]

    def says(self) -> str:
        """`ordered on a later day than that of their first order`."""
        if self.by == "days":
            return "ordered on a later day than that of their first order" if self.again else "ordered"
        later = ", and ordered in a later one again" if self.again else ""
        return f"placed their first order in a period that is over{later}"


@dataclass(frozen=True, slots=True)
class Foretold:
    """Stand in a segment as the five-year forecast begins: it tells segments by a table of chances of its own."""

    segment: Segment
    kind: ClassVar[str] = "foretold"

    def where(self, tables: Reader) -> list[Condition]:
        """By the segment that the forecast takes them to be in."""
        return [found_in("forecast_segments", ("segment", "=", SEGMENTS[self.segment]))]

    def says(self) -> str:
        """`are Elite buyers as the forecast begins`."""
        return f"are {SEGMENTS[self.segment]} buyers as the forecast begins"
