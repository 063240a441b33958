"""Which channel a way in is: by the rules, by places that are channels, and without hosts that bring nobody."""

from typing import Any

import pytest

from riparian.core.errors import SettingsError
from riparian.core.settings import read_settings
from riparian.derivations.ecosystem.visit_channels import VisitChannelsSettings, visit_channels
from riparian.tables.actions import Action, Session
from riparian.tables.ecosystem import VisitChannel
from riparian.testing.tables import labels_table, rows_of, table_of

WEB: dict[str, Any] = {"source": "web"}


def channels(*ways: dict[str, Any], actions: list[dict[str, Any]] | None = None, **given: Any) -> list[str]:
    """The channels of these visits and actions, one each, in alphabetical order."""
    visits = table_of(Session, *(WEB | {"site": "shop.example"} | way for way in ways))
    others = table_of(Action, *(actions or []))
    made = visit_channels(visits, others, labels_table(), VisitChannelsSettings.model_validate(given))
    return [channel for (channel,) in rows_of(made, "channel")]


def test_each_way_in_has_one_row_with_its_channel_and_the_version_of_the_rules() -> None:
    ways = [{"medium": "email"}, {"medium": "email"}, {"referrer": "www.google.com"}]
    visits = table_of(Session, *(WEB | way for way in ways))

    made = visit_channels(visits, table_of(Action), labels_table(), VisitChannelsSettings())

    assert rows_of(made, "medium", "referrer", "channel", "rule_version", row=VisitChannel) == [
        ("email", None, "Email", "riparian 2026-11 + ga4 2026-11.2"),
        (None, "www.google.com", "Organic Search", "riparian 2026-11 + ga4 2026-11.2"),
    ]


def test_the_company_s_own_sites_bring_nobody_and_neither_does_who_takes_a_payment() -> None:
    own = {"referrer": "www.journal.example"}
    paid = {"referrer": "checkout.paypal.com"}
    elsewhere = {"referrer": "paypal.com.example"}

    assert channels(own, paid, elsewhere, {"site": "journal.example", "medium": "email"}) == [
        "Direct",
        "Direct",
        "Email",
        "Referral",
    ]


def test_a_site_that_is_a_channel_is_so_whatever_brought_somebody() -> None:
    places = [{"site": "www.Journal.example", "channel": "Journal"}, {"source": "crm", "channel": "Sales"}]

    made = channels(
        {"site": "journal.example", "medium": "email"},
        {"site": "shop.example", "medium": "email"},
        {"site": None, "source": "crm"},
        places=places,
    )

    assert made == ["Email", "Journal", "Sales"]


def test_own_rules_are_asked_before_those_shipped_and_change_the_version() -> None:
    given = {"own": [{"channel": "Letters", "medium": ["email"]}], "places": [{"site": "x", "channel": "X"}]}
    visits = table_of(Session, {"source": "web", "medium": "email"})

    made = visit_channels(visits, table_of(Action), labels_table(), VisitChannelsSettings.model_validate(given))

    ((channel, version),) = rows_of(made, "channel", "rule_version")
    assert channel == "Letters"
    assert version.startswith("places ")
    assert " + own " in version
    assert version.endswith(" + riparian 2026-11 + ga4 2026-11.2")


def test_actions_off_the_site_have_channels_and_those_on_it_are_in_their_visit() -> None:
    actions = [
        {"source": "mail", "kind": "open", "medium": "email"},
        {"source": "web", "kind": "view", "medium": "sms"},
    ]

    assert channels(actions=actions) == ["Email"]


def test_a_channel_s_name_cannot_take_a_path_apart() -> None:
    assert channels({"medium": "odd"}, own=[{"channel": "a > b", "medium": ["odd"]}]) == ["a / b"]


@pytest.mark.parametrize("place", [{"channel": " ", "site": "x"}, {"channel": "x"}])
def test_a_place_without_a_name_or_a_whereabouts_is_refused(place: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        read_settings(VisitChannelsSettings, {"places": [place]}, where="riparian.toml")
