"""A person's word on identity, from identifiers as they are typed to an entry of the ledger."""

from datetime import UTC, datetime

from riparian.core.entries import Refused
from riparian.core.errors import NotFoundError
from riparian.decisions.identity import STREAM, IdentityState, Joined, Split, corrections, decide
from riparian.ledger.ledger import Appended, Ledger
from riparian.storage.reading import Published
from riparian.workspace.corrections import ledger_file
from riparian.workspace.finding import Identified, identifiers_meant
from riparian.workspace.workspace import Workspace

MOST_IDENTIFIERS = 100_000
"""More identifiers than one person has."""


def identified(tables: Published, typed: str) -> Identified:
    """The identifier that was typed, as a value or `kind:value`.

    Raises:
        NotFoundError: none has the value, or identifiers of several kinds do.
    """
    found = identifiers_meant(tables, typed)
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFoundError(f"{len(found)} identifiers are {typed!r}", fix=f"say which: {', '.join(map(str, found))}")
    raise NotFoundError(
        f"no identifier {typed!r}",
        where=f"snapshot {tables.snapshot.name}",
        fix="riparian show identifiers --where 'value contains …'",
    )


def join(workspace: Workspace, typed: tuple[str, str], *, reason: str, by: str) -> Appended | Refused:
    """Record that two identifiers are one person.

    Raises:
        NotFoundError: an identifier is unknown.
    """
    tables = workspace.published()
    left, right = (identified(tables, one) for one in typed)
    return _recorded(workspace, Joined(left_key=left.key, right_keys=(right.key,), reason=reason), (left, right), by)


def split(workspace: Workspace, typed: tuple[str, ...], *, reason: str, by: str) -> Appended | Refused:
    """Record that identifiers are not the person of the first; a single one is split from all others of its person.

    Raises:
        NotFoundError: an identifier is unknown.
    """
    tables = workspace.published()
    left, *rest = (identified(tables, one) for one in typed)
    if not rest:
        mine = tables.rows("identifiers", where=[("person_key", "=", left.person_key)], limit=MOST_IDENTIFIERS)
        others = (Identified(row["identifier_key"], row["kind"], row["value"], row["person_key"]) for row in mine)
        rest = [one for one in others if one.key != left.key]
    if not rest:
        return Refused(f"{left} is the only identifier of its person: there is nothing to split it from")
    command = Split(left_key=left.key, right_keys=tuple(one.key for one in rest), reason=reason)
    return _recorded(workspace, command, (left, *rest), by)


def _recorded(
    workspace: Workspace, command: Joined | Split, about: tuple[Identified, ...], by: str
) -> Appended | Refused:
    with Ledger.at(ledger_file(workspace.home)) as ledger:
        version = ledger.version(STREAM)
        state = IdentityState(corrections(ledger.entries(Joined.subject)), {one.key: one.kind for one in about})
        decided = decide(command, state)
        if isinstance(decided, Refused):
            return decided
        now = datetime.now(UTC).replace(tzinfo=None)
        key = f"{STREAM} {version} {command.kind} {' '.join(str(one.key) for one in about)}"
        return ledger.append(STREAM, decided, expected_version=version, key=key, at=now, by=by)
