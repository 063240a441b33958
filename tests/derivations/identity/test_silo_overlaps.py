"""Which silos know the same people (requirement G16)."""

from riparian.derivations.identity.silo_overlaps import silo_overlaps
from riparian.tables.identity import Person, PersonSource, SiloOverlap
from riparian.testing.tables import rows_of, table_of


def test_known_people_of_two_sources_are_told_from_both_sides_as_shares_of_each() -> None:
    people = table_of(
        Person,
        {"person_key": 1, "known": True, "sources": 2},
        {"person_key": 2, "known": True, "sources": 1},
        {"person_key": 3, "known": False, "sources": 2},
        {"person_key": 4, "known": True, "sources": 2},
    )
    seen = table_of(
        PersonSource,
        *({"person_key": key, "source": source} for key, source in [
            (1, "crm"), (1, "shop"), (2, "shop"), (3, "crm"), (3, "shop"), (4, "shop"), (4, "web"),
        ]),
    )  # fmt: skip

    made = silo_overlaps(seen, people)

    assert rows_of(made, row=SiloOverlap) == [
        ("crm", "shop", 1, 1.0),
        ("shop", "crm", 1, 1 / 3),
        ("shop", "web", 1, 1 / 3),
        ("web", "shop", 1, 1.0),
    ]
