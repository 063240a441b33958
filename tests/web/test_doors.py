"""Who is let through to what."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.routing import BaseRoute

from riparian.decisions.access import PasswordChanged, RoleChanged, UserRemoved, Withdrawn, shows_people
from riparian.web.app import create_app, pages
from riparian.web.entrance import Entrance
from riparian.workspace.accounts import Accounts
from riparian.workspace.corrections import ledger_file
from tests.web.guarded import FAR, NEAR, PASSWORD, QUICK, Guarded, guarded
from tests.web.hand_reader import HandReader, company

FREE = {"/login", "/logout", "/s/{token}", "/static/{name}"}


def routes(of: list[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Every method and path that an application answers."""
    for one in of:
        inner = getattr(one, "routes", None) or getattr(getattr(one, "original_router", None), "routes", None)
        if inner and not hasattr(one, "methods"):
            yield from routes(list(inner))
        elif hasattr(one, "methods"):
            yield from ((method, str(getattr(one, "path", ""))) for method in sorted(one.methods or ()))


def application() -> FastAPI:
    tables = company()
    return create_app(lambda: tables, access=Entrance(Accounts(Path("nowhere"), hasher=QUICK)))


ROUTES = [one for one in dict.fromkeys(routes(application().routes)) if one[1] not in FREE]


def filled(path: str) -> str:
    """A path with something in place of each parameter."""
    return re.sub(r"\{[^}]*\}", "3", path)


def test_the_list_of_routes_has_every_page_its_twin_and_the_exports() -> None:
    paths = {path for _, path in ROUTES}

    assert {page.path for page in pages()} | {f"{page.path}.json" for page in pages()} <= paths
    assert {"/", "/people.csv", "/api", "/api/openapi.json", "/access", "/access.json"} <= paths


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_without_signing_in_every_address_is_closed(shut: Guarded, method: str, path: str) -> None:
    answer = shut.browser().request(method, filled(path))

    assert answer.status_code in (303, 401)
    assert "Alder" not in answer.text
    assert "ana" not in answer.text.lower()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "ODD"])
@pytest.mark.parametrize("path", ["/people", "/people.json", "/nowhere", "/api/nowhere", "//people", "/static"])
def test_no_method_and_no_spelling_goes_round_the_doors(shut: Guarded, method: str, path: str) -> None:
    answer = shut.browser().request(method, f"http://127.0.0.1{path}")

    assert answer.status_code in (303, 401)


def test_a_page_leads_to_signing_in_and_back(shut: Guarded) -> None:
    answer = shut.browser().get("/hourglass?stage=3&month=2026-09")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=%2Fhourglass%3Fstage%3D3%26month%3D2026-09"


@pytest.mark.parametrize("path", ["/people.json", "/api/openapi.json", "/people.csv"])
def test_data_is_refused_with_a_problem_document(shut: Guarded, path: str) -> None:
    answer = shut.browser().get(path)

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["code"] == "RIP540"


def test_what_a_proxy_sends_for_itself_is_no_key(shut: Guarded) -> None:
    browser = shut.browser()

    assert browser.get("/hourglass", headers={"authorization": "Basic YTpi"}).status_code == 303


def test_the_page_of_access_stands_in_the_interface_with_its_example(shut: Guarded) -> None:
    ana = shut.signed_in("ana")

    told = ana.get("/api/openapi.json").json()["paths"]["/access.json"]["get"]

    assert told["responses"]["200"]["content"]["application/json"]["example"]["heading"] == "Access"
    assert "<code>/access.json</code>" in ana.get("/api").text


def test_the_page_to_sign_in_and_its_looks_are_free_and_tell_nothing_of_the_company(shut: Guarded) -> None:
    page = shut.browser().get("/login")

    assert page.status_code == 200
    assert "Alder" not in page.text
    assert "/hourglass" not in page.text
    assert 'name="search"' not in page.text
    for path in re.findall(r'"(/static/[^"]+)"', page.text):
        assert shut.browser().get(path).status_code == 200


def test_a_viewer_reads_everything_but_who_has_access(shut: Guarded) -> None:
    vic = shut.signed_in("vic")

    assert [vic.get(path).status_code for path in ("/people", "/people/3", "/people.csv", "/sources")] == [200] * 4
    assert vic.get("/access").status_code == vic.get("/access.json").status_code == 403
    assert "/access" not in vic.get("/hourglass").text


@pytest.mark.parametrize(("user", "path", "status"), [
    ("vic", "/decide", 403), ("eva", "/decide", 200), ("ana", "/decide", 200),
    ("eva", "/access/decide", 403), ("ana", "/access/decide", 200),
])  # fmt: skip
def test_who_may_decide(shut: Guarded, user: str, path: str, status: int) -> None:
    answer = shut.signed_in(user).post(path)

    assert answer.status_code == status
    assert (answer.text == user) is (status == 200)


def test_an_admin_sees_accounts_links_keys_and_looks(doors: Guarded) -> None:
    doors.link("/value")
    doors.program("read", "people").get("/people.csv?band=5&search=ana@alder.test&x@y=1")
    ana = doors.signed_in("ana")
    ana.get("/people/3")

    page, twin = ana.get("/access").text, ana.get("/access.json").json()

    assert [(one["name"], one["role"]) for one in twin["accounts"]] == [
        ("ana", "admin"), ("eva", "editor"), ("vic", "viewer"),
    ]  # fmt: skip
    assert [(one["link"], one["path"], one["over"]) for one in twin["links"]] == [("link-1", "/value", False)]
    assert [(one["key"], one["scopes"]) for one in twin["keys"]] == [("key-2", ["read", "people"])]
    assert [(one["by"], one["what"]) for one in twin["looks"]] == [
        ("ana", "opened person 3"),
        ("key-2 (a program)", "exported /people.csv, filtered by band, search"),
    ]
    assert "opened person 3" in page
    assert "argon2" not in page + str(twin)


def test_what_is_decided_on_the_command_line_counts_at_the_next_click(doors: Guarded) -> None:
    eva = doors.signed_in("eva")
    doors.accounts.decided(RoleChanged(user="eva", role="viewer"), by="ana")

    assert eva.post("/decide").status_code == 403
    assert eva.get("/hourglass").status_code == 200


@pytest.mark.parametrize("what", ["password", "removed", "removed and added"])
def test_another_password_or_a_removed_account_ends_every_session(doors: Guarded, what: str) -> None:
    eva, vic = doors.signed_in("eva"), doors.signed_in("vic")
    if what == "password":
        hashed = QUICK.hash("another horse battery")
        doors.accounts.decided(PasswordChanged(user="eva", password_hash=hashed), by="ana")
    else:
        doors.accounts.decided(UserRemoved(user="eva"), by="ana")
    if what == "removed and added":
        doors.accounts.added("eva", PASSWORD, "admin", by="ana")

    assert eva.get("/hourglass").status_code == 303
    assert vic.get("/hourglass").status_code == 200


def test_without_accounts_only_this_machine_is_answered_and_the_frame_says_so(
    tmp_path: Path, tables: HandReader
) -> None:
    doors = guarded(tmp_path, tables)

    near, far = doors.browser(NEAR).get("/hourglass"), doors.browser(FAR).get("/hourglass")

    assert near.status_code == 200
    assert "Only this machine is answered; there is no password." in near.text
    assert "riparian access add NAME" in doors.browser(NEAR).get("/access").text
    assert doors.browser(NEAR).post("/decide").text == "whoever sits at this machine"
    assert far.status_code == 403
    assert "Alder" not in far.text
    assert not ledger_file(tmp_path).exists()


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_this_machine_has_several_addresses(tmp_path: Path, tables: HandReader, address: str) -> None:
    assert guarded(tmp_path, tables).browser((address, 1)).get("/hourglass").status_code == 200


@pytest.mark.parametrize("address", ["10.0.0.1", "::ffff:10.0.0.1", "fe80::1%eth0", "", "localhost.example"])
def test_others_are_not_this_machine(tmp_path: Path, tables: HandReader, address: str) -> None:
    assert guarded(tmp_path, tables).browser((address, 1)).get("/hourglass").status_code == 403


def test_where_it_is_open_everybody_reads_and_only_this_machine_decides(tmp_path: Path, tables: HandReader) -> None:
    doors = guarded(tmp_path, tables, public=True)

    page = doors.browser(FAR).get("/people")

    assert page.status_code == 200
    assert "Open to everybody on the network" in page.text
    assert doors.browser(FAR).post("/decide").status_code == 403
    assert doors.browser(FAR).get("/access").status_code == 403
    assert doors.browser(NEAR).post("/decide").status_code == 200


def test_when_the_last_account_goes_the_network_is_shut_out_again(tmp_path: Path, tables: HandReader) -> None:
    doors = guarded(tmp_path, tables, ("ana", "admin"))
    ana = doors.signed_in("ana")

    doors.accounts.decided(UserRemoved(user="ana"), by="ana")

    assert ana.get("/hourglass").status_code == 403
    assert doors.browser(NEAR).get("/hourglass").status_code == 200


def test_a_ledger_that_cannot_be_read_opens_to_nobody(doors: Guarded) -> None:
    vic = doors.signed_in("vic")
    file = ledger_file(doors.accounts.home)
    for one in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        one.unlink(missing_ok=True)
    file.write_bytes(b"no database" * 100)

    near, far = doors.browser(NEAR).get("/hourglass"), vic.get("/people.json")

    assert (near.status_code, far.status_code) == (503, 503)
    assert "Alder" not in near.text + far.text
    assert str(file) not in near.text + far.text


def test_another_site_cannot_use_the_session_of_whoever_looks_at_it(shut: Guarded) -> None:
    eva = shut.signed_in("eva")

    refused = [
        eva.post("/decide", headers={"sec-fetch-site": site}).status_code
        for site in ("cross-site", "same-site", "CROSS-SITE", "")
    ]

    assert refused == [403] * 4
    assert eva.post("/decide", headers={"sec-fetch-site": "none"}).status_code == 200


@pytest.mark.parametrize(("origin", "status"), [
    ("http://127.0.0.1", 200), ("https://127.0.0.1", 200), ("http://127.0.0.1:9", 403), ("https://evil.example", 403),
    ("null", 403), ("http://127.0.0.1.evil.example", 403), ("http://127.0.0.1@evil.example", 403), (None, 403),
])  # fmt: skip
def test_a_browser_that_does_not_tell_the_site_tells_the_origin(shut: Guarded, origin: str | None, status: int) -> None:
    eva = shut.signed_in("eva")
    del eva.headers["sec-fetch-site"]

    assert eva.post("/decide", headers={"origin": origin} if origin else {}).status_code == status


def test_signing_in_from_another_site_is_refused_too(shut: Guarded) -> None:
    answer = shut.browser().post("/login", data={"user": "eva"}, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(("scopes", "statuses"), [
    (("read",), (200, 403, 403, 403, 403)),
    (("people",), (403, 200, 200, 403, 403)),
    (("write",), (403, 403, 403, 200, 403)),
    (("read", "people", "write"), (200, 200, 200, 200, 200)),
])  # fmt: skip
def test_a_key_opens_what_its_scopes_say(shut: Guarded, scopes: tuple[str, ...], statuses: tuple[int, ...]) -> None:
    program = shut.program(*scopes)  # type: ignore[arg-type]  # pytest gives plain texts

    assert statuses == (
        program.get("/value.json").status_code,
        program.get("/people/3.json").status_code,
        program.get("/people.csv").status_code,
        program.post("/decide").status_code,
        program.post("/people/decide").status_code,
    )
    assert program.get("/access.json").status_code == 403
    assert program.post("/access/decide").status_code == 403


@pytest.mark.parametrize("sent", ["Bearer rip_wrong", "Bearer", "bearer  ", "BEARER é"])
def test_a_key_that_opens_nothing_is_told_and_no_session_stands_in_for_it(shut: Guarded, sent: str) -> None:
    vic = shut.signed_in("vic")

    answer = vic.get("/value.json", headers={b"authorization": sent.encode()})

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_key_is_found_however_its_header_is_written(shut: Guarded) -> None:
    program = shut.program("read")
    key = program.headers.pop("authorization").removeprefix("Bearer ")

    assert program.get("/value.json", headers={"AUTHORIZATION": f"bEaReR {key}"}).status_code == 200


@pytest.mark.parametrize("end", ["withdrawn", "over"])
def test_a_key_that_was_withdrawn_or_is_over_opens_nothing(doors: Guarded, end: str) -> None:
    program = doors.program("read")
    if end == "withdrawn":
        doors.accounts.decided(Withdrawn(what="key-1"), by="ana")
    else:
        doors.clock.passes(timedelta(days=10_000))

    assert program.get("/value.json").status_code == 401


def test_pages_that_are_not_said_to_show_people_name_nobody(shut: Guarded, tables: HandReader) -> None:
    named = {str(row[column]) for row in tables.tables["standings"] for column in ("full_name", "email") if row[column]}
    program = shut.program("read")

    told = "".join(
        program.get(filled(path)).text
        for _, path in ROUTES
        if not shows_people(path) and path != "/" and not path.startswith(("/access", "/api"))
    )

    assert len(named) > 5
    assert [name for name in named if name in told] == []
    assert "@alder" not in told
