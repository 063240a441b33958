"""Beginnings: who was referred before they began or first ordered, and who they are compared with."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from riparian.web.deeds.deed import found_in
from riparian.web.reader import Condition, Reader

Measure = Literal[
    "first order", "bought soon", "came in at Know", "came in at Like", "came in at Trust", "came in at Try",
    "came in at Buy",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """Are in a measure that sets referred people beside others; their months are all of the log."""

    measure: Measure
    side: Literal["referred", "others"]
    kind: ClassVar[str] = "compared"

    def where(self, tables: Reader) -> list[Condition]:
        """By their first order, or by how they began."""
        if self.measure == "first order":
            way: Condition = ("way", "=" if self.side == "referred" else "!=", "referral")
            first: list[Condition] = [("number", "=", 1), ("guest", "=", False), ("demand", "not null", None)]
            return [found_in("ways_in", *first, way)]
        known: Condition = ("watched", "=", True) if self.measure == "bought soon" else ("came_in", "not null", None)
        return [found_in("beginnings", ("referred", "=", self.side == "referred"), known)]

    def says(self) -> str:
        """`had been referred by the time they began, and came in at a band`."""
        had = "had been referred" if self.side == "referred" else "had not been referred"
        if self.measure == "first order":
            return f"{had} by the time of their first order"
        known = "long enough ago to have ordered soon" if self.measure == "bought soon" else "and came in at a band"
        return f"{had} by the time they began, {known}"
