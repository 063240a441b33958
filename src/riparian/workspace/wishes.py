"""Which participants are wanted: kept in the ledger, as rows of `participant_wishes`."""

from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from riparian.core.entries import Refused
from riparian.core.errors import NotFoundError
from riparian.decisions.ecosystem import ParticipantWanted, Standing, WishDropped, decide, standing, stream_of
from riparian.ledger.ledger import Appended, Ledger
from riparian.storage.reading import Published
from riparian.workspace.corrections import ledger_file

_MOST = 1_000_000
_NEAR = 3


def wishes_of(home: Path) -> list[dict[str, Any]]:
    """What stands in the ledger, a row for each participant; none where there is no ledger."""
    return [
        {
            "participant": name,
            "wanted": one.said.wanted,
            "reason": one.said.reason,
            "decided_on": one.decided_on,
            "decided_by": one.decided_by,
        }
        for name, one in _standing(home).items()
    ]


def _standing(home: Path) -> dict[str, Standing]:
    file = ledger_file(home)
    if not file.is_file():
        return {}
    with Ledger.at(file) as ledger:
        return standing(ledger.entries(ParticipantWanted.subject))


def known_participant(tables: Published, name: str) -> str:
    """The name, where a participant of the published snapshot has it.

    Raises:
        NotFoundError: none has; with near names.
    """
    names = [str(row["participant"]) for row in tables.rows("participants", columns=("participant",), limit=_MOST)]
    if name in names:
        return name
    near = get_close_matches(name, names, n=_NEAR, cutoff=0.5)
    raise NotFoundError(
        f"no participant {name!r}",
        where=f"snapshot {tables.snapshot.name}",
        fix=f"did you mean {', '.join(map(repr, near))}?" if near else "riparian show participants",
    )


def decided(home: Path, command: ParticipantWanted | WishDropped, *, by: str) -> Appended | Refused:
    """Record a decision on a participant."""
    with Ledger.at(ledger_file(home)) as ledger:
        stream = stream_of(command.participant)
        version = ledger.version(stream)
        made = decide(command, standing(ledger.entries(command.subject)))
        if isinstance(made, Refused):
            return made
        now = datetime.now(UTC).replace(tzinfo=None)
        return ledger.append(stream, made, expected_version=version, key=f"{stream} {version}", at=now, by=by)
