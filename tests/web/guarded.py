"""The pages of the company by hand behind doors, over a real ledger, at a time that tests set."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from fastapi import FastAPI
from httpx2 import Response as Answer
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from riparian.core.entries import Refused
from riparian.decisions.access import Role, Scope
from riparian.web.app import create_app
from riparian.web.entrance import Entrance
from riparian.web.who import who_asks
from riparian.workspace.accounts import Accounts
from tests.web.hand_people import AS_OF
from tests.web.hand_reader import HandReader

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""As argon2 as any, but a test need not keep anybody out."""
PASSWORD = "correct horse battery"
HERE = {"sec-fetch-site": "same-origin", "accept": "text/html"}
NEAR, FAR = ("127.0.0.1", 5000), ("192.0.2.7", 5000)


class Clock:
    """The present, as a test says it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def passes(self, time: timedelta) -> None:
        self.now += time


@dataclass(frozen=True)
class Guarded:
    """An application with its doors."""

    app: FastAPI
    accounts: Accounts
    entrance: Entrance
    clock: Clock

    def browser(self, client: tuple[str, int] = FAR, *, https: bool = False) -> TestClient:
        """Somebody's browser, signed in nowhere."""
        base = f"{'https' if https else 'http'}://127.0.0.1"
        return TestClient(self.app, base_url=base, client=client, headers=HERE, follow_redirects=False)

    def signed_in(self, user: str, *, https: bool = False) -> TestClient:
        """The browser of somebody who signed in."""
        browser = self.browser(https=https)
        assert enter(browser, user).status_code == 303
        return browser

    def program(self, *scopes: Scope) -> TestClient:
        """A program with a new key, and no browser's headers."""
        made = self.accounts.keyed("a program", scopes, days=9, by="ana")
        assert not isinstance(made, Refused)
        headers = {"authorization": f"Bearer {made[1]}"}
        return TestClient(self.app, base_url="http://127.0.0.1", client=FAR, headers=headers, follow_redirects=False)

    def visitor(self, path: str = "/", *, people: bool = False) -> TestClient:
        """The browser of somebody who came with a new share link."""
        browser = self.browser()
        assert browser.get(self.link(path, people=people)[1]).status_code == 200
        return browser

    def link(self, path: str = "/", *, people: bool = False) -> tuple[str, str]:
        """A new share link: its name and its address."""
        made = self.accounts.shared(path, people=people, days=9, by="ana")
        assert not isinstance(made, Refused)
        return made[0], f"/s/{made[1]}"


def guarded(
    home: Path,
    tables: HandReader,
    *users: tuple[str, Role],
    public: bool = False,
    hasher: PasswordHasher = QUICK,
) -> Guarded:
    """The application over a new workspace where these have an account."""
    accounts = Accounts(home, hasher=hasher)
    for user, role in users:
        assert not isinstance(accounts.added(user, PASSWORD, role, by="ana"), Refused)
    clock = Clock(AS_OF + timedelta(hours=9))
    entrance = Entrance(accounts, public=public)
    app = create_app(lambda: tables, now=clock, access=entrance)

    @app.post("/decide", include_in_schema=False)
    @app.post("/people/decide", include_in_schema=False)
    @app.post("/access/decide", include_in_schema=False)
    def decide(request: Request) -> Response:
        return Response(who_asks(request).name)

    return Guarded(app, accounts, entrance, clock)


def enter(browser: TestClient, user: str, password: str = PASSWORD, wanted: str = "/hourglass") -> Answer:
    """Type a name and a password."""
    return browser.post("/login", data={"user": user, "password": password, "next": wanted})
