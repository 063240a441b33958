"""What follows an order: tickets, survey answers, reviews, ideas."""

from dataclasses import dataclass

import numpy as np

from riparian.testing.company.arrays import NEVER, Flags, Floats, Ints, first_at, within_groups
from riparian.testing.company.buying import Purchases
from riparian.testing.company.clicks import ACCEPTED, REVIEWED, SHIPPED, SUGGESTED
from riparian.testing.company.people import People
from riparian.testing.company.seasons import DAY, END, HOUR

SUBJECTS = (
    "Where is my order?", "A part is missing", "Damaged on arrival", "I would like to return an item",
    "Wrong size sent", "How do I look after it?", 'Question about "next day" delivery',
    "Refund not received, please help", "Change of address",
)  # fmt: skip
NPS, CSAT = range(2)


@dataclass(frozen=True, slots=True)
class Tickets:
    """Requests for help, one value a ticket. Instants are whole seconds."""

    person: Ints
    opened_at: Ints
    solved_at: Ints
    """`NEVER` while open."""
    subject: Ints
    luck: Floats
    """Decides the words of the export that nothing else hangs on; shape `(tickets, 4)`."""
    good: Flags
    """What the customer says if asked."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Survey answers, one value an answer."""

    person: Ints
    at: Ints
    scale: Ints
    score: Ints
    anonymous: Flags
    luck: Floats


@dataclass(frozen=True, slots=True)
class Voices:
    """Reviews and ideas: server-side events of account holders, one value an event."""

    person: Ints
    at: Ints
    kind: Ints
    """Row of `clicks.KINDS`."""
    item: Ints
    """Product of a review, number of an idea."""
    rating: Ints


def _scored(chance: np.random.Generator, middle: Floats, *, spread: float, low: int, high: int) -> Ints:
    result: Ints = np.clip(np.round(middle + spread * chance.standard_normal(len(middle))), low, high).astype(np.int64)
    return result


def drawn_tickets(chance: np.random.Generator, people: People, purchases: Purchases) -> Tickets:
    """Tickets of people who ordered on the web, and so have an address."""
    asks = np.flatnonzero(~purchases.in_store & (chance.random(len(purchases.at)) < 0.15))
    asks = np.repeat(asks, 1 + (chance.random(len(asks)) < 0.08))
    opened = purchases.at[asks] + (chance.gamma(1.6, 4.0, len(asks)) * DAY).astype(np.int64) + HOUR
    asks, opened = asks[opened < END - HOUR], opened[opened < END - HOUR] // 1000 * 1000
    took = (chance.lognormal(0.1, 0.9, len(asks)) * DAY).astype(np.int64) + HOUR // 2
    solved = (opened + took) // 1000 * 1000
    open_still = (chance.random(len(asks)) < 0.05) | (solved >= END)
    person = purchases.person[asks]
    return Tickets(
        person=person,
        opened_at=opened,
        solved_at=np.where(open_still, NEVER, solved),
        subject=chance.integers(0, len(SUBJECTS), len(asks)),
        luck=chance.random((len(asks), 4)),
        good=people.content[person] + 0.8 * chance.standard_normal(len(asks)) > -0.9,
    )


def drawn_answers(chance: np.random.Generator, people: People, purchases: Purchases, tickets: Tickets) -> Answers:
    """The recommend question after some orders, nobody twice within 90 days; satisfaction after some solved tickets."""
    web = ~purchases.in_store
    asked = web & (chance.random(len(web)) < 0.17)
    rows = np.flatnonzero(asked)
    order = np.lexsort((purchases.at[rows], purchases.person[rows]))
    rows = rows[order]
    rested = np.ones(len(rows), dtype=np.bool_)
    rested[1:] = (np.diff(purchases.person[rows]) != 0) | (np.diff(purchases.at[rows]) > 110 * DAY)
    rows = rows[rested]
    recommend_at = purchases.at[rows] + 14 * DAY + chance.integers(HOUR, 4 * DAY, len(rows))
    solved = np.flatnonzero((tickets.solved_at != NEVER) & (chance.random(len(tickets.person)) < 0.32))
    content = people.content[purchases.person[rows]]
    relief = np.where(tickets.good[solved], 4.3, 2.2)
    person = np.concatenate([purchases.person[rows], tickets.person[solved]])
    at = np.concatenate([recommend_at, tickets.solved_at[solved] + chance.integers(HOUR, 2 * DAY, len(solved))])
    scale = np.concatenate([np.full(len(rows), NPS), np.full(len(solved), CSAT)])
    score = np.concatenate(
        [
            _scored(chance, 8.1 + 1.5 * content, spread=1.1, low=0, high=10),
            _scored(chance, relief, spread=0.7, low=1, high=5),
        ]
    )
    kept = at < END
    return Answers(
        person=person[kept],
        at=at[kept] // 1000 * 1000,
        scale=scale[kept],
        score=score[kept],
        anonymous=chance.random(int(kept.sum())) < 0.03,
        luck=chance.random(int(kept.sum())),
    )


def drawn_voices(
    chance: np.random.Generator, people: People, purchases: Purchases, products: Ints, account_since: Ints
) -> Voices:
    """Reviews of what was bought, and ideas. `products` has one value an order, `account_since` one a person."""
    reviewing = np.flatnonzero(chance.random(len(purchases.at)) < 0.13)
    reviewed_at = purchases.at[reviewing] + (chance.gamma(2.0, 9.0, len(reviewing)) * DAY).astype(np.int64) + DAY
    reviewer = purchases.person[reviewing]
    rating = _scored(chance, 4.2 + 0.7 * people.content[reviewer], spread=0.6, low=1, high=5)

    first = first_at(purchases.person, purchases.at, len(people))
    thinks = np.flatnonzero((first != NEVER) & (chance.random(len(people)) < 0.07))
    thinks = np.repeat(thinks, 1 + chance.poisson(0.3, len(thinks)))
    suggested_at = first[thinks] + (chance.exponential(160.0, len(thinks)) * DAY).astype(np.int64) + DAY
    accepted_at = suggested_at + chance.integers(5 * DAY, 40 * DAY, len(thinks))
    shipped_at = accepted_at + chance.integers(60 * DAY, 200 * DAY, len(thinks))
    luck = chance.random(len(thinks))
    number = people.person_id[thinks] * 8 + within_groups(np.unique(thinks, return_counts=True)[1])
    heard, accepted, shipped = luck < 1, luck < 0.38, luck < 0.15
    nothing = np.zeros(len(thinks), dtype=np.int64)
    parts = (
        (reviewer, reviewed_at, reviewed_at, REVIEWED, products[reviewing], rating),
        *(
            (thinks[which], at[which], suggested_at[which], kind, number[which], nothing[which])
            for at, kind, which in (
                (suggested_at, SUGGESTED, heard), (accepted_at, ACCEPTED, accepted), (shipped_at, SHIPPED, shipped),
            )
        ),
    )  # fmt: skip
    person, at, said_at, item, marks = (np.concatenate([part[column] for part in parts]) for column in (0, 1, 2, 4, 5))
    kinds = np.repeat(np.array([part[3] for part in parts]), [len(part[0]) for part in parts])
    # Nothing is said without an account, and nothing becomes of an idea that was not heard.
    kept = (at < END) & (said_at > account_since[person])
    return Voices(person=person[kept], at=at[kept], kind=kinds[kept], item=item[kept], rating=marks[kept])
