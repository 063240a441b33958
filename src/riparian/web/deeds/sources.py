"""Sources: whom each knows."""

from dataclasses import dataclass
from typing import ClassVar

from riparian.web.deeds.deed import found_in
from riparian.web.reader import Condition, Reader


@dataclass(frozen=True, slots=True)
class KnownTo:
    """A source knows them by an identifier of its own."""

    source: str
    kind: ClassVar[str] = "known"

    def where(self, tables: Reader) -> list[Condition]:
        """By their identifiers."""
        return [found_in("person_sources", ("source", "=", self.source))]

    def says(self) -> str:
        """`are known to shop`."""
        return f"are known to {self.source}"
