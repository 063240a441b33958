"""Who may open the pages of a workspace: decisions in its ledger, passwords, and the secret that signs sessions."""

import os
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from riparian.core.entries import Recorded, Refused
from riparian.core.errors import LedgerConflictError, SettingsError, StorageError
from riparian.decisions.access import (
    STREAM,
    Access,
    Account,
    Command,
    KeyMade,
    LinkMade,
    PasswordChanged,
    Role,
    Scope,
    UserAdded,
    access,
    decide,
    name_of,
    user_name,
)
from riparian.decisions.audit import Noted, PersonViewed, Seen, noted
from riparian.ledger.ledger import Appended, Ledger
from riparian.workspace.corrections import ledger_file

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1000
SECRET_BYTES = 32
KEY_MARK = "rip_"
"""How every key begins, so that one that went astray is recognised."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Known:
    """What stood in a ledger when so many entries were there."""

    ledger: Ledger | None
    version: int
    access: Access


class Accounts:
    """The accounts of a workspace, as they stand at each question. Close it when done."""

    def __init__(self, home: Path, *, hasher: PasswordHasher | None = None) -> None:
        """`hasher` says how much work a password is; by default 64 MiB and three passes (RFC 9106, section 4)."""
        self.home = home
        self._file = ledger_file(home)
        self._hasher = hasher or PasswordHasher()
        self._lock = Lock()
        self._ledger: Ledger | None = None
        self._mark: tuple[int, int] | None = None
        self._known = _Known(None, 0, Access())

    def close(self) -> None:
        """Give the ledger back."""
        with self._lock:
            if self._ledger:
                self._ledger.close()
            self._ledger = self._mark = None

    def state(self) -> Access:
        """What stands now, whoever decided it.

        Raises:
            StorageError: the ledger cannot be read, so nobody can be let in.
        """
        if not self._file.is_file():
            return Access()
        return self._asked(lambda ledger: self._standing(ledger).access)

    def _standing(self, ledger: Ledger) -> "_Known":
        """What stands now, with the version of exactly that: others ask and decide meanwhile."""
        known = self._known
        if known.ledger is not ledger or known.version != ledger.version(STREAM):
            entries = ledger.entries(UserAdded.subject)
            self._known = known = _Known(ledger, len(entries), access(entries))
        return known

    def decided(self, command: Command, *, by: str) -> Appended | Refused:
        """Record a decision."""

        def recorded(ledger: Ledger) -> Appended | Refused:
            known = self._standing(ledger)
            made, version = decide(command, known.access), known.version
            if isinstance(made, Refused):
                return made
            return ledger.append(STREAM, made, expected_version=version, key=f"{STREAM} {version}", at=_now(), by=by)

        return self._asked(recorded)

    def added(self, user: str, password: str, role: Role, *, by: str) -> Appended | Refused:
        """Give somebody an account."""
        hashed = self._hasher.hash(typed_password(password))
        return self.decided(UserAdded(user=account_name(user), password_hash=hashed, role=role), by=by)

    def password_changed(self, user: str, password: str, *, by: str) -> Appended | Refused:
        """Give an account another password."""
        hashed = self._hasher.hash(typed_password(password))
        return self.decided(PasswordChanged(user=account_name(user), password_hash=hashed), by=by)

    def shared(self, path: str, *, people: bool, days: int, by: str) -> tuple[str, str] | Refused:
        """A share link: its name and its token, which is nowhere kept.

        Raises:
            SettingsError: the path cannot be one of a page.
        """
        token, until = secrets.token_urlsafe(32), _now() + timedelta(days=days)

        def link(number: int) -> LinkMade:
            return LinkMade(
                link=f"link-{number}", token_hash=hashed_token(token), path=path, people=people, until=until
            )

        try:
            done = self._passed(link, by=by)
        except ValidationError as error:
            raise SettingsError(f"{path!r} is no page", fix="the path as the address has it, such as /value") from error
        return done if isinstance(done, Refused) else (done, token)

    def keyed(self, name: str, scopes: Sequence[Scope], *, days: int, by: str) -> tuple[str, str] | Refused:
        """A key of the interface: its name and the key itself, which is nowhere kept.

        Raises:
            SettingsError: the name cannot be one.
        """
        token, until = KEY_MARK + secrets.token_urlsafe(32), _now() + timedelta(days=days)

        def key(number: int) -> KeyMade:
            return KeyMade(
                key=f"key-{number}", name=name, token_hash=hashed_token(token), scopes=tuple(scopes), until=until
            )

        try:
            done = self._passed(key, by=by)
        except ValidationError as error:
            raise SettingsError(f"{name!r} cannot name a key", fix="up to 60 letters, digits, blanks, - . _") from error
        return done if isinstance(done, Refused) else (done, token)

    def _passed(self, made: Callable[[int], LinkMade | KeyMade], *, by: str) -> str | Refused:
        """Record a link or key under the next number, and again where somebody else took that meanwhile."""
        while True:
            number = self.state().made + 1
            command = made(number)
            try:
                done = self.decided(command, by=by)
            except LedgerConflictError:
                continue
            if isinstance(done, Refused) and self.state().made >= number:
                continue
            return done if isinstance(done, Refused) else name_of(command)

    def verified(self, user: str, password: str) -> Account | None:
        """The account of a name and its password; None: there is none, or the password is another.

        Takes as long for a name without an account as for a wrong password.
        """
        account = _found(self.state(), user)
        try:
            self._hasher.verify(account.password_hash if account else self._nobody, _composed(password))
        except (VerificationError, InvalidHashError):
            return None
        return account

    @cached_property
    def _nobody(self) -> str:
        """A hash that nobody knows the password of."""
        return self._hasher.hash(secrets.token_urlsafe(32))

    def warm(self) -> None:
        """Prepare what the first sign-in would otherwise wait for, and so tell an unknown name by its time."""
        _ = self._nobody

    def note(self, seen: Seen, *, by: str, at: datetime) -> None:
        """Record what somebody looked at.

        Raises:
            StorageError: it cannot be recorded, so it must not be shown.
        """
        stream = f"audit {secrets.token_hex(16)}"
        self._asked(lambda ledger: ledger.append(stream, (seen,), expected_version=0, key=stream, at=at, by=by))

    def latest(self, most: int) -> tuple[Noted, ...]:
        """The last things that were looked at, newest first."""
        if not self._file.is_file():
            return ()
        return tuple(map(noted, self._asked(lambda ledger: self._latest(ledger, most))))

    @staticmethod
    def _latest(ledger: Ledger, most: int) -> tuple[Recorded, ...]:
        return ledger.latest(PersonViewed.subject, most=most)

    def _asked(self, question: Callable[[Ledger], T]) -> T:
        """The answer of the ledger."""
        try:
            return question(self._opened())
        except (SQLAlchemyError, OSError, ValueError, KeyError) as error:
            raise StorageError(
                f"the ledger cannot be used: {error}",
                where=str(self._file),
                fix="let whoever runs this read and write the file, or put a copy of it back",
            ) from error

    def _opened(self) -> Ledger:
        """The ledger, which stays open; another file in its place is opened anew."""
        with self._lock:
            if self._ledger is None or _mark(self._file) != self._mark:
                if self._ledger:
                    self._ledger.close()
                # The mark of what is opened, or of something older: then it is opened again at the next question.
                before = _mark(self._file)
                self._ledger = Ledger.at(self._file)
                self._mark = before or _mark(self._file)
            return self._ledger

    def secret(self) -> bytes:
        """What signs the sessions, made when it is first needed; without it everybody is signed out.

        Raises:
            StorageError: it cannot be read or made, or others on this machine can read it.
        """
        return _secret(self.home / "access" / "secret")


def hashed_token(token: str) -> str:
    """What is kept of a share link or key."""
    return sha256(token.encode()).hexdigest()


def account_name(said: str) -> str:
    """A name as accounts have it.

    Raises:
        SettingsError: it cannot be one.
    """
    try:
        return user_name(said)
    except ValueError as error:
        raise SettingsError(f"{said!r} cannot be the name of an account: {error}") from error


def typed_password(said: str) -> str:
    """A password as it is hashed.

    Raises:
        SettingsError: it is too short to keep anybody out, or too long.
    """
    composed = _composed(said)
    if not SHORTEST_PASSWORD <= len(composed) <= LONGEST_PASSWORD:
        raise SettingsError(
            f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} letters; this has {len(composed)}",
            fix="four or five words that do not belong together",
        )
    return composed


def _found(state: Access, user: str) -> Account | None:
    try:
        return state.accounts.get(user_name(user))
    except ValueError:
        return None


def _composed(password: str) -> str:
    """One form for a password that keyboards write in several (RFC 8265, OpaqueString)."""
    return unicodedata.normalize("NFC", password)


def _mark(file: Path) -> tuple[int, int] | None:
    if not file.is_file():
        return None
    found = file.stat()
    return found.st_dev, found.st_ino


def _secret(file: Path) -> bytes:
    try:
        if not file.is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            _made_once(file)
        found = file.read_bytes()
        readable_by_others = os.name == "posix" and file.stat().st_mode & 0o077
    except OSError as error:
        raise StorageError(f"the secret of sessions cannot be had: {error.strerror}", where=str(file)) from error
    if len(found) != SECRET_BYTES or readable_by_others:
        what = "others on this machine can read the secret" if readable_by_others else "the secret is damaged"
        fix = "remove the file: a new one is made, and everybody signs in again"
        raise StorageError(what, where=str(file), fix=fix)
    return found


def _made_once(file: Path) -> None:
    """Write the secret whole under its name, or leave the one that another process put there meanwhile."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as written:
            written.write(secrets.token_bytes(SECRET_BYTES))
        try:
            os.link(draft, file)
        except FileExistsError:
            return
    finally:
        draft.unlink()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
