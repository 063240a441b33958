"""`riparian list`: lists that were saved on the pages are shown, written out and dropped."""

import csv
import io
from pathlib import Path

import pytest

from riparian.decisions.lists import ListSaved
from riparian.tables.hourglass import Standing
from riparian.workspace.lists import decided, lists_of
from tests.cli.published import AS_OF, publish, riparian

STANDING = dict.fromkeys(("known", "dormant", "reignited", "support", "loyalty", "advocacy", "innovation"), False) | {
    "band_since": AS_OF, "first_at": AS_OF, "last_at": AS_OF, "way_in": "normal", "spent": 0, "actions": 1,
    "visits": 1, "orders": 0, "sources": 1, "facets_ever": 0, "first_source": "shop",
}  # fmt: skip


@pytest.fixture
def company(tmp_path: Path) -> Path:
    publish(tmp_path, {Standing: [STANDING | {"person_key": key, "band": 1 + key % 2} for key in range(1, 6)]})
    saved = ListSaved(list="knowers", filter="band=1", snapshot="000001", as_of=AS_OF, people=9)
    decided(tmp_path / ".riparian", saved, by="ana")
    return tmp_path


def test_lists_are_shown_with_how_many_they_are_now(company: Path) -> None:
    said = riparian(company, "list")

    assert said.exit_code == 0, said.output
    assert said.output.splitlines()[-1].split() == [
        "knowers",
        "stand",
        "at",
        "Know",
        "2",
        "9",
        *_last_words(said.output),
    ]
    assert _last_words(said.output)[1] == "ana"


def _last_words(output: str) -> list[str]:
    return output.splitlines()[-1].split()[-2:]


def test_the_people_of_a_list_are_written_as_the_pages_write_them(company: Path) -> None:
    said = riparian(company, "list", "people", "knowers")

    rows = list(csv.DictReader(io.StringIO(said.output)))
    assert [(row["person_key"], row["band_name"]) for row in rows] == [("2", "Know"), ("4", "Know")]


def test_a_list_is_dropped_by_its_name(company: Path) -> None:
    wrong = riparian(company, "list", "people", "knower")
    done = riparian(company, "list", "drop", "knowers")
    again = riparian(company, "list", "drop", "knowers")

    assert "did you mean 'knowers'?" in wrong.output
    assert (wrong.exit_code, done.exit_code, again.exit_code) == (2, 0, 2)
    assert lists_of(company / ".riparian") == {}
    assert "no list is saved" in riparian(company, "list").output


def test_a_list_is_renamed_and_an_empty_or_taken_name_is_refused(company: Path) -> None:
    empty = riparian(company, "list", "rename", "knowers", "  ")
    done = riparian(company, "list", "rename", "knowers", "those who know")
    taken = riparian(company, "list", "rename", "those who know", "those who know")

    assert (empty.exit_code, done.exit_code, taken.exit_code) == (2, 0, 2)
    assert list(lists_of(company / ".riparian")) == ["those who know"]
