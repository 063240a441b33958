"""How a decision gets into the ledger: what stands is read, the subject decides, and its entries are appended once."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from sys import maxsize

from riparian.core.entries import Entry, Recorded, Refused
from riparian.core.errors import LedgerConflictError
from riparian.ledger.ledger import Appended, Ledger
from riparian.workspace.corrections import ledger_file

AS_IT_STANDS = maxsize
"""The last entry that was seen, where the decision is about whatever stands now."""


def recorded(
    home: Path,
    command: Entry,
    decide: Callable[[tuple[Recorded, ...]], tuple[Entry, ...] | Refused],
    *,
    stream: str,
    by: str,
    key: str = "",
    seen: int = AS_IT_STANDS,
) -> Appended | Refused:
    """Record a command in a stream.

    Args:
        home: where the workspace keeps what it makes.
        command: what is to be decided.
        decide: the entries of the command, by the entries of its subject so far; or why there are none.
        stream: what it is about.
        by: who decides.
        key: idempotency key; a command sent again with its key writes nothing. Empty: sent once.
        seen: the number of the last entry that who decides has seen.

    Raises:
        LedgerConflictError: something newer than what was seen stands in the stream, or something else was decided
            there since the key was used.
    """
    with Ledger.at(ledger_file(home)) as ledger:
        stands = ledger.standing(command.subject, stream, key)
        if key and (before := stands.written):
            if before.version == stands.version and before.entries[0].stream == stream:
                return before
            raise _meanwhile(stream, before.entries[-1].number)
        newer = [one.number for one in stands.entries if one.stream == stream and one.number > seen]
        if newer:
            raise _meanwhile(stream, newer[-1])
        made = decide(stands.entries)
        if isinstance(made, Refused):
            return made
        now = datetime.now(UTC).replace(tzinfo=None)
        key = key or f"{stream} {stands.version}"
        return ledger.append(stream, made, expected_version=stands.version, key=key, at=now, by=by)


def entries_of(home: Path, subject: str) -> tuple[Recorded, ...]:
    """All entries of a subject; none where there is no ledger."""
    file = ledger_file(home)
    if not file.is_file():
        return ()
    with Ledger.at(file) as ledger:
        return ledger.entries(subject)


def _meanwhile(stream: str, entry: int) -> LedgerConflictError:
    return LedgerConflictError(
        f"something else was decided meanwhile, in entry {entry}",
        where=f"ledger, {stream}",
        fix="look at what stands now, then decide again",
    )
