"""Deed: something people did that a number counts, so that the number can be opened into them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, runtime_checkable

from riparian.web.reader import Condition, Reader


@dataclass(frozen=True, slots=True)
class Weight:
    """How much each row counts, by the value of one of its columns."""

    column: str
    where: Sequence[Condition]
    """Which rows, besides those that are counted anyhow."""
    each: Callable[[Any], int]


@dataclass(frozen=True, slots=True)
class Rows:
    """What was counted where it is not people: rows of a table, told as `They made 3 journeys.`"""

    table: str
    where: Sequence[Condition]
    verb: str
    singular: str
    plural: str
    weights: Sequence[Weight] = ()
    """Added up where a row counts for more or less than 1."""
    named_by: tuple[str, str] | None = None
    """Where the rows name no person: their column by which a table does, and that table."""

    def counted(self, tables: Reader, *further: Condition) -> int:
        """How many there are of those who fulfil further conditions too."""
        if self.named_by and further:
            column, whose = self.named_by
            further = ((column, "found in", (whose, list(further))),)
        where = [*self.where, *further]
        if not self.weights:
            return tables.count(self.table, where=where)
        return sum(
            weight.each(value) * rows
            for weight in self.weights
            for value, rows in tables.counts(self.table, by=weight.column, where=[*where, *weight.where]).items()
        )


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

    def rows(self, tables: Reader) -> Rows | None:
        """What is counted; None: here it is people after all."""
        ...


def found_in(table: str, *where: Condition) -> Condition:
    """People with a row in a table."""
    return "person_key", "found in", (table, list(where))


def not_found_in(table: str, *where: Condition) -> Condition:
    """People without one."""
    return "person_key", "not found in", (table, list(where))
