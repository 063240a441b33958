"""Deed: something people did that a number counts, so that the number can be opened into them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

from riparian.web.reader import Condition, Reader


@dataclass(frozen=True, slots=True)
class Rows:
    """What was counted where it is not people: rows of a table, told as `They made 3 journeys.`"""

    table: str
    where: Sequence[Condition]
    verb: str
    singular: str
    plural: str


class Deed(Protocol):
    """A frozen dataclass of texts, numbers and days: its fields stand in the address in their order."""

    kind: ClassVar[str]
    """The word it begins with in an address."""

    def where(self, tables: Reader) -> list[Condition]:
        """Conditions on a table with a person a row.

        Raises:
            NotFoundError: it names something that there is not.
        """
        ...

    def says(self) -> str:
        """The words that go on from "People who"."""
        ...


@runtime_checkable
class Counted(Protocol):
    """A deed that numbers count by something else than people."""

    def rows(self, tables: Reader) -> Rows:
        """What is counted."""
        ...


def found_in(table: str, *where: Condition) -> Condition:
    """People with a row in a table."""
    return "person_key", "found in", (table, list(where))


def not_found_in(table: str, *where: Condition) -> Condition:
    """People without one."""
    return "person_key", "not found in", (table, list(where))
