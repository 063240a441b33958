"""What somebody may try who knows the addresses: every command, from everywhere and by everybody."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from riparian.core.entries import Refused
from riparian.web.app import create_app
from riparian.web.entrance import Entrance
from riparian.workspace.accounts import Accounts
from riparian.workspace.commands import Commands
from riparian.workspace.workspace import Workspace
from tests.web.guarded import PASSWORD, QUICK, Clock, Guarded
from tests.web.hand_people import AS_OF
from tests.web.hand_reader import HandReader
from tests.web.test_doors import FREE, filled, routes

ROLES = (("ana", "admin"), ("eva", "editor"), ("vic", "viewer"))


@pytest.fixture
def whole(tmp_path: Path, tables: HandReader) -> Iterator[Guarded]:
    """The application as it is served: doors, and commands that reach a real ledger."""
    accounts = Accounts(tmp_path / ".riparian", hasher=QUICK)
    for user, role in ROLES:
        assert not isinstance(accounts.added(user, PASSWORD, role, by="ana"), Refused)  # type: ignore[arg-type]  # a role
    entrance, clock = Entrance(accounts), Clock(AS_OF)
    with Commands(Workspace(tmp_path)) as commands:
        app = create_app(lambda: tables, now=clock, access=entrance, decide=commands)
        yield Guarded(app, accounts, entrance, clock)
    accounts.close()


def commands_of(whole: Guarded) -> list[str]:
    """Where something can be decided."""
    paths = [path for method, path in dict.fromkeys(routes(whole.app.routes)) if method == "POST" and path not in FREE]
    return [filled(path) for path in paths]


def test_no_command_is_taken_from_who_may_only_read_or_from_another_site(whole: Guarded, tmp_path: Path) -> None:
    paths = commands_of(whole)
    vic, ana = whole.signed_in("vic"), whole.signed_in("ana")
    askers = {
        "nobody": whole.browser(),
        "viewer": vic,
        "link": whole.visitor(),
        "link with people": whole.visitor(people=True),
        "key that reads": whole.program("read", "people"),
    }
    sent = {"name": "x", "key": "k", "seen": "0"}

    answers = {
        (who, path): client.post(path, data=sent).status_code for who, client in askers.items() for path in paths
    }
    foreign = {
        (site, path): ana.post(path, data=sent, headers={"sec-fetch-site": site}).status_code
        for site in ("cross-site", "same-site", "")
        for path in paths
    }
    without = TestClient(whole.app, base_url="http://127.0.0.1", cookies=dict(ana.cookies), follow_redirects=False)

    assert len(paths) >= 10
    assert {status for (who, _), status in answers.items() if who != "nobody"} == {403}
    assert {status for (who, _), status in answers.items() if who == "nobody"} <= {303, 401}
    assert set(foreign.values()) == {403}
    assert {without.post(path, data=sent).status_code for path in paths} == {403}
    with Commands(Workspace(tmp_path)) as decided:
        assert (decided.lists(), decided.scenarios(), decided.wishes()) == ({}, {}, {})


def test_an_editor_and_a_key_that_writes_come_through_to_every_command(whole: Guarded) -> None:
    paths = commands_of(whole)

    eva, key = whole.signed_in("eva"), whole.program("write", "people")

    assert {eva.post(path, data={}).status_code for path in paths} <= {404, 409, 415, 422}
    assert {key.post(path, json={}).status_code for path in paths} <= {404, 409, 415, 422}


@pytest.mark.parametrize("path", ["/access", "/access.json"])
def test_who_has_access_is_shown_to_an_admin_alone(whole: Guarded, path: str) -> None:
    askers = (whole.signed_in("vic"), whole.signed_in("eva"), whole.visitor(people=True), whole.program("read"))

    assert {one.get(path).status_code for one in askers} == {403}
    assert whole.signed_in("ana").get(path).status_code == 200


def test_a_token_of_a_share_link_with_any_letter_changed_opens_nothing(whole: Guarded) -> None:
    _, address = whole.link("/value")
    token = address.removeprefix("/s/")
    changed = [token[:at] + ("A" if one != "A" else "B") + token[at + 1 :] for at, one in enumerate(token)]
    odd = [token[:-1], f"{token}A", token.swapcase(), f"{token}%00", f"{token}/", f" {token}", "%2e%2e", "", "'--"]

    found = [whole.browser().get(f"/s/{one}") for one in (*changed, *odd) if one != token]

    assert {answer.status_code for answer in found} <= {303, 307, 404, 405}
    assert all("set-cookie" not in answer.headers for answer in found)
    assert whole.browser().get(address).status_code == 200


CLIMBING = [
    "../people",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/app.py",
    "....//etc",
    "%00",
    "..\\..\\x",
    "C:%5c",
    "~root",
]


@pytest.mark.parametrize("below", ["/static", "/definitions", "/people", "/lists", "/s"])
@pytest.mark.parametrize("name", CLIMBING)
def test_no_name_in_an_address_climbs_to_a_file(client: TestClient, below: str, name: str) -> None:
    answer = client.get(f"{below}/{name}")

    assert answer.status_code in (200, 404, 405, 422)
    assert "root:" not in answer.text
    assert "import " not in answer.text


@pytest.mark.parametrize("name", ["../../x", "a/b", "..", "CURRENT", "000001/../000002", "%00", "x" * 39])
@pytest.mark.parametrize("path", ["/value", "/people", "/runs", "/hourglass"])
def test_no_name_of_a_snapshot_climbs_out_of_those_that_are_kept(client: TestClient, path: str, name: str) -> None:
    assert client.get(path, params={"against": name}).status_code == 404


def test_an_address_of_any_length_is_answered(client: TestClient) -> None:
    long = "x" * 60_000

    found = [
        client.get(address).status_code
        for address in (
            f"/{long}", f"/people?search={long}", f"/people?did={'entered~' * 8_000}", f"/value?{long}", f"/s/{long}",
            f"/people?{'&'.join(['did=reached~2'] * 4_000)}", f"/map?node={long}", f"/definitions/{long}",
            f"/people/{'9' * 6_000}", f"/streams?{'&'.join(['step=Email'] * 4_000)}",
        )
    ]  # fmt: skip

    assert set(found) <= {200, 404, 422}


FAR_OFF = [
    "9" * 70 + "~1", "1~" + "9" * 70, f"{2**63}~1", f"1~{-(2**63) - 1}", "1_0~1", "\u0663~1", "nan~1", "1e5~1", "~",
    "1~1~1", "2026-01-01T00:00:00Z~1", "0001-01-01~1", "9999-12-31T23:59:59.999999~1", "1\x00~1", "' OR 1=1~1",
]  # fmt: skip


@pytest.mark.parametrize("sort", ["last", "orders"])
@pytest.mark.parametrize("after", FAR_OFF)
def test_a_cursor_that_was_tampered_with_is_refused_or_reads_on_and_is_no_mistake_of_ours(
    client: TestClient, after: str, sort: str
) -> None:
    answer = client.get(f"/people.json?sort={sort}&after={quote(after)}")

    assert answer.status_code in (200, 422)


@pytest.mark.parametrize("email", ['=cmd|" /C calc"!A0', "+1@x.example", "-2@x.example", "@sum", "\tx", "\rx", "\n=1"])
def test_no_cell_of_an_exported_list_is_a_formula(tables: HandReader, email: str) -> None:
    row = {**tables.tables["standings"][0], "full_name": email, "email": email, "country": email}
    changed = replace(tables, tables={**tables.tables, "standings": [row]})
    client = TestClient(create_app(lambda: changed), base_url="http://127.0.0.1")

    told = client.get("/people.csv").text

    assert not re.search(r'(?:^|,)"?[=+@\t\r]', told)
    assert not re.search(r'(?:^|,)"?-(?!\d)', told)
    assert told.count("'") >= 2
