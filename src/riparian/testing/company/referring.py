"""Who sent whom. Referrers and referred are of the same chunk, so that chunks stay independent."""

from dataclasses import dataclass

import numpy as np

from riparian.testing.company.arrays import NEVER, Floats, Ints, first_at
from riparian.testing.company.buying import Purchases
from riparian.testing.company.people import People
from riparian.testing.company.seasons import DAY, END, HOUR, START

INVITED, VISITED, CONVERTED = range(3)
STATUSES = ("invited", "visited", "converted")


@dataclass(frozen=True, slots=True)
class Referrals:
    """One value a referral. Instants are whole seconds."""

    referrer: Ints
    referred: Ints
    at: Ints
    status: Ints
    converted_at: Ints
    """`NEVER` where nothing came of it."""


def drawn_referrals(chance: np.random.Generator, people: People, purchases: Purchases, first_seen: Ints) -> Referrals:
    """Referrals of recommended people by earlier buyers, and invitations that nobody followed.

    The pleased refer more: a buyer's weight grows with contentment, so that few refer many. `first_seen`: one value a
    person, when they are first seen in any export but this one.
    """
    size = len(people)
    web = ~purchases.in_store
    first_web = first_at(purchases.person[web], purchases.at[web], size)
    first_order = first_at(purchases.person, purchases.at, size)
    buyers = np.flatnonzero(first_web != NEVER)
    buyers = buyers[np.argsort(first_web[buyers], kind="stable")]
    weights = np.cumsum(np.exp(1.3 * people.content[buyers]))

    came = np.flatnonzero(people.recommended & (first_seen != NEVER))
    came_at = first_seen[came] - HOUR - (chance.exponential(3.0, len(came)) * DAY).astype(np.int64)
    asked = np.flatnonzero(~people.appears)
    asked = asked[chance.random(len(asked)) < 0.09]
    asked_at = chance.integers(START + 90 * DAY, END - DAY, len(asked))
    referred = np.concatenate([came, asked])
    at = np.concatenate([came_at, asked_at]) // 1000 * 1000
    referrer = _referrers(chance, buyers, first_web[buyers], weights, at)
    found = referrer >= 0
    referred, at, referrer = referred[found], at[found], referrer[found]
    bought = first_order[referred]
    status = np.where(bought != NEVER, CONVERTED, np.where(people.appears[referred], VISITED, INVITED))
    return Referrals(referrer=referrer, referred=referred, at=at, status=status, converted_at=bought)


def _referrers(chance: np.random.Generator, buyers: Ints, since: Ints, weights: Floats, at: Ints) -> Ints:
    """A buyer for each instant who had bought a day before it, by weight; -1 where there is none."""
    candidates = np.searchsorted(since, at - DAY)
    luck = chance.random(len(at))
    if not len(buyers):
        return np.full(len(at), -1, dtype=np.int64)
    reach = weights[np.maximum(candidates - 1, 0)]
    chosen = np.searchsorted(weights, luck * reach, side="right")
    return np.where(candidates > 0, buyers[np.minimum(chosen, np.maximum(candidates - 1, 0))], -1)


def generations(referrals: Referrals, size: int) -> Ints:
    """0 for people nobody referred, 1 for those they referred, and so on; one value a person."""
    result = np.zeros(size, dtype=np.int64)
    while True:
        grown = result.copy()
        grown[referrals.referred] = result[referrals.referrer] + 1
        if np.array_equal(grown, result):
            return result
        result = grown
