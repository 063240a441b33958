"""Whose each site is."""

from typing import Any

import pytest
from pydantic import ValidationError

from riparian.derivations.ecosystem.participant_sites import DeclaredParticipant, ParticipantSitesSettings
from riparian.testing.tables import rows_of
from tests.derivations.ecosystem.mapping import reading, sites_of, visit


def whose(
    *visits: dict[str, Any], readings: tuple[dict[str, Any], ...] = (), **settings: ParticipantSitesSettings
) -> dict[str, list[object]]:
    made = sites_of(visits, readings, **settings)[2]
    return {host: rest for host, *rest in rows_of(made, "host", "participant", "kind", "own", "branded", "declared")}


def test_own_sites_are_the_companys_and_a_non_branded_one_stands_for_itself() -> None:
    found = whose(
        visit(1, 1, None), visit(1, 2, None, site="ledger.example"), visit(1, 3, None, site="m.alder.example")
    )

    assert found["alder.example"] == ["Alder", "company", True, True, True]
    assert found["m.alder.example"] == ["Alder", "company", True, True, True]
    assert found["ledger.example"] == ["ledger.example", "publisher", True, False, True]


def test_where_visits_take_place_is_the_companys_without_any_setting() -> None:
    found = whose(visit(1, 1, "other.example", site="shop.example"), settings=ParticipantSitesSettings())

    assert found == {
        "shop.example": ["Our company", "company", True, True, False],
        "other.example": ["other.example", "other", False, None, False],
    }


def test_a_set_participant_has_the_hosts_below_its_sites() -> None:
    found = whose(visit(1, 1, "threads.forum.example"))

    assert found["threads.forum.example"] == ["The Forum", "community", False, None, True]
    assert found["forum.example"][0] == "The Forum"


def test_the_longest_site_that_covers_a_host_says_whose_it_is() -> None:
    settings = ParticipantSitesSettings(
        own_sites=("alder.example",),
        participants=(DeclaredParticipant(name="Guest", kind="partner", sites=("guest.alder.example",)),),
    )

    found = whose(visit(1, 1, "guest.alder.example"), settings=settings)

    assert found["guest.alder.example"][:2] == ["Guest", "partner"]


def test_platforms_are_told_by_their_domain_and_others_by_their_host() -> None:
    found = whose(visit(1, 1, "l.facebook.com"), visit(1, 2, "m.facebook.com"), visit(1, 3, "m.club.example"))

    assert found["l.facebook.com"][:2] == found["m.facebook.com"][:2] == ["facebook.com", "platform"]
    assert found["m.club.example"][:2] == ["club.example", "other"]


def test_readings_name_participants_and_all_referrers_together_are_none() -> None:
    found = whose(readings=(reading("rival.example", 10, 1), reading("rival.example", 4, 1, "news.example")))

    assert {"rival.example", "news.example"} <= set(found)
    assert "(all)" not in found


def test_an_address_is_no_host() -> None:
    with pytest.raises(ValidationError, match="no host name"):
        DeclaredParticipant(name="The Forum", sites=("https://forum.example/",))


def test_a_host_all_of_whose_visits_are_bought_serves_advertisements_and_is_a_platform() -> None:
    found = whose(
        visit(1, 1, "adserver.example", medium="display"), visit(2, 1, "adserver.example", medium="CPM"),
        visit(1, 2, "journal.example", medium="display"), visit(1, 3, "journal.example"),
        visit(1, 4, "forum.example", medium="cpc"),
    )  # fmt: skip

    kinds = {host: told[1] for host, told in found.items()}
    assert (kinds["adserver.example"], kinds["journal.example"]) == ("platform", "other")
    assert kinds["forum.example"] == "community"
