"""Signing in and out, and what can be tried against it."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from riparian.decisions.access import Withdrawn
from riparian.web.signing_in import own
from tests.web.guarded import HERE, PASSWORD, Guarded, enter, guarded
from tests.web.hand_reader import HandReader

WRONG = "a wrong horse battery"


def test_a_name_and_its_password_open_what_was_asked_for(shut: Guarded) -> None:
    browser = shut.browser()

    answer = enter(browser, "vic", wanted="/people?band=3")

    assert (answer.status_code, answer.headers["location"]) == (303, "/people?band=3")
    page = browser.get("/people?band=3")
    assert page.status_code == 200
    assert "Signed in as vic, viewer." in page.text


@pytest.mark.parametrize("typed", ["Vic", " vic ", "VIC", "\N{FULLWIDTH LATIN SMALL LETTER V}ic"])
def test_a_name_is_found_however_it_is_typed(shut: Guarded, typed: str) -> None:
    assert enter(shut.browser(), typed).status_code == 303


def test_the_cookie_is_kept_from_scripts_other_sites_and_plain_http(shut: Guarded) -> None:
    plain = enter(shut.browser(), "vic").headers["set-cookie"]
    secure = enter(shut.browser(https=True), "vic").headers["set-cookie"]

    for cookie in (plain, secure):
        assert {"HttpOnly", "SameSite=strict", "Path=/", "Max-Age=43200"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    assert "Secure" not in plain
    assert "Secure" in secure.split("; ")
    assert secure.startswith("__Host-riparian-")


def test_over_https_a_session_opens_the_pages_too(shut: Guarded) -> None:
    assert shut.signed_in("vic", https=True).get("/hourglass").status_code == 200


@pytest.mark.parametrize(("user", "password"), [
    ("vic", WRONG), ("nobody", PASSWORD), ("", ""), ("vic", ""), ("vic\x00", PASSWORD), ("вик" * 40, PASSWORD),
    ("vic", "x" * 10_000), ("vic", PASSWORD + "\x00"), ("$argon2id$v=19", "$argon2id$v=19"),
])  # fmt: skip
def test_an_unknown_name_and_a_wrong_password_are_answered_alike(doors: Guarded, user: str, password: str) -> None:
    browser = doors.browser()

    answer = enter(browser, user, password)

    assert answer.status_code == 401
    assert "This name and this password do not belong together." in answer.text
    assert "set-cookie" not in answer.headers
    assert browser.get("/hourglass").status_code == 303


class Watched(PasswordHasher):
    """A hasher that tells against what it checked."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.checked: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.checked.append(str(hash))
        return super().verify(hash, password)


def test_a_name_that_is_unknown_costs_a_check_of_a_password_too(tmp_path: Path, tables: HandReader) -> None:
    hasher = Watched()
    doors = guarded(tmp_path, tables, ("ana", "admin"), hasher=hasher)

    enter(doors.browser(), "nobody", WRONG)
    enter(doors.browser(), "ana", WRONG)

    work = [hashed.split("$")[1:4] for hashed in hasher.checked]
    assert len(work) == 2
    assert work[0] == work[1]


@pytest.mark.parametrize("user", ["vic", "nobody"])
def test_after_five_failures_a_name_waits_longer_each_time_also_with_the_right_password(
    doors: Guarded, user: str
) -> None:
    browser = doors.browser()
    before = [enter(browser, user, WRONG).status_code for _ in range(5)]

    waiting = enter(browser, user)

    assert before == [401] * 5
    assert (waiting.status_code, waiting.headers["retry-after"]) == (429, "31")
    assert "Too many tries to sign in. Wait 31 seconds, then try again." in waiting.text
    doors.clock.passes(timedelta(seconds=30))
    assert enter(browser, user, WRONG).status_code == 401
    assert enter(browser, user, WRONG).headers["retry-after"] == "61"


def test_signing_in_after_the_wait_lets_a_name_start_anew(doors: Guarded) -> None:
    browser = doors.browser()
    for _ in range(5):
        enter(browser, "vic", WRONG)
    doors.clock.passes(timedelta(seconds=30))

    assert enter(browser, "vic").status_code == 303
    assert [enter(browser, "vic", WRONG).status_code for _ in range(5)] == [401] * 5


def test_an_address_that_tries_many_names_waits_too_and_others_do_not(doors: Guarded) -> None:
    for number in range(20):
        assert enter(doors.browser(), f"user{number}", WRONG).status_code == 401

    assert enter(doors.browser(), "vic").status_code == 429
    assert enter(doors.browser(("192.0.2.8", 1)), "vic").status_code == 303


@pytest.mark.parametrize(("wanted", "to"), [
    ("/people?band=3", "/people?band=3"),
    ("/definitions/band_counts", "/definitions/band_counts"),
    ("/people?search=é", "/people?search=%C3%A9"),
    ("//evil.example", "/today"), ("///evil.example", "/today"), ("https://evil.example", "/today"),
    ("/\\evil.example", "/today"), ("\\\\evil.example", "/today"), ("javascript:alert(1)", "/today"),
    ("/\t/evil.example", "/today"), ("/x\r\nSet-Cookie: a=b", "/today"), ("people", "/today"), ("", "/today"),
    ("http:/people", "/today"), ("/login?next=/login", "/today"), ("/logout", "/today"), ("/s/abc", "/today"),
    ("//[", "/today"), ("/" + "x" * 3_000, "/today"), ("@evil.example", "/today"), (" //evil.example", "/today"),
])  # fmt: skip
def test_signing_in_leads_nowhere_but_to_a_page_of_ours(wanted: str, to: str) -> None:
    assert own(wanted) == to


@pytest.mark.parametrize("wanted", ["//evil.example/x", "https://evil.example", "/\\evil.example"])
def test_neither_the_form_nor_the_answer_leads_to_another_site(shut: Guarded, wanted: str) -> None:
    browser = shut.browser()

    form = browser.get("/login", params={"next": wanted}).text
    answer = enter(browser, "vic", wanted=wanted)

    assert "evil.example" not in form
    assert answer.headers["location"] == "/today"
    assert browser.get("/login", params={"next": wanted}).headers["location"] == "/today"


def test_signing_out_ends_the_session_also_for_a_copy_of_its_cookie(doors: Guarded) -> None:
    browser, other = doors.signed_in("vic"), doors.signed_in("vic")
    copy = browser.cookies.copy() if hasattr(browser.cookies, "copy") else dict(browser.cookies)
    thief = TestClient(doors.app, base_url="http://127.0.0.1", headers=HERE, cookies=copy, follow_redirects=False)
    assert thief.get("/hourglass").status_code == 200

    answer = browser.post("/logout")

    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert browser.get("/hourglass").status_code == 303
    assert thief.get("/hourglass").status_code == 303
    assert other.get("/hourglass").status_code == 200


def test_signing_out_from_another_site_is_refused(shut: Guarded) -> None:
    browser = shut.signed_in("vic")

    assert browser.post("/logout", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert browser.get("/hourglass").status_code == 200


def test_a_session_is_over_after_twelve_hours(doors: Guarded) -> None:
    browser = doors.signed_in("vic")
    doors.clock.passes(timedelta(hours=11, minutes=59))
    before = browser.get("/hourglass").status_code
    doors.clock.passes(timedelta(minutes=1))

    assert (before, browser.get("/hourglass").status_code) == (200, 303)


def test_a_session_of_another_workspace_opens_nothing(doors: Guarded, tmp_path: Path, tables: HandReader) -> None:
    other = guarded(tmp_path / "other", tables, ("vic", "admin"))
    foreign = other.signed_in("vic")
    mine = doors.signed_in("vic")
    (name,) = dict(mine.cookies)
    (sealed,) = dict(foreign.cookies).values()
    both = TestClient(
        doors.app, base_url="http://127.0.0.1", headers=HERE, cookies={name: sealed}, follow_redirects=False
    )

    assert name not in dict(foreign.cookies)
    assert both.get("/hourglass").status_code == 303


def test_what_is_no_form_or_too_long_is_refused(shut: Guarded) -> None:
    browser = shut.browser()

    assert browser.post("/login", json={"user": "vic"}).status_code == 422
    assert browser.post("/login", data={"user": "vic", "password": "x" * 20_000}).status_code == 413
    assert browser.post("/login", data={f"f{n}": "1" for n in range(200)}).status_code == 422


def test_the_page_to_sign_in_is_kept_by_nobody(shut: Guarded) -> None:
    assert shut.browser().get("/login").headers["cache-control"] == "no-store"
    assert enter(shut.browser(), "vic").headers["cache-control"] == "no-store"


def test_a_share_link_reads_every_page_but_those_that_name_people(doors: Guarded) -> None:
    visitor = doors.visitor()

    page = visitor.get("/hourglass")

    assert page.status_code == 200
    assert "You came with a share link, which only reads." in page.text
    assert 'href="/people"' not in page.text
    assert 'name="search"' not in page.text
    closed = (
        "/people",
        "/people.json",
        "/people.csv",
        "/people/3",
        "/people/3.json",
        "/sources",
        "/buyers.json",
        "/access",
    )
    assert {visitor.get(path).status_code for path in closed} == {403}
    assert visitor.post("/decide").status_code == 403


def test_a_share_link_made_with_people_shows_them(doors: Guarded) -> None:
    visitor = doors.visitor(people=True)

    assert {visitor.get(path).status_code for path in ("/people", "/people/3", "/people.csv")} == {200}


def test_a_share_link_of_a_page_opens_it_its_twin_and_what_lies_below(doors: Guarded) -> None:
    visitor = doors.visitor("/definitions")

    opened = ("/definitions", "/definitions.json", "/definitions/band_counts", "/definitions/band_counts.json")
    assert {visitor.get(path).status_code for path in opened} == {200}
    assert visitor.get("/").headers["location"] == "/definitions"
    assert visitor.get("/value").status_code == visitor.get("/api").status_code == 403


def test_what_the_figures_of_a_shared_page_mean_is_open_with_it(doors: Guarded) -> None:
    visitor = doors.visitor("/value")

    assert {visitor.get(path).status_code for path in ("/value", "/definitions", "/definitions/re_ledgers")} == {200}
    assert visitor.get("/definitions/../people").status_code == visitor.get("/definitionsx").status_code == 403


@pytest.mark.parametrize("path", [
    "/value/../people", "/value/..%2fpeople", "/value/%2e%2e/people", "/value//people", "/value/./x", "/valuex",
    "/value%2f..%2fpeople.csv", "//people", "/Value", "/value.json/../people",
])  # fmt: skip
def test_no_spelling_climbs_out_of_what_a_link_opens(doors: Guarded, path: str) -> None:
    visitor = doors.visitor("/value")

    answer = visitor.get(f"http://127.0.0.1{path}")

    assert answer.status_code in (403, 404)
    assert "example.org" not in answer.text


@pytest.mark.parametrize("end", ["withdrawn", "over"])
def test_a_link_that_was_withdrawn_or_is_over_opens_nothing_also_to_who_came_before(doors: Guarded, end: str) -> None:
    name, address = doors.link("/value")
    visitor = doors.browser()
    visitor.get(address)
    before = visitor.get("/value").status_code
    if end == "withdrawn":
        doors.accounts.decided(Withdrawn(what=name), by="ana")
    else:
        doors.clock.passes(timedelta(days=10_000))

    after = visitor.get("/value")
    again = doors.browser().get(address)

    assert (before, after.status_code) == (200, 303)
    assert again.status_code == 404
    assert "This link opens nothing" in again.text


def test_a_link_is_opened_by_a_step_from_here_because_the_cookie_is_strict(doors: Guarded) -> None:
    _, address = doors.link("/value")

    answer = doors.browser().get(address, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 200
    assert '<meta http-equiv="refresh" content="0; url=/value">' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "Alder" not in answer.text


def test_a_link_on_another_site_goes_on_from_here_so_that_the_session_comes_along(shut: Guarded) -> None:
    asked = '/people?search="><script>&x=1'

    answer = shut.browser().get(asked, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 200
    assert 'content="0; url=/people?search=%22%3E%3Cscript%3E&amp;x=1"' in answer.text


def test_a_link_takes_nothing_from_somebody_who_is_signed_in(doors: Guarded) -> None:
    _, address = doors.link("/value")
    eva = doors.signed_in("eva")

    eva.get(address)

    assert eva.post("/decide").text == "eva"


def test_the_token_of_a_key_is_no_share_link_and_the_other_way_round(doors: Guarded) -> None:
    key = doors.program("read").headers["authorization"].removeprefix("Bearer ")
    token = doors.link()[1].removeprefix("/s/")

    assert doors.browser().get(f"/s/{key}").status_code == 404
    assert doors.browser().get("/value.json", headers={"authorization": f"Bearer {token}"}).status_code == 401
