"""`riparian access` and what `riparian serve` says of it."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from riparian.cli.main import main
from riparian.decisions.audit import Exported, PersonViewed
from riparian.workspace.accounts import Accounts
from tests.cli.published import AS_OF, riparian

PASSWORD = "correct horse battery"


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "riparian.toml").touch()
    monkeypatch.setenv("A_PASSWORD", PASSWORD)
    monkeypatch.setenv("SHORT", "short")
    return tmp_path


def add(company: Path, name: str, *more: str) -> str:
    said = riparian(company, "access", "add", name, "--password-env", "A_PASSWORD", "--by", "ana", *more)
    assert said.exit_code == 0, said.output
    return said.output


def accounts(company: Path) -> Accounts:
    return Accounts(company / ".riparian")


def refused(company: Path, *arguments: str) -> str:
    said = riparian(company, *arguments)
    assert said.exit_code == 2, said.output
    return said.output


def test_the_first_account_is_an_admins_and_others_are_viewers(company: Path) -> None:
    first, second = add(company, "Ana"), add(company, "vic")

    assert "ana is admin; ledger entry 1" in first
    assert "vic is viewer; ledger entry 2" in second
    assert accounts(company).verified("ana", PASSWORD)


def test_a_password_is_asked_twice_and_not_shown(company: Path) -> None:
    call = ["-C", str(company), "access", "add", "ana"]

    said = CliRunner().invoke(main, call, input=f"{PASSWORD}\nanother\n{PASSWORD}\n{PASSWORD}\n")

    assert said.exit_code == 0, said.output
    assert "do not match" in said.output
    assert PASSWORD not in said.output
    assert accounts(company).verified("ana", PASSWORD)


@pytest.mark.parametrize(("arguments", "why"), [
    (("add", "eva", "--password-env", "NOWHERE"), "the environment has no variable 'NOWHERE'"),
    (("add", "eva", "--password-env", "SHORT"), "a password has 12 to 1000 letters"),
    (("add", "eva@alder.test", "--password-env", "A_PASSWORD"), "not an e-mail address"),
    (("add", "ana", "--password-env", "A_PASSWORD"), "'ana' has an account already"),
    (("remove", "eva"), "nobody has an account 'eva'"),
    (("password", "eva", "--password-env", "A_PASSWORD"), "nobody has an account 'eva'"),
    (("role", "ana", "viewer"), "nobody would be admin"),
    (("role", "ana", "owner"), "is not one of 'viewer', 'editor', 'admin'"),
    (("share", "/people"), "--with-people"),
    (("share", "value"), "'value' is no page"),
    (("share", "/value", "--days", "9999"), "9999 is not in the range"),
    (("key", "a\nb"), "cannot name a key"),
    (("key", "x", "--scope", "everything"), "is not one of 'read', 'people', 'write'"),
    (("withdraw", "link-9"), "no share link or key 'link-9' stands"),
])  # fmt: skip
def test_what_cannot_be_is_refused_with_the_reason(company: Path, arguments: tuple[str, ...], why: str) -> None:
    add(company, "ana")

    assert why in refused(company, "access", *arguments)
    assert list(accounts(company).state().accounts) == ["ana"]


def test_a_role_a_password_and_an_account_can_be_changed_and_taken(
    company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(company, "ana")
    add(company, "vic")
    monkeypatch.setenv("ANOTHER", "another horse battery")

    done = [
        riparian(company, "access", "role", "VIC", "editor").output,
        riparian(company, "access", "password", "vic", "--password-env", "ANOTHER").output,
    ]
    vic = accounts(company).verified("vic", "another horse battery")
    riparian(company, "access", "remove", "vic")

    assert done == ["vic is editor; ledger entry 3\n", "vic has another password; ledger entry 4\n"]
    assert vic is not None
    assert (vic.role, vic.version) == ("editor", 4)
    assert "vic" not in accounts(company).state().accounts


def test_a_link_and_a_key_are_printed_once_listed_by_name_and_withdrawn(company: Path) -> None:
    add(company, "ana")
    link = riparian(company, "access", "share", "/value", "--days", "7", "--by", "ana")
    key = riparian(company, "access", "key", "warehouse", "--scope", "read", "--scope", "people")
    listed = riparian(company, "access", "list").output

    assert re.fullmatch(r"/s/[\w-]{43}\n", link.stdout)
    assert re.fullmatch(r"rip_[\w-]{43}\n", key.stdout)
    assert re.search(r"link-1 +/value, without people by name", listed)
    assert re.search(r"key-2 +warehouse: read, people", listed)
    assert link.stdout.strip().removeprefix("/s/") not in listed
    assert "opens nothing any more" in riparian(company, "access", "withdraw", "link-1").output
    assert "link-1" not in riparian(company, "access", "list").output


def test_without_accounts_nothing_is_shared_and_the_list_says_who_is_answered(company: Path) -> None:
    assert "add an account first" in refused(company, "access", "share")
    assert "only this machine is answered, without a password" in riparian(company, "access", "list").output


def test_who_looked_at_whom_is_listed_newest_first(company: Path) -> None:
    made = accounts(company)
    before = riparian(company, "access", "audit").output
    made.note(PersonViewed(person_key=3), by="vic", at=AS_OF)
    made.note(Exported(what="/people.csv", filters=("band",)), by="eva", at=AS_OF)

    listed = riparian(company, "access", "audit").output.splitlines()

    assert "nobody opened a person" in before
    assert re.fullmatch(r" +2 +2025-07-01 00:00:00 +eva +exported /people.csv, filtered by band", listed[1])
    assert re.fullmatch(r" +1 +2025-07-01 00:00:00 +vic +opened person 3", listed[2])


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_without_accounts_serving_the_network_is_refused_with_both_ways_out(company: Path, host: str) -> None:
    said = refused(company, "serve", "--port", "0", "--host", host)

    assert "riparian access add NAME" in said
    assert "--open" in said


def test_with_accounts_the_pages_cannot_be_opened_to_everybody(company: Path) -> None:
    add(company, "ana")

    assert "leave it out" in refused(company, "serve", "--port", "0", "--open")
