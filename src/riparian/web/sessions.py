"""Sessions: who signed in, written into a cookie that only this workspace can have signed."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from threading import Lock
from typing import Literal

LASTS = timedelta(hours=12)
LONGEST_COOKIE = 2_000
MOST_ENDED = 10_000


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who signed in with an account, or came with a share link."""

    by: Literal["account", "link"]
    name: str
    version: int
    """Of the account when it signed in; 0 for a link."""
    until: datetime
    """Naive UTC."""
    id: str

    def sealed(self, secret: bytes) -> str:
        """The session as a cookie."""
        said = json.dumps(asdict(self) | {"until": self.until.isoformat()}, separators=(",", ":")).encode()
        return f"{_text(said)}.{_text(_mark(said, secret))}"


def begun(by: Literal["account", "link"], name: str, version: int, *, now: datetime, at_most: datetime) -> Session:
    """A session from now on, for its time or until `at_most`."""
    return Session(by, name, version, min(now + LASTS, at_most), token_hex(8))


def opened(cookie: str, secret: bytes, now: datetime) -> Session | None:
    """The session of a cookie; None: it was not signed by this secret, was changed, or is over."""
    if len(cookie) > LONGEST_COOKIE or not cookie.isascii():
        return None
    said, _, mark = cookie.partition(".")
    try:
        content, given = _bytes(said), _bytes(mark)
    except ValueError:
        return None
    if not hmac.compare_digest(given, _mark(content, secret)):
        return None
    told = json.loads(content)
    session = Session(**told | {"until": datetime.fromisoformat(told["until"])})
    return session if now < session.until else None


def cookie_name(secret: bytes, *, secure: bool) -> str:
    """Its name, other for every workspace: cookies do not tell the ports of a machine apart."""
    return f"{'__Host-' if secure else ''}riparian-{sha256(b'name' + secret).hexdigest()[:8]}"


class Ended:
    """Sessions that were signed out before their time. A new start of the server forgets them, their cookies do too."""

    def __init__(self, most: int = MOST_ENDED) -> None:
        self._most = most
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def add(self, session: Session) -> None:
        """Let a session open nothing any more."""
        with self._lock:
            self._ids[session.id] = None
            if len(self._ids) > self._most:
                self._ids.popitem(last=False)

    def __contains__(self, session: object) -> bool:
        return isinstance(session, Session) and session.id in self._ids


def _mark(said: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, b"session " + said, sha256)


def _text(said: bytes) -> str:
    return urlsafe_b64encode(said).decode().rstrip("=")


def _bytes(said: str) -> bytes:
    return urlsafe_b64decode(said + "=" * (-len(said) % 4))
