"""Scenarios of a workspace: read from a file, kept in the ledger, as rows of `scenarios`."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from riparian.core.entries import Refused
from riparian.core.errors import SettingsError
from riparian.decisions.forecast import ScenarioChange, ScenarioDropped, ScenarioSaved, decide, standing, stream_of
from riparian.ledger.ledger import Appended, Ledger
from riparian.models.scenario_year import KINDS
from riparian.workspace.corrections import ledger_file


def scenario_in(file: Path) -> ScenarioSaved:
    """The scenario that a TOML file says: `scenario`, and `[[changes]]` of what, segment, factor and reason.

    Raises:
        SettingsError: with every mistake in one sentence.
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
        told = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in error.errors())
        known = f"`scenario` and [[changes]] of {', '.join(ScenarioChange.model_fields)}; what: {', '.join(KINDS)}"
        raise SettingsError(told, where=str(file), fix=known) from None


def scenarios_of(home: Path) -> list[dict[str, Any]]:
    """The scenarios that stand in the ledger of a workspace, a row for each change; none where there is no ledger."""
    file = ledger_file(home)
    if not file.is_file():
        return []
    with Ledger.at(file) as ledger:
        stand = standing(ledger.entries(ScenarioSaved.subject))
    return [
        change.model_dump()
        | {"scenario": name, "position": position, "decided_on": one.decided_on, "decided_by": one.decided_by}
        for name, one in stand.items()
        for position, change in enumerate(one.saved.changes, 1)
    ]


def refusal(home: Path, command: ScenarioSaved) -> str:
    """Why a scenario could not be saved; empty where it could. Nothing is written."""
    file = ledger_file(home)
    if not file.is_file():
        decided = decide(command, {})
    else:
        with Ledger.at(file) as ledger:
            decided = decide(command, standing(ledger.entries(command.subject)))
    return decided.reason if isinstance(decided, Refused) else ""


def decided(home: Path, command: ScenarioSaved | ScenarioDropped, *, by: str) -> Appended | Refused:
    """Record a decision on a scenario."""
    with Ledger.at(ledger_file(home)) as ledger:
        stream = stream_of(command.scenario)
        version = ledger.version(stream)
        made = decide(command, standing(ledger.entries(command.subject)))
        if isinstance(made, Refused):
            return made
        now = datetime.now(UTC).replace(tzinfo=None)
        return ledger.append(stream, made, expected_version=version, key=f"{stream} {version}", at=now, by=by)
