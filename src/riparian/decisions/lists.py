"""Lists of people by name: which filter a list stands for, and how many it found when it was saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pydantic import Field

from riparian.core.entries import Entry, Recorded, Refused

MOST = 100
"""Lists that stand at once: each is counted where they are listed."""
LONGEST = 80
"""Characters of a name."""
_OF_WORDS = "search"
"""The part of an address that holds what somebody typed: a name or an e-mail."""

_SIGNS_OF_AN_ADDRESS = ("@", "%40")
"""The second as an address of a page writes the first."""


class ListSaved(Entry):
    """People who fulfil a filter are a list with a name."""

    subject: ClassVar[str] = "lists"
    kind: ClassVar[str] = "save list"

    list: str = Field(min_length=1, max_length=LONGEST, pattern=r"^\S(.*\S)?$")
    filter: str = Field(max_length=600)
    """As the address of the people page holds it: `band=5&facet=loyalty`."""
    snapshot: str
    as_of: datetime
    """Of the snapshot; naive UTC."""
    people: int = Field(ge=0)
    """Found in that snapshot."""


class ListDropped(Entry):
    """A list stands no more."""

    subject: ClassVar[str] = "lists"
    kind: ClassVar[str] = "drop list"

    list: str = Field(max_length=LONGEST)


class ListRenamed(Entry):
    """A list goes by another name."""

    subject: ClassVar[str] = "lists"
    kind: ClassVar[str] = "rename list"

    list: str = Field(max_length=LONGEST)
    to: str = Field(min_length=1, max_length=LONGEST, pattern=r"^\S(.*\S)?$")


@dataclass(frozen=True, slots=True)
class Standing:
    """A list that stands, and the entry that says so."""

    entry: int
    saved: ListSaved
    decided_at: datetime
    decided_by: str


def stream_of(name: str) -> str:
    """The stream of all decisions on one list."""
    return f"list {name}"


def standing(recorded: Iterable[Recorded]) -> dict[str, Standing]:
    """The lists that stand after these entries, by name, in the order in which they were saved or renamed."""
    found: dict[str, Standing] = {}
    for one in recorded:
        before = found.pop(str(one.content["list"]), None)
        if one.kind == ListRenamed.kind and before:
            name = str(one.content["to"])
            saved = before.saved.model_copy(update={"list": name})
            found[name] = Standing(one.number, saved, before.decided_at, before.decided_by)
        if one.kind == ListSaved.kind:
            saved = ListSaved.model_validate(one.content)
            found[saved.list] = Standing(one.number, saved, one.at, one.by)
    return found


def decide(command: ListSaved | ListRenamed | ListDropped, state: dict[str, Standing]) -> tuple[Entry, ...] | Refused:
    """The entry of a decision on a list, or why there can be none.

    An entry stays for good, so a list is refused that would keep what may identify a person: a search by words, or an
    e-mail address in its name or its filter.
    """
    stands = state.get(command.list)
    if isinstance(command, ListDropped):
        return (command,) if stands else Refused(f"no list {command.list!r}")
    if isinstance(command, ListRenamed):
        return _renamed(command, state)
    chosen = [one.partition("=")[0] for one in command.filter.split("&") if one]
    if not chosen:
        return Refused("a list of everybody says nothing: choose a filter first")
    if _OF_WORDS in chosen:
        return Refused(
            "the search by words may be somebody's name or e-mail, and what is saved stays for good: "
            "take the search out, and choose by filters"
        )
    if any(sign in text for sign in _SIGNS_OF_AN_ADDRESS for text in (command.list, command.filter)):
        return Refused("what is saved stays for good, so it holds no e-mail address: say it in other words")
    if stands:
        return Refused(f"there is a list {command.list!r}: drop it first, or give this one another name")
    if len(state) >= MOST:
        return Refused(f"{MOST} lists are saved, and more cannot be: drop one first")
    return (command,)


def _renamed(command: ListRenamed, state: dict[str, Standing]) -> tuple[Entry, ...] | Refused:
    if command.list not in state:
        return Refused(f"no list {command.list!r}")
    if command.to in state:
        return Refused(f"there is a list {command.to!r}: drop it first, or give this one another name")
    if any(sign in command.to for sign in _SIGNS_OF_AN_ADDRESS):
        return Refused("what is saved stays for good, so it holds no e-mail address: say it in other words")
    return (command,)
