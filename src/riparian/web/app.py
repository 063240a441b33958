"""The application: every page of the folder as HTML and as JSON, the interface page, and how refusals are told."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from inspect import Parameter, Signature, signature
from pkgutil import iter_modules
from typing import Any

from fastapi import FastAPI, Request
from pydantic import TypeAdapter
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import HTMLResponse, RedirectResponse, Response

import riparian.web.pages
from riparian.core.errors import StorageError
from riparian.web.access import ACCESS, access_router
from riparian.web.addresses import OnlyWhatWasChosen
from riparian.web.commands import commands_router
from riparian.web.deciding import NOWHERE, Decide
from riparian.web.doors import Doors
from riparian.web.entrance import Entrance
from riparian.web.exports import people_router
from riparian.web.frame import frame_of
from riparian.web.guards import Guards
from riparian.web.heads import Heads
from riparian.web.interface import INTERFACE, describe
from riparian.web.lists import LISTS
from riparian.web.naming import names_for
from riparian.web.page import AnyPage, View
from riparian.web.reader import Reader
from riparian.web.refusals import NotComparableError, NothingYetError
from riparian.web.rendering import Here, draw, new_key, templates
from riparian.web.sending import SmallBodies
from riparian.web.signing_in import sign_in_router
from riparian.web.statics import static_files, static_router
from riparian.web.telling import Problem, tell_refusals
from riparian.web.who import who_asks

THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]", "::1")
"""Names under which this machine is asked. Others are refused, so that no foreign site can point its name here."""


def pages() -> tuple[AnyPage, ...]:
    """Every page of `riparian.web.pages`, the `PAGE` of each module, and the lists, which stand on one of them."""
    package = riparian.web.pages
    modules = (import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__))
    return (*(module.PAGE for module in modules), LISTS)


def utc_now() -> datetime:
    """The present as naive UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


def create_app(
    read: Callable[[], Reader | None],
    *,
    hosts: Sequence[str] = THIS_MACHINE,
    now: Callable[[], datetime] = utc_now,
    access: Entrance | None = None,
    decide: Decide | None = None,
) -> FastAPI:
    """The web application over whatever `read` gives at each request; None: nothing has been built yet.

    Without `access` it has no doors: whoever reaches it has everything, and nothing is put on record. Without `decide`
    pages are for reading only: no form shows, and no address takes a command.
    """
    app = FastAPI(
        title="Riparian",
        summary="The published picture of a company's ecosystem.",
        description="Every page has a JSON twin with the same numbers. Instants are UTC; money is in minor units.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    found, files = pages(), static_files()
    placed = (*found, *([ACCESS] if access else []), INTERFACE)
    environment = templates(files)

    def render(request: Request, template: str, *, status: int = 200, **given: Any) -> Response:
        search = request.query_params.get("search", "")
        try:
            frame = frame_of(read(), placed, request.url.path, search, now(), who_asks(request))
        except Exception:  # whatever it is: the page that tells of it must not need what failed
            if status < 500:
                raise
            frame = frame_of(None, placed, request.url.path, search, now(), who_asks(request))
        who = who_asks(request)
        given |= {"may_decide": decide is not None and who.may("editor"), "names": names_for(who, read)}
        told = draw(environment, template, frame=frame, here=Here(request), new_key=new_key, **given)
        return HTMLResponse(told, status_code=status)

    for page in found:
        _serve(app, page, read, render, decide or NOWHERE)
    app.include_router(static_router(files))
    app.include_router(people_router(read))
    if decide is not None:
        app.include_router(commands_router(read, decide))

    @app.get("/", include_in_schema=False)
    def start() -> Response:
        return RedirectResponse("/today", status_code=307)

    @app.get(INTERFACE.path, include_in_schema=False)
    def interface(request: Request) -> Response:
        return render(request, INTERFACE.template, view=describe(app.openapi()), pictures={}, page=INTERFACE)

    tell = tell_refusals(app, render)
    app.add_middleware(OnlyWhatWasChosen)
    app.add_middleware(SmallBodies)
    app.add_middleware(Heads)
    if access:
        app.include_router(sign_in_router(access, render, now))
        app.include_router(access_router(access, render, now))
        app.add_middleware(Doors, entrance=access, tell=tell, render=render, now=now)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Guards)
    return app


def _serve(
    app: FastAPI,
    page: AnyPage,
    read: Callable[[], Reader | None],
    render: Callable[..., Response],
    decide: Decide,
) -> None:
    """Two routes of a page, with the parameters its `show` declares: what stands comes second, where it is wanted."""
    _, *others = signature(page.show).parameters.values()
    asked = [one for one in others if one.kind is Parameter.KEYWORD_ONLY]
    doors = (decide,) if len(asked) < len(others) else ()
    kind = signature(page.show).return_annotation

    def view(given: dict[str, Any]) -> View:
        tables = read()
        if tables is None:
            raise NothingYetError("Nothing has been built yet.", fix="riparian build")
        try:
            shown: View = page.show(tables, *doors, **given)
        except NotComparableError as error:
            # What is shown can be told without it; each view that compares says what it was laid over.
            bare: Any = page.show(tables, *doors, **given | {"against": None})
            told: View = replace(bare, against=replace(bare.against, refused=error.what))
            return told
        except StorageError:
            # A build may have published another snapshot, and removed this one, while the page was read.
            now = read()
            if now is None or now is tables:
                raise
            shown = page.show(now, *doors, **given)
        return shown

    def as_json(**given: Any) -> View:
        return view(given)

    def as_html(request: Request, **given: Any) -> Response:
        made = view(given)
        pictures = {name: drawn(made) for name, drawn in page.pictures.items()}
        return render(request, page.template, view=made, pictures=pictures, page=page)

    as_json.__signature__ = Signature(asked, return_annotation=kind)  # type: ignore[attr-defined]  # FastAPI reads it
    request = Parameter("request", Parameter.POSITIONAL_OR_KEYWORD, annotation=Request)
    as_html.__signature__ = Signature([request, *asked])  # type: ignore[attr-defined]  # FastAPI reads it
    example = TypeAdapter(kind).dump_python(page.example, mode="json")
    problem = {"model": Problem, "content": {"application/problem+json": {}}}
    app.get(
        f"{page.path}.json",
        response_model=kind,
        summary=page.title,
        description=page.says,
        operation_id=page.title.lower(),
        tags=[page.group or "See"],
        responses={
            200: {"content": {"application/json": {"example": example}}},
            **{status: {**problem, "description": says} for status, says in _REFUSALS.items()},
        },
    )(as_json)
    app.get(page.path, include_in_schema=False)(as_html)


_REFUSALS: dict[int | str, str] = {
    401: "Nobody is signed in, and no key that opens something was sent.",
    403: "Whoever asks may not read this.",
    404: "There is no such thing in this snapshot.",
    422: "A part of the address has a value it cannot have.",
    503: "Nothing has been built yet, or what was built cannot be read.",
}
