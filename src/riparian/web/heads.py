"""HEAD: the same answer as to GET, without what it holds."""

from asyncio import Event

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """Answers HEAD as GET would be, up to its headers.

    Stands behind the doors, which ask whoever comes all the same. Nobody sees anything, so nothing is put on record:
    the route is found for a request of its own. `Content-Length` is left out, as it would tell how much is hidden.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on as a GET, whose answer ends where its body would begin."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        told = Event()

        async def gone() -> Message:
            await told.wait()  # who only wants the headers has then left, so a long list is not read on
            return {"type": "http.disconnect"}

        async def headers_only(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                del headers["Content-Length"]
                await send(message)
                await send({"type": "http.response.body", "body": b""})
                told.set()

        await self.app({**scope, "method": "GET"}, gone, headers_only)
