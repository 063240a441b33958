"""The words that a formula gives by itself: its constants, and what its value maps turn texts into."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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
