"""One row per web event as it leaves the site or its server: what both event formats are written from."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from riparian.testing.company.arrays import Flags, Ints
from riparian.testing.company.chunk import Chunk
from riparian.testing.company.letters import WELCOME
from riparian.testing.company.links import FRIEND, HOSTS, LINKS, SPONSOR, WELCOME_LINK, drawn_links
from riparian.testing.company.planted import EMAIL, JOURNAL, REFERRAL
from riparian.testing.company.text import picked, where

_HOMES = tuple(f"https://{host}/" for host in HOSTS)


@dataclass(frozen=True, slots=True)
class Weblog:
    """Web events of one chunk, one value an event."""

    person: Ints
    at: Ints
    kind: Ints
    path: Ints
    item: Ints
    landing: Flags
    with_user: Flags
    address: Ints
    link: Ints
    """Row of `LINKS`: the way in of the visit."""
    device: Ints
    """-1 for server-side events."""
    anonymous: Ints
    """Row of `Addresses.anonymous_id`; -1 for server-side events."""
    rating: Ints

    @property
    def server_side(self) -> Flags:
        """Events that the shop's server reports; they belong to no visit."""
        result: Flags = self.device < 0
        return result

    def anonymous_id(self, chunk: Chunk) -> pa.Array:
        """Anonymous id of each event, null for server-side ones."""
        return chunk.addresses.anonymous_id.take(pa.array(np.maximum(self.anonymous, 0), mask=self.anonymous < 0))

    def referrer(self) -> pa.Array:
        """Where the visit came from at its first event, then the site's own front page."""
        outside = picked([link.referrer for link in LINKS], self.link)
        return where(self.landing, outside, picked(_HOMES, self.path))


def weblog(chunk: Chunk) -> Weblog:
    """Events of visits, then reviews and ideas."""
    clicks, voices, conduct = chunk.clicks, chunk.voices, chunk.conduct
    quiet = np.zeros(len(voices.at), dtype=np.int64)
    absent = quiet - 1
    device = conduct.device[clicks.touch]
    anonymous = np.searchsorted(chunk.addresses.device_keys, chunk.knowing.device_key)
    return Weblog(
        person=np.concatenate([clicks.person, voices.person]),
        at=np.concatenate([clicks.at, voices.at]),
        kind=np.concatenate([clicks.kind, voices.kind]),
        path=np.concatenate([clicks.path, quiet]),
        item=np.concatenate([clicks.item, voices.item]),
        landing=np.concatenate([clicks.landing, quiet > 0]),
        with_user=np.concatenate([clicks.with_user, quiet == 0]),
        address=np.concatenate([clicks.address, quiet]),
        link=np.concatenate([_ways_in(chunk)[clicks.touch], quiet]),
        device=np.concatenate([device, absent]),
        anonymous=np.concatenate([anonymous, absent]),
        rating=np.concatenate([np.zeros(len(clicks.at), dtype=np.int64), voices.rating]),
    )


def _ways_in(chunk: Chunk) -> Ints:
    """Row of `LINKS` by which each touch came.

    A referral right after a visit to the journal came by its sponsor's link; the first touch of somebody who was
    referred came by the friend's link.
    """
    touches = chunk.touches
    link = drawn_links(chunk.luck, touches.channel)
    letter = chunk.reading.letter
    mailed = touches.channel == EMAIL
    link = np.where(mailed & (letter != WELCOME), WELCOME_LINK + 1 + letter, link)
    follows_journal = np.zeros(len(touches), dtype=np.bool_)
    follows_journal[1:] = (touches.path[1:] == touches.path[:-1]) & (touches.channel[:-1] == JOURNAL)
    referred = np.zeros(len(chunk.people), dtype=np.bool_)
    referred[chunk.referrals.referred] = True
    newcomer = np.ones(len(touches), dtype=np.bool_)
    newcomer[1:] = touches.person[1:] != touches.person[:-1]
    by_link = touches.channel == REFERRAL
    link = np.where(by_link & newcomer & referred[touches.person], FRIEND, link)
    return np.where(by_link & follows_journal, SPONSOR, link)
