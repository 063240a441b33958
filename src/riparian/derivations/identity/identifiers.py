"""Identifiers: every identifier that was seen, and whose it is."""

import ibis
import numpy as np

from riparian.core.doors import Gather, per_cluster
from riparian.core.row import Table, promised
from riparian.expressions.distinct_values import distinct_values, told_apart
from riparian.models.components import components, smallest_members
from riparian.models.numbering import Numbering
from riparian.tables.identity import Identifier, IdentityLink, RefusedLink
from riparian.tables.landing import KnownLabel, SourceIdentifier, SourceSighting

MOST_LINKS = 200_000_000
KEYS_AT_A_TIME = 8_000_000
MOST_PARTS = 64
KEYS = ibis.schema({"identifier_key": "int64"})
MEMBERS = ibis.schema({"identifier_key": "int64", "person_key": "int64"})


@per_cluster
def identifiers(
    identity_links: Table[IdentityLink],
    source_identifiers: Table[SourceIdentifier],
    source_sightings: Table[SourceSighting],
    refused_links: Table[RefusedLink],
    labels: Table[KnownLabel],
    gather: Gather,
) -> Table[Identifier]:
    """Give every identifier seen up to the as-of date to a person: all that links lead to from it.

    A person is named by the smallest of their identifier keys, so an identifier that is linked with none is a person of
    its own, a merge keeps the older name, and a split leaves the name with the identifier that gave it. An order number
    of which every link was refused, and that says of no row whose it is, is nobody and left out.
    """
    links = gather(identity_links.select("left_key", "right_key"), at_most=MOST_LINKS)
    left_keys, right_keys = links.pop("left_key"), links.pop("right_key")
    top = int(right_keys.max(initial=0))
    numbering = Numbering.of(left_keys, right_keys)
    left, right = numbering.numbers(left_keys), numbering.numbers(right_keys)
    del left_keys, right_keys
    alone = gather(_owning_nothing(refused_links, source_identifiers, source_sightings, labels), at_most=MOST_LINKS)
    nobody = alone["identifier_key"]
    if len(nobody):
        linked = np.zeros(numbering.size, np.bool_)
        linked[left], linked[right] = True, True
        held = numbering.holds(nobody)
        held[held] = linked[numbering.numbers(nobody[held])]
        left_out = gather.give_back({"identifier_key": nobody[~held]}, KEYS)
        source_identifiers = source_identifiers.anti_join(left_out, "identifier_key")
    smallest = smallest_members(components(left, right, numbering.size))
    del left, right
    renamed = np.flatnonzero(smallest != np.arange(len(smallest), dtype=smallest.dtype))
    keys, people = numbering.keys_of(renamed), numbering.keys_of(smallest[renamed])
    del smallest, renamed
    bounds = list(range(0, top + 1, max(KEYS_AT_A_TIME, top // MOST_PARTS)))
    found = []
    for start, stop in zip(bounds, [*bounds[1:], None], strict=True):
        # Keys are in order, so the members of a part lie together.
        part = slice(*np.searchsorted(keys, [start, top + 1 if stop is None else stop]))
        members = gather.give_back({"identifier_key": keys[part], "person_key": people[part]}, MEMBERS)
        found.append(_of_keys(source_identifiers, source_sightings, members, start, stop))
    return promised(ibis.union(*found), Identifier)


def _owning_nothing(refused: ibis.Table, register: ibis.Table, sightings: ibis.Table, labels: ibis.Table) -> ibis.Table:
    """Order numbers of refused links that say of no row whose it is (`identifier_key`)."""
    ends = refused.select(identifier_key="left_key").union(refused.select(identifier_key="right_key"))
    numbers = register.semi_join(labels.filter(labels.label == "order_id"), register.kind == labels.label_key)
    owning = sightings.filter(sightings.owns)
    return numbers.semi_join(ends, "identifier_key").anti_join(owning, "identifier_key").select("identifier_key")


def _of_keys(
    register: ibis.Table, sightings: ibis.Table, members: ibis.Table, start: int, stop: int | None
) -> ibis.Table:
    """The identifiers whose keys lie from `start` up to `stop`, or from there on; `members` are only theirs.

    Engines keep what they group and join in memory, and there are more identifiers than anything else they join; in
    parts it stays there. Every part reads all sightings, so there are few.
    """
    known = sightings
    register, sightings = (
        table.filter(table.identifier_key >= start, ibis.literal(True) if stop is None else table.identifier_key < stop)
        for table in (register, sightings)
    )
    told = told_apart(sightings.select("identifier_key", "source", "first_at"), known, "source", by=("identifier_key",))
    seen = told.group_by("identifier_key").agg(first_at=told.first_at.min(), sources=distinct_values(told))
    found = register.inner_join(seen, "identifier_key").left_join(members, "identifier_key")
    return promised(found.mutate(person_key=found.person_key.fill_null(found.identifier_key)), Identifier)
