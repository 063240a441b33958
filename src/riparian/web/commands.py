"""Addresses that take commands: each as a form, which leads back to its page, and as JSON beside it."""

from collections.abc import Callable
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from riparian.core.errors import NotFoundError
from riparian.decisions.ecosystem import ParticipantWanted, WishDropped
from riparian.decisions.forecast import ScenarioDropped, ScenarioSaved
from riparian.decisions.lists import ListDropped, ListRenamed, ListSaved
from riparian.web.addresses import address
from riparian.web.deciding import Command, Decide, SentError
from riparian.web.lists import filter_words
from riparian.web.pages.people import show as show_people
from riparian.web.reader import Reader
from riparian.web.refusals import NothingYetError
from riparian.web.scenario_form import scenario_sent
from riparian.web.sending import LAST_OF_ALL, Decided, Form, Seen, SentKey, answered, record, sent_form
from riparian.web.telling import Problem

SentForm = Annotated[Form, Depends(sent_form)]


class ListName(BaseModel):
    """The name of a list."""

    list: str = Field(min_length=1, max_length=80, examples=["asleep in Germany"])


class Rename(ListName):
    """A list, and the name it is to have."""

    to: str = Field(min_length=1, max_length=80, examples=["asleep in Germany and Austria"])


def _renamed(name: str, to: str) -> ListRenamed:
    to = " ".join(to.split())
    if not to:
        raise SentError("A list needs a name.", fix="Go back and give it one.")
    return ListRenamed(list=name, to=to)


def commands_router(read: Callable[[], Reader | None], decide: Decide) -> APIRouter:
    """All of them; whoever may not decide is refused in front of them."""
    router = APIRouter()
    _lists(router, read, decide)
    _scenarios(router, decide)
    _wishes(router, read, decide)
    return router


def _lists(router: APIRouter, read: Callable[[], Reader | None], decide: Decide) -> None:
    asked = [one for one in list(signature(show_people).parameters.values())[1:] if one.name not in _NO_FILTER]

    def command(name: str, given: dict[str, Any]) -> ListSaved:
        tables = _published(read)
        found = show_people(tables, **given, limit=1)
        name = " ".join(name.split())
        if not name:
            raise SentError("A list needs a name.", fix="Go back and give it one.")
        return ListSaved(
            list=name,
            filter=filter_words(found),
            snapshot=tables.snapshot,
            as_of=tables.as_of,
            people=found.found,
        )

    def save(request: Request, form: Form, **given: Any) -> Response:
        saved = command(form["list"][:80], given)
        entry = record(decide, saved, request, key=form.key, seen=LAST_OF_ALL)
        return answered(request, Decided(entry, f"/lists#list-{entry}"))

    def save_json(request: Request, key: str, named: ListName, **given: Any) -> Decided:
        entry = record(decide, command(named.list, given), request, key=key, seen=LAST_OF_ALL)
        return Decided(entry, f"/lists#list-{entry}")

    def drop(request: Request, form: SentForm) -> Response:
        entry = record(decide, ListDropped(list=form["list"][:80]), request, key=form.key, seen=form.seen)
        return answered(request, Decided(entry, "/lists"))

    def drop_json(request: Request, named: ListName, key: SentKey, seen: Seen = LAST_OF_ALL) -> Decided:
        return Decided(record(decide, ListDropped(list=named.list), request, key=key, seen=seen), "/lists")

    def rename(request: Request, form: SentForm) -> Response:
        entry = record(decide, _renamed(form["list"][:80], form["to"][:80]), request, key=form.key, seen=form.seen)
        return answered(request, Decided(entry, f"/lists#list-{entry}"))

    def rename_json(request: Request, renamed: Rename, key: SentKey, seen: Seen = LAST_OF_ALL) -> Decided:
        entry = record(decide, _renamed(renamed.list, renamed.to), request, key=key, seen=seen)
        return Decided(entry, f"/lists#list-{entry}")

    _declare(save, _parameter("form", SentForm), *asked)
    _declare(save_json, _parameter("key", SentKey), _parameter("named", ListName), *asked, returns=Decided)
    _form(router, "/lists", save)
    _json(router, "/lists.json", save_json, "Save a list", "Save the filter of the address as a list with a name.")
    _form(router, "/lists/rename", rename)
    _json(router, "/lists/rename.json", rename_json, "Rename a list", "Give a list another name; its filter stays.")
    _form(router, "/lists/drop", drop)
    _json(router, "/lists/drop.json", drop_json, "Drop a list", "Take a list back. Nobody on it is touched.")


_NO_FILTER = ("after", "limit", "sort")


def _drawn(scenario: ScenarioSaved) -> str:
    """The page with the scenario laid over the forecast."""
    return address("/forecast", scenario=scenario.scenario) + "#years"


def _scenarios(router: APIRouter, decide: Decide) -> None:
    def save(request: Request, form: SentForm) -> Response:
        scenario = scenario_sent(form.fields)
        entry = record(decide, scenario, request, key=form.key, seen=form.seen)
        return answered(request, Decided(entry, _drawn(scenario)))

    def save_json(
        request: Request,
        key: SentKey,
        scenario: Annotated[ScenarioSaved, Body(examples=[_SCENARIO])],
        seen: Seen = LAST_OF_ALL,
    ) -> Decided:
        return Decided(record(decide, scenario, request, key=key, seen=seen), _drawn(scenario))

    def drop(request: Request, form: SentForm) -> Response:
        entry = record(decide, ScenarioDropped(scenario=form["scenario"]), request, key=form.key, seen=form.seen)
        return answered(request, Decided(entry, "/forecast#scenarios"))

    def drop_json(
        request: Request,
        key: SentKey,
        scenario: Annotated[ScenarioDropped, Body(examples=[{"scenario": "more loyalty"}])],
        seen: Seen = LAST_OF_ALL,
    ) -> Decided:
        return Decided(record(decide, scenario, request, key=key, seen=seen), "/forecast#scenarios")

    built = "The page of the forecast draws it at once, and the next build publishes it."
    _form(router, "/scenarios", save)
    _json(
        router,
        "/scenarios.json",
        save_json,
        "Save a scenario",
        f"Save a scenario, or replace that of its name. {built}",
    )
    _form(router, "/scenarios/drop", drop)
    _json(
        router, "/scenarios/drop.json", drop_json, "Drop a scenario", "Take a scenario back. The next build omits it."
    )


_SCENARIO = {
    "scenario": "more loyalty",
    "changes": [{"what": "rebuy", "segment": "Average", "factor": 1.1, "reason": "welcome stream, tested in May"}],
    "bands": [{"move": "like -> trust", "factor": 1.1, "reason": "club page, tested in May"}],
}


def _wishes(router: APIRouter, read: Callable[[], Reader | None], decide: Decide) -> None:
    def known(name: str) -> str:
        if not _published(read).count("participants", where=[("participant", "=", name)]):
            raise NotFoundError("There is no such participant.", where="/map", fix="/map?view=sites lists them all.")
        return name

    def say(request: Request, form: SentForm) -> Response:
        name, said = known(form["participant"]), form["wanted"]
        command: Command = WishDropped(participant=name)
        if said in ("yes", "no"):
            command = ParticipantWanted(participant=name, wanted=said == "yes", reason=form["reason"][:500])
        elif said != "open":
            raise SentError("A participant is wanted, is not, or it is open.", fix="Go back and say one.")
        entry = record(decide, command, request, key=form.key, seen=form.seen)
        return answered(request, Decided(entry, address("/map", view="sites", node=name) + "#told"))

    def say_json(
        request: Request,
        key: SentKey,
        wish: Annotated[ParticipantWanted, Body(examples=[_WISH])],
        seen: Seen = LAST_OF_ALL,
    ) -> Decided:
        known(wish.participant)
        entry = record(decide, wish, request, key=key, seen=seen)
        return Decided(entry, address("/map", view="sites", node=wish.participant))

    def drop_json(
        request: Request,
        key: SentKey,
        wish: Annotated[WishDropped, Body(examples=[{"participant": "The Forum"}])],
        seen: Seen = LAST_OF_ALL,
    ) -> Decided:
        return Decided(record(decide, wish, request, key=key, seen=seen), "/map?view=sites")

    _form(router, "/wishes", say)
    _json(router, "/wishes.json", say_json, "Want a participant", "Say whether a participant is wanted, and why.")
    _json(router, "/wishes/drop.json", drop_json, "Drop a wish", "It is open again whether a participant is wanted.")


_WISH = {"participant": "The Forum", "wanted": True, "reason": "many ask there before they buy"}


def _published(read: Callable[[], Reader | None]) -> Reader:
    tables = read()
    if tables is None:
        raise NothingYetError("Nothing has been built yet.", fix="riparian build")
    return tables


def _parameter(name: str, kind: object) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind)


def _declare(route: Callable[..., object], *asked: Parameter, returns: object = Response) -> None:
    """Say in the signature of a route what FastAPI is to read for it."""
    request = Parameter("request", Parameter.POSITIONAL_OR_KEYWORD, annotation=Request)
    route.__signature__ = Signature([request, *asked], return_annotation=returns)  # type: ignore[attr-defined]  # FastAPI reads it


def _form(router: APIRouter, path: str, route: Callable[..., Response]) -> None:
    router.post(path, include_in_schema=False)(route)


def _json(router: APIRouter, path: str, route: Callable[..., Decided], title: str, says: str) -> None:
    problem = {"model": Problem, "content": {"application/problem+json": {}}}
    router.post(
        path,
        response_model=Decided,
        summary=title,
        description=says,
        operation_id=title.lower(),
        tags=["Act"],
        responses={
            200: {"content": {"application/json": {"example": {"entry": 12, "page": path.partition(".")[0]}}}},
            **{status: {**problem, "description": told} for status, told in _REFUSALS.items()},
        },
    )(route)


_REFUSALS: dict[int | str, str] = {
    403: "Whoever asks may only look.",
    404: "What it is about is not there.",
    409: "It leads to no entry, or somebody decided otherwise meanwhile; the title says why.",
    413: "It is too long.",
    422: "A part of the address or of the body has a value it cannot have.",
    503: "Nothing has been built yet.",
}
