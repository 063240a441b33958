"""Refused links: evidence that would glue two people together, and why it is not followed."""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import numpy as np
from pydantic import Field, PositiveInt, field_validator

from riparian.core.doors import Array, Gather
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.engine_functions import riparian_key
from riparian.expressions.identifiers import normal_identifier
from riparian.expressions.standing import standing
from riparian.models.components import components
from riparian.models.link_limits import FOLLOWED, SPLIT, contested, followed
from riparian.models.numbering import Numbering, Numbers
from riparian.models.sharing import IN_ALL, Kinds, shared_by_too_many
from riparian.tables.identity import IdentityCorrection, LinkEvidence, RefusedLink
from riparian.tables.landing import KnownLabel, SourceIdentifier, SourceLink
from riparian.tables.sources import SourceOrder

MOST_LINKS = 200_000_000
MOST_IDENTIFIERS = 400_000_000
SHARED = -3
WITHHELD = -4
TWO_SHOPS = -5
DAYS_APART = 2
"""How long after one another two books tell one order at the most, whatever their clocks and habits."""

LIMITS = {"user_id": 1, "email": 5, "phone": 5, "loyalty_card": 5}
MOST_PARTNERS: dict[str, dict[str, int]] = {
    "user_id": {"email": 20, "phone": 20, "loyalty_card": 20, "any": 5_000},
    "loyalty_card": {"user_id": 3, "email": 10, "phone": 10, "any": 5_000},
    "email": {"user_id": 3, "loyalty_card": 3, "phone": 10, "any": 5_000},
    "phone": {"user_id": 3, "loyalty_card": 3, "email": 5},
    "anonymous_id": {"user_id": 1, "loyalty_card": 1, "email": 1, "phone": 1},
    "device_id": {"user_id": 1, "loyalty_card": 1, "email": 1, "phone": 1},
    "reader_id": {"user_id": 1, "loyalty_card": 1, "email": 1, "phone": 1},
    "order_id": {"user_id": 1, "loyalty_card": 1, "email": 1, "phone": 1},
}


class RefusedLinksSettings(Settings):
    """`[derivations.refused_links]`"""

    limits: dict[str, PositiveInt] = Field(default=LIMITS, validate_default=True)
    """Most identifiers of a kind that one person has; what is not named here keeps its default."""
    other_limit: PositiveInt = 1_000
    """The limit of every kind without one of its own."""
    priority: tuple[str, ...] = (
        "user_id",
        "loyalty_card",
        "other",
        "email",
        "phone",
        "shop_order",
        "order_id",
        "anonymous_id",
        "device_id",
        "reader_id",
    )
    """Kinds from the most to the least trusted; links are followed in the order of their weaker end. `other`: declared
    kinds."""
    most_partners: dict[str, dict[str, PositiveInt]] = Field(default=MOST_PARTNERS, validate_default=True)
    """For a kind of identifier, the most partners of each kind it is linked with, and of `any` kind together. What has
    more is shared (a family's tablet, a placeholder) and joins nobody. A kind named here replaces its default."""
    most_links: PositiveInt = 200
    """The most partners of an identifier whose kind says nothing about `any`."""

    @field_validator("limits")
    @classmethod
    def _over_the_default_limits(cls, given: dict[str, int]) -> dict[str, int]:
        return LIMITS | given

    @field_validator("most_partners")
    @classmethod
    def _over_the_default_partners(cls, given: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
        return MOST_PARTNERS | given

    def rank(self, kind: str) -> int:
        """The place of a kind in `priority`; declared kinds stand where `other` does."""
        known = kind if kind in self.priority else "other"
        return self.priority.index(known) if known in self.priority else len(self.priority)

    def partners(self, kinds: list[str]) -> dict[int, dict[int, int]]:
        """`most_partners` by number: kind of partner (or IN_ALL) to kind of identifier to the most it may have."""
        found = {IN_ALL: dict.fromkeys(range(len(kinds)), self.most_links)}
        for number, kind in enumerate(kinds):
            for partner, most in self.most_partners.get(kind, {}).items():
                if partner == "any" or partner in kinds:
                    found.setdefault(IN_ALL if partner == "any" else kinds.index(partner), {})[number] = most
        return found


@dataclass(frozen=True, slots=True)
class _Graph:
    """All evidence as arrays: its links by number, and the kind of every node."""

    numbering: Numbering
    left: Numbers
    right: Numbers
    linked_at: Array
    decided: Array
    kinds: Kinds
    names: list[str]
    """Kinds by number, in order of their names; nodes of no known kind have the number `len(names)`."""

    def keys(self, links: Array) -> dict[str, Array]:
        """The identifier keys of both ends of these links."""
        return {
            "left_key": self.numbering.keys_of(self.left[links]),
            "right_key": self.numbering.keys_of(self.right[links]),
        }


def refused_links(
    link_evidence: Table[LinkEvidence],
    source_links: Table[SourceLink],
    source_identifiers: Table[SourceIdentifier],
    source_orders: Table[SourceOrder],
    identity_corrections: Table[IdentityCorrection],
    labels: Table[KnownLabel],
    settings: RefusedLinksSettings,
    gather: Gather,
) -> Table[RefusedLink]:
    """Refuse what would make two people one, in this order.

    1. Evidence that landing refused (blocked values, no consent, non-branded sites), where nothing else joins the pair;
       and whatever leads to an identifier whose consent was denied, even a person's decision.
    2. All links of an identifier that too many share (`most_partners`), and of an order number that the books of two
       sources give to orders of different days: two shops count from the same number.
    3. Links are followed one after another: by the priority of their weaker end, the earlier first, ties by the
       identifiers' values and kinds, so the order of landing does not matter; those that people decided on last, so
       that they join whole people. One whose merge would break a limit of a kind is refused (`second user_id`), unless
       a person decided on it; so is one that would bring together what a person split.
    """
    graph = _gathered(link_evidence, source_identifiers, labels, gather)
    last_word = standing(identity_corrections)
    splits = gather(last_word.filter(last_word.decision == "split").select("left_key", "right_key"), at_most=MOST_LINKS)
    known = graph.numbering.holds(splits["left_key"]) & graph.numbering.holds(splits["right_key"])
    left, right = (graph.numbering.numbers(splits[side][known]) for side in ("left_key", "right_key"))
    numbers = gather(numbers_of_two_shops(source_orders, source_identifiers, labels), at_most=MOST_IDENTIFIERS)
    reasons = _ruled_out(graph, settings, numbers["identifier_key"])
    limits = np.array(
        [settings.limits.get(name, settings.other_limit) for name in graph.names] + [MOST_LINKS], np.int64
    )
    is_open = reasons == FOLLOWED
    group = components(graph.left[is_open], graph.right[is_open], graph.numbering.size)
    breaks = contested(group, graph.kinds, limits, (left, right))
    walked = np.flatnonzero(is_open & breaks[group][graph.left])
    walked = walked[_order(graph, walked, settings, source_identifiers, gather)]
    reasons[walked] = followed(
        graph.left[walked],
        graph.right[walked],
        kinds=graph.kinds,
        limits=limits,
        decided=graph.decided[walked],
        apart=list(zip(left.tolist(), right.tolist(), strict=True)),
    )
    refused = np.flatnonzero(reasons != FOLLOWED)
    given = gather.give_back(
        {**graph.keys(refused), "reason": reasons[refused].astype(np.int32)},
        ibis.schema({"left_key": "int64", "right_key": "int64", "reason": "int32"}),
    )
    words = {
        SHARED: "shared by too many",
        TWO_SHOPS: "order number of two shops",
        SPLIT: "split by a person",
        WITHHELD: "no consent",
    }
    for kind, name in enumerate(graph.names):
        words[kind] = f"second {name}" if limits[kind] == 1 else f"more than {limits[kind]} {name}"
    told = link_evidence.inner_join(given, ["left_key", "right_key"])
    weighed = promised(told.mutate(reason=told.reason.cases(*words.items(), else_="")), RefusedLink)
    return promised(weighed.union(_refused_by_landing(source_links, link_evidence, labels)), RefusedLink)


def numbers_of_two_shops(source_orders: ibis.Table, register: ibis.Table, labels: ibis.Table) -> ibis.Table:
    """The keys of order numbers that the books of two sources give to orders of different days (`identifier_key`)."""
    books = source_orders.filter(~source_orders.tracked.fill_null(False))
    books = books.mutate(value=normal_identifier(ibis.literal("order_id"), books.order_number, plus_tags=True))
    told = books.group_by("value").agg(first=books.placed_at.min(), last=books.placed_at.max())
    again = told.filter(told["last"] > told["first"] + ibis.interval(days=DAYS_APART))
    of_orders = register.semi_join(labels.filter(labels.label == "order_id"), register.kind == labels.label_key)
    return of_orders.semi_join(again, "value").select("identifier_key")


def _refused_by_landing(source_links: ibis.Table, link_evidence: ibis.Table, labels: ibis.Table) -> ibis.Table:
    refused = source_links.filter(source_links.refused.notnull(), source_links.left_key != source_links.right_key)
    refused = refused.mutate(
        left_key=ibis.least(refused.left_key, refused.right_key),
        right_key=ibis.greatest(refused.left_key, refused.right_key),
    ).anti_join(link_evidence, ["left_key", "right_key"])
    worded = refused.inner_join(labels, refused.refused == labels.label_key)
    pairs = worded.group_by("left_key", "right_key").agg(
        source=worded.source.argmin(worded.row_key),
        row_key=worded.row_key.min(),
        linked_at=worded.linked_at.min(),
        reason=worded.label.min(),
    )
    return promised(pairs, RefusedLink)


def _gathered(evidence: ibis.Table, register: ibis.Table, labels: ibis.Table, gather: Gather) -> _Graph:
    links = gather(
        evidence.select("left_key", "right_key", "linked_at", decided=evidence.row_key < 0), at_most=MOST_LINKS
    )
    left, right = links.pop("left_key"), links.pop("right_key")
    numbering = Numbering.of(left, right)
    left, right = numbering.numbers(left), numbering.numbers(right)
    used = register.select("kind").distinct()
    worded = gather(used.inner_join(labels, used.kind == labels.label_key).select("label_key", "label"), at_most=10_000)
    by_name = np.argsort(worded["label"].astype(str))
    names = [str(name) for name in worded["label"][by_name]]
    number_of = np.full(int(worded["label_key"].max(initial=-1)) + 2, len(names), np.int16)
    number_of[worded["label_key"][by_name]] = np.arange(len(names))
    kinds = np.full(numbering.size, len(names), np.int16)
    rows = gather(register.select("identifier_key", "kind"), at_most=MOST_IDENTIFIERS)
    held = numbering.holds(rows["identifier_key"])
    kinds[numbering.numbers(rows["identifier_key"][held])] = number_of[rows["kind"][held]]
    return _Graph(numbering, left, right, links["linked_at"], links["decided"].astype(np.bool_), kinds, names)


def _ruled_out(graph: _Graph, settings: RefusedLinksSettings, numbers_of_two_shops: Array) -> Array:
    """The reason of each link that is refused whatever else is followed, FOLLOWED for the others."""
    reasons = np.full(len(graph.left), FOLLOWED, np.int16)
    if "withheld_id" in graph.names:
        withheld = graph.kinds == graph.names.index("withheld_id")
        reasons[withheld[graph.left] | withheld[graph.right]] = WITHHELD
    counted = (reasons == FOLLOWED) & ~graph.decided
    most: Mapping[int, Mapping[int, int]] = settings.partners(graph.names)
    shared = shared_by_too_many(graph.left[counted], graph.right[counted], graph.kinds, most)
    reasons[counted & (shared[graph.left] | shared[graph.right])] = SHARED
    several = np.zeros(graph.numbering.size, np.bool_)
    held = graph.numbering.holds(numbers_of_two_shops)
    several[graph.numbering.numbers(numbers_of_two_shops[held])] = True
    reasons[(reasons == FOLLOWED) & ~graph.decided & (several[graph.left] | several[graph.right])] = TWO_SHOPS
    return reasons


def _order(graph: _Graph, links: Array, settings: RefusedLinksSettings, register: ibis.Table, gather: Gather) -> Array:
    """The order in which these links are followed, the same for every order of landing."""
    left, right = graph.left[links], graph.right[links]
    nodes = np.unique(np.concatenate([left, right]))
    wanted = gather.give_back(
        {"identifier_key": graph.numbering.keys_of(nodes)}, ibis.schema({"identifier_key": "int64"})
    )
    values = gather(
        register.semi_join(wanted, "identifier_key").select("identifier_key", value=riparian_key(register.value)),
        at_most=MOST_IDENTIFIERS,
    )
    value = np.zeros(len(nodes), np.int64)
    value[np.searchsorted(nodes, graph.numbering.numbers(values["identifier_key"]))] = values["value"]
    # The phone 1 and the user 1 have one value, and are told apart by their kind.
    place = np.empty(len(nodes), np.int64)
    place[np.lexsort((graph.kinds[nodes], value))] = np.arange(len(nodes))
    one, other = place[np.searchsorted(nodes, left)], place[np.searchsorted(nodes, right)]
    ranks = np.array([settings.rank(name) for name in graph.names] + [len(settings.priority)])
    last = len(settings.priority) + 1
    rank = np.where(graph.decided[links], last, np.maximum(ranks[graph.kinds[left]], ranks[graph.kinds[right]]))
    at = graph.linked_at[links]
    return np.lexsort((np.maximum(one, other), np.minimum(one, other), at, rank))
