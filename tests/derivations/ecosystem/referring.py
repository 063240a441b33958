"""Referrals by hand: people are their own identifiers, under key 100 + person."""

from typing import Any

import ibis

from riparian.derivations.ecosystem.referral_tree import referral_tree
from riparian.tables.identity import Identifier
from riparian.tables.sources import Referral
from riparian.testing.tables import TestingGather, at, table_of
from tests.derivations.buyers.buying import purchases_of

PEOPLE = range(1, 200)


def said(referrer: int, referred: int, day: float, *, row: int = 0) -> dict[str, Any]:
    return {
        "row_key": row or int(1000 * day) + referred,
        "referrer_key": 1000 + referrer,
        "identifier_key": 1000 + referred,
        "referred_at": at(days=day),
        "source": "referrals",
    }


def tree(*referrals: dict[str, Any], purchases: tuple[dict[str, Any], ...] = ()) -> ibis.Table:
    whose = [{"identifier_key": 1000 + one, "person_key": one} for one in PEOPLE]
    # A second identifier of person 1.
    whose.append({"identifier_key": 5000, "person_key": 1})
    return referral_tree(
        table_of(Referral, *referrals), table_of(Identifier, *whose), purchases_of(*purchases), TestingGather()
    )
