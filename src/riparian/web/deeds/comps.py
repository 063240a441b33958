"""Comps: who belonged to a definition when it was frozen, and who of them bought in the year after."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from riparian.web import words
from riparian.web.deeds.deed import found_in
from riparian.web.reader import Condition, Reader
from riparian.web.years import years_ago


@dataclass(frozen=True, slots=True)
class Belonged:
    """Belonged to a definition at the end of a year; perhaps bought in the year after it."""

    definition: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    frozen_on: date
    again: Literal["again"] | None = None
    kind: ClassVar[str] = "comp"

    def where(self, tables: Reader) -> list[Condition]:
        """By what each definition said of them then."""
        when: Condition = ("years_ago", "=", years_ago(tables.as_of, self.frozen_on))
        again: list[Condition] = [("again", "=", True)] if self.again else []
        return [found_in("comp_people", ("definition", "=", self.definition), when, *again)]

    def says(self) -> str:
        """`belonged to “two orders” on 31 Oct 2025 and bought in the year after`."""
        told = f"belonged to “{self.definition}” on {words.day(self.frozen_on)}"
        return f"{told} and bought in the year after" if self.again else told
