"""Merges: whom others of an earlier snapshot were found to be part of, and who was set apart since."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from riparian.core.errors import NotFoundError
from riparian.web import words
from riparian.web.compare import Former
from riparian.web.deeds.deed import Rows, found_in
from riparian.web.merges import MOST, taken_in
from riparian.web.reader import Condition, Reader


@dataclass(frozen=True, slots=True)
class Merged:
    """Turned out to be one with people whom another snapshot tells apart: those are what is counted."""

    snapshot: Annotated[str, Field(min_length=1, max_length=40)]
    how: Literal["set apart"] | None = None
    """The other way about: they were part of somebody there, and stand apart here."""
    kind: ClassVar[str] = "merged"

    def where(self, tables: Reader) -> list[Condition]:
        """By the names that people had there or have here."""
        keys = self._keys(tables)
        return [("person_key", "in", keys)] if self.how else [found_in("merged_people", ("former_key", "in", keys))]

    def rows(self, tables: Reader) -> Rows | None:
        """The people of the other snapshot; who stands apart here is one of these people."""
        if self.how:
            return None
        former: list[Condition] = [("former_key", "in", self._keys(tables))]
        return Rows("merged_people", former, "are", "person of that snapshot", "people of that snapshot")

    def says(self) -> str:
        """`are one with others of snapshot 000006`."""
        if self.how:
            return f"were part of others in snapshot {self.snapshot} and stand apart now"
        return f"are one with others of snapshot {self.snapshot}"

    def _keys(self, tables: Reader) -> list[int]:
        if isinstance(tables, Former):
            what = f"who was part of whom is told between snapshot {self.snapshot} and the one that is shown."
            raise NotFoundError(what, where="did", fix="Leave it out.")
        other: Reader = tables if self.snapshot == tables.snapshot else Former(tables.other(self.snapshot))
        found = taken_in(tables, other) if self.how else taken_in(other, tables)
        if found is None:
            what = f"Who was part of whom is told of up to {words.number(MOST)} people."
            raise NotFoundError(what, where="did", fix="Leave it out.")
        return sorted(found)
