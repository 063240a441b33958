"""What a condition of a mapping asks about, so that it can be told which of it a row does not say."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import ibis

from riparian.expressions.formula import Reading, read_formula
from riparian.expressions.text import column_name


@dataclass(frozen=True, slots=True)
class Operand:
    """A part of a condition without which it cannot be told, and the columns of the file that it reads."""

    formula: str
    columns: tuple[str, ...]


def operands_of(condition: str) -> tuple[Operand, ...]:
    """The parts that a condition compares or asks yes or no of, in order, each once; not those it asks for `None`.

    >>> [(one.formula, one.columns) for one in operands_of("number(total) >= 0 and kind is not None")]
    [('number(total)', ('total',))]
    """
    try:
        found = [
            Operand(ast.unparse(node), _columns(node))
            for node in _parts(ast.parse(condition.strip(), mode="eval").body)
        ]
    except (SyntaxError, RecursionError, ValueError):
        return ()
    return tuple(dict.fromkeys(one for one in found if one.columns))


def unread(condition: str, reading: Reading) -> Iterator[tuple[ibis.Value, ibis.Value]]:
    """For each part of a condition whether a row does not say it, and the sentence that tells its columns' values."""
    for operand in operands_of(condition):
        value = read_formula(operand.formula, reading, where=condition).value
        said: ibis.Value = ibis.literal(f"where: {operand.formula} cannot be read, ")
        for number, name in enumerate(operand.columns):
            text = reading.rows[name].cast("string").fill_null("").strip()
            told = ibis.ifelse(text == "", f"{name} is empty", ibis.literal(f"{name} is '") + text + "'")
            said = said + (" and " if number else "") + told
        yield value.isnull(), said


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.BoolOp(values=parts):
            for part in parts:
                yield from _parts(part)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _parts(operand)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            for part in (test, body, orelse):
                yield from _parts(part)
        case ast.Compare(comparators=[ast.Constant(value=None)]):
            return
        case ast.Compare(left=left, ops=ops, comparators=others):
            yield left
            yield from (other for op, other in zip(ops, others, strict=True) if not isinstance(op, ast.In | ast.NotIn))
        case _:
            yield node


def _columns(node: ast.expr) -> tuple[str, ...]:
    functions = {id(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)}
    named: list[str] = []
    for one in ast.walk(node):
        match one:
            case ast.Name(id=name) if id(one) not in functions:
                named.append(name)
            case ast.Call(func=ast.Name(id="column"), args=[ast.Constant(value=str(header))]):
                named.append(column_name(header))
    return tuple(dict.fromkeys(named))
