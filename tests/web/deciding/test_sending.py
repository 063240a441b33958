from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from riparian.web.sending import LAST_OF_ALL, MOST_BYTES, Form
from riparian.workspace.commands import Commands

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", FORM, 422),
        (b"list=x&key=short", FORM, 422),
        (b"list=%ff&key=a-key-of-12", FORM, 422),
        ("list=ä&key=a-key-of-12".encode(), FORM, 422),
        (urlencode([(f"f{n}", "x") for n in range(300)]).encode(), FORM, 422),
        (b"list=x&key=a-key-of-12", {"content-type": "text/plain"}, 415),
        (b'{"list": "x"}', {"content-type": "application/json"}, 415),
        (b"list=" + b"x" * MOST_BYTES, FORM, 413),
    ],
)
def test_what_is_no_form_of_ours_is_refused_and_nothing_written(
    editor: TestClient, commands: Commands, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = editor.post("/lists?band=5", content=body, headers=headers)

    assert answer.status_code == status
    assert commands.latest() == 0


def test_a_long_body_of_json_is_refused_however_it_comes(editor: TestClient) -> None:
    long = b'{"list": "' + b"x" * MOST_BYTES + b'"}'
    headers = {"Idempotency-Key": "a-key-of-12", "content-type": "application/json"}

    whole = editor.post("/lists.json?band=5", content=long, headers=headers)
    parts = editor.post("/lists.json?band=5", content=iter([long[:40_000], long[40_000:]]), headers=headers)

    assert (whole.status_code, parts.status_code) == (413, 413)


@pytest.mark.parametrize("path", ["/lists.json", "/scenarios.json", "/wishes/drop.json"])
def test_json_needs_a_key_and_says_so(editor: TestClient, path: str) -> None:
    answer = editor.post(path, json={})

    assert answer.status_code == 422
    assert answer.json()["code"] == "RIP595"
    assert "Idempotency-Key" in answer.json()["where"]


def test_json_that_cannot_be_read_is_told(editor: TestClient) -> None:
    headers = {"Idempotency-Key": "a-key-of-12", "content-type": "application/json"}

    answer = editor.post("/scenarios.json", content=b"{", headers=headers)

    assert answer.status_code == 422
    assert answer.json()["title"].startswith("What was sent cannot be read.")


@pytest.mark.parametrize(
    ("told", "seen"), [("12", 12), ("", LAST_OF_ALL), ("-1", LAST_OF_ALL), ("9" * 30, LAST_OF_ALL), ("²", LAST_OF_ALL)]
)
def test_the_last_entry_seen_is_a_number_or_all(told: str, seen: int) -> None:
    assert Form({"seen": told}).seen == seen


def test_a_key_is_of_what_is_sent() -> None:
    one, other = Form({"key": "a-key-of-12", "list": "x"}), Form({"key": "a-key-of-12", "list": "y"})

    assert one.key == Form(one.fields).key
    assert one.key != other.key


def test_every_command_stands_in_the_document_with_what_it_takes_and_an_example(editor: TestClient) -> None:
    document, page = editor.get("/api/openapi.json").json(), editor.get("/api").text

    commands = {path: one["post"] for path, one in document["paths"].items() if "post" in one}

    assert set(commands) == {
        "/lists.json", "/lists/rename.json", "/lists/drop.json", "/scenarios.json", "/scenarios/drop.json",
        "/wishes.json", "/wishes/drop.json",
    }  # fmt: skip
    for path, one in commands.items():
        kind = one["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        assert f'<a href="#{kind}">' in page
        assert set(one["responses"]["200"]["content"]["application/json"]["example"]) == {"entry", "page"}
        assert {"403", "409", "413", "422"} <= set(one["responses"])
        assert all(parameter["description"] for parameter in one["parameters"]), path
    assert page.count("Example of what is sent") == len(commands)
    assert '"scenario": "more loyalty"' in page.replace("&#34;", '"')
