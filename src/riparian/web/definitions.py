"""Definitions as pages tell them: every table and column of the dictionary."""

from dataclasses import dataclass
from functools import cache
from threading import Lock

from riparian.web.uses import UsedOn, pages_reading
from riparian.workspace.defining import ColumnSaid, Defined, dictionary, subjects, unit_of

_ORDER = ("sources", "landing", "identity", "actions", "hourglass", "ecosystem", "buyers", "customer_value", "items",
          "forensics", "value", "forecast", "planning", "engagement", "experiments", "builds")  # fmt: skip
_KINDS = {
    "string": "text",
    "int32": "whole number",
    "int64": "whole number",
    "float64": "number",
    "boolean": "yes or no",
    "timestamp": "instant",
    "date": "day",
}


_ONE_BY_ONE = Lock()
"""What is told is read off code, and where two threads parse at once CPython may fail: `SystemError: AST constructor
recursion depth mismatch` (3.11)."""


@dataclass(frozen=True, slots=True)
class ColumnDefinition:
    """One column: a metric, or what tells rows apart."""

    name: str
    kind: str
    unit: str
    key: bool
    nullable: bool
    says: str


@dataclass(frozen=True, slots=True)
class Definition:
    """One table."""

    table: str
    subject: str
    grain: str
    says: str
    columns: tuple[ColumnDefinition, ...]
    maker: str
    """Module of the derivation; empty: sources, landing, the ledger or the build make it."""
    made: str
    reads: tuple[str, ...]
    read_by: tuple[str, ...]
    presets: tuple[str, ...]
    used_on: tuple[UsedOn, ...]

    @property
    def in_short(self) -> str:
        """The first sentence of what is said."""
        return self.says.partition("\n\n")[0].partition(". ")[0].rstrip(".") + "." if self.says else self.grain


@cache
def definitions() -> dict[str, Definition]:
    """Every definition by table, subject by subject."""
    with _ONE_BY_ONE:
        return _told()


@cache
def _told() -> dict[str, Definition]:
    order = {subject: place for place, subject in enumerate(_ORDER)}
    told = [_definition(one) for one in dictionary().values()]
    told.sort(key=lambda one: (order.get(one.subject, len(order)), one.table))
    return {one.table: one for one in told}


def subject_says(subject: str) -> str:
    """What the subject's file says of itself."""
    return subjects()[subject]


def _definition(one: Defined) -> Definition:
    return Definition(
        table=one.table,
        subject=one.subject,
        grain=one.grain,
        says=one.says,
        columns=tuple(map(_column, one.columns)),
        maker=one.maker,
        made=one.made,
        reads=one.reads,
        read_by=one.read_by,
        presets=one.presets,
        used_on=pages_reading().get(one.table, ()),
    )


def _column(one: ColumnSaid) -> ColumnDefinition:
    column = one.promise.column
    kind = "text" if column.coded else _KINDS[column.dtype.partition("(")[0]]
    unit = unit_of(column).removesuffix("one of labels").rstrip(", ")
    return ColumnDefinition(one.promise.name, kind, unit, one.key, one.promise.nullable, one.says)
