"""The entrance: from a request to who sends it, by key, by session, or by sitting at this machine."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from riparian.decisions.access import Access, Account, KeyMade, LinkMade
from riparian.web.refusals import ForeignSiteError, NotAllowedError, NotSignedInError, TooOftenError
from riparian.web.sessions import Ended, Session, begun, cookie_name, opened
from riparian.web.waits import Waits, neighbourhood, plain
from riparian.web.who import AT_THIS_MACHINE, NOBODY, ON_THE_NETWORK, Who, through
from riparian.workspace.accounts import Accounts, hashed_token

CHECKED_AT_ONCE = 1
"""Passwords: each takes 64 MiB and four threads while it is checked, and pages are to be answered meanwhile."""
MOST_WAITING = 32
FREE_OF_A_NAME = 5
FREE_OF_AN_ADDRESS = 20
"""An office has one address and many people who mistype."""


class Entrance:
    """Lets people in, and remembers in memory who tried too often and who signed out."""

    def __init__(self, accounts: Accounts, *, public: bool = False) -> None:
        """`public`: as long as there are no accounts, everybody who reaches the server reads."""
        self.accounts = accounts
        self.public = public
        self.ended = Ended()
        self.by_name = Waits(free=FREE_OF_A_NAME)
        self.by_address = Waits(free=FREE_OF_AN_ADDRESS)
        self._checks = ThreadPoolExecutor(CHECKED_AT_ONCE, "password")
        self._waiting = 0

    def who(self, request: Request, now: datetime, *, from_here: bool) -> Who:
        """Who sends a request; `NOBODY` where that is not known. `from_here`: a page of ours sent it.

        Raises:
            NotSignedInError: the key opens nothing.
            ForeignSiteError: another site sent it, with whatever session the browser has here.
            NotAllowedError: it came from another machine, and there are no accounts.
            StorageError: it cannot be told who may.
        """
        access, key = self.accounts.state(), key_of(request)
        if key is not None:
            return _with_key(access, key, now)
        if not from_here:
            raise ForeignSiteError(
                "This was not sent by a page of this server, so it is not done.",
                fix="Send it from the page itself; a program sends a key, or the header Origin.",
            )
        if access.accounts:
            session = self.session(request, now)
            return _in_session(access, session, now) if session else NOBODY
        if _at_this_machine(request):
            return AT_THIS_MACHINE
        if self.public:
            return ON_THE_NETWORK
        raise NotAllowedError(
            "Only the machine this runs on is answered, because there are no accounts.",
            fix="On that machine: riparian access add NAME",
        )

    def session(self, request: Request, now: datetime) -> Session | None:
        """The session that a request brings; None: none that is still one."""
        secret = self.accounts.secret()
        cookie = request.cookies.get(cookie_name(secret, secure=_secure(request)), "")
        found = opened(cookie, secret, now) if cookie else None
        return None if found in self.ended else found

    def remember(self, request: Request, answer: Response, session: Session, now: datetime) -> None:
        """Let the browser bring a session from now on."""
        secret, secure = self.accounts.secret(), _secure(request)
        answer.set_cookie(
            cookie_name(secret, secure=secure),
            session.sealed(secret),
            max_age=int((session.until - now).total_seconds()),
            path="/",
            secure=secure,
            httponly=True,
            samesite="strict",
        )

    def forget(self, request: Request, answer: Response, now: datetime) -> None:
        """End the session of a request, here and in the browser."""
        session = self.session(request, now)
        if session:
            self.ended.add(session)
        secure = _secure(request)
        name = cookie_name(self.accounts.secret(), secure=secure)
        answer.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="strict")

    async def signed_in(self, request: Request, user: str, password: str, now: datetime) -> Session | None:
        """A new session for a name and its password; None: they do not belong together.

        Raises:
            TooOftenError: too many tries; `where` is how many seconds to wait.
        """
        name = sha256(user.strip().casefold().encode("utf-8", "replace")).hexdigest()
        address = neighbourhood(_address(request))
        wait = max(self.by_name.left(name, now), self.by_address.left(address, now))
        if wait > timedelta():
            raise _too_often(wait)
        if self._waiting >= MOST_WAITING:
            raise _too_often(timedelta(seconds=10))
        self.by_name.count(name, now)
        self.by_address.count(address, now)
        self._waiting += 1
        try:
            checked = self._checks.submit(self.accounts.verified, user, password)
            account = await asyncio.wrap_future(checked)
        finally:
            self._waiting -= 1
        if account is None:
            return None
        self.by_name.forget(name)
        self.by_address.took_back(address)
        return begun("account", account.name, account.version, now=now, at_most=datetime.max)

    def came_with(self, token: str, now: datetime) -> tuple[LinkMade, Session] | None:
        """The share link of a token and a session for it; None: it opens nothing."""
        made = self.accounts.state().opened_by(hashed_token(token))
        if not isinstance(made, LinkMade) or made.until <= now:
            return None
        return made, begun("link", made.link, 0, now=now, at_most=made.until)


def account_of(access: Access, session: Session) -> Account | None:
    """The account of a session; None: it is removed, or has had another password since."""
    account = access.accounts.get(session.name) if session.by == "account" else None
    return account if account and account.version == session.version else None


def _in_session(access: Access, session: Session, now: datetime) -> Who:
    account = account_of(access, session)
    if account:
        return Who(account.name, account.role, by="account")
    link = access.link(session.name) if session.by == "link" else None
    return through(link) if link and now < link.until else NOBODY


def _with_key(access: Access, key: str, now: datetime) -> Who:
    made = access.opened_by(hashed_token(key))
    if not isinstance(made, KeyMade) or made.until <= now:
        raise NotSignedInError("This key opens nothing.", fix="riparian access key makes one")
    return through(made)


def key_of(request: Request) -> str | None:
    """What was sent as a key; None: nothing was."""
    scheme, _, key = request.headers.get("authorization", "").strip().partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _at_this_machine(request: Request) -> bool:
    address = plain(_address(request))
    return bool(address and address.is_loopback)


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _too_often(wait: timedelta) -> TooOftenError:
    seconds = max(int(wait.total_seconds()) + 1, 1)
    told = f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
    return TooOftenError(f"Too many tries to sign in. Wait {told}, then try again.", where=str(seconds))
