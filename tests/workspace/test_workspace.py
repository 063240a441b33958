from pathlib import Path
from shutil import rmtree

import pytest

from riparian.core.errors import NotFoundError
from riparian.tables.hourglass import Standing
from riparian.tables.identity import Person
from riparian.workspace.workspace import ROWS_IN_A_BUCKET, Workspace, buckets_for
from tests.cli.published import publish
from tests.workspace.test_serving import STANDING

PEOPLE = [{"person_key": key, "full_name": f"Person {key}"} for key in (1, 2)]


def test_what_is_read_of_one_snapshot_can_be_joined(tmp_path: Path) -> None:
    publish(tmp_path, {Person: PEOPLE, Standing: [STANDING]})
    company = Workspace(tmp_path)

    people = company.read("people").select("person_key, full_name AS called")
    joined = company.read("standings").join(people, "person_key")

    assert joined.select("person_key, called, first_source").fetchall() == [(1, "Person 1", "shop")]


def test_a_snapshot_is_opened_once_and_a_new_one_anew(tmp_path: Path) -> None:
    publish(tmp_path, {Person: PEOPLE})
    company = Workspace(tmp_path)
    first, same = company.published(), company.published("000001")

    publish(tmp_path, {Person: PEOPLE[:1]})

    assert first is same
    assert company.read("people").count("*").fetchall() == [(1,)]
    assert company.read("people", snapshot="000001").count("*").fetchall() == [(2,)]


def test_a_folder_that_was_begun_again_is_read_anew(tmp_path: Path) -> None:
    publish(tmp_path, {Person: PEOPLE})
    company = Workspace(tmp_path)
    company.read("people")
    rmtree(company.home)

    publish(tmp_path, {Person: PEOPLE[:1]})

    assert company.read("people").count("*").fetchall() == [(1,)]


def test_a_table_that_was_not_made_is_read_as_empty_and_an_unknown_one_is_told(tmp_path: Path) -> None:
    publish(tmp_path, {Person: PEOPLE})
    company = Workspace(tmp_path)

    empty = company.read("standings")
    with pytest.raises(NotFoundError) as told:
        company.read("standing")

    assert ("person_key" in empty.columns, empty.fetchall()) == (True, [])
    assert told.value.fix == "did you mean 'standings'?"


@pytest.mark.parametrize(
    ("share", "buckets"), [(0, 1), (0.5, 1), (1, 1), (1.1, 2), (2, 2), (2.1, 4), (5.4, 8), (54, 64)]
)
def test_buckets_double_with_the_rows_so_that_none_holds_more_than_its_share(share: float, buckets: int) -> None:
    found = buckets_for(round(share * ROWS_IN_A_BUCKET))

    assert found == buckets
    assert share <= found


def test_a_notebook_shows_whose_it_is_how_old_and_what_can_be_read(tmp_path: Path) -> None:
    publish(tmp_path, {Person: PEOPLE, Standing: [STANDING]})

    shown = Workspace(tmp_path)._repr_html_()

    assert "snapshot 000001" in shown
    assert shown.index("<code>people</code>") < shown.index("<code>standings</code>")


def test_before_the_first_build_a_notebook_shows_how_to_make_one(tmp_path: Path) -> None:
    assert "company.build()" in Workspace(tmp_path)._repr_html_()
