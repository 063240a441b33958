"""Who is who, from a few lines: `told("user:u1 - email:ana@x", …)` and everything that identity makes of it.

An identifier is written `kind:value`; its key is its place, from 1, in the order in which identifiers are first named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import ibis

from riparian.derivations.identity.identifiers import identifiers
from riparian.derivations.identity.identity_links import identity_links
from riparian.derivations.identity.link_evidence import link_evidence
from riparian.derivations.identity.refused_links import RefusedLinksSettings, refused_links
from riparian.tables.identity import IdentityCorrection
from riparian.tables.landing import SourceIdentifier, SourceLink, SourceSighting
from riparian.tables.sources import SourceOrder
from riparian.testing.tables import TestingGather, at, labels_table, rows_of, table_of

SHORT = {
    "user": "user_id",
    "card": "loyalty_card",
    "anon": "anonymous_id",
    "device": "device_id",
    "reader": "reader_id",
    "withheld": "withheld_id",
    "order": "order_id",
    "shop order": "shop_order",
}


@dataclass(frozen=True)
class Said:
    """One link of one source."""

    left: str
    right: str
    source: str = "shop"
    day: float = 0
    refused: str | None = None


@dataclass
class Company:
    """What sources and people say; `landed` gives identifiers keys before the links name them."""

    links: list[Said]
    corrections: list[tuple[str, str, str]] = field(default_factory=list)
    landed: Iterable[str] = ()
    orders: list[tuple[str, str, float]] = field(default_factory=list)
    """What books tell: source, order number and day."""
    settings: RefusedLinksSettings = field(default_factory=RefusedLinksSettings)

    def __post_init__(self) -> None:
        named = [*self.landed, *(end for link in self.links for end in (link.left, link.right))]
        self.keys = {name: place for place, name in enumerate(dict.fromkeys(named), start=1)}
        self.names = {key: name for name, key in self.keys.items()}
        gather = TestingGather()
        links = table_of(SourceLink, *(self._link(place, link) for place, link in enumerate(self.links)))
        register = table_of(SourceIdentifier, *(self._identifier(name, key) for name, key in self.keys.items()))
        sightings = table_of(SourceSighting, *self._sightings())
        corrections = table_of(IdentityCorrection, *map(self._correction, range(len(self.corrections))))
        self.evidence = link_evidence(links, sightings, corrections)
        orders = table_of(SourceOrder, *map(self._order, self.orders))
        labels = labels_table()
        self.refused = refused_links(self.evidence, links, register, orders, corrections, labels, self.settings, gather)
        self.followed = identity_links(self.evidence, self.refused)
        self.identifiers = identifiers(self.followed, register, sightings, self.refused, labels, gather)

    def _link(self, place: int, link: Said) -> Mapping[str, Any]:
        return {
            "load": 1,
            "source": link.source,
            "left_key": self.keys[link.left],
            "right_key": self.keys[link.right],
            "row_key": place,
            "linked_at": at(days=link.day),
            "refused": link.refused,
        }

    def _identifier(self, name: str, key: int) -> Mapping[str, Any]:
        kind, value = name.split(":")
        return {"identifier_key": key, "kind": SHORT.get(kind, kind), "value": value}

    def _sightings(self) -> Iterable[Mapping[str, Any]]:
        first: dict[tuple[str, str], datetime] = {(name, "shop"): at(days=1000) for name in self.landed}
        for link in self.links:
            for end in (link.left, link.right):
                before = first.get((end, link.source), at(days=1000))
                first[end, link.source] = min(at(days=link.day), before)
        for (name, source), day in first.items():
            owns = any(name == link.left and source == link.source for link in self.links)
            yield {"load": 1, "source": source, "identifier_key": self.keys[name], "first_at": day, "owns": owns}

    def _order(self, told: tuple[str, str, float]) -> Mapping[str, Any]:
        source, number, day = told
        return {"source": source, "order_number": number, "placed_at": at(days=day), "total": 100, "tracked": None}

    def _correction(self, place: int) -> Mapping[str, Any]:
        decision, left, right = self.corrections[place]
        pair = {"left_key": self.keys[left], "right_key": self.keys[right]}
        return {"entry": place + 1, "decision": decision, **pair, "decided_at": at(days=place), "decided_by": "ana"}

    def people(self) -> set[frozenset[str]]:
        """Everybody, as the identifiers of each."""
        found: dict[int, set[str]] = {}
        for key, person in rows_of(self.identifiers, "identifier_key", "person_key"):
            found.setdefault(person, set()).add(self.names[key])
        return set(map(frozenset, found.values()))

    def person_of(self) -> dict[str, str]:
        """For each identifier, the one that names its person."""
        return {
            self.names[key]: self.names[person]
            for key, person in rows_of(self.identifiers, "identifier_key", "person_key")
        }

    def refusals(self) -> dict[frozenset[str], str]:
        """Each refused pair and why."""
        return {
            frozenset({self.names[left], self.names[right]}): reason
            for left, right, reason in rows_of(self.refused, "left_key", "right_key", "reason")
        }

    def rows(self, table: ibis.Table, *columns: str) -> list[tuple[Any, ...]]:
        """Rows with identifiers by name."""
        keys = {"left_key", "right_key", "identifier_key", "person_key"}
        return [
            tuple(self.names[value] if name in keys else value for name, value in zip(columns, row, strict=True))
            for row in rows_of(table, *columns)
        ]


def told(*lines: str, **more: Any) -> Company:
    """A company whose sources said these links, one a day: `user:u1 - email:ana@x`."""
    pairs = (line.split(" - ") for line in lines)
    return Company([Said(left, right, day=day) for day, (left, right) in enumerate(pairs)], **more)


def person(*names: str) -> frozenset[str]:
    return frozenset(names)
