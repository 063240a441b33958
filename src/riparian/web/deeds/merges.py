"""Merges: whom others of an earlier snapshot were found to be part of, and who was set apart since."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from riparian.core.errors import NotFoundError
from riparian.web.compare import Former
from riparian.web.deeds.deed import Rows, found_in
from riparian.web.merges import parts_since, taken_in
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
        other = self._other(tables)
        if self.how:
            return [found_in("people", *taken_in(tables, other))]
        return [found_in("merged_people", *parts_since(other, tables))]

    def rows(self, tables: Reader) -> Rows | None:
        """The people of the other snapshot; who stands apart here is one of these people."""
        if self.how:
            return None
        former = parts_since(self._other(tables), tables)
        return Rows("merged_people", former, "are", "person of that snapshot", "people of that snapshot")

    def says(self) -> str:
        """`are one with others of snapshot 000006`."""
        if self.how:
            return f"were part of others in snapshot {self.snapshot} and stand apart now"
        return f"are one with others of snapshot {self.snapshot}"

    def _other(self, tables: Reader) -> Reader:
        if isinstance(tables, Former):
            what = f"who was part of whom is told between snapshot {self.snapshot} and the one that is shown."
            raise NotFoundError(what, where="did", fix="Leave it out.")
        return tables if self.snapshot == tables.snapshot else Former(tables.other(self.snapshot))
