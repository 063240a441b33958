"""Channels against those that others' packages expect, and shipped lists against the lists they come from."""

import csv
import re
from collections import Counter
from pathlib import Path

from riparian.expressions.channel_lists import SOURCE_LISTS, sites_in
from riparian.expressions.channel_rules import ChannelRulesSettings, channel_rules
from tests.expressions.channels import channels

Row = dict[str, str]
GA4 = channel_rules(ChannelRulesSettings(rules="ga4"))
OURS = channel_rules(ChannelRulesSettings())


def rows_in(file: Path) -> list[Row]:
    with file.open(encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def test_fractributions_sessions_have_its_channels_but_for_three_names(reference: Path) -> None:
    """Its example rules are coarser: it has no Affiliates, and calls a social site a referral; YouTube is Video."""
    folder = reference / "attribution/snowplow_fractribution/expected"
    visits = rows_in(folder / "snowplow_fractribution_sessions_by_customer_id_expected.csv")
    found = Counter(zip((row["channel"] for row in visits), channels(visits, GA4), strict=True))

    assert found == {
        ("Direct", "Direct"): 46,
        ("Organic_Search", "Organic Search"): 39,
        ("Referral", "Referral"): 4,
        ("Paid_Search_Other", "Paid Search"): 3,
        ("Video", "Organic Video"): 3,
        ("Referral", "Organic Social"): 1,
        ("Unmatched_Channel", "Affiliates"): 1,
    }


def test_snowplows_page_views_have_its_groups_where_they_are_tagged(reference: Path) -> None:
    """Untagged ones differ: it compares with `direct`, which it never writes, and does not ask the referrer."""
    views = rows_in(reference / "web/snowplow_web_0.15.2/expected/snowplow_web_page_views_expected.csv")
    ways = [
        {
            "source": row["mkt_source"],
            "medium": row["mkt_medium"],
            "campaign": row["mkt_campaign"],
            "referrer": row["refr_urlhost"] if "." in row["refr_urlhost"] else "",
        }
        for row in views
    ]
    told = [row["default_channel_group"] for row in views]
    tagged = [(one, other) for one, other, way in zip(told, channels(ways, GA4), ways, strict=True) if way["source"]]
    untagged = {
        (one, other) for one, other, way in zip(told, channels(ways, OURS), ways, strict=True) if not way["source"]
    }

    assert len(tagged) > 3
    assert all(one == other for one, other in tagged)
    assert untagged <= {("Unassigned", "Direct"), ("Unassigned", "Organic Search"), ("Unassigned", "Referral")}


def test_googles_list_is_shipped_whole_and_each_source_has_its_channel(reference: Path) -> None:
    rows = rows_in(reference / "referral/ga4_source_categories.csv")
    named = {"SEARCH": "Search", "SOCIAL": "Social", "SHOPPING": "Shopping", "VIDEO": "Video"}
    expected = [f"Organic {named[row['source_category'].removeprefix('SOURCE_CATEGORY_')]}" for row in rows]

    assert channels(rows, GA4) == expected
    assert {row["source"].lower() for row in rows} == {
        site for kind in SOURCE_LISTS if kind.startswith("ga4_") for site in sites_in(kind)
    }


def test_matomos_assistants_and_social_sites_are_shipped_but_for_paths(reference: Path) -> None:
    for kind, file in (("ai", "AIAssistants.yml"), ("social", "Socials.yml")):
        text = (reference / "referral/matomo" / file).read_text(encoding="utf-8")
        hosts = {host.strip("'\"") for host in re.findall(r"^\s+- (\S+)", text, re.MULTILINE)}
        ours = {site.removeprefix(".") for site in sites_in("ai" if kind == "ai" else "social")}

        assert ours == {host.lower().removeprefix("www.") for host in hosts if "/" not in host}


def test_referrers_that_another_list_knows_have_its_medium_with_differences_that_have_a_reason(reference: Path) -> None:
    """1,320 of 1,409 hosts agree; entries with a path are left out, since of a referrer only the host is kept.

    The rest, counted below: search sites on none of our lists, portals (`uk.yahoo.com`), slips of its own (`serach.`,
    `.searchn.`); social sites on none of our lists; video and shopping are channels of their
    own; Google counts `sites.google.com` and the like as social, and Matomo counts maps as search.
    """
    rows = [row for row in rows_in(reference / "referral/segment_referrer_mapping.csv") if "/" not in row["host"]]
    found = Counter(
        (row["medium"], channel)
        for row, channel in zip(rows, channels([{"referrer": row["host"]} for row in rows], OURS), strict=True)
    )

    same = {("search", "Organic Search"): 1162, ("social", "Organic Social"): 117, ("email", "Email"): 17}
    assert {pair: found.pop(pair) for pair in same} == same
    assert found.pop(("unknown", "Referral")) == 24
    assert found == {
        ("search", "Referral"): 62,
        ("social", "Referral"): 18,
        ("unknown", "Organic Social"): 3,
        ("unknown", "Organic Search"): 1,
        ("social", "Organic Video"): 2,
        ("search", "Organic Social"): 2,
        ("search", "Organic Shopping"): 1,
    }
