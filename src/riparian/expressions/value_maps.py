"""Words of a file that a value map does not name, and that become what its `"*"` says."""

import ast
from collections.abc import Iterable, Iterator

import ibis

from riparian.expressions.formula import Reading, read_formula

MOST = 20
"""Words that are told by name; the rows of further ones are added up."""


def unnamed_words(formulas: Iterable[tuple[str, str]], reading: Reading) -> ibis.Table | None:
    """`value_map`, `word` and `rows`: how many rows hold each word that only the `"*"` of a value map takes.

    The most frequent words of a map have a row each; `word` is null for all others together. None where no formula
    calls a map that has a `"*"`.

    Args:
        formulas: each with the condition of the rows that it is about; empty for all rows.
        reading: what they are read against.

    Raises:
        FormulaError: a formula cannot be read.
    """
    calls = dict.fromkeys((name, of, where) for formula, where in formulas for name, of in _calls(formula))
    found = [_of_call(name, of, where, reading) for name, of, where in calls if "*" in reading.values.get(name, {})]
    return ibis.union(*found) if len(found) > 1 else found[0] if found else None


def _calls(formula: str) -> Iterator[tuple[str, str]]:
    """The value maps that a formula calls, and what each is called with; none where it cannot be read."""
    try:
        parts = list(ast.walk(ast.parse(formula.strip(), mode="eval")))
    except (SyntaxError, RecursionError, ValueError):
        return
    for part in parts:
        match part:
            case ast.Call(func=ast.Name(id="value_map"), args=[of, ast.Constant(value=str(name))]):
                yield name, ast.unparse(of)


def _of_call(name: str, of: str, where: str, reading: Reading) -> ibis.Table:
    place = f"[sources.values.{name}]"
    rows = reading.rows
    if where:
        rows = rows.filter(read_formula(where, reading, where=place).value)
    word = read_formula(of, Reading(rows, reading.time_zone, reading.values), where=place).value
    named = [one for one in reading.values[name] if one != "*"]
    words = rows.select(word=word.cast("string"))
    words = words.filter(words.word.notnull(), *([~words.word.isin(named)] if named else []))
    counted = words.group_by("word").agg(rows=words.count())
    rank = ibis.row_number().over(order_by=[counted.rows.desc(), counted.word])
    told = counted.select(word=ibis.ifelse(rank < MOST, counted.word, ibis.null("string")), rows=counted.rows)
    added = told.group_by("word").agg(rows=told.rows.sum().cast("int64"))
    return added.select(value_map=ibis.literal(name), word=added.word, rows=added.rows)
