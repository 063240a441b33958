"""The ways in and out: `/login`, `/logout`, and `/s/…` for share links."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from riparian.web.entrance import Entrance
from riparian.web.form import fields_of
from riparian.web.refusals import TooOftenError
from riparian.web.who import who_asks

NOT_KEPT = {"Cache-Control": "no-store"}
START = "/today"


@dataclass(frozen=True, slots=True)
class LoginView:
    """What the page to sign in shows."""

    heading: str
    sentence: str
    wanted: str
    """Where to go on to."""
    user: str = ""
    wrong: str = ""


def own(wanted: str) -> str:
    """An address of this server to go on to; anything else, and the ways in and out, become the start."""
    odd = "\\" in wanted or not wanted.isprintable() or len(wanted) > 2_000
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return START
    foreign = parts.scheme or parts.netloc or not parts.path.startswith("/") or wanted.startswith("//")
    if odd or foreign or parts.path.startswith(("/login", "/logout", "/s/")):
        return START
    return quote(wanted, safe="/-._~:@!$&'()*+,;=?%")


def sign_in_router(entrance: Entrance, render: Callable[..., Response], now: Callable[[], datetime]) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False)

    def page(
        request: Request, view: LoginView, *, status: int = 200, headers: dict[str, str] | None = None
    ) -> Response:
        answer = render(request, "login.html", status=status, view=view)
        answer.headers.update(NOT_KEPT | (headers or {}))
        return answer

    @router.get("/login")
    def ask(request: Request, next: str = START) -> Response:
        if who_asks(request).by in ("machine", "network", "account"):
            return RedirectResponse(own(next), status_code=303)
        return page(request, LoginView("Sign in", _SENTENCE, own(next)))

    @router.post("/login")
    async def enter(request: Request) -> Response:
        fields, at = await fields_of(request), now()
        user, wanted = fields.get("user", "").strip(), own(fields.get("next", START))
        view = LoginView("Sign in", _SENTENCE, wanted, user[:80])
        try:
            session = await entrance.signed_in(request, user, fields.get("password", ""), at)
        except TooOftenError as error:
            waiting = LoginView(view.heading, view.sentence, wanted, view.user, error.what)
            return page(request, waiting, status=429, headers={"Retry-After": error.where})
        if session is None:
            wrong = LoginView(view.heading, view.sentence, wanted, view.user, _WRONG)
            return page(request, wrong, status=401)
        answer = RedirectResponse(wanted, status_code=303, headers=NOT_KEPT)
        entrance.remember(request, answer, session, at)
        return answer

    @router.post("/logout")
    def leave(request: Request) -> Response:
        answer = RedirectResponse("/login", status_code=303, headers=NOT_KEPT)
        entrance.forget(request, answer, now())
        return answer

    @router.get("/s/{token}")
    def shared(request: Request, token: str) -> Response:
        at = now()
        came = entrance.came_with(token, at)
        if came is None:
            view = LoginView("This link opens nothing", _GONE, START)
            return page(request, view, status=404)
        link, session = came
        to = START if link.path == "/" else link.path
        # The page goes on by itself: a redirect that began on another site would not bring the strict cookie along.
        answer = render(request, "onwards.html", to=to)
        answer.headers.update(NOT_KEPT)
        if who_asks(request).by != "account":
            entrance.remember(request, answer, session, at)
        return answer

    return router


_SENTENCE = "The pages of this workspace are for people with an account."
_WRONG = "This name and this password do not belong together."
_GONE = "It was withdrawn, its time is over, or a part of it is missing. Whoever sent it can make another."
