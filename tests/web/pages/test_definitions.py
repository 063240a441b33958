from starlette.testclient import TestClient

from riparian.web.pages.definitions import show
from riparian.workspace.dictionary import all_rows
from tests.web.hand_reader import HandReader


def test_every_table_of_the_dictionary_is_listed_once_with_its_rows(tables: HandReader) -> None:
    view = show(tables)

    listed = [one for subject in view.subjects for one in subject.tables]
    assert sorted(one.table for one in listed) == sorted(all_rows())
    assert {one.table: one.rows for one in listed}["people"] == 61
    assert all(one.says.endswith(".") for one in listed)


def test_a_word_finds_columns_by_their_name_before_those_by_what_is_said(tables: HandReader) -> None:
    view = show(tables, find="Last order")

    assert ("standings", "last_order_at") in {(one.table, one.column) for one in view.columns}
    named = ["last order" in one.column.replace("_", " ") for one in view.columns]
    assert named == sorted(named, reverse=True)


def test_a_word_that_nothing_holds_says_so_and_leads_back(client: TestClient) -> None:
    page = client.get("/definitions?find=zyzzyva").text

    assert "Nothing says “zyzzyva”." in page
    assert 'href="/definitions">Show all' in page
