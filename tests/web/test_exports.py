import csv
import io
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from riparian.web import exports
from riparian.web.app import create_app
from tests.web.hand_people import RICH
from tests.web.hand_reader import HandReader


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_has_everybody_the_page_finds_in_its_order(client: TestClient) -> None:
    answer = client.get("/people.csv?band=5&facet=loyalty&sort=value")
    listed = client.get("/people.json?band=5&facet=loyalty&sort=value&limit=500").json()

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="people-20261121-0600.csv"'
    assert [int(row["person_key"]) for row in rows(answer.text)] == [one["person_key"] for one in listed["people"]]
    assert len(listed["people"]) == listed["found"] > 3


def test_a_long_list_is_read_on_part_by_part(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_A_TIME", 7)

    keys = [row["person_key"] for row in rows(client.get("/people.csv").text)]

    assert len(keys) == len(set(keys)) == 60


def test_money_is_in_whole_units_with_its_currency_and_stand_ins_for_names_are_empty(client: TestClient) -> None:
    told = {int(row["person_key"]): row for row in rows(client.get("/people.csv").text)}

    assert (told[RICH]["value"], told[RICH]["currency"], told[RICH]["name"]) == ("312.50", "EUR", "Ana Lind")
    assert all(row["name"] != "Browser" for row in told.values())


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-1", "@sum", "\t=1", "'=1"])
def test_a_name_is_never_a_formula(tables: HandReader, name: str) -> None:
    standing = {**tables.tables["standings"][0], "full_name": name}
    reader = replace(tables, tables={**tables.tables, "standings": [standing]})
    client = TestClient(create_app(lambda: reader), base_url="http://127.0.0.1")

    (row,) = rows(client.get("/people.csv").text)

    assert row["name"] == f"'{name}"


def test_a_filter_that_cannot_be_is_refused_and_nothing_is_sent(client: TestClient, unbuilt: TestClient) -> None:
    assert client.get("/people.csv?band=77").status_code == 422
    assert "riparian build" in unbuilt.get("/people.csv").text


def test_the_page_offers_the_file_with_the_filters_that_are_set(client: TestClient) -> None:
    page = client.get("/people?band=5&limit=2").text

    assert 'href="/people.csv?band=5" download' in page


def test_who_left_stands_in_the_file_as_they_stood_then_and_beside_it_as_they_stand_now(tables: HandReader) -> None:
    everybody = tables.tables["standings"]
    fallen, gone, merged = [row for row in everybody if row["band"] == 5 and row["person_key"] != RICH][:3]
    whole = next(row for row in everybody if row["band"] == 3)
    own = {
        "standings": [
            row | {"band": 2, "orders": 1, "spent": 1250, "dormant": True} if row == fallen else row
            for row in everybody
            if row not in (gone, merged)
        ],
        "merged_people": [{"former_key": merged["person_key"], "person_key": whole["person_key"]}],
    }
    then = replace(tables.before[0], tables={**tables.tables, "merged_people": []})
    reader = replace(tables, tables={**tables.tables, **own}, before=(then,))
    client = TestClient(create_app(lambda: reader), base_url="http://127.0.0.1")

    told = {int(row["person_key"]): row for row in rows(client.get(f"/people.csv?band=5&left={then.snapshot}").text)}

    now = ("person_key_now", "band_now", "band_name_now", "dormant_now", "orders_now", "value_now")
    assert told.keys() == {one["person_key"] for one in (fallen, gone, merged)}
    assert all((row["band"], row["band_name"]) == ("5", "Buy") for row in told.values())
    key, former, part = (one["person_key"] for one in (fallen, gone, merged))
    assert [told[key][name] for name in now] == [str(key), "2", "Like", "yes", "1", "12.50"]
    assert [told[former][name] for name in now] == [""] * 6
    assert (told[part]["person_key_now"], told[part]["band_now"]) == (str(whole["person_key"]), "3")
    assert not [name for name in rows(client.get("/people.csv").text)[0] if name.endswith("_now")]
