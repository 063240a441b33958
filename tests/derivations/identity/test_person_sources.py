"""Which sources know a person."""

from riparian.derivations.identity.person_sources import person_sources
from riparian.tables.identity import Identifier, PersonSource
from riparian.tables.landing import SourceSighting
from riparian.testing.tables import at, rows_of, table_of


def test_a_source_knows_a_person_from_the_first_sight_of_any_identifier_and_counts_each_once() -> None:
    identifiers = table_of(
        Identifier,
        {"identifier_key": 1, "person_key": 1},
        {"identifier_key": 2, "person_key": 1},
        {"identifier_key": 3, "person_key": 3},
    )
    sightings = table_of(
        SourceSighting,
        {"load": 1, "source": "shop", "identifier_key": 1, "first_at": at(days=3)},
        {"load": 2, "source": "shop", "identifier_key": 1, "first_at": at(days=9)},
        {"load": 2, "source": "shop", "identifier_key": 2, "first_at": at(days=1)},
        {"load": 3, "source": "crm", "identifier_key": 3, "first_at": at(days=2)},
    )

    made = person_sources(identifiers, sightings)

    assert rows_of(made, row=PersonSource) == [(1, "shop", at(days=1), 2), (3, "crm", at(days=2), 1)]
