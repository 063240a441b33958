"""One chunk of the company: twenty thousand people or fewer, with all that happens to them."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from riparian.testing.company.aftercare import Answers, Tickets, Voices, drawn_answers, drawn_tickets, drawn_voices
from riparian.testing.company.arrays import Flags, Ints, first_at, within_groups
from riparian.testing.company.baskets import Baskets, drawn_baskets
from riparian.testing.company.buying import Purchases, drawn_purchases
from riparian.testing.company.clicks import SIGNED_UP, SUBSCRIBED, Clicks, drawn_clicks
from riparian.testing.company.conduct import Conduct, drawn_conduct
from riparian.testing.company.flights import brought_people
from riparian.testing.company.knowing import Knowing, knowing
from riparian.testing.company.letter_tests import Assigned, drawn_letter_tests
from riparian.testing.company.letters import Reading, drawn_reading
from riparian.testing.company.people import (
    People,
    drawn_people,
    email_addresses,
    phone_numbers,
    profile_ids,
    second_addresses,
    user_ids,
)
from riparian.testing.company.referring import Referrals, drawn_referrals
from riparian.testing.company.text import uuids
from riparian.testing.company.touches import Touches, drawn_touches
from riparian.testing.company.videos import video_days

PLUS_TAGGED = 0.006
"""Share of people who order with a plus-tag in their address."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """What people are known by, as text in normal form; one value a person, real only where `Knowing` says so."""

    email: pa.Array
    second_email: pa.Array
    phone: pa.Array
    user_id: pa.Array
    profile_id: pa.Array
    plus_tagged: Flags
    anonymous_id: pa.Array
    """One value a device key that is used, in order of `device_keys`."""
    device_keys: Ints


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of the company that hangs together in itself and on nothing else."""

    number: int
    people: People
    purchases: Purchases
    assigned: Assigned
    baskets: Baskets
    touches: Touches
    conduct: Conduct
    reading: Reading
    clicks: Clicks
    tickets: Tickets
    answers: Answers
    voices: Voices
    referrals: Referrals
    knowing: Knowing
    addresses: Addresses
    opted_in_at: Ints
    """One value a person."""
    account_since: Ints
    """One value a person."""
    luck: np.random.Generator
    """For what only the files need: spellings, message ids, defects."""

    @property
    def first_order_number(self) -> int:
        """Order numbers of a chunk never run into those of the next: there is room for eight orders a person."""
        return 1_001 + 8 * int(self.people.person_id[0])

    def plus_people(self) -> Flags:
        """Whose web orders carry a plus-tag."""
        return self.addresses.plus_tagged & self.knowing.web_buyer


def drawn_chunk(seed: int, number: int, *, first: int, size: int, consent_shown: bool) -> Chunk:
    """A chunk of `size` people from `first` on. Seed and number decide everything."""
    # One stream of chance per subject: a change in one leaves the others as they were.
    streams = np.random.SeedSequence(seed, spawn_key=(number,)).spawn(14)
    who, buy, basket, touch, behave, read, click, serve, refer, name, luck, letter, flight, watch = map(
        np.random.default_rng, streams
    )
    people = brought_people(flight, drawn_people(who, first=first, size=size))
    assigned, purchases = drawn_letter_tests(letter, people, drawn_purchases(buy, people))
    baskets = drawn_baskets(basket, people, purchases)
    touches = drawn_touches(touch, watch, people, purchases, video_days(seed))
    conduct = drawn_conduct(behave, people, purchases, touches, consent_shown=consent_shown)
    reading = drawn_reading(read, touches, conduct)
    clicks = drawn_clicks(click, people, purchases, baskets, touches, conduct)
    signed = clicks.kind == SIGNED_UP
    account_since = first_at(clicks.person[signed], clicks.at[signed], size)
    tickets = drawn_tickets(serve, people, purchases)
    answers = drawn_answers(serve, people, purchases, tickets)
    product = baskets.line_product[within_groups(baskets.lines) == 0]
    voices = drawn_voices(serve, people, purchases, product, account_since)
    seen = np.minimum(first_at(clicks.person, clicks.at, size), first_at(purchases.person, purchases.at, size))
    referrals = drawn_referrals(refer, people, purchases, np.minimum(seen, conduct.offline_optin_at))
    known = knowing(people, purchases, conduct, clicks, referrals, reading.unsubscribed_at)
    keys = np.unique(known.device_key)
    subscribing = clicks.kind == SUBSCRIBED
    return Chunk(
        number=number,
        people=people,
        purchases=purchases,
        assigned=assigned,
        baskets=baskets,
        touches=touches,
        conduct=conduct,
        reading=reading,
        clicks=clicks,
        tickets=tickets,
        answers=answers,
        voices=voices,
        referrals=referrals,
        knowing=known,
        addresses=Addresses(
            email=email_addresses(people),
            second_email=second_addresses(people),
            phone=phone_numbers(people),
            user_id=user_ids(people),
            profile_id=profile_ids(people),
            plus_tagged=name.random(size) < PLUS_TAGGED,
            anonymous_id=uuids(name, len(keys)),
            device_keys=keys,
        ),
        opted_in_at=np.minimum(
            first_at(clicks.person[subscribing], clicks.at[subscribing], size), conduct.offline_optin_at
        ),
        account_since=account_since,
        luck=luck,
    )
