"""Conditions as they are typed: `band >= 3`, `country in GB, DE`, `email contains ana`, `left_at is null`."""

import re
from datetime import date, datetime

import click

from riparian.core.columns import Column
from riparian.core.row import Row, published
from riparian.core.settings import did_you_mean
from riparian.storage.reading import Condition

_SHAPE = re.compile(
    r"\s*(?P<column>\w+)\s*(?:(?P<null>is\s+null|(?:is\s+)?not\s+null)|(?P<sign><=|>=|!=|<>|==|=|<|>)|(?P<word>\bin\b|\bcontains\b))\s*(?P<value>.*?)\s*",
    re.IGNORECASE | re.DOTALL,
)
_SAME = {"==": "=", "<>": "!="}


def condition(text: str, row: type[Row]) -> Condition:
    """A typed condition on a table of `row`.

    Raises:
        click.BadParameter: no condition, no such column, or a value that the column cannot have.
    """
    match = _SHAPE.fullmatch(text)
    if match is None or bool(match["null"]) == bool(match["value"]):
        raise click.BadParameter(f'{text!r} is no condition; write for example "band >= 3" or "left_at is null"')
    kinds = {promise.name: promise.column for promise in published(row)}
    name = match["column"]
    if name not in kinds:
        raise click.BadParameter(f"{row.table} has no column {name!r}; {did_you_mean(name, list(kinds))}")
    if match["null"]:
        return name, "not null" if "not" in match["null"].lower() else "is null", None
    operator = (match["sign"] or match["word"]).lower()
    operator = _SAME.get(operator, operator)
    if operator == "contains":
        return name, operator, _unquoted(match["value"])
    if operator == "in":
        listed = match["value"].strip("()").split(",")
        return name, operator, tuple(_value(name, kinds[name], part) for part in listed)
    return name, operator, _value(name, kinds[name], match["value"])


def _value(name: str, column: Column, text: str) -> object:
    """The text as a value of the column; coded columns are given as text."""
    text = _unquoted(text)
    kind = "string" if column.coded else column.dtype
    try:
        match kind:
            case "int32" | "int64":
                return _whole(name, text, bits=int(kind.removeprefix("int")))
            case "float64":
                return float(text)
            case "boolean":
                return {"true": True, "yes": True, "false": False, "no": False}[text.lower()]
            case "date":
                return date.fromisoformat(text)
            case "timestamp(6)":
                return datetime.fromisoformat(text)
            case _:
                return text
    except (ValueError, KeyError):
        raise click.BadParameter(f"{name} is {kind}, and {text!r} is not") from None


def _whole(name: str, text: str, *, bits: int) -> int:
    number, most = int(text), 2 ** (bits - 1) - 1
    if not -most - 1 <= number <= most:
        raise click.BadParameter(f"{name} holds whole numbers up to {most:,}, and {text} is beyond")
    return number


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
