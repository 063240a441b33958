"""What is put on record, and that nothing is shown which cannot be."""

from datetime import timedelta
from pathlib import Path

import pytest

from riparian.workspace.corrections import ledger_file
from tests.web.guarded import NEAR, Guarded, guarded
from tests.web.hand_people import AS_OF
from tests.web.hand_reader import HandReader


def looks(doors: Guarded) -> list[tuple[str, str]]:
    """Who looked at what, oldest first."""
    return [(one.by, one.what) for one in reversed(doors.accounts.latest(1_000))]


def test_a_view_of_a_person_is_noted_with_who_when_and_their_key(doors: Guarded) -> None:
    doors.signed_in("eva").get("/people/3?kind=orders")
    doors.program("people").get("/people/3.json")
    doors.visitor(people=True).get("/people/3")

    assert looks(doors) == [
        ("eva", "opened person 3"), ("key-1 (a program)", "opened person 3"), ("link-2", "opened person 3"),
    ]  # fmt: skip
    assert {one.at for one in doors.accounts.latest(9)} == {AS_OF + timedelta(hours=9)}


@pytest.mark.parametrize(("asked", "told"), [
    ("/people.csv", "exported /people.csv"),
    ("/people.csv?search=ana.lind@example.org&band=5&band=3", "exported /people.csv, filtered by band, search"),
    ("/people.csv?ana.lind@example.org=1&SEARCH=ana&%73ort=value", "exported /people.csv"),
    ("/people.json?country=DE", "exported /people.json, filtered by country"),
])  # fmt: skip
def test_an_export_is_noted_with_the_names_of_its_filters_never_with_what_was_searched_for(
    doors: Guarded, asked: str, told: str
) -> None:
    assert doors.signed_in("vic").get(asked).status_code == 200

    assert looks(doors) == [("vic", told)]
    kept = b"".join(one.read_bytes() for one in ledger_file(doors.accounts.home).parent.iterdir())
    assert b"lind" not in kept


@pytest.mark.parametrize(
    "path", ["/people/12345", "/people/12345.json", "/people.csv?band=77", "/hourglass", "/people"]
)
def test_what_was_not_shown_and_pages_that_open_nobody_are_not_noted(doors: Guarded, path: str) -> None:
    doors.signed_in("vic").get(path)

    assert looks(doors) == []


def test_what_was_refused_is_not_noted(doors: Guarded) -> None:
    doors.browser().get("/people.csv")
    doors.visitor().get("/people/3")

    assert looks(doors) == []


def test_without_accounts_it_is_noted_too(tmp_path: Path, tables: HandReader) -> None:
    doors = guarded(tmp_path, tables)

    doors.browser(NEAR).get("/people/3")

    assert looks(doors) == [("whoever sits at this machine", "opened person 3")]


@pytest.mark.parametrize("path", ["/people/3", "/people/3.json", "/people.csv", "/people.json"])
def test_what_cannot_be_noted_is_not_shown(tmp_path: Path, tables: HandReader, path: str) -> None:
    doors = guarded(tmp_path, tables)
    (tmp_path / "ledger").write_text("a file where the folder of the ledger should be")

    answer = doors.browser(NEAR).get(path)

    assert answer.status_code == 503
    assert "cannot be put on record" in answer.text
    assert "Ana Lind" not in answer.text
    assert doors.browser(NEAR).get("/hourglass").status_code == 200


def test_the_numbers_of_the_filters_and_the_file_stay_what_they_were(doors: Guarded) -> None:
    file = doors.signed_in("vic").get("/people.csv?band=5")

    assert file.headers["content-disposition"].startswith("attachment")
    assert file.text.startswith("person_key,name,email")
