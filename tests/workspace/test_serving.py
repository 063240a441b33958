from pathlib import Path

import pytest
from starlette.testclient import TestClient

from riparian.core.errors import NotFoundError
from riparian.tables.hourglass import Standing
from riparian.tables.identity import Person
from riparian.web.app import create_app
from riparian.workspace.serving import CurrentReader
from riparian.workspace.workspace import Workspace
from tests.cli.published import AS_OF, publish

STANDING = dict.fromkeys(("known", "dormant", "reignited", "support", "loyalty", "advocacy", "innovation"), False) | {
    "person_key": 1, "band": 1, "band_since": AS_OF, "first_at": AS_OF, "last_at": AS_OF, "way_in": "normal",
    "spent": 0, "actions": 1, "visits": 1, "orders": 0, "sources": 1, "facets_ever": 0, "first_source": "shop",
}  # fmt: skip


def test_before_the_first_build_there_is_no_reader(tmp_path: Path) -> None:
    assert CurrentReader(Workspace(tmp_path))() is None


def test_a_reader_says_which_snapshot_it_reads(tmp_path: Path) -> None:
    publish(tmp_path, {Person: [{"person_key": 1}]})

    reader = CurrentReader(Workspace(tmp_path))()

    assert reader is not None
    assert (reader.snapshot, reader.as_of, reader.company, reader.currency) == ("000001", AS_OF, "Alder & Reed", "GBP")
    assert reader.rows("people", columns=["person_key"], limit=5) == [{"person_key": 1}]
    assert reader.count("people") == 1


def test_the_reader_stays_until_another_snapshot_is_published(tmp_path: Path) -> None:
    publish(tmp_path, {Person: []})
    read = CurrentReader(Workspace(tmp_path))
    first, same = read(), read()

    publish(tmp_path, {Person: []})
    second = read()

    assert first is same
    assert first is not second


def test_a_table_that_was_never_built_has_no_rows(tmp_path: Path) -> None:
    publish(tmp_path, {Person: []})

    reader = CurrentReader(Workspace(tmp_path))()

    assert reader is not None
    assert (reader.rows("standings", limit=5), reader.count("standings")) == ([], 0)


def test_an_earlier_snapshot_is_told_and_opened_by_its_id(tmp_path: Path) -> None:
    publish(tmp_path, {Person: [{"person_key": 1}]})
    publish(tmp_path, {Person: [{"person_key": 1}, {"person_key": 2}]})

    reader = CurrentReader(Workspace(tmp_path))()

    assert reader is not None
    assert [(one.build, one.rows["people"], one.made_with) for one in reader.kept()] == [
        ("000002", 2, {"code": "by hand", "currency": "GBP"}),
        ("000001", 1, {"code": "by hand", "currency": "GBP"}),
    ]
    assert reader.other("000001").count("people") == 1
    with pytest.raises(NotFoundError):
        reader.other("000009")


def test_a_snapshot_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    first = publish(tmp_path, {Person: []})
    publish(tmp_path, {Person: []})
    (first.folder / "snapshot.json").write_text("{")

    reader = CurrentReader(Workspace(tmp_path))()

    assert reader is not None
    assert [one.build for one in reader.kept()] == ["000002"]


def test_pages_answer_over_it(tmp_path: Path) -> None:
    read = CurrentReader(Workspace(tmp_path))
    with TestClient(create_app(read), base_url="http://localhost") as client:
        assert client.get("/people.json").status_code == 503
        publish(tmp_path, {Person: [{"person_key": 1}], Standing: [STANDING]})

        assert client.get("/people.json").status_code == 200


def test_pages_move_on_when_the_snapshot_they_read_is_pruned(tmp_path: Path) -> None:
    publish(tmp_path, {Person: [{"person_key": 1}], Standing: [STANDING]})
    workspace = Workspace(tmp_path)
    with TestClient(create_app(CurrentReader(workspace)), base_url="http://localhost") as client:
        before = client.get("/people.json").json()["of"]["build"]
        for _ in range(2):
            publish(tmp_path, {Person: [{"person_key": 1}], Standing: [STANDING]})
        workspace.snapshots.prune(keep=1)

        after = client.get("/people.json")

    assert (before, after.status_code, after.json()["of"]["build"]) == ("000001", 200, "000003")


def test_a_page_whose_snapshot_is_pruned_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    publish(tmp_path, {Person: [{"person_key": 1}], Standing: [STANDING]})
    workspace = Workspace(tmp_path)
    read = CurrentReader(workspace)
    late = read()
    for _ in range(2):
        publish(tmp_path, {Person: [{"person_key": 1}], Standing: [STANDING]})
    workspace.snapshots.prune(keep=1)
    readers = iter([late])

    with TestClient(create_app(lambda: next(readers, None) or read()), base_url="http://localhost") as client:
        answer = client.get("/people.json")

    assert (answer.status_code, answer.json()["of"]["build"]) == (200, "000003")


def test_a_damaged_snapshot_is_told_on_the_page(tmp_path: Path) -> None:
    snapshot = publish(tmp_path, {Person: [{"person_key": 1}], Standing: [STANDING]})
    for file in snapshot.files("standings"):
        file.unlink()

    with TestClient(create_app(CurrentReader(Workspace(tmp_path))), base_url="http://localhost") as client:
        answer, page = client.get("/people.json"), client.get("/people")

    assert (answer.status_code, answer.json()["code"]) == (503, "RIP400")
    assert answer.json()["fix"].startswith("riparian build")
    assert (page.status_code, "is missing" in page.text) == (503, True)
