"""Visit channels: which channel each way in is, by the rules in force."""

import hashlib
import json
from typing import Final, Self, get_args

import ibis
from pydantic import model_validator

from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.channel_rules import (
    ChannelField,
    ChannelRulesSettings,
    WayIn,
    channel_rule_version,
    channel_rules,
    first_channel,
)
from riparian.expressions.text import filled
from riparian.tables.actions import ON_SITE, Action, Session, codes_of
from riparian.tables.ecosystem import BETWEEN, VisitChannel
from riparian.tables.landing import KnownLabel

WAY_IN: Final = VisitChannel.key
"""What is known of how somebody came, and where to."""


class ChannelPlace(Settings):
    """A site or a source that is a channel itself: whoever is there is in it, whatever brought them."""

    channel: str
    site: str = ""
    source: str = ""
    """Of the data: the name of one of `[[sources]]`."""

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if not self.channel.strip() or not (self.site or self.source):
            raise ValueError("a place names its channel, and a site or a source")
        return self


class VisitChannelsSettings(ChannelRulesSettings):
    """`[derivations.visit_channels]`"""

    places: tuple[ChannelPlace, ...] = ()
    """Own sites and sources that are channels, such as a journal, a forum or the app; asked before all rules."""
    passing: tuple[str, ...] = (
        "paypal.com", "checkout.stripe.com", "pay.google.com", "payments.amazon.com", "klarna.com",
        "secure.worldpay.com",
    )  # fmt: skip
    """Referring hosts that people only pass through, such as those that take payments; hosts below them too."""


def visit_channels(
    sessions: Table[Session], actions: Table[Action], labels: Table[KnownLabel], settings: VisitChannelsSettings
) -> Table[VisitChannel]:
    """Every way in once, with the channel of the first rule that holds.

    Rules are asked here and nowhere else, once for each way in. A referrer that is one of the company's own sites (any
    that a visit was to) or a host that people only pass through brings nobody, and counts as none.
    """
    off_site = actions.filter(~actions.kind.isin(codes_of(ON_SITE)))
    ways = ibis.union(sessions.select(*WAY_IN), off_site.select(*WAY_IN)).distinct()
    worded = ways
    for name in WAY_IN:
        words = labels.select(**{f"{name}_key": labels.label_key, f"{name}_word": labels.label})
        worded = worded.left_join(words, worded[name] == words[f"{name}_key"]).drop(f"{name}_key")
    own = worded.filter(worded.site_word.notnull()).select(own_host=host(worded.site_word)).distinct()
    known = worded.mutate(host=host(worded.referrer_word))
    known = known.left_join(own, known.host == own.own_host)
    brings = known.own_host.isnull() & ~passed_through(known.host, settings.passing)
    way = WayIn(
        source=known.utm_source_word,
        medium=known.medium_word,
        campaign=known.campaign_word,
        referrer=ibis.ifelse(brings, known.host, ibis.null("string")),
        click_id=known.click_id_word,
    ).cleaned()
    known = known.mutate(**{f"clean_{name}": way.of(name) for name in get_args(ChannelField)})
    # Every way is there once already; said again, it keeps engines from cleaning it anew in each of hundreds of rules.
    known = known.distinct()
    clean = WayIn(**{name: known[f"clean_{name}"] for name in get_args(ChannelField)})
    named = ibis.coalesce(place_of(known, settings.places), first_channel(clean, channel_rules(settings)))
    # The mark between channels of a path must be no part of a channel.
    said = known.mutate(channel=named.replace(BETWEEN, " / "), rule_version=ibis.literal(version(settings)))
    return promised(said, VisitChannel)


def host(written: ibis.Value) -> ibis.Value:
    """A site as hosts are compared."""
    return filled(written.lower()).re_replace(r"^www\.", "")


def passed_through(referrer: ibis.Value, passing: tuple[str, ...]) -> ibis.Value:
    """Whether a host is one of these or below one of them; false where there is none."""
    below = [referrer.endswith(f".{one.lower()}") for one in passing]
    return ibis.or_(referrer.isin([one.lower() for one in passing]), *below).fill_null(False)


def place_of(known: ibis.Table, places: tuple[ChannelPlace, ...]) -> ibis.Value:
    """The channel of the first place that somebody was in; null where they were in none."""
    if not places:
        return ibis.null("string")

    def holds(place: ChannelPlace) -> ibis.Value:
        tests = [host(known.site_word) == place.site.lower().removeprefix("www.")] if place.site else []
        tests += [known.source_word == place.source] if place.source else []
        return ibis.and_(*tests).fill_null(False)

    return ibis.cases(*((holds(place), place.channel) for place in places), else_=ibis.null("string"))


def version(settings: VisitChannelsSettings) -> str:
    """The version of the rules, with eight digits of places and hosts passed through where they are not as shipped."""
    rules = channel_rule_version(settings)
    given = settings.model_dump(include={"places", "passing"}, exclude_defaults=True)
    if not given:
        return rules
    return f"places {hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()[:8]} + {rules}"
