"""Participant sites: whose each host is that visits came from or went to."""

import re
from typing import Annotated, Final, NamedTuple

import ibis
import numpy as np
from pydantic import AfterValidator, Field

from riparian.core.doors import Array, Gather
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.channel_lists import host_is_in
from riparian.tables.actions import Session
from riparian.tables.landing import KnownLabel
from riparian.tables.participants import ParticipantKind, ParticipantSite
from riparian.tables.sources import ALL_REFERRERS, TrafficReading

_MOST_HOSTS: Final = 1_000_000
_LISTS: Final = ("ga4_search", "ga4_social", "ga4_video", "ga4_shopping", "search", "social", "ai", "email")
_SECOND_LEVEL: Final = frozenset(("co", "com", "org", "net", "gov", "ac", "ne"))
_ADVERTISING: Final = r"(?i)^(.*cp.*|ppc|retargeting|paid.*|display|banner|expandable|interstitial)$"
"""Mediums of visits that are bought: those by which the channel rules know paid channels and Display."""
_FRONT: Final = re.compile(r"^(?:www|m|mobile|amp)\.(?=[^.]+\.)")


def _host(written: str) -> str:
    host = written.strip().lower().removeprefix("www.")
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)*", host):
        raise ValueError(f"{written!r} is no host name; write it without scheme, port and path: reading.example.org")
    return host


Host = Annotated[str, AfterValidator(_host)]


class DeclaredParticipant(Settings):
    """`[[derivations.participant_sites.participants]]`"""

    name: Annotated[str, Field(min_length=1)]
    kind: ParticipantKind = "other"
    sites: tuple[Host, ...] = ()
    """Each covers the hosts below it."""


class ParticipantSitesSettings(Settings):
    """`[derivations.participant_sites]`"""

    company: str = Field(default="Our company", json_schema_extra={"company": "name"})
    """What the company is called on the map: the name of `[company]`."""
    own_sites: tuple[Host, ...] = ()
    """The company's: those of `[[sites]]` where they are not set. Where visits of its own take place is its own too."""
    non_branded_sites: tuple[Host, ...] = ()
    """Own sites that do not carry the company's name, each a participant of its own: those of `[[sites]]`."""
    participants: tuple[DeclaredParticipant, ...] = ()
    """Who is known, with their sites. All other hosts are participants under their own name."""


def participant_sites(
    sessions: Table[Session],
    traffic_readings: Table[TrafficReading],
    labels: Table[KnownLabel],
    settings: ParticipantSitesSettings,
    gather: Gather,
) -> Table[ParticipantSite]:
    """Every host once. The longest of the set sites that covers it says whose it is.

    Hosts of the lists of search engines, social networks, video sites, shops and assistants are platforms, told by
    their domain (`l.facebook.com` is `facebook.com`); of others only `www.`, `m.`, `mobile.` and `amp.` are taken off.
    A host all of whose visits say by their medium that they are bought serves advertisements, and is a platform too.
    """
    visited = ibis.union(sessions.select(host_key="site", here=True), sessions.select(host_key="referrer", here=False))
    read = traffic_readings
    named = ibis.union(
        visited.group_by("host_key").agg(here=ibis._.here.any()),
        ibis.union(read.select(host_key="site"), read.select(host_key="referrer")).distinct().mutate(here=False),
    )
    each = named.filter(named.host_key.notnull()).group_by("host_key").agg(here=ibis._.here.any())
    hosts = each.join(labels, each.host_key == labels.label_key).select("host_key", "here", host="label")
    hosts = hosts.filter((hosts.host != ALL_REFERRERS) & (hosts.host != ""))
    listed = hosts.mutate(platform=host_is_in(hosts.host, _LISTS).fill_null(False))
    listed = listed.left_join(serving_ads(sessions, labels), "host_key").drop("host_key_right")
    listed = listed.mutate(serves=listed.serves.fill_null(False))
    found = gather(listed.order_by("host"), at_most=_MOST_HOSTS)
    schema = dict.fromkeys(("host", "participant", "kind"), "string") | dict.fromkeys(_FLAGS, "boolean")
    made = gather.give_back(told(found, settings), ibis.schema(schema))
    no = ibis.null("boolean")
    return promised(made.mutate(branded=ibis.ifelse(made.own, made.branded, no)), ParticipantSite)


def serving_ads(sessions: Table[Session], labels: Table[KnownLabel]) -> ibis.Table:
    """By referring host, whether all visits that it sent were bought."""
    sent = sessions.filter(sessions.referrer.notnull())
    by_medium = sent.group_by(host_key="referrer", medium_key="medium").agg(visits=sent.count())
    worded = by_medium.left_join(labels, by_medium.medium_key == labels.label_key)
    bought = worded.label.re_search(_ADVERTISING).fill_null(False)
    return worded.group_by("host_key").agg(serves=bought.all())


class Seen(NamedTuple):
    """What is known of a host without any setting."""

    here: bool
    """Visits of the company's own take place on it."""
    listed: bool
    """It is on a list of platforms."""
    serves: bool
    """All visits that it sent were bought."""


_FLAGS: Final = ("own", "branded", "declared")


def told(found: dict[str, Array], settings: ParticipantSitesSettings) -> dict[str, Array]:
    """The columns of the table; own and set sites that no visit names are among them where there is any visit."""
    columns = (found[name].tolist() for name in ("host", "here", "platform", "serves"))
    hosts = {str(host): Seen(*seen) for host, *seen in zip(*columns, strict=True)}
    of_others = {site: one for one in settings.participants for site in one.sites}
    if hosts:
        named = (*settings.own_sites, *settings.non_branded_sites, *of_others)
        hosts |= {site: Seen(False, False, False) for site in named if site not in hosts}
    rows = [whose(host, seen, of_others, settings) for host, seen in sorted(hosts.items())]
    names = ("host", "participant", "kind", *_FLAGS)
    values = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return {
        name: np.array(column, dtype=bool if name in _FLAGS else object)
        for name, column in zip(names, values, strict=True)
    }


def whose(
    host: str, seen: Seen, of_others: dict[str, DeclaredParticipant], settings: ParticipantSitesSettings
) -> tuple[str, str, str, bool, bool, bool]:
    """One row: host, participant, kind, own, branded, declared."""
    unbranded = covering(host, settings.non_branded_sites)
    if unbranded:
        return host, unbranded, "publisher", True, False, True
    own, other = covering(host, settings.own_sites), covering(host, tuple(of_others))
    if other and len(other) >= len(own):
        one = of_others[other]
        return host, one.name, one.kind, False, False, True
    if own or seen.here:
        return host, settings.company, "company", True, True, bool(own)
    if seen.listed:
        return host, domain_of(host), "platform", False, False, False
    return host, _FRONT.sub("", host), "platform" if seen.serves else "other", False, False, False


def covering(host: str, sites: tuple[str, ...]) -> str:
    """The longest of the sites that is the host or one above it; empty: none."""
    fitting = [site for site in sites if host == site or host.endswith(f".{site}")]
    return max(fitting, key=len, default="")


def domain_of(host: str) -> str:
    """The part of a host that is registered: its last two names, or three where the last but one is a common ending.

    >>> domain_of("l.facebook.com"), domain_of("www.pinterest.co.uk")
    ('facebook.com', 'pinterest.co.uk')
    """
    names = host.split(".")
    ending = 3 if len(names) > 2 and names[-2] in _SECOND_LEVEL and len(names[-1]) == 2 else 2
    return ".".join(names[-ending:])
