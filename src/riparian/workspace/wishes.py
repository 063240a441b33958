"""Which participants are wanted: kept in the ledger, as rows of `participant_wishes`."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from riparian.core.entries import Refused
from riparian.core.errors import NotFoundError
from riparian.decisions.ecosystem import ParticipantWanted, Standing, WishDropped, decide, standing, stream_of
from riparian.ledger.ledger import Appended
from riparian.storage.reading import Published
from riparian.workspace.recording import AS_IT_STANDS, entries_of, recorded

_MOST = 1_000_000
_NEAR = 3


def wishes_standing(home: Path) -> dict[str, Standing]:
    """The last word on each participant, by name."""
    return standing(entries_of(home, ParticipantWanted.subject))


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
        for name, one in wishes_standing(home).items()
    ]


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


def decided(
    home: Path, command: ParticipantWanted | WishDropped, *, by: str, key: str = "", seen: int = AS_IT_STANDS
) -> Appended | Refused:
    """Record a decision on a participant."""
    stream = stream_of(command.participant)
    return recorded(
        home, command, lambda known: decide(command, standing(known)), stream=stream, by=by, key=key, seen=seen
    )
