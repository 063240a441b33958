"""Filters of people: as the address has them, as sentences, and as conditions on `standings`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Query

from riparian.tables.hourglass import BANDS
from riparian.web import words
from riparian.web.deeds.deed import Deed
from riparian.web.people_since import Asked, Fulfil
from riparian.web.reader import Condition, Reader
from riparian.web.segments import ChosenBuyers

Facet = Literal["support", "loyalty", "advocacy", "innovation"]
YesOrNo = Literal["yes", "no"]

Country = Annotated[str | None, Query(max_length=60, description="Country, as the sources write it.", examples=["DE"])]
Did = Annotated[
    Sequence[str],
    Query(
        max_length=6,
        description="What each of them did, as links of other pages tell it: `entered~2026-09~3`.",
        examples=[["entered~2026-09~3"]],
    ),
]
Search = Annotated[
    str | None,
    Query(max_length=200, description="Part of a name or an e-mail, or a person's key.", examples=["ana"]),
]


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that is set: the sentence it makes, and the part of the address that sets it."""

    part: str
    value: str
    says: str


@dataclass(frozen=True, slots=True)
class Plain:
    """The filters that are columns of `standings`."""

    search: str | None
    band: int | None
    facet: Sequence[Facet]
    dormant: YesOrNo | None
    source: str | None
    only: str | None
    known: YesOrNo | None
    country: str | None

    def told(self) -> Iterator[Filter]:
        """Each that is set, as a sentence that goes on from "People who"."""
        if self.search:
            text = words.clip(self.search)
            said = f"have the key {text}" if _is_key(self.search) else f"have “{text}” in their name or e-mail"
            yield Filter("search", self.search, said)
        if self.band:
            yield Filter("band", str(self.band), f"stand at {BANDS[self.band]}")
        for one in dict.fromkeys(self.facet):
            yield Filter("facet", one, f"are active in {one.capitalize()}")
        if self.dormant:
            yield Filter("dormant", self.dormant, "are asleep" if self.dormant == "yes" else "are awake")
        if self.source:
            yield Filter("source", self.source, f"came first through {self.source}")
        if self.only:
            yield Filter("only", self.only, f"are known to {self.only} alone")
        if self.known:
            says = "are known by an identity" if self.known == "yes" else "are only a browser so far"
            yield Filter("known", self.known, says)
        if self.country:
            yield Filter("country", self.country, f"live in {self.country}")

    def conditions(self) -> list[Condition]:
        """On a table with a person a row."""
        conditions: list[Condition] = [(one, "=", True) for one in dict.fromkeys(self.facet)]
        if self.dormant:
            conditions.append(("dormant", "=", self.dormant == "yes"))
        if self.known:
            conditions.append(("known", "=", self.known == "yes"))
        equal = {"band": self.band, "first_source": self.source, "only_source": self.only, "country": self.country}
        conditions += [(column, "=", value) for column, value in equal.items() if value]
        if self.search and _is_key(self.search):
            conditions.append(("person_key", "=", min(int(self.search), 2**63 - 1)))
        elif self.search:
            named = [[(column, "contains", self.search)] for column in ("full_name", "email")]
            conditions.append(("full_name", "either", named))
        return conditions


def _is_key(search: str) -> bool:
    return search.isascii() and search.isdigit()


def all_told(plain: Plain, buyers: ChosenBuyers, deeds: Mapping[str, Deed]) -> tuple[Filter, ...]:
    """Every filter that is set, but for a snapshot that who came or left is told since."""
    return (
        *plain.told(),
        *(Filter(*one) for one in buyers.sentences()),
        *(Filter("did", text, one.says()) for text, one in deeds.items()),
    )


def all_hold(plain: Plain, buyers: ChosenBuyers, deeds: Mapping[str, Deed]) -> Fulfil:
    """Every filter as conditions, in whatever snapshot."""

    def fulfil(of: Reader) -> list[Condition]:
        own = plain.conditions() + buyers.conditions
        return own + [condition for one in deeds.values() for condition in one.where(of)]

    return fulfil


def since_told(asked: Asked, filters: Sequence[Filter]) -> tuple[Filter, ...]:
    """The filters, with the snapshot since which these people came, were set apart or left."""
    if asked.how is None:
        return tuple(filters)
    said = {
        "came": f"{'have come to that' if filters else 'came'} since snapshot {asked.snapshot}",
        "apart": f"were part of others in snapshot {asked.snapshot}{' who did that too' if filters else ''}",
        "left": f"did so in snapshot {asked.snapshot} and do not any more"
        if filters
        else f"were known in snapshot {asked.snapshot} and are not any more",
    }
    return (*filters, Filter(asked.how, asked.snapshot, said[asked.how]))
