"""Who may open the pages: accounts with their roles, share links, keys of the interface."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from riparian.core.entries import Entry, Recorded, Refused

STREAM = "access"
"""The stream of all these decisions: whether one may stand depends on the others."""

Role = Literal["viewer", "editor", "admin"]
ROLES: tuple[Role, ...] = ("viewer", "editor", "admin")
"""From the one who may least to the one who may all."""

Scope = Literal["read", "people", "write"]
SCOPES: tuple[Scope, ...] = ("read", "people", "write")
"""What a key may: read what shows no people, read people, send commands."""

LONGEST_NAME = 80


def user_name(said: str) -> str:
    """The one form of a name that can be typed in several: in small letters, composed.

    Raises:
        ValueError: it is no name of an account.
    """
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", said).casefold())
    if not 1 <= len(composed) <= LONGEST_NAME or not composed.isprintable() or composed != composed.strip():
        raise ValueError(f"a name has 1 to {LONGEST_NAME} letters, without blanks around it")
    if "@" in composed:
        raise ValueError("the ledger keeps the name for good, so take a short one, not an e-mail address")
    return composed


UserName = Annotated[str, AfterValidator(user_name)]
PasswordHash = Annotated[str, Field(pattern=r"^\$argon2id\$")]
TokenHash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
"""SHA-256 of 256 random bits, which nobody guesses, so it needs no slower one."""


class UserAdded(Entry):
    """Somebody has an account."""

    subject: ClassVar[str] = "access"
    kind: ClassVar[str] = "add user"

    user: UserName
    password_hash: PasswordHash
    role: Role


class RoleChanged(Entry):
    """Somebody may more, or less."""

    subject: ClassVar[str] = "access"
    kind: ClassVar[str] = "change role"

    user: UserName
    role: Role


class PasswordChanged(Entry):
    """Somebody has another password, and is signed in nowhere any more."""

    subject: ClassVar[str] = "access"
    kind: ClassVar[str] = "change password"

    user: UserName
    password_hash: PasswordHash


class UserRemoved(Entry):
    """Somebody has no account any more."""

    subject: ClassVar[str] = "access"
    kind: ClassVar[str] = "remove user"

    user: UserName


class LinkMade(Entry):
    """Whoever has the link reads a page and everything below it until an instant (naive UTC)."""

    subject: ClassVar[str] = "access"
    kind: ClassVar[str] = "make share link"

    link: str
    token_hash: TokenHash
    path: Annotated[str, Field(max_length=200, pattern=r"^(/|(/[a-z0-9_-]+)+)$")]
    people: bool
    until: datetime


class KeyMade(Entry):
    """Whoever has the key may do what its scopes say until an instant (naive UTC)."""

    subject: ClassVar[str] = "access"
    kind: ClassVar[str] = "make key"

    key: str
    name: Annotated[str, Field(pattern=r"^[\w .-]{1,60}$")]
    token_hash: TokenHash
    scopes: tuple[Scope, ...] = Field(min_length=1)
    until: datetime


class Withdrawn(Entry):
    """A share link or key opens nothing any more."""

    subject: ClassVar[str] = "access"
    kind: ClassVar[str] = "withdraw"

    what: str


Command = UserAdded | RoleChanged | PasswordChanged | UserRemoved | LinkMade | KeyMade | Withdrawn


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in."""

    name: str
    role: Role
    password_hash: str
    version: int
    """Number of the entry that set the password: what was signed in before it is signed out."""
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class Pass:
    """A share link or a key that stands, though its time may be over."""

    said: LinkMade | KeyMade
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class Access:
    """Everything that stands; `made` is how many links and keys there ever were."""

    accounts: Mapping[str, Account] = field(default_factory=dict)
    passes: Mapping[str, Pass] = field(default_factory=dict)
    """By `link-1`, `key-2`."""
    made: int = 0

    def link(self, name: str) -> LinkMade | None:
        """The share link of a name; None: none stands."""
        found = self.passes.get(name)
        return found.said if found and isinstance(found.said, LinkMade) else None

    def opened_by(self, token_hash: str) -> LinkMade | KeyMade | None:
        """The share link or key of a token; None: none stands."""
        return next((one.said for one in self.passes.values() if one.said.token_hash == token_hash), None)


def name_of(made: LinkMade | KeyMade) -> str:
    """The name by which it is withdrawn."""
    return made.link if isinstance(made, LinkMade) else made.key


def access(recorded: Iterable[Recorded]) -> Access:
    """What stands after these entries."""
    accounts: dict[str, Account] = {}
    passes: dict[str, Pass] = {}
    made = 0
    for one in recorded:
        said = _KINDS[one.kind].model_validate(one.content)
        match said:
            case UserAdded():
                accounts[said.user] = Account(said.user, said.role, said.password_hash, one.number, one.at, one.by)
            case RoleChanged():
                accounts[said.user] = replace(accounts[said.user], role=said.role)
            case PasswordChanged():
                changed = replace(accounts[said.user], password_hash=said.password_hash, version=one.number)
                accounts[said.user] = changed
            case UserRemoved():
                del accounts[said.user]
            case LinkMade() | KeyMade():
                passes[name_of(said)] = Pass(said, one.at, one.by)
                made += 1
            case Withdrawn():
                del passes[said.what]
    return Access(accounts, passes, made)


_KINDS: dict[str, type[Command]] = {
    one.kind: one for one in (UserAdded, RoleChanged, PasswordChanged, UserRemoved, LinkMade, KeyMade, Withdrawn)
}


def decide(command: Command, state: Access) -> tuple[Entry, ...] | Refused:
    """The entry of a decision on access, or why there can be none.

    As long as there is an account there is one of an admin; without any, the pages ask nobody and answer only the
    machine they run on, so nothing can be shared either.
    """
    why = _against_pass(command, state) if isinstance(command, LinkMade | KeyMade) else _against(command, state)
    return Refused(why) if why else (command,)


def _against(command: UserAdded | RoleChanged | PasswordChanged | UserRemoved | Withdrawn, state: Access) -> str:
    """Why a decision cannot stand; empty where it can."""
    if isinstance(command, Withdrawn):
        return "" if command.what in state.passes else f"no share link or key {command.what!r} stands"
    account = state.accounts.get(command.user)
    if isinstance(command, UserAdded):
        if account:
            return f"{command.user!r} has an account already"
        return "" if state.accounts or command.role == "admin" else "the first account has to be one of an admin"
    if account is None:
        return f"nobody has an account {command.user!r}"
    others = [one for one in state.accounts.values() if one.name != command.user]
    left_alone = account.role == "admin" and not any(one.role == "admin" for one in others)
    if isinstance(command, RoleChanged):
        if account.role == command.role:
            return f"{command.user!r} is {command.role} already"
        return "nobody would be admin: make somebody else one first" if left_alone else ""
    if isinstance(command, UserRemoved):
        if others and left_alone:
            return "nobody would be admin: make somebody else one first"
        if not others and state.passes:
            return f"without accounts nothing can stay shared: withdraw {', '.join(state.passes)} first"
    return ""


def _against_pass(command: LinkMade | KeyMade, state: Access) -> str:
    """Why a link or key cannot stand; empty where it can."""
    if not state.accounts:
        return "without accounts only this machine is answered, so there is nothing to share: add an account first"
    if name_of(command) in state.passes:
        return f"{name_of(command)!r} stands already"
    if isinstance(command, LinkMade) and shows_people(command.path) and not command.people:
        return f"{command.path} shows people by name: say that the link is to show them"
    return ""


PEOPLE = ("/people", "/person", "/sources", "/buyers")
"""Pages that show people by name: Sources has rows as they were read, Buyers the best ones."""


def shows_people(path: str) -> bool:
    """Whether what an address answers may name people: a page of `PEOPLE`, what lies below it, its twin, its export."""
    return any(path == page or path.startswith((f"{page}/", f"{page}.")) for page in PEOPLE)
