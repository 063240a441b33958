"""Row: the promise a table makes; Table[Row]: an expression that makes it."""

from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, ClassVar, TypeVar, Union, get_args, get_origin, get_type_hints

import ibis
from typing_extensions import TypeAliasType

from riparian.core.columns import Column


class Row:
    """One row of a table: columns are annotations, never instantiated.

    `table` names the table; `key` are the columns that tell rows apart; `bucket` is the person column by whose value
    the rows lie in buckets (empty for tables that are not per person); `sorted_by` is the order in which rows are
    written; `happened` is the instant or day by which an as-of date cuts source rows; `versioned` marks source tables
    where a later export replaces the row of the same key, or, where `told_with` names columns, all rows that agree in
    them; `begins_once` marks those of which the earliest telling says when it happened; `stays` names columns of these
    (of no other) that a later telling changes only if it says something, in groups of which the first column tells
    whether it does;
    `grows` marks a table whose rows are only ever added to, so that what was derived from earlier rows still stands.
    """

    table: ClassVar[str] = ""
    key: ClassVar[tuple[str, ...]] = ()
    bucket: ClassVar[str] = ""
    sorted_by: ClassVar[tuple[str, ...]] = ()
    happened: ClassVar[str] = ""
    versioned: ClassVar[bool] = False
    told_with: ClassVar[tuple[str, ...]] = ()
    begins_once: ClassVar[bool] = False
    stays: ClassVar[tuple[tuple[str, ...], ...]] = ()
    grows: ClassVar[bool] = False


R = TypeVar("R", bound=Row)
Table = TypeAliasType("Table", Annotated[ibis.Table, R], type_params=(R,))


@dataclass(frozen=True, slots=True)
class Promise:
    """One column of a row class: what it promises and whether it may be null."""

    name: str
    column: Column
    nullable: bool


_READ: dict[type[Row], tuple[Promise, ...]] = {}
"""What was read of row classes: their hints do not change, and reading them takes long."""


def promises(row: type[Row]) -> tuple[Promise, ...]:
    """The columns of a row class, in the order they are written (those of a parent class first)."""
    if row not in _READ:
        hints = get_type_hints(row, include_extras=True).items()
        _READ[row] = tuple(_promise(name, hint, row) for name, hint in hints if get_origin(hint) is not ClassVar)
    return _READ[row]


def _promise(name: str, hint: object, row: type[Row]) -> Promise:
    nullable = False
    if get_origin(hint) in (Union, UnionType):
        arms = [arm for arm in get_args(hint) if arm is not NoneType]
        nullable, hint = True, arms[0]
    columns = [part for part in getattr(hint, "__metadata__", ()) if isinstance(part, Column)]
    if not columns:
        raise TypeError(f"{row.__name__}.{name} has no kind of column; use one of riparian.core.columns")
    return Promise(name, columns[0], nullable)


def published(row: type[Row]) -> tuple[Promise, ...]:
    """The columns of the published table: all but identifiers, which landing turns into keys."""
    return tuple(promise for promise in promises(row) if not promise.column.identifies)


def later_instants(row: type[Row]) -> tuple[str, ...]:
    """The columns that say when more happened to a source row, later than the row itself."""
    return tuple(
        promise.name
        for promise in published(row)
        if row.happened and promise.column.dtype == "timestamp(6)" and promise.nullable and promise.name != row.happened
    )


def mapped(row: type[Row]) -> tuple[Promise, ...]:
    """The columns a preset's mapping gives: all but those that landing adds."""
    return tuple(promise for promise in promises(row) if not promise.column.landed)


def schema_of(row: type[Row]) -> ibis.Schema:
    """The schema of the published table. Columns that may not be null are declared so only in `promises`."""
    return ibis.schema({promise.name: promise.column.dtype for promise in published(row)})


def mapped_schema_of(row: type[Row]) -> ibis.Schema:
    """The schema of what a preset's mapping gives for this row class."""
    return ibis.schema({promise.name: promise.column.mapped_dtype for promise in mapped(row)})


def unbound(row: type[R]) -> Table[R]:
    """The table of a row class as an unbound expression, under its published name."""
    return ibis.table(schema_of(row), name=row.table)


def promised(expression: ibis.Table, row: type[R]) -> Table[R]:
    """The columns of `row`, in order and cast to their types: the last line of every derivation."""
    return expression.select(**{name: expression[name].cast(dtype) for name, dtype in schema_of(row).items()})
