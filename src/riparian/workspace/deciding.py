"""A person's word on identity, from identifiers as they are typed to an entry of the ledger."""

from datetime import UTC, datetime

from riparian.core.entries import Refused
from riparian.core.errors import NotFoundError
from riparian.decisions.identity import STREAM, IdentityState, Joined, Split, corrections, decide
from riparian.ledger.ledger import Appended, Ledger
from riparian.storage.reading import Published
from riparian.workspace.corrections import ledger_file
from riparian.workspace.finding import Identified, identifiers_meant, person_meant
from riparian.workspace.workspace import Workspace

MOST_IDENTIFIERS = 100_000
"""More identifiers than one person has."""


def identified(tables: Published, typed: str) -> Identified:
    """The identifier that was typed, as a value or `kind:value`; of `person:KEY` the one that was read first.

    Raises:
        NotFoundError: none has the value, or identifiers of several kinds do; or there is no such person.
    """
    found = identifiers_meant(tables, typed)
    if len(found) == 1:
        return found[0]
    person = None if found else person_meant(tables, typed)
    if person is not None:
        return _first_of(tables, person)
    if found:
        raise NotFoundError(f"{len(found)} identifiers are {typed!r}", fix=f"say which: {', '.join(map(str, found))}")
    raise NotFoundError(
        f"no identifier {typed!r}",
        where=f"snapshot {tables.snapshot.name}",
        fix="riparian show identifiers --where 'value contains …'",
    )


def _first_of(tables: Published, person: int) -> Identified:
    """The identifier of a person that was read first, of those that may join: it stands for all of theirs.

    Raises:
        NotFoundError: the person has none.
    """
    rows = tables.rows("identifiers", where=[("person_key", "=", person)], limit=MOST_IDENTIFIERS)
    if not rows:
        raise NotFoundError(
            f"nothing tells by which identifier person:{person} is known",
            where=f"snapshot {tables.snapshot.name}",
            fix=f"riparian person person:{person}",
        )
    row = min(rows, key=lambda one: (one["kind"] == "withheld_id", one["identifier_key"]))
    return Identified(row["identifier_key"], row["kind"], row["value"], row["person_key"])


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
    whole = [one for one in typed if not identifiers_meant(tables, one) and person_meant(tables, one) is not None]
    if whole:
        return Refused(
            f"{whole[0]} is a whole person, and a split says which identifiers are not theirs: name those; "
            f"riparian person {whole[0]} lists them"
        )
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
