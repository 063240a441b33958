"""A derivation, read from its signature: what it reads, what it makes, what can be set, what it asks for."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args, get_origin, get_type_hints

import ibis

from riparian.core.doors import Gather, Settle
from riparian.core.durations import AsOf, Seed
from riparian.core.errors import DerivationError
from riparian.core.row import Row, Table
from riparian.core.settings import Settings

DOORS: dict[str, object] = {"as_of": AsOf, "seed": Seed, "gather": Gather, "settle": Settle}
"""Arguments that are no tables, by name, and the type they must have."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """A function that makes one table. `asks` names the doors, clocks and seeds among its arguments."""

    name: str
    function: Callable[..., ibis.Table]
    makes: type[Row]
    reads: dict[str, type[Row]]
    settings: type[Settings] | None
    asks: frozenset[str]
    per_person: bool
    at_once: bool = False
    """Of one that looks at one person at a time: whether it is for everybody in one go."""
    per_cluster: bool = False
    """Whether it says whose identifiers are, of those that links join at a time."""

    @property
    def where(self) -> str:
        """File of the derivation, for messages."""
        return f"{self.function.__module__}.{self.name}"


def row_of(hint: object) -> type[Row] | None:
    """The row class R of a `Table[R]` annotation, or None for any other annotation."""
    if get_origin(hint) is not Table:
        return None
    (row,) = get_args(hint)
    return row if isinstance(row, type) and issubclass(row, Row) else None


def derivation_of(function: Callable[..., ibis.Table]) -> Derivation:
    """Read a derivation from its signature.

    Raises:
        DerivationError: it makes no table, is not named after the table it makes, or takes an argument that is neither
            a table of the dictionary, its settings, nor one of `as_of`, `seed`, `gather`, `settle`.
    """
    hints = get_type_hints(function, include_extras=True)
    where = f"{function.__module__}.{function.__name__}"
    makes = row_of(hints.pop("return", None))
    if makes is None:
        raise DerivationError("a derivation must return Table[…]", where=where)
    if makes.table != function.__name__:
        raise DerivationError(
            f"{function.__name__} makes {makes.__name__}, whose table is {makes.table!r}",
            where=where,
            fix=f"name the function {makes.table}",
        )
    reads: dict[str, type[Row]] = {}
    settings: type[Settings] | None = None
    asks: set[str] = set()
    for name in inspect.signature(function).parameters:
        hint = hints.get(name)
        row = row_of(hint)
        if row is not None:
            if row.table != name:
                raise DerivationError(
                    f"argument {name!r} is Table[{row.__name__}]", where=where, fix=f"name it {row.table}"
                )
            reads[name] = row
        elif isinstance(hint, type) and issubclass(hint, Settings):
            settings = hint
        elif DOORS.get(name) is hint and hint is not None:
            asks.add(name)
        else:
            raise DerivationError(
                f"argument {name!r} is {hint}",
                where=where,
                fix="take Table[…], a Settings class, or as_of: AsOf, seed: Seed, gather: Gather, settle: Settle",
            )
    return Derivation(
        name=function.__name__,
        function=function,
        makes=makes,
        reads=reads,
        settings=settings,
        asks=frozenset(asks),
        per_person=bool(getattr(function, "per_person", False)),
        at_once=bool(getattr(function, "at_once", False)),
        per_cluster=bool(getattr(function, "per_cluster", False)),
    )


def call(
    derivation: Derivation, *, tables: dict[str, Any], settings: Settings | None, doors: dict[str, Any]
) -> ibis.Table:
    """The expression a derivation makes of these tables."""
    arguments: dict[str, Any] = {name: tables[name] for name in derivation.reads}
    if derivation.settings is not None:
        name = next(name for name, hint in get_type_hints(derivation.function).items() if hint is derivation.settings)
        arguments[name] = settings if settings is not None else derivation.settings()
    arguments |= {name: doors[name] for name in derivation.asks}
    return derivation.function(**arguments)
