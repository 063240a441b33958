"""The doors in front of the pages: who asks, whether they may, and what is put on record of what they saw."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from urllib.parse import quote, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from riparian.core.errors import RiparianError, StorageError
from riparian.web.entrance import Entrance, key_of
from riparian.web.noting import seen
from riparian.web.refusals import NotAllowedError, NotNotedError, NotSignedInError
from riparian.web.telling import Tell, problem_of, wants_json
from riparian.web.who import NOBODY, Who

SAFE = ("GET", "HEAD", "OPTIONS")
"""Methods that change nothing."""
FREE = ("/login", "/logout")
FREE_BELOW = ("/static/", "/s/")
"""What is answered to anybody: the way in, and how it looks."""


class _UnnotedError(Exception):
    """Stops an answer that could not be put on record before its first byte; nobody on the way knows it."""


class Doors:
    """Lets through who may, tells the rest why not."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        entrance: Entrance,
        tell: Tell,
        render: Callable[..., Response],
        now: Callable[[], datetime],
    ) -> None:
        self.app, self.entrance, self.tell, self.render, self.now = app, entrance, tell, render, now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on with `request.state.who`."""
        if scope["type"] == "websocket":
            await WebSocketClose(1008)(scope, receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        request.state.who = NOBODY
        try:
            request.state.who = await run_in_threadpool(self._who, request)
            _check(request.state.who, request)
        except RiparianError as error:
            answer = await run_in_threadpool(self._refused, request, error)
            await answer(scope, receive, send)
            return
        if request.state.who.beneath != "/" and scope["path"] == "/":
            await RedirectResponse(request.state.who.beneath, status_code=307)(scope, receive, send)
            return
        await self._noting(request, receive, send)

    def _who(self, request: Request) -> Who:
        return self.entrance.who(request, self.now(), from_here=_from_here(request))

    async def _noting(self, request: Request, receive: Receive, send: Send) -> None:
        """Pass on; what has to be put on record is, before the first byte of the answer leaves."""
        scope, who = request.scope, request.state.who

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 300 and (found := seen(scope)):
                try:
                    await run_in_threadpool(self.entrance.accounts.note, found, by=who.name, at=self.now())
                except StorageError as error:
                    raise _UnnotedError from error
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except _UnnotedError as error:
            cause = error.__cause__
            fix = cause.fix if isinstance(cause, StorageError) else ""
            what = "It cannot be put on record that you look at this, so it is not shown."
            answer = await run_in_threadpool(self._refused, request, NotNotedError(what, fix=fix))
            await answer(scope, receive, send)

    def _refused(self, request: Request, error: RiparianError) -> Response:
        problem = problem_of(error, request)
        if isinstance(error, StorageError):
            # Whether the ledger can be read is no mistake of whoever asks, and its place none of their business.
            title = "It cannot be told who may open this, so nobody may."
            problem = problem_of(NotNotedError(title, fix="The terminal of riparian access list says why."), request)
        if not _a_browser_reads(request):
            headers = {"WWW-Authenticate": "Bearer"} if problem.status == 401 else {}
            kind = "application/problem+json"
            return JSONResponse(asdict(problem), status_code=problem.status, media_type=kind, headers=headers)
        if not isinstance(error, NotSignedInError):
            return self.tell(request, problem)
        if request.method not in SAFE:
            return RedirectResponse("/login", status_code=303)
        wanted = own_address(request)
        if request.headers.get("sec-fetch-site") == "cross-site":
            # A link on another site does not bring the cookie, which is strict; a step from here does.
            return self.render(request, "onwards.html", to=wanted)
        return RedirectResponse(f"/login?{urlencode({'next': wanted})}", status_code=303)


def own_address(request: Request) -> str:
    """Path and query of a request, as a link of ours has them."""
    path = "/" + quote(request.scope["path"], safe="/-._~:@!$&'()*+,;=").lstrip("/")
    query = quote(request.scope["query_string"].decode("latin-1"), safe="/-._~:@!$&'()*+,;=?%")
    return f"{path}?{query}" if query else path


def _check(who: Who, request: Request) -> None:
    """Whether somebody may have what they ask for.

    Raises:
        NotSignedInError: first it has to be known who they are.
        NotAllowedError: they may not.
    """
    path, reads = request.scope["path"], request.method in SAFE
    if path in FREE or (reads and path.startswith(FREE_BELOW)):
        return
    if who == NOBODY:
        raise NotSignedInError("Nobody is signed in.", fix="Sign in, or send a key: Authorization: Bearer rip_…")
    if reads:
        if not who.opens(path) and path != "/":
            raise NotAllowedError("You may not open this.", fix=_ask(who))
    elif not who.may("admin" if path.startswith("/access") else "editor") or not who.writes(path):
        raise NotAllowedError("You may read here, not decide.", fix=_ask(who))


def _ask(who: Who) -> str:
    if who.by in ("link", "key"):
        return "Whoever gave you the link or key can make one that opens more: riparian access share, key."
    return "An admin can let you: riparian access role."


def _from_here(request: Request) -> bool:
    """Whether a request that changes something was sent by a page of ours.

    Browsers say so in `Sec-Fetch-Site`; older ones, and those that came over plain HTTP, in `Origin`.
    """
    if request.method in SAFE:
        return True
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    host, origin = request.headers.get("host"), request.headers.get("origin")
    return bool(host and origin) and urlsplit(str(origin)).netloc.lower() == str(host).lower()


def _a_browser_reads(request: Request) -> bool:
    """Whether a refusal is told as a page."""
    accepted = request.headers.get("accept", "")
    as_data = "application/json" in accepted and "text/html" not in accepted
    return not (as_data or key_of(request) is not None or wants_json(request) or request.url.path.endswith(".csv"))
