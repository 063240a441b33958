"""What was looked at: views of one person and exports, so that who saw whom can be told. Keys and column names only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Field

from riparian.core.entries import Entry, Recorded


class PersonViewed(Entry):
    """Somebody opened a person."""

    subject: ClassVar[str] = "audit"
    kind: ClassVar[str] = "view person"

    person_key: int


class Exported(Entry):
    """Somebody took a list of people."""

    subject: ClassVar[str] = "audit"
    kind: ClassVar[str] = "export"

    what: Annotated[str, Field(pattern=r"^/[a-z0-9_./{}-]{1,120}$")]
    """The route, as the application declares it."""
    filters: tuple[Annotated[str, Field(pattern="^[a-z_]{1,40}$")], ...]
    """Names of what was filtered by, never the values: a search may hold a name."""


Seen = PersonViewed | Exported


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry as it is told."""

    entry: int
    at: datetime
    by: str
    what: str


def noted(one: Recorded) -> Noted:
    """An entry in words."""
    return Noted(one.number, one.at, one.by, _words(one.kind, one.content))


def _words(kind: str, content: Mapping[str, object]) -> str:
    if kind == PersonViewed.kind:
        return f"opened person {PersonViewed.model_validate(content).person_key}"
    said = Exported.model_validate(content)
    return f"exported {said.what}" + (f", filtered by {', '.join(said.filters)}" if said.filters else "")
