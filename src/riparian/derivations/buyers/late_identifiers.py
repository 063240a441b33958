"""Late identifiers: identifiers of a buyer that could be told to be theirs only some time after the first order."""

from typing import Final

import ibis
import numpy as np

from riparian.core.doors import Array, Gather
from riparian.core.row import Table, promised
from riparian.models.earliest_ties import NEVER, tied_since
from riparian.models.numbering import Numbering
from riparian.tables.buyers import LateIdentifier, Purchase
from riparian.tables.identity import Identifier, IdentityLink

_MOST: Final = 200_000_000
_SCHEMA: Final = ibis.schema({"identifier_key": "int64", "known_at": "timestamp(6)"})


def late_identifiers(
    purchases: Table[Purchase],
    identifiers: Table[Identifier],
    identity_links: Table[IdentityLink],
    gather: Gather,
) -> Table[LateIdentifier]:
    """Follow links from the identifier of the first order, each from the instant at which anything says so.

    Only people with a link younger than their first order are looked at: of everybody else all identifiers were known
    by then. What a person decided about identity holds for every date, so it makes nothing late.
    """
    first = purchases.filter(purchases.number == 1)
    starts = first.select("person_key", "bought_at", start_key="identifier_key")
    whose = identifiers.select("identifier_key", "person_key")
    linked = identity_links.join(whose, identity_links.left_key == whose.identifier_key).drop("identifier_key")
    linked = linked.join(starts, "person_key")
    late = (linked.linked_at > linked.bought_at) & (linked.row_key >= 0)
    linked = linked.mutate(since=ibis.ifelse(late, linked.linked_at, linked.bought_at), late=late)
    links = linked.semi_join(linked.filter(linked.late).select("person_key").distinct(), "person_key")
    found = told_late(gather(links.select("left_key", "right_key", "start_key", "since", "bought_at"), at_most=_MOST))
    told = gather.give_back(found, _SCHEMA).join(whose, "identifier_key")
    return promised(told, LateIdentifier)


def told_late(links: dict[str, Array]) -> dict[str, Array]:
    """Of each identifier that is known later than the first order, since when."""
    left_keys, right_keys, start_keys = (links[name] for name in ("left_key", "right_key", "start_key"))
    known, bought = (links[name].astype("datetime64[us]").astype(np.int64) for name in ("since", "bought_at"))
    numbering = Numbering.of(left_keys, right_keys, start_keys)
    left, right, starts = (numbering.numbers(keys) for keys in (left_keys, right_keys, start_keys))
    since = tied_since(left, right, known, np.unique(starts), numbering.size)
    first = np.full(numbering.size, NEVER)
    first[left], first[right] = bought, bought
    late = np.flatnonzero((since > first) & (since < NEVER))
    return {"identifier_key": numbering.keys_of(late), "known_at": since[late].astype("datetime64[us]")}
