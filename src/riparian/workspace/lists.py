"""Lists of people of a workspace: kept in the ledger."""

from pathlib import Path

from riparian.core.entries import Refused
from riparian.decisions.lists import ListDropped, ListRenamed, ListSaved, Standing, decide, standing, stream_of
from riparian.ledger.ledger import Appended
from riparian.workspace.recording import AS_IT_STANDS, entries_of, recorded


def lists_of(home: Path) -> dict[str, Standing]:
    """The lists that stand, by name, in the order in which they were saved."""
    return standing(entries_of(home, ListSaved.subject))


def decided(
    home: Path, command: ListSaved | ListRenamed | ListDropped, *, by: str, key: str = "", seen: int = AS_IT_STANDS
) -> Appended | Refused:
    """Record a decision on a list."""
    stream = stream_of(command.list)
    return recorded(
        home, command, lambda known: decide(command, standing(known)), stream=stream, by=by, key=key, seen=seen
    )
