"""`riparian participant`: a decision goes to the ledger and is listed."""

from pathlib import Path

import pytest

from riparian.tables.participants import Participant
from riparian.workspace.wishes import wishes_of
from tests.cli.published import publish, riparian


@pytest.fixture
def company(tmp_path: Path) -> Path:
    row = {"kind": "community", "own": False, "declared": True, "sites": 1, "visits_brought": 5, "people_brought": 4}
    publish(tmp_path, {Participant: [row | {"participant": "The Forum"}]})
    return tmp_path


def test_a_participant_is_wanted_with_a_reason(company: Path) -> None:
    said = riparian(company, "participant", "want", "The Forum", "--reason", "many ask there", "--by", "ana")

    assert said.exit_code == 0, said.output
    assert "ledger entry 1" in said.output
    (wish,) = wishes_of(company / ".riparian")
    assert (wish["participant"], wish["wanted"], wish["reason"], wish["decided_by"]) == (
        "The Forum", True, "many ask there", "ana",
    )  # fmt: skip


def test_no_and_taking_back_are_said_too(company: Path) -> None:
    riparian(company, "participant", "want", "The Forum", "--no")
    listed = riparian(company, "participant", "list")
    dropped = riparian(company, "participant", "want", "The Forum", "--drop")

    assert "The Forum" in listed.output
    assert "no" in listed.output
    assert dropped.exit_code == 0
    assert wishes_of(company / ".riparian") == []


def test_an_unknown_participant_is_told_with_a_near_name(company: Path) -> None:
    said = riparian(company, "participant", "want", "The Forun")

    assert said.exit_code == 2
    assert "did you mean 'The Forum'?" in said.output


def test_saying_it_twice_is_refused(company: Path) -> None:
    riparian(company, "participant", "want", "The Forum")

    said = riparian(company, "participant", "want", "The Forum")

    assert said.exit_code == 2
    assert "entry 1 says so already" in said.output


def test_nothing_decided_is_said(company: Path) -> None:
    assert "nothing was decided" in riparian(company, "participant", "list").output
