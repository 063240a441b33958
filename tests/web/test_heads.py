import re

import pytest
from starlette.testclient import TestClient

from riparian.web import exports
from riparian.web.app import create_app, pages
from tests.web.guarded import Guarded
from tests.web.hand_people import RICH
from tests.web.hand_reader import HandReader
from tests.web.test_noting import looks


@pytest.mark.parametrize("path", sorted(one.path for one in pages()))
def test_a_page_answers_head_as_get_without_what_it_holds(client: TestClient, path: str) -> None:
    path = re.sub(r"\{[^}]*\}", "band_counts" if "definitions" in path else str(RICH), path)

    asked, got = client.head(path), client.get(path)

    assert asked.status_code == got.status_code == 200
    assert asked.content == b""
    assert asked.headers["content-type"] == got.headers["content-type"]
    assert asked.headers["content-security-policy"] == got.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "status"), [("/nowhere", 404), ("/people/999999", 404), ("/people?band=77", 422), ("/people?band=", 303)]
)
def test_what_get_refuses_or_sends_on_head_does_too(client: TestClient, path: str, status: int) -> None:
    asked = client.head(path, follow_redirects=False)

    assert (asked.status_code, asked.content) == (status, b"")
    assert client.get(path, follow_redirects=False).status_code == status


def test_who_may_not_open_a_page_may_not_ask_whether_it_is_there(doors: Guarded) -> None:
    answers = [doors.browser().head("/people.json"), doors.signed_in("vic").head("/access")]

    assert [one.status_code for one in answers] == [401, 403]


@pytest.mark.parametrize("path", [f"/people/{RICH}", "/people.csv", "/people.json"])
def test_nobody_saw_anything_so_nothing_is_put_on_record_until_it_is_got(doors: Guarded, path: str) -> None:
    vic = doors.signed_in("vic")

    asked = vic.head(path)

    assert (asked.status_code, asked.content) == (200, b"")
    assert "content-length" not in asked.headers
    assert looks(doors) == []
    vic.get(path)
    assert len(looks(doors)) == 1


def test_a_list_of_any_length_is_not_read_on(tables: HandReader, monkeypatch: pytest.MonkeyPatch) -> None:
    parts: list[int] = []
    monkeypatch.setattr(exports, "AT_A_TIME", 1)

    def written(rows: list[tuple[object, ...]]) -> str:
        parts.append(len(rows))
        return "x\r\n"

    monkeypatch.setattr(exports, "_written", written)
    client = TestClient(create_app(lambda: tables), base_url="http://127.0.0.1")

    client.head("/people.csv")
    asked = len(parts)
    client.get("/people.csv")

    assert asked < len(parts) - asked
