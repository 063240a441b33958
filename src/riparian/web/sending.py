"""What pages send: bounded bodies, forms without script and JSON, and the one way in which a command is answered."""

from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Header, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from riparian.core.entries import Refused
from riparian.web.deciding import Command, Decide, DecisionRefusedError, SentError
from riparian.web.telling import wants_json
from riparian.web.who import who_asks

MOST_BYTES = 64 * 1024
"""Of a body. The largest form has some fifty fields."""
MOST_FIELDS = 200
LAST_OF_ALL = 2**53 - 1
"""An entry that no ledger reaches, and every JSON reader still tells apart: whatever stands was seen."""
_FORM = "application/x-www-form-urlencoded"

SentKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=80,
        description="A new one for every decision: what is sent again with its key is decided once.",
        examples=["4f1c2a9e7b30"],
    ),
]
Seen = Annotated[
    int,
    Query(
        ge=0,
        le=LAST_OF_ALL,
        description="The last entry you saw (`seen` of the page): 409 where something newer stands. Left out: all.",
        examples=[12],
    ),
]


@dataclass(frozen=True, slots=True)
class Decided:
    """A command that was recorded."""

    entry: int
    """Its number in the ledger."""
    page: str
    """Where it shows."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form that was sent."""

    fields: dict[str, str]

    def __getitem__(self, name: str) -> str:
        """A field without the white space around it; empty where it is not there."""
        return self.fields.get(name, "").strip()

    @property
    def seen(self) -> int:
        """The last entry that stood on the page of the form."""
        told = self["seen"]
        return int(told) if told.isascii() and told.isdigit() and len(told) < 16 else LAST_OF_ALL

    @property
    def key(self) -> str:
        """The idempotency key: that of the page, with what was sent, since a page gone back to still has its key."""
        if not 8 <= len(self["key"]) <= 80:
            raise SentError("The form has no key of its own.", fix="Load its page again, then send it.")
        told = "\n".join(f"{name}={value}" for name, value in sorted(self.fields.items()))
        return f"{self['key']} {sha256(told.encode()).hexdigest()[:16]}"


async def sent_form(request: Request) -> Form:
    """The form in the body of a request; of a field given twice the last counts.

    Raises:
        SentError: it cannot be read.
        HTTPException: it is no form.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise HTTPException(415, f"Forms are sent as {_FORM}; JSON goes to the same address with .json.")
    try:
        pairs = parse_qsl(
            (await request.body()).decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        pairs = None
    if pairs is None:
        raise SentError("What the form sent cannot be read.", fix="Load its page again, then send it.")
    return Form(dict(pairs))


def record(decide: Decide, command: Command, request: Request, *, key: str, seen: int) -> int:
    """Record a command of whoever asks; the number of its entry.

    Raises:
        DecisionRefusedError: it leads to none.
        LedgerConflictError: it rests on what no longer stands.
        HTTPException: whoever asks may not decide.
    """
    who = who_asks(request)
    if not who.may("editor"):
        raise HTTPException(403, "You may look, but not decide.")
    # The ledger's own keys are made of streams; those of pages must never meet them.
    done = decide(command, by=who.name, key=f"page {key}", seen=seen)
    if isinstance(done, Refused):
        reason = f"{done.reason[:1].upper()}{done.reason[1:]}."
        raise DecisionRefusedError(reason, fix="Nothing was written. Go back, change it, and send it again.")
    return done


def answered(request: Request, done: Decided) -> Response:
    """To a form: go and see it; to who accepts JSON: what was recorded."""
    if wants_json(request):
        return JSONResponse(asdict(done))
    return RedirectResponse(done.page, status_code=303)


class SmallBodies:
    """Refuses a body that is longer than anything a page sends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, counting what comes in."""
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST_BYTES:
                raise HTTPException(413, f"At most {MOST_BYTES // 1024} kB can be sent at once.")
            return message

        await self.app(scope, counted, send)
