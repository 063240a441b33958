"""The people page: search, filters said as sentences, and a list read on by a cursor."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import Query

from riparian.core.errors import NotFoundError
from riparian.tables.hourglass import BANDS, FACETS
from riparian.web import compare, words
from riparian.web.compare import NOTHING, Against, beside
from riparian.web.cursors import Order, cursor, read_on
from riparian.web.deeds.addressed import read
from riparian.web.deeds.deed import Counted, Deed
from riparian.web.elsewhere import Elsewhere, elsewhere
from riparian.web.known_sources import known_sources
from riparian.web.page import Page
from riparian.web.people_before import (
    COLUMNS,
    Came,
    Found,
    ListedBefore,
    PeopleBefore,
    before_says,
    came_since,
    listed_before,
    name_of,
    people_before,
)
from riparian.web.reader import EXAMPLE_SNAPSHOT, Condition, Reader, Snapshot, snapshot_of, utc
from riparian.web.refusals import NotComparableError, NothingYetError
from riparian.web.segments import ChosenBuyers, Segment, Sign

Facet = Literal["support", "loyalty", "advocacy", "innovation"]
YesOrNo = Literal["yes", "no"]
Sorting = Literal["last", "first", "orders", "value"]

Country = Annotated[str | None, Query(max_length=60, description="Country, as the sources write it.", examples=["DE"])]
Did = Annotated[
    Sequence[str],
    Query(
        max_length=6,
        description="What each of them did, as links of other pages tell it: `entered~2026-09~3`.",
        examples=[["entered~2026-09~3"]],
    ),
]

SORTED_BY: dict[Sorting, tuple[str, str]] = {
    "last": ("last_at", "last action"),
    "first": ("first_at", "first action"),
    "orders": ("orders", "orders"),
    "value": ("spent", "value"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that is set: the sentence it makes, and the part of the address that sets it."""

    part: str
    value: str
    says: str


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


def show(
    tables: Reader,
    *,
    search: Annotated[
        str | None,
        Query(max_length=200, description="Part of a name or an e-mail, or a person's key.", examples=["ana"]),
    ] = None,
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
    buyers = ChosenBuyers(segment, sign, falling)
    deeds = {text: read(text) for text in did}
    filters = _with_came(
        (*_filters(search, band, facet, dormant, source, only, known, country), *_told(buyers, deeds)), came
    )

    def conditions(of: Reader) -> list[Condition]:
        plain = _conditions(band, facet, dormant, source, only, known, country) + buyers.conditions
        return plain + [condition for one in deeds.values() for condition in one.where(of)]

    finding = _finding(search, conditions)
    where = conditions(tables) + came_since(tables, came, finding)
    rows, more = _found(tables, sort, search, where, after=after, limit=limit)
    found = _count(tables, search, where) if filters else everybody
    behind = () if search else tuple(_behind(tables, deeds, where))
    other = beside(tables, against, where="/people")
    then = _before(tables, other.tables, finding, conditions, search, came) if other.tables else None
    return PeopleView(
        heading="People",
        sentence=" ".join([_sentence(found, everybody, filters), *(one.says for one in behind)]),
        of=snapshot_of(tables),
        search=search,
        filters=filters,
        sort=sort,
        found=found,
        everybody=everybody,
        behind=behind,
        people=tuple(_listed(row) for row in rows),
        more=more,
        after=after,
        sources=known_sources(tables, source, only),
        elsewhere=elsewhere(tables, search),
        against=other.against,
        before=then,
        before_says=before_says(found, then, other.against) if then else "",
        listed_before=listed_before(tables, other.tables, [one["person_key"] for one in rows]) if other.tables else (),
    )


def _finding(search: str | None, conditions: Callable[[Reader], list[Condition]]) -> Found:
    """Who fulfils everything in a snapshot; who matches by name and by e-mail comes twice."""

    def found(of: Reader, most: int) -> list[dict[str, Any]]:
        parts = (
            of.rows("standings", columns=COLUMNS, where=conditions(of) + part, limit=most) for part in _matching(search)
        )
        return [row for part in parts for row in part]

    return found


def _before(
    tables: Reader, then: Reader, found: Found, conditions: Callable[[Reader], list[Condition]], search: str | None,
    came: str | None,
) -> PeopleBefore:  # fmt: skip
    """Who fulfilled everything in another snapshot.

    Raises:
        NotComparableError: a filter means nothing there, such as a year that ended on another day.
    """
    fix = "Take that filter out, or choose another snapshot."
    if came:
        what = f"Who came since snapshot {came} is compared with that one already, and with no other."
        raise NotComparableError(what, fix=fix)
    try:
        return people_before(tables, then, found, lambda of: _count(of, search, conditions(of)))
    except NotFoundError as error:
        what = f"Snapshot {then.snapshot} cannot be compared with these filters: {error.what}"
        raise NotComparableError(what, fix=fix) from error


def _told(buyers: ChosenBuyers, deeds: Mapping[str, Deed]) -> Iterator[Filter]:
    yield from (Filter(*one) for one in buyers.sentences())
    yield from (Filter("did", text, one.says()) for text, one in deeds.items())


def _with_came(filters: tuple[Filter, ...], came: str | None) -> tuple[Filter, ...]:
    says = f"{'have come to that' if filters else 'came'} since snapshot {came}"
    return (*filters, Filter("came", came, says)) if came else filters


def _filters(
    search: str | None, band: int | None, facet: Sequence[Facet], dormant: YesOrNo | None, source: str | None,
    only: str | None, known: YesOrNo | None, country: str | None,
) -> Iterable[Filter]:  # fmt: skip
    """Each filter that is set, as a sentence that goes on from "People who"."""
    if search:
        is_key = search.isascii() and search.isdigit()
        yield Filter(
            "search", search, f"have the key {search}" if is_key else f"have “{search}” in their name or e-mail"
        )
    if band:
        yield Filter("band", str(band), f"stand at {BANDS[band]}")
    for one in dict.fromkeys(facet):
        yield Filter("facet", one, f"are active in {one.capitalize()}")
    if dormant:
        yield Filter("dormant", dormant, "are asleep" if dormant == "yes" else "are awake")
    if source:
        yield Filter("source", source, f"came first through {source}")
    if only:
        yield Filter("only", only, f"are known to {only} alone")
    if known:
        yield Filter("known", known, "are known by an identity" if known == "yes" else "are only a browser so far")
    if country:
        yield Filter("country", country, f"live in {country}")


def _conditions(
    band: int | None, facet: Sequence[Facet], dormant: YesOrNo | None, source: str | None, only: str | None,
    known: YesOrNo | None, country: str | None,
) -> list[Condition]:  # fmt: skip
    conditions: list[Condition] = [(one, "=", True) for one in dict.fromkeys(facet)]
    if dormant:
        conditions.append(("dormant", "=", dormant == "yes"))
    if known:
        conditions.append(("known", "=", known == "yes"))
    equal = {"band": band, "first_source": source, "only_source": only, "country": country}
    return conditions + [(column, "=", value) for column, value in equal.items() if value]


def _found(
    tables: Reader, sort: Sorting, search: str | None, where: list[Condition], *, after: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """The next people. A search in two columns is two reads in the same order, put together."""
    order, parts = Order(SORTED_BY[sort][0], "person_key", of_instants=sort in ("last", "first")), _matching(search)
    if len(parts) == 1:
        return read_on(tables, "standings", order, where=where + parts[0], after=after, limit=limit)
    read = [read_on(tables, "standings", order, where=where + part, after=after, limit=limit + 1)[0] for part in parts]
    once = {row["person_key"]: row for rows in read for row in rows}
    both = sorted(once.values(), key=lambda row: row["person_key"])
    both.sort(key=lambda row: row[order.column], reverse=True)
    return both[:limit], cursor(both[limit - 1], order) if len(both) > limit else None


def _matching(search: str | None) -> list[list[Condition]]:
    """What a search means, as alternatives."""
    if not search:
        return [[]]
    if search.isascii() and search.isdigit():
        return [[("person_key", "=", min(int(search), 2**63 - 1))]]
    return [[("full_name", "contains", search)], [("email", "contains", search)]]


def _count(tables: Reader, search: str | None, where: list[Condition]) -> int:
    """How many fulfil everything; who matches by name and by e-mail counts once."""
    parts = _matching(search)
    total = sum(tables.count("standings", where=where + part) for part in parts)
    return total - tables.count("standings", where=where + parts[0] + parts[1]) if len(parts) == 2 else total


def _behind(tables: Reader, deeds: Mapping[str, Deed], where: list[Condition]) -> Iterator[Behind]:
    """What was counted of those who fulfil everything."""
    for text, deed in deeds.items():
        if isinstance(deed, Counted) and (rows := deed.rows(tables)):
            counted = rows.counted(tables, ("person_key", "found in", ("standings", where)))
            yield Behind(
                text, counted, f"Together they {rows.verb} {words.counted(counted, rows.singular, rows.plural)}."
            )


def _sentence(found: int, everybody: int, filters: tuple[Filter, ...]) -> str:
    if not filters:
        return f"Everybody who did anything: {words.people(everybody)}. Open one to see all they did."
    told = [one.says for one in filters]
    listed = f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else told[0]
    return f"{words.number(found)} of {words.people(everybody)} {listed}."


def _listed(row: dict[str, Any]) -> ListedPerson:
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
            ),
        ),
    ),
)
