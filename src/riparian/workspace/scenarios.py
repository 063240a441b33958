"""Scenarios of a workspace: read from a file, kept in the ledger, as rows of `scenarios` and `band_changes`."""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from riparian.core.entries import Refused
from riparian.core.errors import SettingsError, SeveralErrors
from riparian.decisions.forecast import (
    ScenarioDropped,
    ScenarioSaved,
    Standing,
    decide,
    standing,
    stream_of,
)
from riparian.ledger.ledger import Appended
from riparian.workspace.recording import AS_IT_STANDS, entries_of, recorded
from riparian.workspace.scenario_mistakes import mistakes_of


def scenario_in(file: Path) -> ScenarioSaved:
    """The scenario that a TOML file says: `scenario`, `[[changes]]` to the file and `[[bands]]` to the hourglass.

    Raises:
        SettingsError: the file cannot be read, or has a mistake.
        SeveralErrors: with every mistake.
    """
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"no TOML: {error}", where=str(file)) from error
    except OSError as error:
        raise SettingsError(f"cannot be read: {error.strerror}", where=str(file)) from error
    try:
        return ScenarioSaved.model_validate(said)
    except ValidationError as error:
        wrong = tuple(mistakes_of(error, file, said))
    raise wrong[0] if len(wrong) == 1 else SeveralErrors(wrong)


def scenarios_standing(home: Path) -> dict[str, Standing]:
    """The scenarios that stand, by name, in the order in which they were last saved."""
    return standing(entries_of(home, ScenarioSaved.subject))


def scenarios_of(home: Path) -> list[dict[str, Any]]:
    """What the scenarios that stand in the ledger change of the file, a row for each; none where there is no ledger."""
    return [row for name, one in scenarios_standing(home).items() for row in _rows(name, one, one.saved.changes)]


def band_changes_of(home: Path) -> list[dict[str, Any]]:
    """What they change of the hourglass, a row for each."""
    return [row for name, one in scenarios_standing(home).items() for row in _rows(name, one, one.saved.bands)]


def _rows(name: str, one: Standing, changes: Iterable[BaseModel]) -> Iterator[dict[str, Any]]:
    for position, change in enumerate(changes, 1):
        told = {"scenario": name, "position": position, "decided_on": one.decided_on, "decided_by": one.decided_by}
        yield change.model_dump() | told


def refusal(home: Path, command: ScenarioSaved) -> str:
    """Why a scenario could not be saved; empty where it could. Nothing is written."""
    made = decide(command, scenarios_standing(home))
    return made.reason if isinstance(made, Refused) else ""


def decided(
    home: Path, command: ScenarioSaved | ScenarioDropped, *, by: str, key: str = "", seen: int = AS_IT_STANDS
) -> Appended | Refused:
    """Record a decision on a scenario."""
    stream = stream_of(command.scenario)
    return recorded(
        home, command, lambda known: decide(command, standing(known)), stream=stream, by=by, key=key, seen=seen
    )
