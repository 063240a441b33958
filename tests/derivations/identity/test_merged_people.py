from riparian.derivations.identity.merged_people import merged_people
from riparian.tables.identity import FormerPerson, Identifier
from riparian.testing.tables import rows_of, table_of


def test_a_name_that_is_now_part_of_an_older_one_is_told() -> None:
    identifiers = table_of(
        Identifier,
        {"identifier_key": 1, "person_key": 1},
        {"identifier_key": 4, "person_key": 1},
        {"identifier_key": 5, "person_key": 5},
    )
    former = table_of(FormerPerson, {"person_key": 1}, {"person_key": 4}, {"person_key": 5}, {"person_key": 9})

    merged = merged_people(identifiers, former)

    assert rows_of(merged, "former_key", "person_key") == [(4, 1)]
