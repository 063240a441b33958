"""The lists page: filters of the people page that were saved under a name, and how many fulfil them now.

It is not one of `pages/`: it asks the people page, and pages do not know one another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from inspect import signature
from typing import Any, get_type_hints
from urllib.parse import parse_qs, urlencode

from pydantic import TypeAdapter, ValidationError

from riparian.core.errors import NotFoundError
from riparian.decisions.lists import Standing
from riparian.web import words
from riparian.web.deciding import NOWHERE, Decide
from riparian.web.page import Page
from riparian.web.pages.people import PeopleView
from riparian.web.pages.people import show as show_people
from riparian.web.reader import EXAMPLE_SNAPSHOT, Reader, Snapshot, snapshot_of, utc
from riparian.web.refusals import NotComparableError


@dataclass(frozen=True, slots=True)
class SavedList:
    """A list that stands."""

    name: str
    says: str
    """What its people have in common, going on from "People who"."""
    path: str
    """Where they are listed."""
    csv: str
    people_now: int | None
    """In this snapshot; none: the filter is of another version, or what it names is gone: it can no longer be read."""
    people_then: int
    """In the snapshot it was saved from."""
    as_of: datetime
    """Of that snapshot."""
    saved_at: datetime
    saved_by: str
    entry: int


@dataclass(frozen=True, slots=True)
class ListsView:
    """What the page shows, and its JSON twin."""

    heading: str
    sentence: str
    of: Snapshot
    lists: tuple[SavedList, ...]
    seen: int
    """The last entry of the ledger."""


def filter_words(view: PeopleView) -> str:
    """The filters that are set, as the address of the people page holds them."""
    return urlencode([(one.part, one.value) for one in view.filters])


def chosen_by(filter_words: str) -> dict[str, Any] | None:
    """A filter as the people page takes it; None: a part of it is not known here, or has a value it cannot have."""
    said = parse_qs(filter_words)
    known = signature(show_people).parameters
    if not set(said) <= set(known):
        return None
    kinds: Mapping[str, Any] = get_type_hints(show_people, include_extras=True)
    try:
        return {
            name: TypeAdapter(kinds[name]).validate_python(values if known[name].default == () else values[-1])
            for name, values in said.items()
        }
    except ValidationError:
        return None


def people_of(tables: Reader, filter_words: str) -> PeopleView | None:
    """What the people page shows of a filter, with the first of its people; None: it cannot be read.

    Either a part of it is of another version, or what it names is gone or cannot be compared, as an older snapshot.
    """
    given = chosen_by(filter_words)
    try:
        return None if given is None else show_people(tables, **given, limit=1)
    except (NotFoundError, NotComparableError):
        return None


def show(tables: Reader, decide: Decide = NOWHERE) -> ListsView:
    """Every list that stands, the earliest first."""
    seen, standing = decide.latest(), decide.lists()
    made = tuple(_listed(tables, name, one) for name, one in standing.items())
    return ListsView("Lists", _sentence(made), snapshot_of(tables), made, seen)


def _listed(tables: Reader, name: str, one: Standing) -> SavedList:
    found = people_of(tables, one.saved.filter)
    path = f"?{one.saved.filter}"
    return SavedList(
        name=name,
        says=" and ".join(told.says for told in found.filters) if found else one.saved.filter,
        path=f"/people{path}",
        csv=f"/people.csv{path}",
        people_now=found.found if found else None,
        people_then=one.saved.people,
        as_of=utc(one.saved.as_of),
        saved_at=utc(one.decided_at),
        saved_by=one.decided_by,
        entry=one.entry,
    )


def _sentence(made: tuple[SavedList, ...]) -> str:
    if not made:
        return "No list is saved yet: filter people, then save the filter under a name."
    kept = "A list is a filter with a name, so who is on it follows every build."
    return f"{words.counted(len(made), 'list', 'lists')} of people. {kept}"


LISTS = Page(
    path="/lists",
    title="Lists",
    says="Filters of people that were saved under a name, with how many fulfil them now.",
    template="lists.html",
    show=show,
    beneath="/people",
    example=ListsView(
        heading="Lists",
        sentence="1 list of people. A list is a filter with a name, so who is on it follows every build.",
        of=EXAMPLE_SNAPSHOT,
        lists=(
            SavedList(
                name="asleep in Germany",
                says="are asleep and live in DE",
                path="/people?dormant=yes&country=DE",
                csv="/people.csv?dormant=yes&country=DE",
                people_now=412,
                people_then=398,
                as_of=datetime(2026, 9, 1, tzinfo=UTC),
                saved_at=datetime(2026, 9, 2, 8, 15, tzinfo=UTC),
                saved_by="ana",
                entry=12,
            ),
        ),
        seen=12,
    ),
)
