from datetime import datetime
from pathlib import Path

import pytest

from riparian.core.entries import Refused
from riparian.core.errors import NotFoundError
from riparian.ledger.ledger import Appended
from riparian.tables.identity import Identifier, Person
from riparian.workspace.corrections import corrections_of
from riparian.workspace.deciding import identified, join, split
from riparian.workspace.workspace import Workspace
from tests.cli.published import publish

IDENTIFIERS = (
    (1, "email", "ana@alder.test", 1),
    (2, "user_id", "42", 1),
    (3, "anonymous_id", "v1", 1),
    (4, "loyalty_card", "42", 4),
    (5, "withheld_id", "v5", 5),
)


@pytest.fixture
def company(tmp_path: Path) -> Workspace:
    names = ("identifier_key", "kind", "value", "person_key")
    rows = [
        dict(zip(names, one, strict=True)) | {"first_at": datetime(2025, 1, 1), "sources": 1} for one in IDENTIFIERS
    ]
    people = [{"person_key": key, "known": True, "identifiers": 1, "sources": 1} for key in (1, 4, 5)]
    publish(tmp_path, {Identifier: rows, Person: people})
    return Workspace(tmp_path)


def told(company: Workspace) -> list[tuple[str, int, int, str, str]]:
    rows = corrections_of(company.home)
    return [(row["decision"], row["left_key"], row["right_key"], row["decided_by"], row["reason"]) for row in rows]


def test_a_join_goes_to_the_ledger(company: Workspace) -> None:
    done = join(company, ("ANA@alder.test", "loyalty_card:42"), reason="at the till", by="eva")

    assert isinstance(done, Appended)
    assert told(company) == [("join", 1, 4, "eva", "at the till")]


def test_a_person_may_be_named_by_their_key_to_join(company: Workspace) -> None:
    done = join(company, ("person:4", "person:1"), reason="", by="eva")

    assert isinstance(done, Appended)
    assert told(company) == [("join", 4, 1, "eva", "")]


def test_a_person_whom_nothing_may_join_is_told_apart_from_one_that_there_is_not(company: Workspace) -> None:
    withheld = join(company, ("ana@alder.test", "person:5"), reason="", by="eva")

    assert isinstance(withheld, Refused)
    with pytest.raises(NotFoundError, match="no identifier 'person:6'"):
        join(company, ("ana@alder.test", "person:6"), reason="", by="eva")


def test_a_split_names_identifiers_and_no_person(company: Workspace) -> None:
    done = split(company, ("person:1",), reason="", by="eva")

    assert isinstance(done, Refused)
    assert "riparian person person:1 lists them" in done.reason
    assert told(company) == []


def test_a_split_is_of_the_first_from_the_others(company: Workspace) -> None:
    split(company, ("ana@alder.test", "v1"), reason="", by="eva")

    assert told(company) == [("split", 1, 3, "eva", "")]


def test_a_single_identifier_is_split_from_all_others_of_its_person(company: Workspace) -> None:
    split(company, ("v1",), reason="", by="eva")

    assert told(company) == [("split", 3, 1, "eva", ""), ("split", 3, 2, "eva", "")]


def test_the_only_identifier_of_a_person_cannot_be_split(company: Workspace) -> None:
    done = split(company, ("loyalty_card:42",), reason="", by="eva")

    assert isinstance(done, Refused)
    assert told(company) == []


def test_the_opposite_may_be_said_later(company: Workspace) -> None:
    join(company, ("ana@alder.test", "loyalty_card:42"), reason="", by="eva")

    split(company, ("ana@alder.test", "loyalty_card:42"), reason="a mistake", by="tom")

    assert [row[0] for row in told(company)] == ["join", "split"]


def test_what_stands_already_is_refused(company: Workspace) -> None:
    join(company, ("ana@alder.test", "loyalty_card:42"), reason="", by="eva")

    again = join(company, ("ana@alder.test", "loyalty_card:42"), reason="", by="eva")

    assert again == Refused("entry 1 says so already")


def test_without_consent_nobody_is_joined(company: Workspace) -> None:
    done = join(company, ("ana@alder.test", "v5"), reason="", by="eva")

    assert isinstance(done, Refused)


@pytest.mark.parametrize(
    ("typed", "said"), [("42", "say which: user_id:42, loyalty_card:42"), ("eve", "no identifier 'eve'")]
)
def test_an_identifier_has_to_be_one(company: Workspace, typed: str, said: str) -> None:
    with pytest.raises(NotFoundError, match=said):
        identified(company.published(), typed)


def test_without_a_ledger_there_are_no_corrections(tmp_path: Path) -> None:
    assert corrections_of(tmp_path / ".riparian") == []
