import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

import pytest

from riparian.web.sessions import Ended, Session, begun, cookie_name, opened

NOW = datetime(2026, 11, 21, 9)
SECRET, OTHER = b"s" * 32, b"o" * 32


def session(name: str = "ana") -> Session:
    return begun("account", name, 3, now=NOW, at_most=datetime.max)


@pytest.mark.parametrize("name", ["ana", "ż" * 80, "\U0001f98a" * 80])
def test_a_session_comes_back_from_its_cookie(name: str) -> None:
    made = session(name)

    assert opened(made.sealed(SECRET), SECRET, NOW) == made


def test_it_lasts_twelve_hours_or_until_its_link_is_over() -> None:
    short = begun("link", "link-1", 0, now=NOW, at_most=NOW + timedelta(minutes=5))

    assert session().until == NOW + timedelta(hours=12)
    assert opened(short.sealed(SECRET), SECRET, NOW + timedelta(minutes=5)) is None


def test_another_secret_did_not_sign_it() -> None:
    assert opened(session().sealed(OTHER), SECRET, NOW) is None


def test_no_byte_of_it_can_be_changed() -> None:
    sealed = session().sealed(SECRET)

    changed = [sealed[:at] + ("A" if one != "A" else "B") + sealed[at + 1 :] for at, one in enumerate(sealed)]

    # The last letter of a base64 text has bits that mean nothing.
    kept = [one for one in changed if opened(one, SECRET, NOW) not in (None, opened(sealed, SECRET, NOW))]
    assert kept == []


def test_its_content_cannot_be_exchanged() -> None:
    said, _, mark = session().sealed(SECRET).partition(".")
    told = json.loads(urlsafe_b64decode(said + "=" * (-len(said) % 4))) | {"name": "eva"}
    forged = urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")

    assert opened(f"{forged}.{mark}", SECRET, NOW) is None


@pytest.mark.parametrize(
    "cookie", ["", ".", "a", "a.b", "..", "é.é", "=.=", "a" * 5_000, "e30.e30", "\x00.\x00", "null."]
)
def test_nonsense_is_no_session(cookie: str) -> None:
    assert opened(cookie, SECRET, NOW) is None


def test_workspaces_have_cookies_of_their_own_names() -> None:
    assert cookie_name(SECRET, secure=False) != cookie_name(OTHER, secure=False)
    assert cookie_name(SECRET, secure=True) == f"__Host-{cookie_name(SECRET, secure=False)}"


def test_only_so_many_ended_sessions_are_kept() -> None:
    ended, all_of_them = Ended(most=3), [session() for _ in range(5)]
    for one in all_of_them:
        ended.add(one)

    assert [one in ended for one in all_of_them] == [False, False, True, True, True]
