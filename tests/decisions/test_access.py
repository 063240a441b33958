"""Who may open the pages."""

from datetime import datetime

import pytest
from pydantic import ValidationError

from riparian.core.entries import Recorded, Refused
from riparian.decisions.access import (
    Access,
    Command,
    KeyMade,
    LinkMade,
    PasswordChanged,
    Role,
    RoleChanged,
    UserAdded,
    UserRemoved,
    Withdrawn,
    access,
    decide,
    shows_people,
    user_name,
)

AT, LATER = datetime(2024, 5, 1, 9), datetime(2024, 6, 1)
HASH, OTHER_HASH = "$argon2id$one", "$argon2id$other"


def added(user: str = "ana", role: Role = "admin") -> UserAdded:
    return UserAdded(user=user, password_hash=HASH, role=role)


def link(name: str = "link-1", path: str = "/value", people: bool = False, token: str = "a") -> LinkMade:
    return LinkMade(link=name, token_hash=token * 64, path=path, people=people, until=LATER)


def key(name: str = "key-2") -> KeyMade:
    return KeyMade(key=name, name="warehouse", token_hash="b" * 64, scopes=("read",), until=LATER)


def state(*entries: Command) -> Access:
    return access(
        Recorded(n, "access", "access", n, one.kind, one.model_dump(mode="json"), AT, "eva")
        for n, one in enumerate(entries, 1)
    )


def test_an_account_stands_with_its_last_role_and_password() -> None:
    found = state(
        added(), added("eva", "viewer"), RoleChanged(user="eva", role="editor"),
        PasswordChanged(user="eva", password_hash=OTHER_HASH),
    ).accounts  # fmt: skip

    assert {name: (one.role, one.password_hash, one.version) for name, one in found.items()} == {
        "ana": ("admin", HASH, 1), "eva": ("editor", OTHER_HASH, 4),
    }  # fmt: skip
    assert (found["eva"].added_at, found["eva"].added_by) == (AT, "eva")


def test_an_account_that_comes_back_has_another_version() -> None:
    found = state(added(), added("eva", "viewer"), UserRemoved(user="eva"), added("eva", "viewer"))

    assert found.accounts["eva"].version == 4


def test_what_is_shared_is_found_by_its_token_until_it_is_withdrawn() -> None:
    both = state(added(), link(), key())
    one = state(added(), link(), key(), Withdrawn(what="link-1"))

    assert (both.opened_by("a" * 64), both.opened_by("b" * 64), both.opened_by("c" * 64)) == (link(), key(), None)
    assert (one.opened_by("a" * 64), one.link("link-1"), list(one.passes), one.made) == (None, None, ["key-2"], 2)
    assert both.link("key-2") is None


@pytest.mark.parametrize(("said", "name"), [
    ("Ana", "ana"), ("JOSÉ", "josé"), ("jose\N{COMBINING ACUTE ACCENT}", "josé"), ("Straße", "strasse"),
    ("ＡＮＡ", "ana"), ("дарья", "дарья"), ("أمل", "أمل"), ("ana lind", "ana lind"),
])  # fmt: skip
def test_a_name_has_one_form(said: str, name: str) -> None:
    assert user_name(said) == user_name(user_name(said)) == name


@pytest.mark.parametrize(
    "said", ["", " ", "ana ", "a\nb", "a\x00", "a" * 81, "ana@alder.test", "a\N{RIGHT-TO-LEFT OVERRIDE}b", "\u200b"]
)
def test_what_cannot_be_a_name_is_no_entry(said: str) -> None:
    with pytest.raises(ValueError, match="name"):
        user_name(said)
    with pytest.raises(ValidationError):
        added(said)


def test_a_password_that_was_not_hashed_is_no_entry() -> None:
    with pytest.raises(ValidationError):
        UserAdded(user="ana", password_hash="correct horse battery", role="admin")
    with pytest.raises(ValidationError):
        PasswordChanged(user="ana", password_hash="")
    with pytest.raises(ValidationError):
        LinkMade(link="link-1", token_hash="the token itself", path="/", people=False, until=LATER)


@pytest.mark.parametrize("path", ["", "value", "/value/", "//value", "/value/../people", "/Value", "/a b", "/%70eople"])
def test_what_is_no_path_of_a_page_is_no_entry(path: str) -> None:
    with pytest.raises(ValidationError):
        link(path=path)


ANA_AND_EVA = (added(), added("eva", "viewer"))


@pytest.mark.parametrize(("before", "command", "why"), [
    ((), added(role="viewer"), "the first account has to be one of an admin"),
    ((added(),), added(), "'ana' has an account already"),
    ((added(),), RoleChanged(user="eva", role="viewer"), "nobody has an account 'eva'"),
    ((added(),), PasswordChanged(user="eva", password_hash=HASH), "nobody has an account 'eva'"),
    ((added(),), UserRemoved(user="eva"), "nobody has an account 'eva'"),
    (ANA_AND_EVA, RoleChanged(user="eva", role="viewer"), "'eva' is viewer already"),
    (ANA_AND_EVA, RoleChanged(user="ana", role="editor"), "nobody would be admin: make somebody else one first"),
    (ANA_AND_EVA, UserRemoved(user="ana"), "nobody would be admin: make somebody else one first"),
    ((added(), link()), UserRemoved(user="ana"), "without accounts nothing can stay shared: withdraw link-1 first"),
    ((), link(), "without accounts only this machine is answered, so there is nothing to share: add an account first"),
    ((), key(), "without accounts only this machine is answered, so there is nothing to share: add an account first"),
    ((added(), link()), link(), "'link-1' stands already"),
    ((added(),), link(path="/people"), "/people shows people by name: say that the link is to show them"),
    ((added(),), Withdrawn(what="link-1"), "no share link or key 'link-1' stands"),
])  # fmt: skip
def test_what_cannot_stand_is_refused(before: tuple[Command, ...], command: Command, why: str) -> None:
    assert decide(command, state(*before)) == Refused(why)


@pytest.mark.parametrize(("before", "command"), [
    ((), added()),
    ((added(),), UserRemoved(user="ana")),
    ((*ANA_AND_EVA, added("vic", "admin")), UserRemoved(user="ana")),
    (ANA_AND_EVA, UserRemoved(user="eva")),
    ((added(),), PasswordChanged(user="ana", password_hash=OTHER_HASH)),
    ((added(),), link(path="/people", people=True)),
    ((added(),), key()),
    ((added(), link()), Withdrawn(what="link-1")),
])  # fmt: skip
def test_what_can_stand_is_an_entry(before: tuple[Command, ...], command: Command) -> None:
    assert decide(command, state(*before)) == (command,)


@pytest.mark.parametrize(("path", "named"), [
    ("/people", True), ("/people.json", True), ("/people.csv", True), ("/people/3.json", True), ("/buyers", True),
    ("/sources.json", True), ("/peoples", False), ("/value", False), ("/value/people", False), ("/", False),
])  # fmt: skip
def test_which_pages_name_people(path: str, named: bool) -> None:
    assert shows_people(path) is named
