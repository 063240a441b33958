"""Everything that can move somebody, gathered from a chunk: once by true person, once by what can be known."""

from dataclasses import dataclass

import numpy as np

from riparian.testing.company.arrays import NEVER, Flags, Ints
from riparian.testing.company.bands import Happenings, Milestones, Reads, Stream, milestones
from riparian.testing.company.catalogue import ARTICLES, DEPARTMENT, DEPARTMENTS, SKUS, TOPICS
from riparian.testing.company.chunk import Chunk
from riparian.testing.company.clicks import (
    ACCEPTED,
    ADDED,
    ALIAS,
    CHECKED_OUT,
    FOLLOWED,
    GROUP,
    IDENTIFY,
    LISTED,
    READ,
    REVIEWED,
    SAMPLED,
    VIEWED,
)
from riparian.testing.company.conduct import NOBODY
from riparian.testing.company.knowing import PER_PERSON


@dataclass(frozen=True, slots=True)
class Places:
    """Milestones of the true people of a chunk, and of its entities."""

    people: Milestones
    entities: Milestones
    entity: Ints
    """Number of each entity: 16 × person id, and devices after it."""
    person: Ints
    """Row of `People` of each entity."""
    determined: Flags
    """One value an entity: identity and rules leave no choice."""


def placed_people(chunk: Chunk) -> Places:
    """Where everybody stands when the exports end."""
    size, knowing, clicks = len(chunk.people), chunk.knowing, chunk.clicks
    core = np.arange(size) * PER_PERSON
    used = np.unique(np.concatenate([knowing.click_entity, core[knowing.known]]))
    used = used[used != NOBODY]
    by_person = _happenings(chunk, np.arange(size), clicks.person, chunk.purchases.person)
    number = np.searchsorted(used, core)
    whose_click = np.where(knowing.click_entity == NOBODY, NOBODY, np.searchsorted(used, knowing.click_entity))
    whose_order = np.where(knowing.order_entity == NOBODY, NOBODY, np.searchsorted(used, knowing.order_entity))
    entities = milestones(len(used), _happenings(chunk, number, whose_click, whose_order))
    person = used // PER_PERSON
    referred = np.zeros(size, dtype=np.bool_)
    referred[chunk.referrals.referred] = True
    murky = knowing.murky | chunk.plus_people()
    # Some let a referred prospect enter at Trust: below it the rules leave a choice.
    open_to_choice = murky[person] | (referred[person] & (entities.band() < 3))
    return Places(
        people=milestones(size, by_person),
        entities=entities,
        entity=used + int(chunk.people.person_id[0]) * PER_PERSON,
        person=person,
        determined=entities.determined & ~open_to_choice,
    )


def _happenings(chunk: Chunk, core: Ints, whose_click: Ints, whose_order: Ints) -> Happenings:
    """Streams by whose they are; `core` gives whom each person's rows in the other exports belong to."""
    clicks, purchases, voices = chunk.clicks, chunk.purchases, chunk.voices

    def clicked(*kinds: int) -> Stream:
        chosen = np.isin(clicks.kind, kinds) & (whose_click != NOBODY)
        return Stream(whose_click[chosen], clicks.at[chosen])

    def said(kind: int) -> Stream:
        return Stream(core[voices.person[voices.kind == kind]], voices.at[voices.kind == kind])

    counted = whose_order != NOBODY
    kept = counted & (chunk.baskets.cancelled_at == 0)
    moving = ~np.isin(clicks.kind, (IDENTIFY, GROUP, ALIAS)) & (whose_click != NOBODY)
    opted = np.flatnonzero(chunk.opted_in_at != NEVER)
    solved = chunk.tickets.solved_at != NEVER
    return Happenings(
        clicks=Stream(whose_click[moving], clicks.at[moving]),
        reads=_reads(chunk, whose_click),
        follows=clicked(FOLLOWED),
        opt_ins=Stream(core[opted], chunk.opted_in_at[opted]),
        tries=clicked(ADDED, CHECKED_OUT, SAMPLED),
        orders=Stream(whose_order[counted], purchases.at[counted]),
        kept_orders=Stream(whose_order[kept], purchases.at[kept]),
        solved=Stream(core[chunk.tickets.person[solved]], chunk.tickets.solved_at[solved]),
        reviews=said(REVIEWED),
        referrals=Stream(core[chunk.referrals.referrer], chunk.referrals.at),
        referred=Stream(core[chunk.referrals.referred], chunk.referrals.at),
        accepted=said(ACCEPTED),
    )


def _reads(chunk: Chunk, whose_click: Ints) -> Reads:
    """Events that name a category: in the shop departments and their products, in the journal topics and articles.

    Pieces are numbered products first, then departments, then articles; topics departments first, then the journal's.
    """
    clicks = chunk.clicks
    rows = np.flatnonzero(np.isin(clicks.kind, (LISTED, VIEWED, ADDED, READ)) & (whose_click != NOBODY))
    kind, item = clicks.kind[rows], clicks.item[rows]
    listed, read = kind == LISTED, kind == READ
    department = np.where(listed, item, DEPARTMENT[np.where(listed | read, 0, item)])
    subject = len(DEPARTMENTS) + item // (len(ARTICLES) // len(TOPICS))
    piece = item + np.where(read, len(SKUS) + len(DEPARTMENTS), np.where(listed, len(SKUS), 0))
    return Reads(whose_click[rows], clicks.at[rows], np.where(read, subject, department), piece)
