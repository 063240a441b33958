"""What every answer carries so that a page can only do what its own files tell it to."""

from base64 import b64encode
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

THEME_SCRIPT = (
    "const root=document.documentElement;root.dataset.script='yes';"
    "try{const t=localStorage.getItem('theme');if(t==='light'||t==='dark')root.dataset.theme=t}catch{}"
)
"""Runs before the first paint, so a stored theme does not flash; the only inline script, allowed by its hash."""

_THEME_HASH = b64encode(sha256(THEME_SCRIPT.encode()).digest()).decode()

POLICY = "; ".join((
    "default-src 'none'", f"script-src 'self' 'sha256-{_THEME_HASH}'", "style-src 'self'", "img-src 'self'",
    "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
))  # fmt: skip

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Addresses hold what was searched for, an e-mail perhaps.
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guards:
    """Adds the headers; what does not say how long it keeps is asked for anew each time."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with headers added to the answer."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "private, no-cache")
            await send(message)

        await self.app(scope, receive, guarded)
