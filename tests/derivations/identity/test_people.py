"""Everybody the company can tell apart."""

import ibis

from riparian.derivations.identity.people import people
from riparian.tables.identity import Identifier, Person, PersonSource
from riparian.tables.sources import ContactRecord
from riparian.testing.tables import at, labels_table, rows_of, table_of

IDENTIFIERS = (
    {"identifier_key": 1, "person_key": 1, "kind": "anonymous_id", "value": "a1", "first_at": at(days=1)},
    {"identifier_key": 2, "person_key": 1, "kind": "email", "value": "zoe@x", "first_at": at(days=2)},
    {"identifier_key": 3, "person_key": 1, "kind": "email", "value": "amy@x", "first_at": at(days=2)},
    {"identifier_key": 4, "person_key": 4, "kind": "reader_id", "value": "r1", "first_at": at(days=3)},
    {"identifier_key": 5, "person_key": 5, "kind": "braze_id", "value": "b1", "first_at": at(days=4)},
)


def made(*records: dict[str, object]) -> ibis.Table:
    identifiers = table_of(Identifier, *IDENTIFIERS)
    sources = table_of(
        PersonSource,
        {"person_key": 1, "source": "shop"},
        {"person_key": 1, "source": "crm"},
        {"person_key": 4, "source": "site"},
    )
    return people(identifiers, sources, table_of(ContactRecord, *records), labels_table())


def test_a_person_is_known_by_any_identifier_that_is_more_than_a_browser() -> None:
    assert rows_of(made(), "person_key", "known") == [(1, True), (4, False), (5, True)]


def test_identifiers_and_sources_are_counted_and_the_first_instant_kept() -> None:
    found = rows_of(made(), "person_key", "first_at", "identifiers", "sources")

    assert found == [(1, at(days=1), 3, 2), (4, at(days=3), 1, 1), (5, at(days=4), 1, 0)]


def test_the_address_is_the_first_one_seen_and_of_equally_early_ones_the_first_in_the_alphabet() -> None:
    assert rows_of(made(), "person_key", "email") == [(1, "amy@x"), (4, None), (5, None)]


def test_name_company_and_country_are_each_the_newest_that_is_said() -> None:
    found = made(
        {
            "identifier_key": 2,
            "recorded_at": at(days=1),
            "row_key": 1,
            "full_name": "Amy O",
            "company": "Old",
            "country": "NZ",
        },
        {"identifier_key": 3, "recorded_at": at(days=5), "row_key": 2, "full_name": "Amy Otis", "company": "First"},
        {"identifier_key": 3, "recorded_at": at(days=5), "row_key": 3, "company": "Second"},
    )

    assert rows_of(found, "person_key", "full_name", "company", "country", row=Person)[0] == (
        1,
        "Amy Otis",
        "Second",
        "NZ",
    )
