"""What says that two identifiers are one person."""

from riparian.derivations.identity.link_evidence import link_evidence
from riparian.tables.identity import IdentityCorrection, LinkEvidence
from riparian.tables.landing import SourceLink, SourceSighting
from riparian.testing.tables import at, rows_of, table_of
from tests.derivations.identity.resolving import Company, Said, told


def test_what_several_sources_say_of_a_pair_is_one_row_whichever_stands_left() -> None:
    company = Company(
        [
            Said("user:u1", "email:ana@x", "shop", day=3),
            Said("email:ana@x", "user:u1", "crm", day=1),
            Said("user:u1", "email:ana@x", "crm", day=2),
        ]
    )

    found = rows_of(company.evidence, "left_key", "right_key", "row_key", "source", "linked_at", row=LinkEvidence)

    assert found == [(1, 2, 0, "shop", at(days=1))]
    assert rows_of(company.evidence, "sources") == [(2,)]


def test_refused_evidence_does_not_count_beside_evidence_that_may_join() -> None:
    company = Company(
        [
            Said("email:ana@x", "reader:r1", "site", day=1, refused="non-branded site without opt-in"),
            Said("email:ana@x", "reader:r1", "site", day=5),
        ]
    )

    assert rows_of(company.evidence, "row_key", "linked_at", "sources") == [(1, at(days=5), 1)]


def test_an_identifier_is_not_evidence_about_itself() -> None:
    assert rows_of(told("user:u1 - user:u1").evidence) == []


def test_a_join_is_evidence_that_names_its_entry() -> None:
    company = told("user:u1 - email:a@x", "user:u2 - email:b@x", corrections=[("join", "user:u2", "user:u1")])

    joined = rows_of(
        company.evidence.filter(company.evidence.row_key < 0), "left_key", "right_key", "row_key", "source"
    )

    assert joined == [(1, 3, -1, None)]


def test_of_decisions_on_one_pair_the_last_one_stands() -> None:
    pair = ("user:u1", "user:u2")
    links = ("user:u1 - email:a@x", "user:u2 - email:b@x")

    split_last = told(*links, corrections=[("join", *pair), ("split", *reversed(pair))])
    joined_last = told(*links, corrections=[("split", *pair), ("join", *reversed(pair))])

    assert len(rows_of(split_last.evidence)) == 2
    assert len(rows_of(joined_last.evidence)) == 3


def test_a_join_stands_beside_what_sources_say_of_the_same_pair() -> None:
    company = told("user:u1 - email:a@x", corrections=[("join", "user:u1", "email:a@x")])

    assert rows_of(company.evidence, "row_key", "source", "sources") == [(-1, None, 1)]


def test_a_join_waits_until_a_source_has_seen_both() -> None:
    sightings = table_of(SourceSighting, {"load": 1, "source": "shop", "identifier_key": 1, "first_at": at()})
    join = {"entry": 1, "decision": "join", "left_key": 1, "right_key": 2, "decided_at": at()}

    waiting = link_evidence(table_of(SourceLink), sightings, table_of(IdentityCorrection, join))

    assert rows_of(waiting) == []
