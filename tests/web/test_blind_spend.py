"""Advice about spend that no visit is known of: it fits what the money was spent on."""

import pytest

from riparian.web.blind_spend import advice, blind_spend


@pytest.mark.parametrize(
    ("channel", "campaign", "begins"),
    [
        ("post", "win-back postcards", "There is no link to tag: print a short address or code"),
        ("Direct Mail", "", "There is no link to tag: print a short address or code"),
        ("other", "spring_catalogue", "There is no link to tag: print a short address or code"),
        ("Radio", "breakfast", "There is no link to tag: name a short address or code"),
        ("Out-of-home", "", "There is no link to tag: name a short address or code"),
        ("Events", "garden fair", "There is no link to tag: hand out a short address or code"),
        ("Display", "retargeting", "Tag its links"),
        ("Paid Social", "postponed spring", "Tag its links"),
        ("Affiliates", "newsletters of others", "Tag its links"),
    ],
)
def test_what_has_no_links_is_not_told_to_tag_them(channel: str, campaign: str, begins: str) -> None:
    assert advice(channel, campaign, {}).startswith(begins)


def test_a_channel_that_is_seen_by_other_names_is_told_them_and_nothing_of_codes() -> None:
    assert advice("Email", "win-back letters", {"a": 1.0, "b": 3.0, "c": 2.0, "": 9.0}) == (
        "Visits by Email name other campaigns (b, c and 1 more): "
        "give it the same name in its links and in the report of spend."
    )
    assert advice("Referral", "refer-a-friend", {"": 9.0}) == (
        "Visits by Referral name no campaign: name it in its links (utm_campaign)."
    )


def test_spend_without_visits_is_added_up_over_the_months() -> None:
    month = {"channel": "post", "campaign": "cards", "visited": False, "spend": 100, "orders": None}
    seen = {"channel": "Email", "campaign": "", "visited": True, "spend": None, "orders": 2.0}

    found = blind_spend([month, seen, month | {"spend": None}, month, month | {"campaign": "free", "spend": 0}])

    assert [(one.channel, one.campaign, one.spend) for one in found] == [("post", "cards", 200)]
