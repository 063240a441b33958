"""Formulas: what a mapping in TOML says a column is, in the syntax of Python expressions.

`first_name + ' ' + last_name`, `number(price) * number(quantity) if kind == 'sale' else 0`, `instant(created,
'%d/%m/%Y')`, `country in ('DE', 'AT')`, `note is None`. Names are columns of the file in their normal form;
`column("Order Date")` is one by its header. Texts, numbers, `True`, `False` and `None` are constants; functions come
from a closed list (`riparian.expressions.formula_functions`). Nothing is executed: the text is parsed, checked and
turned into an expression.

Every part has a kind (text, number, flag, day, clock, instant), and kinds never change unasked: a cell of a CSV file is
text until `number(…)` or `instant(…)` reads it. A part is about a row, about a group of rows (`sum(…)`), or constant.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import ibis

from riparian.core.errors import FormulaError
from riparian.core.settings import did_you_mean
from riparian.expressions.formula_functions import FUNCTIONS
from riparian.expressions.formula_terms import Term, Wrong, constant, highest, kind_of_column
from riparian.expressions.text import GIVEN_NAMES, column_name

_LONGEST = 2000
_TEXTS, _ASSIGNS = re.compile(r"'[^']*'|\"[^\"]*\""), re.compile(r"(?<![=!<>])=(?!=)")
_ARITHMETIC: dict[type[ast.operator], Callable[[ibis.Value, ibis.Value], ibis.Value]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: lambda left, right: left.cast("float64") / right.nullif(0),
}  # fmt: skip
_COMPARISONS: dict[type[ast.cmpop], Callable[[ibis.Value, ibis.Value], ibis.Value]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What a formula is read against."""

    rows: ibis.Table
    """The rows of the file, with their `line`."""
    time_zone: str
    """The zone of instants that say none."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Value maps by name."""


def read_formula(text: str, reading: Reading, *, where: str) -> Term:
    """The expression that a formula means for these rows.

    Raises:
        FormulaError: it is no formula of the language, names what is not there, or its kinds do not fit.
    """
    try:
        if len(text) > _LONGEST:
            raise Wrong(f"a formula has at most {_LONGEST} characters")
        return _term(ast.parse(text.strip(), mode="eval").body, reading)
    except (SyntaxError, RecursionError, ValueError) as error:
        told = error.msg if isinstance(error, SyntaxError) else str(error)
        assigns = _ASSIGNS.search(_TEXTS.sub("", text))
        fix = "equal is written ==, as in country == 'DE'" if assigns else "texts stand in quotes: 'GBP'"
        raise FormulaError(f"{text!r} cannot be read: {told}", where=where, fix=fix) from None
    except Wrong as error:
        raise FormulaError(f"{error} in {text!r}", where=where, fix=error.fix) from None


def _term(node: ast.expr, reading: Reading) -> Term:
    match node:
        case ast.Constant(value=value):
            return constant(value)
        case ast.Name(id=name):
            return _column(name, reading)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _call(name, arguments, reading)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            return _arithmetic(op, _term(left, reading), _term(right, reading))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            number = _term(operand, reading).must_be("number", "-")
            return number.with_value(-number.value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            flag = _term(operand, reading).must_be("flag", "not")
            return flag.with_value(~flag.value)
        case ast.BoolOp(op=op, values=parts):
            return _all_or_any(op, [_term(part, reading) for part in parts])
        case ast.Compare(left=left, ops=ops, comparators=others):
            return _comparisons(left, ops, others, reading)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _if_else(_term(test, reading), _term(body, reading), _term(orelse, reading))
    raise Wrong(
        f"{ast.unparse(node)!r} is not part of the language", fix="columns, constants, + - * /, comparisons, calls"
    )


def _column(name: str, reading: Reading) -> Term:
    columns = [column for column in reading.rows.columns if column not in GIVEN_NAMES]
    if name not in columns:
        raise Wrong(f"the file has no column {name!r}", fix=did_you_mean(name, columns))
    value = reading.rows[name]
    return Term(value, kind_of_column(value), "row")


def _call(name: str, arguments: list[ast.expr], reading: Reading) -> Term:
    if name == "column":
        match arguments:
            case [ast.Constant(value=str(header))]:
                return _column(column_name(header), reading)
        raise Wrong("column() takes one header in quotes")
    if name not in FUNCTIONS:
        raise Wrong(f"there is no function {name!r}", fix=did_you_mean(name, [*FUNCTIONS, "column"]))
    return FUNCTIONS[name]([_term(argument, reading) for argument in arguments], reading)


def _arithmetic(op: ast.operator, left: Term, right: Term) -> Term:
    if isinstance(op, ast.Add) and "text" in (left.kind, right.kind):
        both = (left.must_be("text", "+ with a text"), right.must_be("text", "+ with a text"))
        return Term(both[0].value + both[1].value, "text", highest(*both), left.summed + right.summed)
    symbol = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}[type(op)]
    left, right = left.must_be("number", symbol), right.must_be("number", symbol)
    return Term(
        _ARITHMETIC[type(op)](left.value, right.value), "number", highest(left, right), left.summed + right.summed
    )


def _all_or_any(op: ast.boolop, parts: list[Term]) -> Term:
    word, join = ("and", operator.and_) if isinstance(op, ast.And) else ("or", operator.or_)
    value = parts[0].must_be("flag", word).value
    for part in parts[1:]:
        value = join(value, part.must_be("flag", word).value)
    return Term(value, "flag", highest(*parts), sum((part.summed for part in parts), ()))


def _comparisons(left: ast.expr, ops: list[ast.cmpop], others: list[ast.expr], reading: Reading) -> Term:
    found = []
    for op, other in zip(ops, others, strict=True):
        found.append(_comparison(_term(left, reading), op, other, reading))
        left = other
    return _all_or_any(ast.And(), found)


def _comparison(left: Term, op: ast.cmpop, node: ast.expr, reading: Reading) -> Term:
    if isinstance(op, ast.In | ast.NotIn):
        if not isinstance(node, ast.Tuple | ast.List) or not node.elts:
            raise Wrong("after `in` stand constants in brackets", fix="('a', 'b')")
        options = [_term(option, reading).must_be(left.kind, "in") for option in node.elts]
        within = left.value.isin([option.value for option in options])
        return Term(within if isinstance(op, ast.In) else ~within, "flag", highest(left, *options), left.summed)
    right = _term(node, reading)
    if right.kind == "nothing":
        absent = left.value.isnull()
        return Term(absent if isinstance(op, ast.Is | ast.Eq) else ~absent, "flag", left.level, left.summed)
    if type(op) not in _COMPARISONS:
        raise Wrong("`is` is for None only", fix="==")
    right = right.must_be(left.kind, "a comparison")
    return Term(
        _COMPARISONS[type(op)](left.value, right.value), "flag", highest(left, right), left.summed + right.summed
    )


def _if_else(test: Term, body: Term, orelse: Term) -> Term:
    test = test.must_be("flag", "if")
    kind = orelse.kind if body.kind == "nothing" else body.kind
    body, orelse = body.must_be(kind, "if … else"), orelse.must_be(kind, "if … else")
    value = ibis.ifelse(test.value, body.value, orelse.value)
    return Term(value, kind, highest(test, body, orelse), test.summed + body.summed + orelse.summed)
