"""Whether a participant is wanted, said on the map."""

import pytest
from starlette.testclient import TestClient

from riparian.workspace.commands import Commands
from tests.web.hand_decisions import form_of
from tests.web.hand_reader import HandReader

KEY = {"Idempotency-Key": "key-of-a-test"}


@pytest.fixture(scope="session")
def somebody(tables: HandReader) -> str:
    return next(str(row["participant"]) for row in tables.tables["participant_influence"] if not row["own"])


def on_map(editor: TestClient, name: str) -> str:
    return str(editor.build_request("GET", "/map", params={"view": "sites", "node": name}).url)


def test_it_is_said_with_a_reason_and_shows_as_decided(editor: TestClient, commands: Commands, somebody: str) -> None:
    action, fields = form_of(editor, on_map(editor, somebody), "/wishes")

    answer = editor.post(action, data=fields | {"wanted": "yes", "reason": "many ask there"})
    shown = editor.get(answer.headers["location"]).text

    assert answer.status_code == 303
    said = commands.wishes()[somebody]
    assert (said.said.wanted, said.said.reason, said.decided_by) == (True, "many ask there", "eva")
    assert "next build" in shown
    assert "eva, " in shown
    told = editor.get(on_map(editor, somebody).replace("/map?", "/map.json?")).json()
    assert (told["seen"], told["wishes"][somebody]["wanted"]) == (1, True)


def test_no_and_open_are_said_too(editor: TestClient, commands: Commands, somebody: str) -> None:
    for said in ("no", "open"):
        action, fields = form_of(editor, on_map(editor, somebody), "/wishes")
        assert editor.post(action, data=fields | {"wanted": said}).status_code == 303

    assert commands.wishes() == {}
    assert commands.latest() == 2


@pytest.mark.parametrize(("name", "said", "status"), [("nobody", "yes", 404), ("", "yes", 404), (None, "perhaps", 422)])
def test_what_cannot_be_said_is_told(
    editor: TestClient, commands: Commands, somebody: str, name: str | None, said: str, status: int
) -> None:
    sent = {"participant": somebody if name is None else name, "wanted": said, "key": "a-key-of-12", "seen": "0"}

    assert editor.post("/wishes", data=sent).status_code == status
    assert commands.latest() == 0


def test_json_says_and_takes_back(editor: TestClient, commands: Commands, somebody: str) -> None:
    said = editor.post("/wishes.json", json={"participant": somebody, "wanted": False}, headers=KEY)
    unknown = editor.post("/wishes.json", json={"participant": "nobody", "wanted": False}, headers=KEY)
    gone = editor.post("/wishes/drop.json", json={"participant": somebody}, headers={"Idempotency-Key": "another-key"})

    assert [one.status_code for one in (said, unknown, gone)] == [200, 404, 200]
    assert commands.wishes() == {}


def test_nothing_is_offered_for_reading_only(client: TestClient) -> None:
    assert 'action="/wishes"' not in client.get("/map?view=sites").text
