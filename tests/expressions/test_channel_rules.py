"""Channels of visits: Google's groups to the letter, ours before them, the company's own in front."""

import csv
from pathlib import Path

import pytest

from riparian.core.errors import SettingsError
from riparian.core.settings import read_settings
from riparian.expressions.channel_rules import (
    ChannelRule,
    ChannelRulesSettings,
    channel_rule_version,
    channel_rules,
)
from tests.expressions.channels import channels

GA4 = channel_rules(ChannelRulesSettings(rules="ga4"))
OURS = channel_rules(ChannelRulesSettings())

with (Path(__file__).parent / "ga4_conformance.csv").open(encoding="utf-8") as opened:
    CONFORMANCE = list(csv.DictReader(opened))


def numbered(rules: tuple[ChannelRule, ...]) -> tuple[ChannelRule, ...]:
    """The same rules, each naming its place instead of a channel."""
    return tuple(rule.model_copy(update={"channel": str(place)}) for place, rule in enumerate(rules))


def test_every_line_of_the_conformance_file_has_its_channel() -> None:
    given = channels(CONFORMANCE, GA4)

    assert [
        (row["source"], row["medium"], row["campaign"], made) for row, made in zip(CONFORMANCE, given, strict=True)
    ] == [(row["source"], row["medium"], row["campaign"], row["channel"]) for row in CONFORMANCE]


def test_every_line_of_the_rules_takes_a_line_of_the_conformance_file_under_its_own_number() -> None:
    taken = channels(CONFORMANCE, numbered(GA4))
    by_number = {
        (int(place), int(row["rule"])) for place, row in zip(taken, CONFORMANCE, strict=True) if place.isdigit()
    }

    assert {place for place, _ in by_number} == set(range(len(GA4)))
    assert all(GA4[place].rule == number for place, number in by_number)
    assert {number for _, number in by_number} == set(range(1, 19))


def test_a_click_id_that_google_does_not_know_leaves_the_channel_to_the_referrer() -> None:
    """Google's own groups know the ids of its own ads alone."""
    ways = [{"click_id": "msclkid", "referrer": "www.bing.com"}, {"click_id": "fbclid"}, {"referrer": "  "}]

    assert channels(ways, GA4) == ["Organic Search", "Direct", "Direct"]


def test_what_an_address_tells_comes_before_the_referrer() -> None:
    ways = [{"source": "x", "medium": "sms", "referrer": "www.google.com"}, {"medium": "email", "click_id": "gclid"}]

    assert channels(ways, GA4) == ["SMS", "Email"]


def test_our_rules_leave_every_tagged_visit_to_google_but_those_of_assistants() -> None:
    assert channels(CONFORMANCE, OURS) == channels(CONFORMANCE, GA4)
    assert channels([{"source": "chatgpt.com"}, {"source": "perplexity", "medium": "referral"}], OURS) == [
        "AI Assistants",
        "AI Assistants",
    ]
    assert channels([{"source": "chatgpt.com", "medium": "cpc"}], OURS) == ["Paid Other"]


@pytest.mark.parametrize(
    ("click_id", "channel"),
    [
        ("gclid", "Paid Search"),
        ("msclkid", "Paid Search"),
        ("dclid", "Display"),
        ("ttclid", "Paid Social"),
        ("ScCid", "Paid Social"),
        ("irclickid", "Affiliates"),
        ("srsltid", "Organic Shopping"),
        ("fbclid", "Organic Social"),
    ],
)
def test_a_click_id_without_medium_names_the_channel_and_beside_one_it_does_not(click_id: str, channel: str) -> None:
    alone, tagged = channels([{"click_id": click_id}, {"click_id": click_id, "source": "a", "medium": "email"}], OURS)

    assert (alone, tagged) == (channel, "Email")


@pytest.mark.parametrize(
    ("host", "channel"),
    [
        ("www.google.co.uk", "Organic Search"),
        ("google.com.br", "Organic Search"),
        ("duckduckgo.com", "Organic Search"),
        ("de.search.yahoo.com", "Organic Search"),
        ("gemini.google.com", "AI Assistants"),
        ("support.google.com", "Referral"),
        ("notgoogle.com", "Referral"),
        ("mail.google.com", "Email"),
        ("lm.facebook.com", "Organic Social"),
        ("notfacebook.com", "Referral"),
        ("bsky.app", "Organic Social"),
        ("m.youtube.com", "Organic Video"),
        ("smile.amazon.com", "Organic Shopping"),
        ("Blog.Example.org", "Referral"),
        ("  ", "Direct"),
    ],
)
def test_a_referrer_names_the_channel_where_nothing_is_tagged(host: str, channel: str) -> None:
    alone, tagged = channels([{"referrer": host}, {"referrer": host, "source": "x", "medium": "sms"}], OURS)

    assert (alone, tagged) == (channel, "SMS")


def test_own_rules_stand_in_front_and_ask_for_all_they_say() -> None:
    own = (
        ChannelRule(channel="Partners", source=("ACME",), medium_matches="^Ref"),
        ChannelRule(channel="Print", present=("campaign",), absent=("source", "medium")),
        ChannelRule(channel="Wiki", referrer=("en.wikipedia.org",)),
    )
    ways = [
        {"source": "acme", "medium": "referral"},
        {"source": "acme", "medium": "cpc"},
        {"campaign": "catalogue 3"},
        {"referrer": "en.wikipedia.org"},
    ]

    assert channels(ways, channel_rules(ChannelRulesSettings(own=own))) == ["Partners", "Paid Other", "Print", "Wiki"]


def test_the_version_changes_with_the_rules_and_only_with_them() -> None:
    own = ChannelRule(channel="Partners", source=("acme",))
    other = ChannelRule(channel="Partners", source=("acne",))
    versions = [
        channel_rule_version(settings)
        for settings in (
            ChannelRulesSettings(rules="ga4"),
            ChannelRulesSettings(),
            ChannelRulesSettings(own=(own,)),
            ChannelRulesSettings(own=(other,)),
            ChannelRulesSettings(own=(own, other)),
        )
    ]

    assert len(set(versions)) == 5
    assert channel_rule_version(ChannelRulesSettings(own=(own.model_copy(),))) == versions[2]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"channel": "All"}, "asks nothing"),
        ({"channel": " ", "source": ["a"]}, "names a channel"),
        ({"channel": "A", "medium_matches": "(["}, "no regular expression"),
        ({"channel": "A", "medium_matches": "a(?!b)"}, "looking around"),
        ({"channel": "A", "source_in": ["gaa"]}, "ga4_search"),
    ],
)
def test_a_rule_that_cannot_be_asked_is_refused(rule: dict[str, object], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        read_settings(ChannelRulesSettings, {"own": [rule]}, where="riparian.toml")
