"""Saved lists, on the pages and as JSON, over a real ledger."""

from dataclasses import replace
from datetime import datetime

import pytest
from starlette.testclient import TestClient

from riparian.decisions.lists import ListSaved
from riparian.web.lists import people_of
from riparian.web.who import Who
from riparian.workspace.commands import Commands
from tests.web.hand_decisions import deciding_app, form_of
from tests.web.hand_reader import HandReader

FILTER = "band=5&facet=loyalty&facet=advocacy"
KEY = {"Idempotency-Key": "key-of-a-test"}


def saved(editor: TestClient, name: str = "loyal buyers", chosen: str = "band=5") -> str:
    action, fields = form_of(editor, f"/people?{chosen}", "/lists")
    answer = editor.post(action, data=fields | {"list": name})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_what_is_filtered_is_saved_under_a_name_and_opens_as_its_filter(
    editor: TestClient, commands: Commands, tables: HandReader
) -> None:
    led = saved(editor, " loyal  buyers ", FILTER)

    (one,) = editor.get("/lists.json").json()["lists"]
    found = editor.get(f"/people.json?{FILTER}").json()["found"]
    assert led == f"/lists#list-{one['entry']}"
    assert (one["name"], one["path"], one["csv"]) == ("loyal buyers", f"/people?{FILTER}", f"/people.csv?{FILTER}")
    assert one["people_now"] == one["people_then"] == found
    assert one["says"] == "stand at Buy and are active in Loyalty and are active in Advocacy"
    kept = commands.lists()["loyal buyers"]
    assert (kept.decided_by, kept.saved.snapshot, kept.saved.as_of) == ("eva", tables.snapshot, tables.as_of)
    assert f'href="/people?{FILTER.replace("&", "&amp;")}"' in editor.get("/lists").text


def test_only_the_filter_is_kept_not_where_in_the_list_one_was(editor: TestClient, commands: Commands) -> None:
    saved(editor, chosen="band=5&sort=value&limit=5&utm=x")

    assert commands.lists()["loyal buyers"].saved.filter == "band=5"


def test_a_double_click_writes_once(editor: TestClient, commands: Commands) -> None:
    action, fields = form_of(editor, "/people?band=5", "/lists")

    answers = [editor.post(action, data=fields | {"list": "twice"}) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert commands.latest() == 1


def test_the_form_gone_back_to_saves_another_list(editor: TestClient, commands: Commands) -> None:
    action, fields = form_of(editor, "/people?band=5", "/lists")

    for name in ("one", "two"):
        editor.post(action, data=fields | {"list": name})

    assert list(commands.lists()) == ["one", "two"]


def test_a_list_with_a_search_word_is_not_offered_and_is_refused(editor: TestClient, commands: Commands) -> None:
    page = editor.get("/people?band=5&search=ana").text
    _, fields = form_of(editor, "/people?band=5", "/lists")

    answer = editor.post("/lists?band=5&search=ana", data=fields | {"list": "ana"})

    assert 'action="/lists' not in page
    assert 'href="/people?band=5">Take the search out' in page
    assert answer.status_code == 409
    assert "take the search out" in answer.text
    assert commands.latest() == 0


def test_a_name_that_is_taken_is_refused_with_the_reason(editor: TestClient) -> None:
    saved(editor)
    action, fields = form_of(editor, "/people?band=4", "/lists")

    answer = editor.post(action, data=fields | {"list": "loyal buyers"}, headers={"accept": "application/json"})

    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert "drop it first" in answer.json()["title"]


def test_a_list_is_dropped(editor: TestClient, commands: Commands) -> None:
    saved(editor)
    action, fields = form_of(editor, "/lists", "/lists/drop")

    answer = editor.post(action, data=fields)

    assert (answer.status_code, answer.headers["location"]) == (303, "/lists")
    assert commands.lists() == {}
    assert "No list is saved yet" in editor.get("/lists").text


def test_what_was_dropped_and_saved_anew_meanwhile_is_not_dropped_unseen(
    editor: TestClient, commands: Commands
) -> None:
    saved(editor)
    action, fields = form_of(editor, "/lists", "/lists/drop")
    editor.post(action, data=fields | {"key": "another-page"})
    saved(editor, chosen="band=4")

    answer = editor.post(action, data=fields)

    assert answer.status_code == 409
    assert "meanwhile" in answer.text
    assert commands.lists()["loyal buyers"].saved.filter == "band=4"


def test_json_saves_and_drops_too(editor: TestClient, commands: Commands) -> None:
    made = editor.post("/lists.json?dormant=yes", json={"list": "asleep"}, headers=KEY)
    again = editor.post("/lists.json?dormant=yes", json={"list": "asleep"}, headers=KEY)
    other = editor.post("/lists.json?dormant=no", json={"list": "awake"}, headers=KEY)
    gone = editor.post("/lists/drop.json", json={"list": "asleep"}, headers={"Idempotency-Key": "another-key"})

    assert made.json() == again.json() == {"entry": 1, "page": "/lists#list-1"}
    assert other.status_code == 409
    assert gone.json() == {"entry": 2, "page": "/lists"}
    assert commands.lists() == {}


@pytest.mark.parametrize(
    ("asked", "sent", "status"),
    [
        ("/lists.json?band=77", {"list": "x"}, 422),
        ("/lists.json?band=5", {"list": ""}, 422),
        ("/lists.json?band=5", {"list": "   "}, 422),
        ("/lists.json?band=5", {"list": 5}, 422),
        ("/lists.json?band=5", {"list": "a\u0000b\nc"}, 200),
        ("/lists.json", {"list": "everybody"}, 409),
        ("/lists/drop.json", {"list": "nobody"}, 409),
    ],
)
def test_what_cannot_be_a_list_is_told(editor: TestClient, asked: str, sent: dict[str, object], status: int) -> None:
    answer = editor.post(asked, json=sent, headers=KEY)

    assert answer.status_code == status, answer.text


def test_a_filter_of_another_version_is_told_and_can_be_dropped(editor: TestClient, commands: Commands) -> None:
    for name, chosen in (("gone", "mood=good"), ("odd", "band=77")):
        entry = ListSaved(list=name, filter=chosen, snapshot="1", as_of=datetime(2025, 1, 1), people=3)
        commands(entry, by="tom", key=name, seen=0)

    told, page = editor.get("/lists.json").json()["lists"], editor.get("/lists").text

    assert [one["people_now"] for one in told] == [None, None]
    assert page.count("can no longer be read") == page.count('action="/lists/drop"') == 2


def test_counts_follow_the_snapshot(tables: HandReader, commands: Commands) -> None:
    rows = tables.tables["standings"]
    reader = replace(tables, tables={**tables.tables, "standings": rows[: len(rows) // 2]})
    entry = ListSaved(list="all bands", filter="known=yes", snapshot="1", as_of=datetime(2025, 1, 1), people=60)
    commands(entry, by="tom", key="k", seen=0)

    found = people_of(reader, "known=yes")
    (listed,) = TestClient(deciding_app(lambda: reader, commands)).get("http://127.0.0.1/lists.json").json()["lists"]

    assert found is not None
    assert listed["people_now"] == found.found < 60
    assert listed["people_then"] == 60


def test_without_a_door_to_the_ledger_nothing_is_offered_and_nothing_taken(client: TestClient) -> None:
    assert "Save as a list" not in client.get("/people?band=5").text
    assert "for reading only" in client.get("/lists").text
    assert client.post("/lists?band=5").status_code == 405
    assert "/lists/drop.json" not in client.get("/api/openapi.json").json()["paths"]


def test_who_may_only_look_sees_no_form_and_is_refused(tables: HandReader, commands: Commands) -> None:
    app = deciding_app(lambda: tables, commands, Who("tom", "viewer"))
    viewer = TestClient(app, base_url="http://127.0.0.1")

    answer = viewer.post("/lists.json?band=5", json={"list": "x"}, headers=KEY)

    assert "Save as a list" not in viewer.get("/people?band=5").text
    assert answer.status_code == 403
    assert commands.latest() == 0


def test_before_the_first_build_nothing_is_saved(commands: Commands) -> None:
    unbuilt = TestClient(deciding_app(lambda: None, commands), base_url="http://127.0.0.1")

    assert unbuilt.post("/lists.json?band=5", json={"list": "x"}, headers=KEY).status_code == 503
    assert unbuilt.get("/lists").status_code == 200


def test_a_list_goes_by_another_name_and_keeps_its_filter(editor: TestClient, commands: Commands) -> None:
    saved(editor, "loyal buyers", FILTER)
    action, fields = form_of(editor, "/lists", "/lists/rename")

    answer = editor.post(action, data=fields | {"to": " advocates  who stay "})

    (one,) = editor.get("/lists.json").json()["lists"]
    assert answer.headers["location"] == f"/lists#list-{one['entry']}"
    assert (one["name"], one["path"]) == ("advocates who stay", f"/people?{FILTER}")
    assert list(commands.lists()) == ["advocates who stay"]


def test_a_renamed_list_can_be_dropped_and_its_old_name_given_again(editor: TestClient, commands: Commands) -> None:
    saved(editor, "loyal buyers")
    renamed = editor.post("/lists/rename.json", json={"list": "loyal buyers", "to": "stayers"}, headers=KEY)

    saved(editor, "loyal buyers", "band=4")
    dropped = editor.post("/lists/drop.json", json={"list": "stayers"}, headers={"Idempotency-Key": "another-key"})

    assert (renamed.status_code, dropped.status_code) == (200, 200)
    assert {name: one.saved.filter for name, one in commands.lists().items()} == {"loyal buyers": "band=4"}


@pytest.mark.parametrize("to", ["loyal buyers", "ana@example.org", " "])
def test_a_name_that_is_taken_empty_or_an_address_is_refused(editor: TestClient, commands: Commands, to: str) -> None:
    saved(editor, "loyal buyers")

    answer = editor.post("/lists/rename.json", json={"list": "loyal buyers", "to": to}, headers=KEY)

    assert answer.status_code in (409, 422)
    assert list(commands.lists()) == ["loyal buyers"]


def test_a_list_that_does_not_stand_cannot_be_renamed(editor: TestClient) -> None:
    answer = editor.post("/lists/rename.json", json={"list": "nobody", "to": "somebody"}, headers=KEY)

    assert (answer.status_code, answer.json()["title"]) == (409, "No list 'nobody'.")


def test_a_list_that_names_a_snapshot_which_is_gone_is_told_and_the_others_stand(
    tables: HandReader, editor: TestClient, commands: Commands
) -> None:
    saved(editor, "came", "came=20261114-0600")
    saved(editor, "buyers")
    pruned = TestClient(deciding_app(lambda: replace(tables, before=()), commands), base_url="http://127.0.0.1")

    kept, gone = ({one["name"]: one for one in app.get("/lists.json").json()["lists"]} for app in (editor, pruned))

    assert (kept["came"]["says"], kept["came"]["people_now"]) == ("came since snapshot 20261114-0600", 0)
    assert (gone["came"]["people_now"], gone["buyers"]["people_now"]) == (None, kept["buyers"]["people_now"])
    assert "or names what is gone, and can no longer be read." in pruned.get("/lists").text
