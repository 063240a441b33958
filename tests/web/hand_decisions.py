"""The pages of the company by hand over a real ledger, and forms taken off them."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from riparian.web.app import create_app
from riparian.web.deciding import Decide
from riparian.web.who import Who
from tests.web.hand_people import AS_OF
from tests.web.hand_reader import HandReader

EVA = Who("eva", "editor")


class Asking:
    """A door in front of the pages: everybody who asks is one."""

    def __init__(self, app: ASGIApp, who: Who) -> None:
        self.app, self.who = app, who

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["who"] = self.who
        await self.app(scope, receive, send)


def deciding_app(read: Callable[[], HandReader | None], decide: Decide, who: Who = EVA) -> FastAPI:
    """The application of somebody who may decide."""
    app = create_app(read, now=lambda: AS_OF + timedelta(hours=9), decide=decide)
    app.add_middleware(Asking, who=who)
    return app


def form_of(client: TestClient, page: str, action: str) -> tuple[str, dict[str, str]]:
    """The address of a form on a page, and its fields as they stand there."""
    text = client.get(page).text
    form = re.search(rf'<form method="post" action="({re.escape(action)}(?:\?[^"]*)?)".*?</form>', text, re.DOTALL)
    assert form, f"no form to {action} on {page}"
    inputs = re.findall(r"<input ([^>]*)>", form.group(0))
    fields = {}
    for one in inputs:
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', one))
        if "name" in told and (told.get("type") != "radio" or "checked" in one):
            fields[unescape(told["name"])] = unescape(told.get("value", ""))
    return unescape(form.group(1)), fields
