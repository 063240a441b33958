"""What is wrong in a scenario file, in the words of who wrote it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from riparian.core.errors import SettingsError
from riparian.core.settings import did_you_mean
from riparian.decisions.forecast import BandChange, ScenarioChange, ScenarioSaved
from riparian.models.scenario_year import KINDS

_ENTRIES: Final[dict[str, type[BaseModel]]] = {"changes": ScenarioChange, "bands": BandChange}
_MEANT: Final = {
    "what": f"one of {', '.join(KINDS)}",
    "segment": 'an action segment, such as "Average", or "all"',
    "factor": "a number above 0 and at most 100: 1.1 is ten per cent more",
    "reason": "a sentence in quotes: where the factor comes from",
    "move": 'two places of the hourglass: "like -> trust"',
    "scenario": "a name in quotes, of at most 80 characters",
    "changes": "entries: write [[changes]] with two brackets",
    "bands": "entries: write [[bands]] with two brackets",
}
"""What each field of a scenario file is to be."""


def mistakes_of(error: ValidationError, file: Path, said: dict[str, Any]) -> Iterator[SettingsError]:
    """Each mistake of a scenario file: what, in which entry (counted from 1), and what is meant there."""
    for one in error.errors(include_context=False, include_url=False):
        loc = one["loc"]
        entry, number = (str(loc[0]), loc[1]) if len(loc) > 1 else ("", 0)
        place = f"{file} [[{entry}]] {int(number) + 1}" if entry else str(file)
        field = str(loc[-1]) if loc and not isinstance(loc[-1], int) else entry
        known = _ENTRIES.get(entry, ScenarioSaved).model_fields
        meant = f"{field} is {_MEANT[field]}" if field in _MEANT else ""
        match one["type"]:
            case "extra_forbidden":
                yield SettingsError(f"there is no {field!r}", where=place, fix=did_you_mean(field, [*known]))
            case "missing":
                yield SettingsError(f"{field} is missing", where=place, fix=meant)
            case "value_error":
                told = one["msg"].removeprefix("Value error, ")
                yield SettingsError(told, where=place, fix=meant or f"the file says {', '.join(said) or 'nothing'}")
            case "literal_error":
                near = did_you_mean(str(one["input"]), KINDS)
                yield SettingsError(f"{field} is {one['input']!r}", where=place, fix=near)
            case _:
                yield SettingsError(f"{field} is {one['input']!r}", where=place, fix=meant)
