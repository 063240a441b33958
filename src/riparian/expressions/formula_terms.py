"""The parts of a formula: an expression, its kind, and whether it is about a row or about a group of rows."""

from dataclasses import dataclass, replace
from typing import Literal, Self

import ibis

Kind = Literal["text", "number", "flag", "day", "clock", "instant", "nothing"]
"""`clock` is a timestamp without a zone as a file has it; `instant` is one in UTC; `nothing` is `None`."""
Level = Literal["constant", "row", "group"]

_READ_BY = {"number": "number(…)", "text": "text(…)", "instant": "instant(…)", "day": "day(…)"}


class Wrong(Exception):  # noqa: N818  a part of a formula that is wrong; told on as a FormulaError with its place
    """Something in a formula is wrong."""

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what)
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a formula."""

    value: ibis.Value
    kind: Kind
    level: Level
    summed: tuple[ibis.Value, ...] = ()
    """What `sum(…)` adds up: a row in which it is null cannot be used."""

    def must_be(self, kind: Kind, by: str) -> Self:
        """This term, if it is of that kind; `None` is of every kind.

        Raises:
            Wrong: it is of another kind.
        """
        if self.kind == kind:
            return self
        if self.kind == "nothing":
            return replace(self, kind=kind, value=ibis.null(_TYPES[kind]))
        raise Wrong(f"{by} needs {_said(kind)}, and this is {_said(self.kind)}", fix=_how(kind))

    def with_value(self, value: ibis.Value) -> Self:
        """The same with another value."""
        return replace(self, value=value)


_TYPES: dict[Kind, str] = {
    "text": "string", "number": "float64", "flag": "boolean", "day": "date", "clock": "timestamp(6)",
    "instant": "timestamp(6)", "nothing": "string",
}  # fmt: skip


def constant(value: object) -> Term:
    """The term of a constant.

    Raises:
        Wrong: formulas have no such constants.
    """
    match value:
        case bool():
            return Term(ibis.literal(value), "flag", "constant")
        case int() if abs(value) < 2**63:
            return Term(ibis.literal(value, "int64"), "number", "constant")
        case float():
            return Term(ibis.literal(value, "float64"), "number", "constant")
        case str():
            return Term(ibis.literal(value), "text", "constant")
        case None:
            return Term(ibis.null("string"), "nothing", "constant")
    raise Wrong(f"{value!r} is no constant of the language")


def kind_of_column(value: ibis.Value) -> Kind:
    """The kind of a column of a file."""
    kind = value.type()
    if kind.is_numeric():
        return "number"
    if kind.is_boolean():
        return "flag"
    if kind.is_date():
        return "day"
    return "clock" if kind.is_timestamp() else "text"


def highest(*terms: Term) -> Level:
    """What a combination of these is about.

    Raises:
        Wrong: one is about a row and another about a group of rows.
    """
    levels = {term.level for term in terms}
    if {"row", "group"} <= levels:
        raise Wrong(
            "a value of one row stands beside one of all rows", fix="put the other into first(…), min(…) or sum(…) too"
        )
    return "group" if "group" in levels else "row" if "row" in levels else "constant"


def _said(kind: Kind) -> str:
    return {"flag": "a yes or no", "instant": "an instant", "clock": "a timestamp", "nothing": "None"}.get(
        kind, f"a {kind}"
    )


def _how(kind: Kind) -> str:
    return f"write {_READ_BY[kind]}" if kind in _READ_BY else ""
