"""Gains: who ordered or opted in, having last viewed something of a job on a site."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from riparian.web.deeds.deed import Rows, found_in
from riparian.web.reader import Condition, Reader


@dataclass(frozen=True, slots=True)
class Gained:
    """Ordered or opted in after last viewing a job on a site: orders and opt-ins are what is counted."""

    site: str
    job: str
    what: Literal["orders", "opt-ins"]
    kind: ClassVar[str] = "gained"

    def where(self, tables: Reader) -> list[Condition]:
        """Who did so once or more."""
        return [found_in("attention_gains", *self._gains())]

    def rows(self, tables: Reader) -> Rows:
        """The orders or opt-ins."""
        if self.what == "orders":
            return Rows("attention_gains", self._gains(), "placed", "such order", "such orders")
        return Rows("attention_gains", self._gains(), "gave", "such opt-in", "such opt-ins")

    def says(self) -> str:
        """`ordered, having last viewed “soil” on ledger.example`."""
        viewed = "something of no job of its own" if self.job == "other" else f"“{self.job}”"
        return f"{'ordered' if self.what == 'orders' else 'opted in'}, having last viewed {viewed} on {self.site}"

    def _gains(self) -> list[Condition]:
        return [("site", "=", self.site), ("job", "=", self.job), ("order", "=", self.what == "orders")]
