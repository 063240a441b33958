"""Conditions and orders of readers, as query text."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from riparian.core.errors import SettingsError
from riparian.storage.sql import named, quoted

Condition = tuple[str, str, object]
"""Column, operator, value. Operators: `=`, `!=`, `<`, `<=`, `>`, `>=`, `not <` (at least so large, or null), `not <=`
(larger, or null), `in`, `contains`, `matches` (the whole text, a regular expression), `is null`, `not null`, and `found
in`: a row of another table has the same value in its column of that name, `not found in`: none has; `value` is that
table, its own conditions and, where its column has another name or the table is of another snapshot, that name and the
id of the snapshot, which its conditions are then of. `after any`: a row of another table, of the same person, has
something earlier in a column, `after none`: none has; `value` is that table, its own conditions and that column. `any
until`: a row of another table, of the same person, has something in a column from this one on until another of this
table; `value` is that table, its own conditions, that column and that other one. `either`: one of several lists of
conditions holds; `value` is these lists, none of which looks in another table, and the column one that they name."""

_COMPARES = ("=", "!=", "<", "<=", ">", ">=")
_OR_NULL = ("not <", "not <=")
_OPERATORS = (*_COMPARES, *_OR_NULL, "in", "contains", "matches", "is null", "not null")


@dataclass(frozen=True, slots=True)
class Coded:
    """The columns of a table that hold codes of labels, the FROM item of those labels, and how to look codes up."""

    columns: frozenset[str]
    labels: str
    codes: Callable[[Collection[str]], list[int]]
    """The codes of those of some texts that are labels."""

    def tested(self, condition: Condition) -> str:
        """A condition as text; of a coded column it is one on the label, and nulls never fulfil it."""
        name, operator, value = condition
        if operator == "either":
            each = " OR ".join(f"({all_hold(one, self)})" for one in value) if isinstance(value, list) else ""
            return f"({each or 'false'})"
        if operator not in _OPERATORS:
            raise SettingsError(f"no operator {operator!r}", fix=f"known are: {', '.join(_OPERATORS)}")
        if operator in ("is null", "not null"):
            return f"{named(name)} IS {'NOT ' if operator == 'not null' else ''}NULL"
        if name not in self.columns:
            return _compared(named(name), operator, value)
        if operator in ("=", "!=", "in"):
            # Codes as constants let the engine leave out row groups, which a lookup within the query would not.
            found = self.codes([str(one) for one in listed(value) if one is not None])
            if operator == "!=":
                other = f" AND {named(name)} <> {found[0]}" if found else ""
                return "false" if value is None else f"({named(name)} IS NOT NULL{other})"
            return f"{named(name)} IN ({', '.join(map(str, found)) or 'NULL'})"
        chosen = f"SELECT label_key FROM {self.labels} WHERE {_compared('label', operator, value)}"
        held = f"{named(name)} IN ({chosen})"
        return f"({held} OR {named(name)} IS NULL)" if operator in _OR_NULL else held

    def ordered(self, name: str) -> str:
        """A column to order by, `-name` the largest first; nulls last, and labels by their text."""
        plain = name.lstrip("-")
        column = named(plain)
        if plain in self.columns:
            column = f"(SELECT label FROM {self.labels} AS words WHERE words.label_key = found.{column})"
        return f"{column} {'DESC' if name.startswith('-') else 'ASC'} NULLS LAST"


def all_hold(conditions: Sequence[Condition], coded: Coded) -> str:
    """Conditions that hold at once, as text.

    Raises:
        SettingsError: an operator that there is not.
    """
    return " AND ".join(map(coded.tested, conditions)) or "true"


def _compared(column: str, operator: str, value: object) -> str:
    """A comparison with a constant, which the engine reads as the type of what it is compared with."""
    if operator == "contains":
        return f"contains(lower(CAST({column} AS VARCHAR)), lower({quoted(str(value))}))"
    if operator == "matches":
        return f"regexp_full_match(CAST({column} AS VARCHAR), {quoted(str(value))})"
    if operator in _OR_NULL:
        return f"({column} {operator.removeprefix('not ')} {_constant(value)}) IS NOT TRUE"
    if operator == "in":
        return f"{column} IN ({', '.join(map(_constant, listed(value))) or 'NULL'})"
    return f"{column} {'<>' if operator == '!=' else operator} {_constant(value)}"


def listed(value: object) -> Collection[object]:
    """The values that a condition names."""
    return value if isinstance(value, list | tuple | set | frozenset) else [value]


def _constant(value: object) -> str:
    return "NULL" if value is None else quoted(str(value))
