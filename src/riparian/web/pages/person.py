"""The page of one person: who they are, everything they did, where they stand, and why we think it is one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Path, Query

from riparian.core.errors import NotFoundError
from riparian.tables.hourglass import BANDS, FACETS, PLACES
from riparian.web import compare, words
from riparian.web.buyer_now import BuyerNow, buyer_now
from riparian.web.charts.place import PersonPlace, draw_place
from riparian.web.compare import NOTHING, Against, beside
from riparian.web.evidence import Evidence, Origin, evidence_for
from riparian.web.orders import orders_told
from riparian.web.page import Page
from riparian.web.person_before import PersonBefore, before_says, person_before
from riparian.web.reader import EXAMPLE_SNAPSHOT, Reader, Snapshot, snapshot_of, utc
from riparian.web.refusals import MovedError
from riparian.web.timeline import Moment, Sort, counts_of, moments_of


@dataclass(frozen=True, slots=True)
class KnownAs:
    """An identifier of the person."""

    kind: str
    value: str
    first_at: datetime
    sources: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the person stands at the as-of date; `spent` in minor units, less refunds."""

    band: int
    band_name: str
    band_since: datetime
    way_in: str
    first_source: str
    dormant: bool
    reignited: bool
    active: tuple[str, ...]
    """Facets active now."""
    ever: tuple[str, ...]
    """Facets ever entered."""
    actions: int
    visits: int
    orders: int | None
    """None, like what was spent: no source tells orders."""
    spent: int | None
    first_at: datetime
    last_at: datetime
    last_order_at: datetime | None
    bands_entered: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    """What the page shows, and its JSON twin."""

    heading: str
    sentence: str
    of: Snapshot
    person_key: int
    known: bool
    email: str | None
    country: str | None
    company: str | None
    since: datetime
    identifiers: tuple[KnownAs, ...]
    identifiers_in_all: int
    standing: Standing | None
    kind: Sort | None
    counts: dict[Sort, int]
    """Actions of each sort."""
    moments: tuple[Moment, ...]
    """Newest first."""
    more: str | None
    after: str | None
    evidence: tuple[Evidence, ...]
    refused: tuple[Evidence, ...]
    buyer: BuyerNow | None = None
    """None: they never bought."""
    buyer_before: BuyerNow | None = None
    """The same in the snapshot compared with; None: nothing is compared, or they had not bought."""
    against: Against = NOTHING
    before: PersonBefore | None = None
    """Their place in another snapshot; None: nothing is compared, or they had none."""
    before_says: str = ""


def show(
    tables: Reader,
    *,
    person_key: Annotated[int, Path(ge=0, lt=2**63, description="The person's key.", examples=[17])],
    kind: Annotated[Sort | None, Query(description="Only actions of this sort, and changes of stage.")] = None,
    after: Annotated[
        str | None, Query(max_length=80, description="Read on from this cursor (`more` of an answer).")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="How many actions to tell.")] = 60,
    against: compare.Snapshot = None,
) -> PersonView:
    """One person, with a part of their stream."""
    person = _person(tables, person_key)
    identifiers = tables.rows(
        "identifiers",
        columns=("identifier_key", "kind", "value", "first_at", "sources"),
        where=[("person_key", "=", person_key)],
        order_by=("first_at",),
        limit=200,
    )
    entries = tables.rows(
        "band_entries", where=[("person_key", "=", person_key)], order_by=("entered_at",), limit=len(BANDS)
    )
    standing = _standing(tables, person_key, entries)
    moments, more = moments_of(tables, person_key, kind, entries=entries, after=after, limit=limit)
    read_whole = kind is None and after is None and more is None
    evidence, refused = evidence_for(tables, identifiers)
    heading = person["full_name"] or person["email"] or ("Person" if person["known"] else "Browser") + f" {person_key}"
    other = beside(tables, against, where=f"/people/{person_key}")
    before = person_before(tables, other.tables, person_key) if other.tables else None
    chosen = other.against.chosen
    return PersonView(
        heading=heading,
        sentence=_sentence(standing, person["sources"]),
        of=snapshot_of(tables),
        person_key=person_key,
        known=person["known"],
        email=person["email"],
        country=person["country"],
        company=person["company"],
        since=utc(person["first_at"]),
        identifiers=tuple(
            KnownAs(row["kind"], row["value"], utc(row["first_at"]), row["sources"]) for row in identifiers
        ),
        identifiers_in_all=person["identifiers"],
        standing=standing,
        kind=kind,
        counts=counts_of(tables, person_key, moments if read_whole else None),
        moments=moments,
        more=more,
        after=after,
        evidence=evidence,
        refused=refused,
        buyer=buyer_now(tables, person_key),
        buyer_before=buyer_now(other.tables, before.person_key) if other.tables and before else None,
        against=other.against,
        before=before,
        before_says=before_says(standing.band if standing else None, before, chosen.says) if chosen else "",
    )


def _person(tables: Reader, person_key: int) -> dict[str, Any]:
    found = tables.rows("people", where=[("person_key", "=", person_key)], limit=1)
    if found:
        return found[0]
    merged = tables.rows("merged_people", where=[("former_key", "=", person_key)], limit=1)
    if merged:
        raise MovedError("This person is now part of another.", where=f"/people/{merged[0]['person_key']}")
    raise NotFoundError(
        f"There is no person {person_key} in this snapshot.",
        where=f"/people/{person_key}",
        fix="Search for a name or an e-mail.",
    )


def _standing(tables: Reader, person_key: int, entries: Sequence[Mapping[str, Any]]) -> Standing | None:
    same = ("band", "way_in", "first_source", "dormant", "reignited", "actions", "visits", "orders", "spent")
    others = ("band_since", "first_at", "last_at", "last_order_at", "facets_ever", *map(str.lower, FACETS.values()))
    found = tables.rows("standings", columns=(*same, *others), where=[("person_key", "=", person_key)], limit=1)
    if not found:
        return None
    row = found[0]
    unknown = {} if orders_told(tables, [row["orders"]]) else {"orders": None, "spent": None}
    return Standing(
        **{name: row[name] for name in same} | unknown,
        band_name=BANDS[row["band"]],
        band_since=utc(row["band_since"]),
        active=tuple(name for name in FACETS.values() if row[name.lower()]),
        ever=tuple(name for place, name in enumerate(FACETS.values()) if row["facets_ever"] >> place & 1),
        first_at=utc(row["first_at"]),
        last_at=utc(row["last_at"]),
        last_order_at=utc(row["last_order_at"]) if row["last_order_at"] else None,
        bands_entered=tuple(sorted(entry["band"] for entry in entries)),
    )


def _sentence(standing: Standing | None, sources: int) -> str:
    if standing is None:
        return "Known by a record, but has done nothing yet."
    state = "asleep" if standing.dormant else "awake again" if standing.reignited else ""
    told = f"Stands at {standing.band_name} since {words.day(standing.band_since)}" + (f", {state}" if state else "")
    counted = f"{words.counted(standing.actions, 'action', 'actions')} in {words.counted(sources, 'source', 'sources')}"
    return f"{told}; {counted}, the last on {words.day(standing.last_at)}."


def person_place(view: PersonView) -> str:
    """The place of the person as a drawing; nothing where they have none."""
    standing = view.standing
    if standing is None:
        return ""
    numbers = {name: place for place, name in FACETS.items()}
    return draw_place(
        PersonPlace(
            title=f"Place of {words.clip(view.heading)} on the hourglass",
            description=view.sentence,
            band=standing.band,
            entered=standing.bands_entered,
            active=[numbers[name] for name in standing.active],
            ever=[numbers[name] for name in standing.ever],
            asleep=standing.dormant,
            names=tuple(PLACES.items()),
            before=view.before.band if view.before else None,
        )
    )


_AT = datetime(2026, 9, 28, 14, 5, tzinfo=UTC)
_LINE = Origin("orders-2026-09.csv", 1_204)

PAGE = Page(
    path="/people/{person_key}",
    title="Person",
    says="One person: who they are, everything they did, their place, and the evidence that it is one person.",
    template="person.html",
    show=show,
    beneath="/people",
    pictures={"place": person_place},
    example=PersonView(
        heading="Ana Lind",
        sentence="Stands at Buy since 28 Sep 2026; 1 action in 1 source, the last on 28 Sep 2026.",
        of=EXAMPLE_SNAPSHOT,
        person_key=17,
        known=True,
        email="ana@example.org",
        country="SE",
        company=None,
        since=_AT,
        identifiers=(KnownAs("email", "ana@example.org", _AT, 3),),
        identifiers_in_all=1,
        standing=Standing(
            band=5,
            band_name="Buy",
            band_since=_AT,
            way_in="direct",
            first_source="shop",
            dormant=False,
            reignited=False,
            active=(),
            ever=(),
            actions=1,
            visits=0,
            orders=1,
            spent=4_250,
            first_at=_AT,
            last_at=_AT,
            last_order_at=_AT,
            bands_entered=(5,),
        ),
        kind=None,
        counts={"orders": 1},
        more=None,
        after=None,
        moments=(Moment(_AT, "orders", "order", "Order", "", "shop", 4_250, "EUR", _LINE),),
        evidence=(Evidence("user id 80", "email ana@example.org", "shop", _AT, _LINE, 1, None),),
        refused=(),
    ),
)
