"""The page of access: accounts, share links, keys, and what was looked at last."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from pydantic import TypeAdapter
from starlette.responses import Response

from riparian.decisions.access import Access, LinkMade, Pass, Role, Scope, name_of
from riparian.decisions.audit import Noted
from riparian.web import words
from riparian.web.entrance import Entrance
from riparian.web.page import Page
from riparian.web.reader import utc

MOST_NOTED = 100


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account."""

    name: str
    role: Role
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A share link. `path`: the page it opens with everything below it; `/`: every page."""

    link: str
    path: str
    people: bool
    """Whether it shows people by name."""
    until: datetime
    over: bool
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the interface."""

    key: str
    name: str
    scopes: tuple[Scope, ...]
    until: datetime
    over: bool
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class Look:
    """A person that was opened, or a list that was exported."""

    at: datetime
    by: str
    what: str


@dataclass(frozen=True, slots=True)
class AccessView:
    """What the page shows, and its JSON twin. Without accounts nothing can be shared."""

    heading: str
    sentence: str
    accounts: tuple[Person, ...]
    links: tuple[Shared, ...]
    keys: tuple[Key, ...]
    looks: tuple[Look, ...]
    """The last ones, newest first."""


def show(access: Access, noted: tuple[Noted, ...], *, public: bool, now: datetime) -> AccessView:
    """What stands, with what was looked at."""
    passes = access.passes.values()
    return AccessView(
        heading="Access",
        sentence=_sentence(access, public=public),
        accounts=tuple(Person(one.name, one.role, utc(one.added_at), one.added_by) for one in access.accounts.values()),
        links=tuple(_link(one, one.said, now) for one in passes if isinstance(one.said, LinkMade)),
        keys=tuple(_key(one, now) for one in passes if not isinstance(one.said, LinkMade)),
        looks=tuple(Look(utc(one.at), one.by, one.what) for one in noted),
    )


def _sentence(access: Access, *, public: bool) -> str:
    if access.accounts:
        people = words.counted(len(access.accounts), "account", "accounts")
        return f"{people}; everybody else is asked to sign in, or needs a share link or a key."
    if public:
        return "There are no accounts: everybody on the network reads, and nobody is asked for a password."
    return "There are no accounts: only this machine is answered, and nobody is asked for a password."


def _link(one: Pass, said: LinkMade, now: datetime) -> Shared:
    until, over = utc(said.until), said.until <= now
    return Shared(said.link, said.path, said.people, until, over, utc(one.made_at), one.made_by)


def _key(one: Pass, now: datetime) -> Key:
    said = one.said
    assert not isinstance(said, LinkMade)
    until, over = utc(said.until), said.until <= now
    return Key(name_of(said), said.name, said.scopes, until, over, utc(one.made_at), one.made_by)


def access_router(entrance: Entrance, render: Callable[..., Response], now: Callable[[], datetime]) -> APIRouter:
    """The page and its twin."""
    router = APIRouter()

    def view() -> AccessView:
        accounts = entrance.accounts
        return show(accounts.state(), accounts.latest(MOST_NOTED), public=entrance.public, now=now())

    @router.get(ACCESS.path, include_in_schema=False)
    def page(request: Request) -> Response:
        return render(request, ACCESS.template, view=view(), pictures={}, page=ACCESS)

    @router.get(
        f"{ACCESS.path}.json",
        summary=ACCESS.title,
        description=ACCESS.says,
        operation_id=ACCESS.title.lower(),
        tags=["Set up"],
        responses={200: {"content": {"application/json": {"example": _example()}}}},
    )
    def twin() -> AccessView:
        return view()

    return router


def _example() -> object:
    return TypeAdapter(AccessView).dump_python(ACCESS.example, mode="json")


_AT = datetime(2026, 11, 20, 9, tzinfo=UTC)

ACCESS = Page(
    path="/access",
    title="Access",
    says="Who may open the pages, what is shared, and who looked at whom.",
    template="access.html",
    show=show,
    example=AccessView(
        heading="Access",
        sentence="1 account; everybody else is asked to sign in, or needs a share link or a key.",
        accounts=(Person("ana", "admin", _AT, "ana"),),
        links=(Shared("link-1", "/value", False, _AT.replace(month=12), False, _AT, "ana"),),
        keys=(Key("key-2", "warehouse", ("read",), _AT.replace(year=2027), False, _AT, "ana"),),
        looks=(Look(_AT, "ana", "opened person 17"),),
    ),
    group="Set up",
    place=140,
    icon="access",
)
"""Not one of `pages/`: it shows the ledger as it is now, not a snapshot."""
