"""Who a line of referrals begins with: by name to whoever may open People, by key to all others."""

import pytest

from tests.web.guarded import Guarded
from tests.web.hand_reader import HandReader


@pytest.fixture
def first(tables: HandReader) -> tuple[int, str]:
    """Key and name of who the only line begins with."""
    (key,) = [row["person_key"] for row in tables.tables["referral_tree"] if row["generation"] == 0]
    (name,) = [row["full_name"] for row in tables.tables["standings"] if row["person_key"] == key]
    assert name
    return key, name


def test_who_may_open_people_reads_the_name_that_people_shows(doors: Guarded, first: tuple[int, str]) -> None:
    key, name = first
    vic = doors.signed_in("vic")

    assert f'<a href="/people/{key}">{name}</a>' in vic.get("/value").text
    assert name in vic.get("/people").text


def test_who_may_not_and_the_twin_are_told_the_key(doors: Guarded, first: tuple[int, str]) -> None:
    key, name = first
    told = [
        doors.program("read").get("/value").text,
        doors.visitor("/value", people=True).get("/value").text,
        doors.signed_in("vic").get("/value.json").text,
    ]

    assert all(f"Person {key}" in one for one in told[:2])
    assert f'"person_key":{key},"brought"' in told[2]
    assert [one for one in told if name in one] == []
