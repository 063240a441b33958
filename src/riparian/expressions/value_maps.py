"""Words of a file that a value map does not name, and that become what its `"*"` says."""

import ast
from collections.abc import Iterable, Iterator

import ibis

from riparian.expressions.formula import Reading, read_formula

MOST = 20
"""Words that are told by name; the rows of further ones are added up."""


def unnamed_words(formulas: Iterable[tuple[str, str]], reading: Reading) -> ibis.Table | None:
    """`value_map`, `word` and `rows`: how many rows hold each word that only the `"*"` of a value map takes.

    The most frequent words of a map have a row each; `word` is null for all others together. A map that is called with
    the first, least or greatest of a group is taken to be called with each row of it. None where no formula calls a map
    that has a `"*"` with what a row holds.

    Args:
        formulas: each with the condition of the rows that it is about; empty for all rows.
        reading: what they are read against.

    Raises:
        FormulaError: a formula cannot be read.
    """
    calls = dict.fromkeys((name, of, where) for formula, where in formulas for name, of in _calls(formula))
    held = [_held(name, of, where, reading) for name, of, where in calls if "*" in reading.values.get(name, {})]
    found = [one for one in held if one is not None]
    if not found:
        return None
    # A row that two calls of a map read the same word of holds it once.
    words = ibis.union(*found, distinct=True) if len(found) > 1 else found[0]
    counted = words.group_by("value_map", "word").agg(rows=words.count())
    of_map = ibis.window(group_by=counted.value_map, order_by=[counted.rows.desc(), counted.word])
    rank = ibis.row_number().over(of_map)
    told = counted.select(
        "value_map", word=ibis.ifelse(rank < MOST, counted.word, ibis.null("string")), rows=counted.rows
    )
    added = told.group_by("value_map", "word").agg(rows=told.rows.sum().cast("int64"))
    return added.select("value_map", "word", "rows")


def _calls(formula: str) -> Iterator[tuple[str, str]]:
    """The value maps that a formula calls, and what each is called with; none where it cannot be read."""
    try:
        parts = list(ast.walk(ast.parse(formula.strip(), mode="eval")))
    except (SyntaxError, RecursionError, ValueError):
        return
    for part in parts:
        match part:
            case ast.Call(func=ast.Name(id="value_map"), args=[of, ast.Constant(value=str(name))]):
                yield name, ast.unparse(_OfRows().visit(of))


def _held(name: str, of: str, where: str, reading: Reading) -> ibis.Table | None:
    """`value_map`, `word` and `line`: the words without a name that rows hold; None where no single row holds them."""
    place = f"[sources.values.{name}]"
    rows = reading.rows
    if where:
        rows = rows.filter(read_formula(where, reading, where=place).value)
    word = read_formula(of, Reading(rows, reading.time_zone, reading.values), where=place)
    if word.level != "row":
        return None
    named = [one for one in reading.values[name] if one != "*"]
    words = rows.select(value_map=ibis.literal(name), word=word.value.cast("string"), line=rows.line)
    return words.filter(words.word.notnull(), *([~words.word.isin(named)] if named else []))


class _OfRows(ast.NodeTransformer):
    """Of which rows a formula about a group takes its words: `first(event)` is `event`."""

    def visit_Call(self, call: ast.Call) -> ast.expr:
        self.generic_visit(call)
        match call:
            case ast.Call(func=ast.Name(id="first" | "min" | "max"), args=[of]):
                return of
        return call
