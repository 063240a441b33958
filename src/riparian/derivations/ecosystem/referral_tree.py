"""Referral tree: who brought whom over the generations, and what came of each."""

from typing import Final

import ibis
import numpy as np

from riparian.core.doors import Array, Gather
from riparian.core.row import Table, promised
from riparian.expressions.sequence import firsts
from riparian.expressions.totals import whole
from riparian.models.referral_growth import referral_tree as tree_of
from riparian.models.referral_rings import ring_cuts, roots_of
from riparian.tables.buyers import Purchase
from riparian.tables.identity import Identifier
from riparian.tables.referrals import ReferralPlace
from riparian.tables.sources import Referral

_MOST_LINKS: Final = 5_000_000
_NOBODY: Final = -1


def referral_tree(
    referrals: Table[Referral], identifiers: Table[Identifier], purchases: Table[Purchase], gather: Gather
) -> Table[ReferralPlace]:
    """Everybody has one who brought them at most: the first to refer them, and that before their first order.

    People who refer themselves under two identifiers of one person bring nobody. Where people brought one another in
    a ring, the ring is cut at its last referral, and `ring` says so.
    """
    spent = purchases.group_by("person_key").agg(
        first_at=purchases.bought_at.min(), value=whole(purchases.demand.sum()).fill_null(0)
    )
    named = named_people(referrals, identifiers)
    brought = brought_by(named, spent)
    people = ibis.union(named.select(person_key="referrer_key"), named.select("person_key")).distinct()
    told = people.left_join(brought, "person_key").drop("person_key_right").left_join(spent, "person_key")
    places = gather(
        told.select(
            "person_key",
            "value",
            referrer_key=told.referrer_key.fill_null(_NOBODY),
            referral=told.referral.fill_null(0),
            customer=told.first_at.notnull(),
        ).order_by("person_key"),
        at_most=_MOST_LINKS,
    )
    made = gather.give_back(grown(places), ibis.schema({**dict.fromkeys(_COUNTS, "int64"), "ring": "boolean"}))
    when = brought.select("person_key", "referred_at")
    dated = made.left_join(when, "person_key").drop("person_key_right")
    known = ibis.ifelse(dated.referrer_key == _NOBODY, ibis.null("int64"), dated.referrer_key)
    at = ibis.ifelse(dated.referrer_key == _NOBODY, ibis.null("timestamp(6)"), dated.referred_at)
    return promised(dated.mutate(referrer_key=known, referred_at=at, customer=dated.customer == 1), ReferralPlace)


_COUNTS: Final = (
    "person_key", "referrer_key", "root_key", "generation", "customer", "brought", "customers_brought", "descendants",
    "customers_descended", "value", "value_brought",
)  # fmt: skip


def named_people(referrals: ibis.Table, identifiers: ibis.Table) -> ibis.Table:
    """Referrals between two people: referrer_key, person_key, referred_at, row_key."""
    whose = identifiers.select("identifier_key", "person_key")
    referrers = identifiers.select(referrer_identifier="identifier_key", referrer_person="person_key")
    said = referrals.select("row_key", "referred_at", "identifier_key", referrer_identifier="referrer_key")
    named = said.join(whose, "identifier_key").join(referrers, "referrer_identifier")
    made = named.select("row_key", "referred_at", "person_key", referrer_key="referrer_person")
    return made.filter(made.person_key != made.referrer_key)


def brought_by(named: ibis.Table, spent: ibis.Table) -> ibis.Table:
    """By person: who referred them first, when, and the row that says so; nobody who had ordered by then."""
    first = firsts(named, by=("person_key",), order=("referred_at", "row_key"))
    bought = first.left_join(spent.select("person_key", "first_at"), "person_key").drop("person_key_right")
    came = bought.filter(bought.first_at.isnull() | (bought.referred_at <= bought.first_at))
    turn = ibis.row_number().over(ibis.window(order_by=["referred_at", "row_key"])).cast("int64")
    return came.select("person_key", "referrer_key", "referred_at", referral=turn)


def grown(places: dict[str, Array]) -> dict[str, Array]:
    """The columns of the tree, from people in order of their key and who referred each."""
    keys, customer = places["person_key"].astype(np.int64), places["customer"].astype(np.float64)
    value = np.nan_to_num(places["value"].astype(np.float64))
    referrer = places["referrer_key"].astype(np.int64)
    parent = np.where(referrer == _NOBODY, -1, np.searchsorted(keys, referrer))
    ring = ring_cuts(parent, places["referral"].astype(np.int64))
    parent = np.where(ring, -1, parent)
    worth, customers = tree_of(parent, value), tree_of(parent, customer)
    direct = np.bincount(parent[parent >= 0], weights=customer[parent >= 0], minlength=len(keys))
    figures: dict[str, Array] = {
        "person_key": keys,
        "referrer_key": np.where(parent < 0, _NOBODY, keys[parent]) if len(keys) else keys,
        "root_key": keys[roots_of(parent)],
        "generation": worth.generation,
        "customer": customer,
        "brought": worth.brought,
        "customers_brought": direct,
        "descendants": worth.descendants,
        "customers_descended": customers.value_brought,
        "value": value,
        "value_brought": worth.value_brought,
    }
    return {name: np.rint(figures[name]).astype(np.int64) for name in _COUNTS} | {"ring": ring}
