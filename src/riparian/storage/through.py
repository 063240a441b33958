"""Conditions that look in another table, of the same snapshot or of one beside it, as query text."""

from collections.abc import Callable, Collection, Sequence
from typing import Final

from riparian.core.errors import SettingsError
from riparian.storage.conditions import Condition
from riparian.storage.sql import named

_LOOKING = {"found in": "IN", "not found in": "NOT IN"}
"""Operators that look for a value, as the engine writes them."""
_COMPARING = {"after any": "EXISTS", "after none": "NOT EXISTS"}
"""Those that compare with what the same person has there."""
_UNTIL = "any until"
"""The one that looks between two columns for what the same person has there."""
LOOKED_THROUGH: Final = (*_LOOKING, *_COMPARING, _UNTIL)
"""Operators whose value names another table."""

Ask = Callable[[str, Sequence[str], Sequence[Condition]], str]
"""The query for columns of a table under conditions."""


def looks_in(conditions: Sequence[Condition]) -> set[str]:
    """The ids of the other snapshots that conditions look in, at any depth."""
    found: set[str] = set()
    for _, operator, value in conditions:
        if operator in LOOKED_THROUGH and isinstance(value, tuple) and len(value) > 1:
            found |= looks_in(value[1]) | {one for one in value[3:] if operator in _LOOKING and one}
    return found


def through(condition: Condition, *, ask: Ask, beside: Callable[[str], Ask]) -> str:
    """A condition on another table; `ask` reads the same snapshot, `beside` one by its id.

    Raises:
        SettingsError: the value is not what the operator takes.
    """
    operator = condition[1]
    if operator in _LOOKING:
        return _found_in(condition, ask, beside)
    return _until(condition, ask) if operator == _UNTIL else _after(condition, ask)


def asked_of(condition: Condition) -> tuple[str, list[str], list[Condition]]:
    """What is asked of the table in which a value is looked for: its name, one column of it, and conditions.

    Raises:
        SettingsError: the value is not what the operator takes.
    """
    name, operator, value = condition
    if not isinstance(value, tuple) or len(value) not in (2, 3, 4):
        raise SettingsError(f"{operator} takes a table and its conditions", fix='("buyers", [("orders", ">", 1)])')
    table, where = value[:2]
    there = value[2] if len(value) > 2 else name
    # A null among them would make nothing surely missing.
    return table, [there], [*where, (there, "not null", None)]


def list_of(table: str, key: Sequence[str], names: Collection[str], where: Sequence[Condition]) -> Condition | None:
    """The condition that a key is on a list of the table's own, found once, where nothing else is asked of its rows."""
    if set(names) != set(key) or len(key) != 1 or any(operator == "either" for _, operator, _ in where):
        return None
    for one in where:
        _, operator, value = one
        here = isinstance(value, tuple) and len(value) == 2 and value[0] == table
        if operator == "found in" and here and looks_in([one]):
            return one
    return None


def _found_in(condition: Condition, ask: Ask, beside: Callable[[str], Ask]) -> str:
    """Its rows with the same value in the column of that name, or of one named, perhaps in another snapshot."""
    name, operator, value = condition
    table, there, known = asked_of(condition)
    snapshot = value[3] if isinstance(value, tuple) and len(value) > 3 else ""
    return f"{named(name)} {_LOOKING[operator]} ({(beside(snapshot) if snapshot else ask)(table, there, known)})"


def _after(condition: Condition, ask: Ask) -> str:
    """Whether any of what the same person has in another table is earlier."""
    name, operator, value = condition
    if not isinstance(value, tuple) or len(value) != 3:
        raise SettingsError(
            f"{operator} takes a table, its conditions and a column", fix='("standings", [], "first_order_at")'
        )
    table, where, there = value
    theirs = ask(table, ["person_key", there], where)
    return f"{_COMPARING[operator]} {_theirs(theirs, there, f'< found.{named(name)}')}"


def _until(condition: Condition, ask: Ask) -> str:
    """Whether any of what the same person has in another table lies between two columns."""
    name, operator, value = condition
    if not isinstance(value, tuple) or len(value) != 4:
        raise SettingsError(
            f"{operator} takes a table, its conditions, a column of it and one of this table",
            fix='("touchpoints", [], "occurred_at", "last_touch_at")',
        )
    table, where, there, until = value
    theirs = ask(table, ["person_key", there], where)
    return f"EXISTS {_theirs(theirs, there, f'BETWEEN found.{named(name)} AND found.{named(until)}')}"


def _theirs(theirs: str, there: str, compared: str) -> str:
    """Rows of the same person of which a column compares so, as a subquery."""
    same = f"theirs.person_key = found.person_key AND theirs.{named(there)} {compared}"
    return f"(SELECT 1 FROM ({theirs}) AS theirs WHERE {same})"
