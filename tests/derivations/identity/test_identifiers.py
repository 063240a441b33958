"""Every identifier and whose it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riparian.derivations.identity.identifiers import identifiers
from riparian.derivations.identity.refused_links import RefusedLinksSettings
from riparian.tables.identity import Identifier, IdentityLink, RefusedLink
from riparian.tables.landing import SourceIdentifier, SourceSighting
from riparian.testing.tables import TestingGather, at, labels_table, rows_of, table_of
from tests.derivations.identity.resolving import Company, Said, told

ANYTHING_GOES = RefusedLinksSettings(
    limits={"user_id": 1000, "email": 1000, "phone": 1000, "loyalty_card": 1000},
    most_partners={kind: {} for kind in ("user_id", "email", "phone", "anonymous_id", "device_id", "order_id")},
)
NAMES = tuple(f"{kind}:{number}" for number in range(3) for kind in ("anon", "user", "email", "phone"))
LINKS = st.lists(st.builds(Said, st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=10)


def test_an_identifier_that_is_linked_with_none_is_a_person_of_its_own() -> None:
    company = told("user:ana - email:ana@x", landed=["anon:a1"])

    assert company.person_of() == {"anon:a1": "anon:a1", "user:ana": "user:ana", "email:ana@x": "user:ana"}


def test_a_merge_keeps_the_older_name() -> None:
    former = told("anon:a1 - order:1", "user:ana - email:ana@x")
    merged = told("anon:a1 - order:1", "user:ana - email:ana@x", "user:ana - anon:a1")

    assert former.person_of()["user:ana"] == "user:ana"
    assert set(merged.person_of().values()) == {"anon:a1"}


@given(LINKS, LINKS)
@settings(max_examples=15)
def test_more_evidence_never_renames_a_person_but_for_an_older_name(before: list[Said], more: list[Said]) -> None:
    former = Company(before, landed=NAMES, settings=ANYTHING_GOES)
    later = Company([*before, *more], landed=NAMES, settings=ANYTHING_GOES)

    for name, person in later.person_of().items():
        was = former.person_of()[name]
        assert person == was or (later.keys[person] < later.keys[was] and person in former.person_of().values())


def test_the_first_instant_and_the_sources_are_those_of_all_sightings() -> None:
    company = Company(
        [
            Said("user:ana", "email:ana@x", "shop", day=4),
            Said("user:ana", "email:ana@x", "shop", day=5),
            Said("user:ana", "phone:1", "crm", day=2),
        ]
    )

    found = rows_of(company.identifiers, "kind", "value", "first_at", "sources", row=Identifier)

    assert found == [
        ("email", "ana@x", at(days=4), 1),
        ("phone", "1", at(days=2), 1),
        ("user_id", "ana", at(days=2), 2),
    ]


def test_what_no_source_has_seen_up_to_the_date_is_nobody() -> None:
    register = table_of(
        SourceIdentifier,
        {"identifier_key": 1, "kind": "email", "value": "ana@x"},
        {"identifier_key": 2, "kind": "email", "value": "later@x"},
    )
    sightings = table_of(
        SourceSighting, {"load": 1, "source": "shop", "identifier_key": 1, "first_at": at(), "owns": True}
    )

    made = identifiers(
        table_of(IdentityLink), register, sightings, table_of(RefusedLink), labels_table(), TestingGather()
    )

    assert rows_of(made, "identifier_key", "person_key") == [(1, 1)]


def test_the_number_of_parts_in_which_keys_are_taken_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ("user:ana - email:ana@x", "user:ben - email:ben@x", "phone:1 - email:ana@x", "anon:a1 - order:1")
    whole = rows_of(told(*lines).identifiers)

    monkeypatch.setattr("riparian.derivations.identity.identifiers.KEYS_AT_A_TIME", 3)

    assert rows_of(told(*lines).identifiers) == whole
