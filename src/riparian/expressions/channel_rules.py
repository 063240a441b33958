"""Channels: what brought a visit, by rules in order over its source, medium, campaign, referrer and click id.

Two sets of rules are shipped as data: `ga4`, Google's default channel groups as they are, and `riparian`, which asks
first for assistants, click ids and referrers. A company's own rules stand in front of either.
"""

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, reduce
from typing import Final, Literal, Self

import ibis
from pydantic import model_validator

from riparian.core.patterns import regex_mistake
from riparian.core.settings import Settings
from riparian.expressions.channel_lists import SourceList, channel_data, host_is_in, source_is_in
from riparian.expressions.text import filled

UNASSIGNED: Final = "Unassigned"
"""The channel of what no rule names."""

ChannelField = Literal["source", "medium", "campaign", "referrer", "click_id"]


class ChannelRule(Settings):
    """A channel, and what must all hold for it. Case never matters; several lines of one channel are alternatives."""

    channel: str
    """Its name."""
    rule: int = 0
    """The number of the published rule that the line is part of; 0 for one that is nobody's."""
    source: tuple[str, ...] = ()
    """The source is one of these."""
    source_in: tuple[SourceList, ...] = ()
    """The source stands in one of these lists."""
    source_matches: str = ""
    """The pattern is found in the source; `^` and `$` hold it to the whole."""
    medium: tuple[str, ...] = ()
    """The medium is one of these."""
    medium_matches: str = ""
    """The pattern is found in the medium."""
    medium_avoids: str = ""
    """The pattern is not found in the medium, or there is no medium."""
    campaign: tuple[str, ...] = ()
    """The campaign is one of these."""
    campaign_matches: str = ""
    """The pattern is found in the campaign."""
    referrer: tuple[str, ...] = ()
    """The referring host is one of these."""
    referrer_in: tuple[SourceList, ...] = ()
    """The referring host, or one above it, stands in one of these lists."""
    click_id: tuple[str, ...] = ()
    """The name of the click id is one of these."""
    absent: tuple[ChannelField, ...] = ()
    """None of these is there."""
    present: tuple[ChannelField, ...] = ()
    """Each of these is there."""

    @model_validator(mode="after")
    def _asks_something_that_engines_read(self) -> Self:
        if not self.channel.strip():
            raise ValueError("a channel rule names a channel")
        asked = self.model_dump(exclude={"channel", "rule"})
        if not any(asked.values()):
            raise ValueError(f"the rule of {self.channel!r} asks nothing, so it would take every visit")
        for name, pattern in asked.items():
            if name.endswith(("_matches", "_avoids")):
                _check_pattern(name, pattern)
        return self


class ChannelRulesSettings(Settings):
    """Which rules name a channel."""

    rules: Literal["riparian", "ga4"] = "riparian"
    """`ga4`: Google's default channel groups as they are. `riparian`: before them assistants, click ids, referrers."""
    own: tuple[ChannelRule, ...] = ()
    """The company's own rules, asked before all others, in this order."""


@dataclass(frozen=True, slots=True)
class WayIn:
    """What is known of how a visit began. Each value is null where it is not known."""

    source: ibis.Value
    medium: ibis.Value
    campaign: ibis.Value
    referrer: ibis.Value
    """The host alone (`riparian.expressions.text.host_of`); null for the company's own sites, which bring nobody."""
    click_id: ibis.Value
    """The parameter's name (`riparian.expressions.click_ids`), never its value."""

    def cleaned(self) -> "WayIn":
        """In lower case and without blanks around it; null where nothing is left."""
        host = filled(self.referrer.lower()).re_replace(r"^www\.", "")
        return WayIn(
            source=filled(self.source.lower()),
            medium=filled(self.medium.lower()),
            campaign=filled(self.campaign.lower()),
            referrer=host,
            click_id=filled(self.click_id.lower()),
        )

    def of(self, name: ChannelField) -> ibis.Value:
        """The value of this name."""
        return {
            "source": self.source,
            "medium": self.medium,
            "campaign": self.campaign,
            "referrer": self.referrer,
            "click_id": self.click_id,
        }[name]


@dataclass(frozen=True, slots=True)
class ShippedRules:
    """Rules as they are shipped, and the text of their version."""

    version: str
    rules: tuple[ChannelRule, ...]


@cache
def shipped_rules(name: Literal["riparian", "ga4"]) -> ShippedRules:
    """The rules of a shipped file alone, in order."""
    read = tomllib.loads(channel_data(f"{name}.toml"))
    return ShippedRules(read["version"], tuple(ChannelRule.model_validate(rule) for rule in read["rules"]))


def channel_rules(settings: ChannelRulesSettings) -> tuple[ChannelRule, ...]:
    """Every rule in the order in which it is asked."""
    first = shipped_rules("riparian").rules if settings.rules == "riparian" else ()
    return (*settings.own, *first, *shipped_rules("ga4").rules)


def channel_rule_version(settings: ChannelRulesSettings) -> str:
    """What to store beside each channel: the versions of the shipped rules, and eight digits of the own ones.

    >>> channel_rule_version(ChannelRulesSettings(rules="ga4"))
    'ga4 2026-11.2'
    """
    parts = [shipped_rules("ga4").version]
    if settings.rules == "riparian":
        parts = [shipped_rules("riparian").version, *parts]
    if settings.own:
        told = json.dumps([rule.model_dump(exclude_defaults=True) for rule in settings.own], sort_keys=True)
        parts = [f"own {hashlib.sha256(told.encode()).hexdigest()[:8]}", *parts]
    return " + ".join(parts)


def channel_of(way: WayIn, rules: Sequence[ChannelRule]) -> ibis.Value:
    """The channel of the first rule that holds; `Unassigned` where none does, never null.

    The expression is long, since it holds the lists: ask it once for each distinct way in, not for each visit.
    """
    return first_channel(way.cleaned(), rules)


def first_channel(clean: WayIn, rules: Sequence[ChannelRule]) -> ibis.Value:
    """`channel_of` a way in whose values are cleaned already."""
    return ibis.cases(*((_holds(rule, clean), rule.channel) for rule in rules), else_=UNASSIGNED)


def _holds(rule: ChannelRule, way: WayIn) -> ibis.Value:
    tests = [
        way.of(name).isin([one.strip().lower() for one in given]) for name, given in _one_of(rule).items() if given
    ]
    patterns: dict[ChannelField, str] = {
        "source": rule.source_matches,
        "medium": rule.medium_matches,
        "campaign": rule.campaign_matches,
    }
    tests += [_found(way.of(name), pattern) for name, pattern in patterns.items() if pattern]
    if rule.medium_avoids:
        tests.append(way.medium.isnull() | ~_found(way.medium, rule.medium_avoids))
    if rule.source_in:
        tests.append(source_is_in(way.source, rule.source_in))
    if rule.referrer_in:
        tests.append(host_is_in(way.referrer, rule.referrer_in))
    tests += [way.of(name).isnull() for name in rule.absent]
    tests += [way.of(name).notnull() for name in rule.present]
    return reduce(lambda one, other: one & other, tests).fill_null(False)


def _one_of(rule: ChannelRule) -> dict[ChannelField, tuple[str, ...]]:
    return {
        "source": rule.source,
        "medium": rule.medium,
        "campaign": rule.campaign,
        "referrer": rule.referrer,
        "click_id": rule.click_id,
    }


def _found(text: ibis.Value, pattern: str) -> ibis.Value:
    # Both engines read the mark for any case; the text alone in lower case would miss a pattern written in capitals.
    return text.re_search(f"(?i){pattern}")


def _check_pattern(name: str, pattern: str) -> None:
    if wrong := regex_mistake(pattern):
        raise ValueError(f"{name} {pattern!r} {wrong}")
