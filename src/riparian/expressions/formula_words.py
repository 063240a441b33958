"""The words that a formula gives by itself: its constants, and what its value maps turn texts into."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from riparian.core.currencies import CURRENCIES, near_currency
from riparian.core.errors import FormulaError
from riparian.core.settings import did_you_mean
from riparian.tables.actions import KINDS

VOCABULARIES: dict[tuple[str, str], tuple[str, ...]] = {
    ("source_events", "kind"): KINDS,
    ("consent_records", "state"): ("granted", "denied", "revoked"),
    ("survey_answers", "scale"): ("nps", "csat", "ces", "text"),
}
"""Columns whose words are Riparian's own, so that a mapping can be wrong about them before a row is read."""
_ONE_OF_THEIR_VALUES = ("coalesce", "first", "min", "max", "trim")
"""Functions that give one of their values as it is."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, and the value map that has it; empty: it stands in the formula."""

    word: str
    value_map: str = ""


def words_of(formula: str, values: Mapping[str, Mapping[str, str]]) -> tuple[Word, ...]:
    """Every word that a formula may give and that no file has to say; none where it cannot be read.

    >>> [one.word for one in words_of("'order' if paid else value_map(event, 'kind')", {"kind": {"p": "view"}})]
    ['order', 'view']
    """
    try:
        return tuple(_words(ast.parse(formula.strip(), mode="eval").body, values))
    except (SyntaxError, RecursionError, ValueError):
        return ()


def _words(node: ast.expr, values: Mapping[str, Mapping[str, str]]) -> Iterator[Word]:
    match node:
        case ast.Constant(value=str(word)):
            yield Word(word)
        case ast.IfExp(body=body, orelse=orelse):
            yield from _words(body, values)
            yield from _words(orelse, values)
        case ast.Call(func=ast.Name(id="value_map"), args=[_, ast.Constant(value=str(name))]):
            yield from (Word(word, name) for word in dict.fromkeys(values.get(name, {}).values()))
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in _ONE_OF_THEIR_VALUES:
            for argument in arguments:
                yield from _words(argument, values)


def unknown_words(
    table: str, formulas: Mapping[str, object], values: Mapping[str, Mapping[str, str]]
) -> Iterator[FormulaError]:
    """Words that the formulas of a table or their value maps give and that no column of this name can hold."""
    for column, formula in formulas.items():
        known = CURRENCIES if column == "currency" else VOCABULARIES.get((table, column), ())
        if not known:
            continue
        for one in words_of(str(formula), values):
            if one.word in known:
                continue
            place = f"[sources.values.{one.value_map}]" if one.value_map else f"[sources.tables.{table}] {column}"
            yield FormulaError(
                f"{one.word!r} is no {column}",
                where=f"riparian.toml {place}",
                fix=near_currency(one.word) if column == "currency" else did_you_mean(one.word, known),
            )
