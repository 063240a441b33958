"""The people page: search, filters said as sentences, and a list read on by a cursor."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import Query

from riparian.core.errors import NotFoundError
from riparian.tables.hourglass import BANDS, FACETS
from riparian.web import compare, words
from riparian.web.compare import NOTHING, Against, beside
from riparian.web.cursors import Order, read_on
from riparian.web.deeds.addressed import read
from riparian.web.deeds.deed import Counted, Deed
from riparian.web.elsewhere import Elsewhere, elsewhere
from riparian.web.known_sources import known_sources
from riparian.web.page import Page
from riparian.web.people_before import (
    ListedBefore,
    ListedNow,
    PeopleBefore,
    before_says,
    known_now,
    listed_before,
    listed_now,
    name_of,
    people_before,
)
from riparian.web.people_filters import (
    Country,
    Did,
    Facet,
    Filter,
    Plain,
    Search,
    YesOrNo,
    all_hold,
    all_told,
    since_told,
)
from riparian.web.people_since import Apart, Asked, Came, Fulfil, Left, asked_for, since
from riparian.web.reader import EXAMPLE_SNAPSHOT, Reader, Snapshot, snapshot_of, utc
from riparian.web.refusals import NotComparableError, NothingYetError
from riparian.web.segments import ChosenBuyers, Segment, Sign

Sorting = Literal["last", "first", "orders", "value"]

SORTED_BY: dict[Sorting, tuple[str, str]] = {
    "last": ("last_at", "last action"),
    "first": ("first_at", "first action"),
    "orders": ("orders", "orders"),
    "value": ("spent", "value"),
}


@dataclass(frozen=True, slots=True)
class Behind:
    """What a number counted that was not people but what they did: so many journeys, so many orders."""

    value: str
    """Of the filter, as in the address."""
    rows: int
    says: str


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One line of the list. `spent` is in minor units of the home currency, less refunds."""

    person_key: int
    name: str
    """Name, else e-mail, else a word that tells there is neither."""
    email: str | None
    known: bool
    country: str | None
    band: int
    band_name: str
    facets: tuple[str, ...]
    dormant: bool
    last_at: datetime
    first_at: datetime
    orders: int
    spent: int
    sources: int
    path: str
    """Empty where the snapshot that is shown does not know them."""


@dataclass(frozen=True, slots=True)
class PeopleView:
    """What the page shows, and its JSON twin."""

    heading: str
    sentence: str
    of: Snapshot
    search: str | None
    filters: tuple[Filter, ...]
    sort: Sorting
    found: int
    """How many fulfil all filters."""
    everybody: int
    behind: tuple[Behind, ...]
    """What those found did, where that was counted."""
    people: tuple[ListedPerson, ...]
    more: str | None
    """The cursor (`after`) of the next part; none: this was the last."""
    after: str | None
    sources: tuple[str, ...]
    """The sources that can be filtered by."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """Channels and participants with what was searched for in their name."""
    against: Against = NOTHING
    before: PeopleBefore | None = None
    """The same filters in another snapshot; None: nothing is compared."""
    before_says: str = ""
    listed_before: tuple[ListedBefore, ...] = ()
    """Those listed, as they stood there; who had done nothing yet is left out."""
    left: str | None = None
    """The snapshot in which these people fulfilled the filters, and as they are of which they are listed."""
    listed_now: tuple[ListedNow, ...] = ()
    """Of those who left, where they stand now; who is not known any more is left out."""


def show(
    tables: Reader,
    *,
    search: Search = None,
    band: Annotated[int | None, Query(ge=1, le=5, description="Standing in this band.", examples=[3])] = None,
    facet: Annotated[Sequence[Facet], Query(description="Active in each of these facets.")] = (),
    dormant: Annotated[YesOrNo | None, Query(description="Asleep, or awake.")] = None,
    source: Annotated[str | None, Query(description="First seen by this source.", examples=["shop"])] = None,
    only: Annotated[str | None, Query(description="Known to this source alone.", examples=["newsletter"])] = None,
    known: Annotated[YesOrNo | None, Query(description="Has an identity, or is only a browser so far.")] = None,
    country: Country = None,
    segment: Annotated[Segment | None, Query(description="Buyers of this action segment.", examples=["elite"])] = None,
    sign: Annotated[Sign | None, Query(description="Did something good lately, or fall next month.")] = None,
    falling: Annotated[
        int | None, Query(ge=1, le=60, description="Fall a segment within so many months unless they order.")
    ] = None,
    did: Did = (),
    came: Came = None,
    apart: Apart = None,
    left: Left = None,
    sort: Annotated[Sorting, Query(description="What comes first: the latest or the most.")] = "last",
    after: Annotated[
        str | None, Query(max_length=80, description="Read on from this cursor (`more` of an answer).")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="How many to list.")] = 50,
    against: compare.Snapshot = None,
) -> PeopleView:
    """People who fulfil every filter, a part at a time."""
    everybody = tables.count("standings")
    if not everybody:
        raise NothingYetError("Nobody is known yet: no source had an action of a person.", fix="riparian build")
    search = search.strip() if search else None
    plain, buyers = (
        Plain(search, band, facet, dormant, source, only, known, country),
        ChosenBuyers(segment, sign, falling),
    )
    deeds = {text: read(text) for text in did}
    fulfil = all_hold(plain, buyers, deeds)
    asked = asked_for(tables, fulfil, {"came": came, "apart": apart, "left": left})
    told = all_told(plain, buyers, deeds)
    filters = since_told(asked, told)
    order = Order(SORTED_BY[sort][0], "person_key", of_instants=sort in ("last", "first"))
    rows, more = read_on(asked.tables, "standings", order, where=asked.where, after=after, limit=limit)
    found = asked.tables.count("standings", where=asked.where) if filters else everybody
    behind = () if search else tuple(_behind(asked, deeds))
    other = beside(tables, against, where="/people")
    then = _before(tables, other.tables, fulfil, asked, found) if other.tables else None
    keys = [one["person_key"] for one in rows]
    return PeopleView(
        heading="People",
        sentence=" ".join([_sentence(found, everybody, asked, told, filters), *(one.says for one in behind)]),
        of=snapshot_of(tables),
        search=search,
        filters=filters,
        sort=sort,
        found=found,
        everybody=everybody,
        behind=behind,
        people=_listed(rows, known_now(tables, keys) if left else keys),
        more=more,
        after=after,
        sources=known_sources(asked.tables, source, only),
        elsewhere=elsewhere(tables, search),
        against=other.against,
        before=then,
        before_says=before_says(found, then, other.against) if then else "",
        listed_before=listed_before(tables, other.tables, keys) if other.tables else (),
        left=left or None,
        listed_now=listed_now(tables, keys) if left else (),
    )


def _before(tables: Reader, then: Reader, fulfil: Fulfil, asked: Asked, found: int) -> PeopleBefore:
    """Who fulfilled everything in another snapshot, as against those found now.

    Raises:
        NotComparableError: a filter means nothing there, such as a year that ended on another day.
    """
    fix = "Take that filter out, or choose another snapshot."
    if asked.how:
        what = {"came": "came", "apart": "was set apart", "left": "left"}[asked.how]
        told = f"Who {what} since snapshot {asked.snapshot} is compared with that one already, and with no other."
        raise NotComparableError(told, fix=fix)
    try:
        return people_before(since(tables, then, fulfil), found)
    except NotFoundError as error:
        what = f"Snapshot {then.snapshot} cannot be compared with these filters: {error.what}"
        raise NotComparableError(what, fix=fix) from error


def _behind(asked: Asked, deeds: Mapping[str, Deed]) -> Iterator[Behind]:
    """What was counted of those who fulfil everything."""
    for text, deed in deeds.items():
        if isinstance(deed, Counted) and (rows := deed.rows(asked.tables)):
            counted = rows.counted(asked.tables, ("person_key", "found in", ("standings", asked.where)))
            yield Behind(
                text, counted, f"Together they {rows.verb} {words.counted(counted, rows.singular, rows.plural)}."
            )


def _sentence(found: int, everybody: int, asked: Asked, told: Sequence[Filter], filters: Sequence[Filter]) -> str:
    if not filters:
        return f"Everybody who did anything: {words.people(everybody)}. Open one to see all they did."
    if asked.how == "left":
        who = f"who {_row(told)} in" if told else "of"
        gone = "do not any more" if told else "are not known any more"
        when = f"snapshot {asked.snapshot}, as of {words.day(asked.tables.as_of)}"
        return f"{words.number(found)} of {words.people(asked.were)} {who} {when}, {gone}."
    return f"{words.number(found)} of {words.people(everybody)} {_row(filters)}."


def _row(filters: Sequence[Filter]) -> str:
    said = [one.says for one in filters]
    return f"{', '.join(said[:-1])} and {said[-1]}" if len(said) > 1 else said[0]


def _listed(rows: Sequence[dict[str, Any]], with_page: Collection[int]) -> tuple[ListedPerson, ...]:
    return tuple(_person(row, f"/people/{row['person_key']}" if row["person_key"] in with_page else "") for row in rows)


def _person(row: dict[str, Any], path: str) -> ListedPerson:
    return ListedPerson(
        person_key=row["person_key"],
        name=name_of(row),
        email=row["email"],
        known=row["known"],
        country=row["country"],
        band=row["band"],
        band_name=BANDS[row["band"]],
        facets=tuple(name for name in FACETS.values() if row[name.lower()]),
        dormant=row["dormant"],
        last_at=utc(row["last_at"]),
        first_at=utc(row["first_at"]),
        orders=row["orders"],
        spent=row["spent"],
        sources=row["sources"],
        path=path,
    )


PAGE = Page(
    path="/people",
    title="People",
    says="Search and filter people; a part at a time, read on by a cursor.",
    template="people.html",
    show=show,
    group="See",
    place=90,
    icon="people",
    example=PeopleView(
        heading="People",
        sentence="1 of 8,204 people have “ana” in their name or e-mail and stand at Buy.",
        of=EXAMPLE_SNAPSHOT,
        search="ana",
        filters=(Filter("search", "ana", "have “ana” in their name or e-mail"), Filter("band", "5", "stand at Buy")),
        sort="last",
        found=1,
        everybody=8_204,
        behind=(),
        more=None,
        after=None,
        sources=("newsletter", "shop"),
        people=(
            ListedPerson(
                person_key=17,
                name="Ana Lind",
                email="ana@example.org",
                known=True,
                country="SE",
                band=5,
                band_name="Buy",
                facets=("Loyalty",),
                dormant=False,
                last_at=datetime(2026, 9, 28, 14, 5, tzinfo=UTC),
                first_at=datetime(2025, 2, 3, 9, 30, tzinfo=UTC),
                orders=4,
                spent=31_250,
                sources=3,
                path="/people/17",
            ),
        ),
    ),
)
