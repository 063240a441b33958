"""Participants of the ecosystem: whether they are wanted, by name; the last word counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pydantic import Field

from riparian.core.entries import Entry, Recorded, Refused


class ParticipantWanted(Entry):
    """Somebody is wanted in the company's ecosystem, or is not."""

    subject: ClassVar[str] = "ecosystem"
    kind: ClassVar[str] = "want participant"

    participant: str = Field(min_length=1, max_length=200)
    wanted: bool
    reason: str = ""


class WishDropped(Entry):
    """It is open again whether somebody is wanted."""

    subject: ClassVar[str] = "ecosystem"
    kind: ClassVar[str] = "drop wish"

    participant: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The last word on a participant, and the entry that says so."""

    entry: int
    said: ParticipantWanted
    decided_on: date
    decided_by: str


def stream_of(participant: str) -> str:
    """The stream of all decisions on one participant."""
    return f"participant {participant}"


def standing(recorded: Iterable[Recorded]) -> dict[str, Standing]:
    """The last word on each participant, by name, in the order in which it was said."""
    found: dict[str, Standing] = {}
    for one in recorded:
        if one.kind not in (ParticipantWanted.kind, WishDropped.kind):
            continue
        found.pop(str(one.content["participant"]), None)
        if one.kind == ParticipantWanted.kind:
            said = ParticipantWanted.model_validate(one.content)
            found[said.participant] = Standing(one.number, said, one.at.date(), one.by)
    return found


def decide(command: ParticipantWanted | WishDropped, state: dict[str, Standing]) -> tuple[Entry, ...] | Refused:
    """The entry of a decision on a participant, or why there can be none."""
    stands = state.get(command.participant)
    if isinstance(command, WishDropped):
        return (command,) if stands else Refused(f"nothing was decided about {command.participant!r}")
    if stands and stands.said == command:
        return Refused(f"entry {stands.entry} says so already")
    return (command,)
