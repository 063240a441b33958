"""Addresses are the state of a page: built in one way, and holding only what was chosen."""

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

Part = str | int | bool | Sequence[str] | None


def address(path: str, **chosen: Part) -> str:
    """`path` with what was chosen, in the order given; nothing, False and empty text are left out."""
    pairs: list[tuple[str, str]] = []
    for name, value in chosen.items():
        if isinstance(value, str | int) and not isinstance(value, bool):
            pairs += [(name, str(value))] if value != "" else []
        elif value is True:
            pairs.append((name, "yes"))
        elif value:
            pairs += [(name, one) for one in value]
    return f"{path}?{urlencode(pairs)}" if pairs else path


class OnlyWhatWasChosen:
    """Sends `?band=&country=DE` (as a form without script writes it) on to `?country=DE`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect where an empty part is found, else pass on."""
        if scope["type"] == "http" and scope["method"] == "GET":
            pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            if any(value == "" for _, value in pairs):
                chosen = urlencode([(name, value) for name, value in pairs if value != ""])
                to = scope["path"] + (f"?{chosen}" if chosen else "")
                if not to.startswith("//"):
                    await RedirectResponse(to, status_code=303)(scope, receive, send)
                    return
        await self.app(scope, receive, send)
