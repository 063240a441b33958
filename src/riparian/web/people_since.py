"""Who came to filters, was set apart or left since another snapshot, as conditions that the engine joins both by.

A person goes by the smallest of their identifiers, so whom a snapshot takes a person of another one for is whom it
takes that identifier for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Query

from riparian.web.compare import Former
from riparian.web.reader import Condition, Reader
from riparian.web.refusals import AddressError

Came = Annotated[
    str | None,
    Query(
        max_length=40,
        description="Did not fulfil the other filters in this kept snapshot yet, and were part of nobody who did.",
        examples=["000006"],
    ),
]
Apart = Annotated[
    str | None,
    Query(
        max_length=40,
        description="Were part of somebody in this kept snapshot who fulfilled the other filters, and are people of "
        "their own since.",
        examples=["000006"],
    ),
]
Left = Annotated[
    str | None,
    Query(
        max_length=40,
        description="Fulfilled the other filters in this kept snapshot and do not any more, nor does whoever they were "
        "found to be part of. They are listed as they stood there.",
        examples=["000006"],
    ),
]
How = Literal["came", "apart", "left"]
Fulfil = Callable[[Reader], list[Condition]]
"""The conditions of filters on `standings`, in any snapshot."""


@dataclass(frozen=True, slots=True)
class Since:
    """The same filters in two snapshots. All conditions are on `standings`: of `then` in `left`, else of `now`."""

    now: Reader
    then: Reader
    were: list[Condition]
    """Of the filters, there."""
    are: list[Condition]
    found: int
    """How many fulfilled them there."""

    @property
    def by_no_such_key(self) -> list[Condition]:
        """Who fulfils them now and did not then by the same key: they may have gone by another."""
        return _listed([*self.are, ("person_key", "not found in", self._among_them)])

    @property
    def fresh(self) -> list[Condition]:
        """Who fulfils them now and did not then by any key: who came, and who was set apart."""
        merged: Condition = ("former_key", "found in", self._among_them)
        wholes = "merged_people", [*self.by_no_such_key, merged]
        return _listed([*self.by_no_such_key, ("person_key", "not found in", wholes)])

    @property
    def came(self) -> list[Condition]:
        """Of these, who was part of nobody who fulfilled them."""
        return _listed([*self.fresh, ("person_key", "not found in", self._parts)])

    @property
    def apart(self) -> list[Condition]:
        """Of these, who was."""
        return _listed([*self.fresh, ("person_key", "found in", self._parts)])

    @property
    def left(self) -> list[Condition]:
        """Who fulfilled them and does not any more, as whoever they are taken for now."""
        gone = _listed([*self.were, ("person_key", "not found in", ("standings", self.are, *self._here))])
        theirs: Condition = ("former_key", "found in", ("standings", gone, "person_key", self.then.snapshot))
        here: Condition = ("person_key", "found in", ("standings", self.are))
        parts = "merged_people", [theirs, here], "former_key", self.now.snapshot
        return _listed([*gone, ("person_key", "not found in", parts)])

    @property
    def _here(self) -> tuple[str, str]:
        """A person key of now."""
        return "person_key", self.now.snapshot

    @property
    def _among_them(self) -> tuple[object, ...]:
        """A person key of then whose person fulfilled them."""
        return "standings", self.were, "person_key", self.then.snapshot

    @property
    def _parts(self) -> tuple[object, ...]:
        """A key of somebody fresh that was an identifier of somebody who fulfilled them."""
        asked: Condition = ("identifier_key", "found in", ("standings", self.fresh, *self._here))
        theirs: list[Condition] = [*self.were, ("person_key", "found in", ("identifiers", [asked]))]
        return (
            "identifiers",
            [asked, ("person_key", "found in", ("standings", theirs))],
            "identifier_key",
            self.then.snapshot,
        )


def _listed(where: list[Condition]) -> list[Condition]:
    """Who fulfils these conditions, as one: a reader finds a list once that compares snapshots, however often asked.

    What is looked for in another table is narrowed by the lists before, so that it is as small as what changed.
    """
    return [("person_key", "found in", ("standings", where))]


def since(now: Reader, then: Reader, fulfil: Fulfil) -> Since:
    """The filters in both snapshots.

    Raises:
        NotFoundError: a filter means nothing in one of them.
        NotComparableError: what is read of the former one was written by another version, or is damaged.
    """
    were, are = fulfil(then), fulfil(now)
    # Asked through its own reader, so that a snapshot that cannot be read is told as that.
    found = then.count("standings", where=were)
    then.rows("identifiers", columns=("identifier_key", "person_key"), limit=1)
    return Since(now, then, were, are, found)


@dataclass(frozen=True, slots=True)
class Asked:
    """A list of people that is asked for: where it is read, and by what."""

    tables: Reader
    where: list[Condition]
    how: How | None = None
    snapshot: str = ""
    were: int = 0
    """Where it is of who left: how many fulfilled the filters then."""


def asked_for(now: Reader, fulfil: Fulfil, lists: Mapping[How, str | None]) -> Asked:
    """Who fulfils the filters; or who came to them, was set apart or left since a snapshot.

    Raises:
        AddressError: more than one of these is asked for. NotFoundError: the snapshot is not kept.
    """
    chosen = [(how, snapshot) for how, snapshot in lists.items() if snapshot]
    if not chosen:
        return Asked(now, fulfil(now))
    if len(chosen) > 1:
        what = "Who came, who was set apart and who left are lists of their own: nobody is on two of them."
        raise AddressError(what, where=chosen[-1][0], fix="Take one of them out of the address.")
    ((how, snapshot),) = chosen
    then = Former(now.other(snapshot))
    both = since(now, then, fulfil)
    if how == "left":
        return Asked(then, both.left, how, snapshot, both.found)
    return Asked(now, both.came if how == "came" else both.apart, how, snapshot)
