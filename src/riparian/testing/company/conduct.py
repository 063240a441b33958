"""How people let themselves be known: devices, accounts, newsletter, consent. One value a touch, or a person.

The rules that an identity resolution must find again are made here. An anonymous id belongs to one device on one
site. Whoever clicks a newsletter must have subscribed before; who never gave an address is never known by one.
"""

from dataclasses import dataclass

import numpy as np

from riparian.testing.company.arrays import NEVER, Flags, Ints, first_at, looked_up, starts_of_runs
from riparian.testing.company.buying import Purchases
from riparian.testing.company.people import People
from riparian.testing.company.planted import EMAIL, JOURNAL
from riparian.testing.company.seasons import DAY, END, START
from riparian.testing.company.touches import Touches

BANNER_AT = int(np.datetime64("2024-06-01", "ms").astype(np.int64))
"""From here on events say what was consented to."""

MOST_DEVICES = 3
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Conduct:
    """What people do about being known. Rows of `Touches` where not said otherwise; -1 for none."""

    device: Ints
    on_journal: Flags
    logged_in: Flags
    """The whole visit carries the user id."""
    says_who: Flags
    """A logged-in visit that begins with an identify call."""
    by_mail_link: Flags
    """The link of a newsletter told the shop's site the address."""
    gives_address: Flags
    """A guest at the checkout is identified by address."""
    order_tracked: Flags
    """The order of this visit is also seen as a web event; some are lost to blockers."""
    comments: Flags
    """Signs a comment on the journal with an address, without opting in."""
    signup_touch: Ints
    """One value a person: the visit in which an account is opened."""
    optin_touch: Ints
    """One value a person: the visit in which the newsletter is subscribed to."""
    offline_optin_at: Ints
    """One value a person: signed a list at a garden show; `NEVER` otherwise."""
    second_address_touch: Ints
    """One value a person: from this visit on a second address is used."""
    declined: Flags
    """Shape `(people, MOST_DEVICES)`: refused to be measured on this device."""
    shared_with: Ints
    """One value a person: whose first device is used as the own first device; -1 for a device of one's own."""

    def signs_up(self) -> Flags:
        """Whether an account is opened in this visit."""
        return _marked(len(self.device), self.signup_touch)

    def opts_in(self) -> Flags:
        """Whether the newsletter is subscribed to in this visit."""
        return _marked(len(self.device), self.optin_touch)

    def on_journal_optin(self) -> Flags:
        """Who subscribed on the journal; one value a person."""
        online = np.flatnonzero(self.optin_touch >= 0)
        return _marked(len(self.optin_touch), online[self.on_journal[self.optin_touch[online]]])


def _marked(size: int, rows: Ints) -> Flags:
    flags = np.zeros(size, dtype=np.bool_)
    flags[rows[rows >= 0]] = True
    return flags


def _first_rows(persons: Ints, flags: Flags, size: int) -> Ints:
    """First flagged touch of each person, `NEVER` if none; shape `(people,)`. Touches stand in order."""
    rows = np.flatnonzero(flags)
    return first_at(persons[rows], rows, size)


def drawn_conduct(
    chance: np.random.Generator, people: People, purchases: Purchases, touches: Touches, *, consent_shown: bool
) -> Conduct:
    """Decide for every touch. Without `consent_shown` nobody declines, as nobody could tell from the export."""
    size, total = len(people), len(touches)
    person, journal, ordering = touches.person, touches.channel == JOURNAL, touches.order >= 0
    other = chance.integers(1, MOST_DEVICES, total)
    per_path = chance.random(int(touches.path.max()) + 1 if total else 0)[touches.path]
    device = np.where(per_path < 0.72, 0, np.minimum(other[touches.path], people.devices[person] - 1))

    opens = ~journal & (chance.random(total) < np.where(ordering, 0.42, 0.013))
    signup = _first_rows(person, opens, size)
    after = np.arange(total) > signup[person]
    logged_in = ~journal & after & (chance.random(total) < np.where(ordering, 0.92, 0.6))
    signs_up = _marked(total, _or_none(signup))

    optin, offline = _opting_in(chance, touches, size)
    subscriber = (optin != NOBODY) | (offline != NEVER)
    ordered = np.zeros(size, dtype=np.bool_)
    ordered[purchases.person[~purchases.in_store]] = True
    addressed = ordered | (signup != NEVER)
    second = _first_rows(person, logged_in & (chance.random(total) < 0.025), size)

    declined = _declined(chance, touches, device, size) & consent_shown
    own = logged_in & (device == 0) & ~declined[person, 0]
    return Conduct(
        device=device,
        on_journal=journal,
        logged_in=logged_in,
        says_who=logged_in & ((chance.random(total) < 0.3) | _marked(total, _or_none(second))),
        by_mail_link=(touches.channel == EMAIL) & ~logged_in,
        gives_address=ordering & ~logged_in & ~signs_up & (chance.random(total) < 0.5),
        order_tracked=ordering & (chance.random(total) < 0.96),
        comments=journal & (addressed & ~subscriber)[person] & (chance.random(total) < 0.6),
        signup_touch=_or_none(signup),
        optin_touch=optin,
        offline_optin_at=offline,
        second_address_touch=_or_none(second),
        declined=declined,
        shared_with=_shared(chance, np.unique(person[own]), size),
    )


def _or_none(rows: Ints) -> Ints:
    return np.where(rows == NEVER, NOBODY, rows)


def _opting_in(chance: np.random.Generator, touches: Touches, size: int) -> tuple[Ints, Ints]:
    """The visit in which each person subscribes, or when they signed a list instead; before any newsletter's click."""
    person, total = touches.person, len(touches)
    mailed = touches.channel == EMAIL
    likely = np.where(touches.order >= 0, 0.25, np.where(touches.channel == JOURNAL, 0.07, 0.028))
    own_will = _first_rows(person, ~mailed & (chance.random(total) < likely), size)
    first_mailed = _first_rows(person, mailed, size)
    first_touch = _first_rows(person, starts_of_runs(person), size)
    must = (first_mailed != NEVER) & (own_will > first_mailed)
    before = np.where(must, first_mailed - np.where(must, first_touch, 0), 0)
    chosen = first_touch + (chance.random(size) * before).astype(np.int64)
    optin = np.where(must, np.where(before > 0, chosen, NOBODY), _or_none(own_will))
    # Some left their address on a list at a garden show, before they ever came; so has who begins with a newsletter.
    listed = must & ((before == 0) | (chance.random(size) < 0.05))
    came = looked_up(touches.at, first_touch, otherwise=START)
    ahead = np.maximum(came - chance.integers(DAY, 9 * DAY, size), START) // 1000 * 1000
    return np.where(listed, NOBODY, optin), np.where(listed, ahead, NEVER)


def _declined(chance: np.random.Generator, touches: Touches, device: Ints, size: int) -> Flags:
    """Devices first seen under the banner that refuse: whoever was measured before never sees the question."""
    first_seen = first_at(touches.person * MOST_DEVICES + device, touches.at, size * MOST_DEVICES)
    refuses = (first_seen >= BANNER_AT) & (first_seen < END) & (chance.random(size * MOST_DEVICES) < 0.05)
    return refuses.reshape(size, MOST_DEVICES)


def _shared(chance: np.random.Generator, candidates: Ints, size: int) -> Ints:
    """Whose device each person shares: households of two or three, and the tablet of a community garden.

    Only account holders seen on the device with their user id share it: then the exports show that it is shared.
    """
    shared_with = np.full(size, NOBODY, dtype=np.int64)
    if len(candidates) < 2:
        return shared_with
    shuffled = chance.permutation(candidates)
    households = max(2, len(shuffled) * 4 // 100)
    sizes = [10] if len(shuffled) >= 120 else []
    while sum(sizes) < households:
        sizes.append(int(chance.integers(2, 4)))
    taken = 0
    for members in sizes:
        group = shuffled[taken : taken + members]
        if len(group) > 1:
            shared_with[group] = group[0]
        taken += members
    return shared_with
