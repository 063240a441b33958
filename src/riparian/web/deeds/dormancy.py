"""Dormancy: who had slept so long, and which of them came back in the months after."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from riparian.web.deeds.deed import Rows, Weight, found_in
from riparian.web.reader import Condition, Reader

Pool = Literal["former customers", "former prospects"]
Written = Literal["written to", "not written to"]
Months = Annotated[int, Field(ge=0, le=2_400)]


@dataclass(frozen=True, slots=True)
class Dormant:
    """Were dormant for so many months, in a spell whose span up to so many was over.

    Perhaps they came back within it, or got messages in it while they slept.

    A person who slept twice has two spells, so spells are what is counted.
    """

    pool: Pool
    months_from: Months
    months_to: Months
    written: Written
    """Shortly before the span began."""
    back: Literal["back", "sent"] | None = None
    """`sent`: a message or more went to them in the span while they slept; the messages are what is counted."""
    kind: ClassVar[str] = "dormant"

    def where(self, tables: Reader) -> list[Condition]:
        """Who has one such spell or more."""
        return [found_in("dormancy_spans", *self._spells())]

    def rows(self, tables: Reader) -> Rows:
        """The spells, or the messages sent in them."""
        if self.back == "sent":
            weights = (Weight("messages", (), int),)
            return Rows("dormancy_spans", self._spells(), "got", "such message", "such messages", weights)
        return Rows("dormancy_spans", self._spells(), "had", "such spell", "such spells")

    def says(self) -> str:
        """`were former customers dormant for 3 months, not written to, and came back before month 6`."""
        slept = f"were {self.pool} dormant for {self.months_from} months or more, {self.written} before"
        ends = {
            None: "could be watched to month",
            "back": "came back before month",
            "sent": "got a message while they slept, before month",
        }
        return f"{slept}, and {ends[self.back]} {self.months_to}"

    def _spells(self) -> list[Condition]:
        of_span: list[Condition] = [
            ("pool", "=", self.pool),
            ("months_from", "=", self.months_from),
            ("months_to", "=", self.months_to),
            ("written_to", "=", self.written == "written to"),
        ]
        further: dict[str | None, list[Condition]] = {"back": [("woke", "=", True)], "sent": [("messages", ">", 0)]}
        return [*of_span, *further.get(self.back, [])]
