"""Accounts over a real ledger."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from riparian.core.entries import Recorded, Refused
from riparian.core.errors import SettingsError, StorageError
from riparian.decisions.access import Access, UserRemoved, Withdrawn
from riparian.decisions.audit import PersonViewed
from riparian.ledger.ledger import Ledger
from riparian.workspace.accounts import Accounts, hashed_token, typed_password
from riparian.workspace.corrections import ledger_file

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "correct horse battery"
AT = datetime(2024, 5, 1, 9)


def accounts(home: Path) -> Accounts:
    return Accounts(home, hasher=QUICK)


def with_ana(home: Path) -> Accounts:
    made = accounts(home)
    assert not isinstance(made.added("ana", PASSWORD, "admin", by="eva"), Refused)
    return made


def test_nothing_is_written_before_something_is_decided(tmp_path: Path) -> None:
    made = accounts(tmp_path)

    assert made.state() == Access()
    assert made.latest(10) == ()
    assert made.verified("ana", PASSWORD) is None
    assert list(tmp_path.iterdir()) == []


def test_a_password_is_kept_as_its_hash_only_with_the_work_that_the_standard_says(tmp_path: Path) -> None:
    made = Accounts(tmp_path)
    made.added("ana", PASSWORD, "admin", by="eva")

    kept = made.state().accounts["ana"].password_hash

    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    made.close()
    assert PASSWORD.encode() not in ledger_file(tmp_path).read_bytes()


def test_only_the_password_of_an_account_is_verified(tmp_path: Path) -> None:
    made = with_ana(tmp_path)

    found = made.verified("ANA", PASSWORD)

    assert found is not None
    assert found.name == "ana"
    wrong = [("ana", PASSWORD.upper()), ("ana", ""), ("eva", PASSWORD), ("", PASSWORD), ("a\nb", PASSWORD)]
    assert [made.verified(*typed) for typed in wrong] == [None] * 5


def test_a_password_is_the_same_however_its_letters_are_composed(tmp_path: Path) -> None:
    made = accounts(tmp_path)
    made.added("ana", "café café café", "admin", by="ana")

    assert made.verified("ana", "cafe\N{COMBINING ACUTE ACCENT} café café") is not None


@pytest.mark.parametrize("password", ["", "x" * 11, "x" * 1001])
def test_a_password_that_keeps_nobody_out_is_refused(password: str) -> None:
    with pytest.raises(SettingsError, match="a password has 12 to 1000 letters"):
        typed_password(password)


def test_what_another_process_decides_counts_at_once(tmp_path: Path) -> None:
    server, command_line = with_ana(tmp_path), accounts(tmp_path)
    server.state()

    command_line.added("eva", PASSWORD, "viewer", by="ana")
    added = set(server.state().accounts)
    command_line.decided(UserRemoved(user="eva"), by="ana")

    assert (added, set(server.state().accounts)) == ({"ana", "eva"}, {"ana"})


def test_a_ledger_that_is_put_back_counts_at_once(tmp_path: Path) -> None:
    other = with_ana(tmp_path / "other")
    other.added("vic", PASSWORD, "viewer", by="ana")
    other.close()
    made = with_ana(tmp_path / "one")
    made.state()

    for beside in ("-wal", "-shm"):
        Path(f"{ledger_file(tmp_path / 'one')}{beside}").unlink(missing_ok=True)
    ledger_file(tmp_path / "other").replace(ledger_file(tmp_path / "one"))

    assert set(made.state().accounts) == {"ana", "vic"}


def test_a_ledger_that_is_put_back_while_somebody_asks_counts_from_then_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = accounts(tmp_path / "other")
    other.added("eva", PASSWORD, "admin", by="eva")
    other.close()
    made = with_ana(tmp_path / "one")
    read = Ledger.entries
    seen: list[tuple[Recorded, ...]] = []

    def put_back_meanwhile(ledger: Ledger, subject: str) -> tuple[Recorded, ...]:
        found = read(ledger, subject)
        if not seen:
            seen.append(found)
            for beside in ("-wal", "-shm"):
                Path(f"{ledger_file(tmp_path / 'one')}{beside}").unlink(missing_ok=True)
            ledger_file(tmp_path / "other").replace(ledger_file(tmp_path / "one"))
            assert set(made.state().accounts) == {"eva"}
        return found

    monkeypatch.setattr(Ledger, "entries", put_back_meanwhile)

    asked = set(made.state().accounts)

    assert asked == {"ana"}
    assert set(made.state().accounts) == {"eva"}


def test_a_token_is_kept_as_its_hash_only_and_says_nothing_of_itself(tmp_path: Path) -> None:
    made = with_ana(tmp_path)
    shared, keyed = made.shared("/value", people=False, days=1, by="ana"), made.keyed("x", ("read",), days=1, by="ana")
    assert not isinstance(shared, Refused)
    assert not isinstance(keyed, Refused)
    (name, token), (key, secret) = shared, keyed

    opened = made.state().opened_by(hashed_token(token))

    assert (name, key) == ("link-1", "key-2")
    assert secret.startswith("rip_")
    assert len({token, secret}) == 2
    assert min(len(token), len(secret)) >= 43
    assert opened == made.state().link("link-1")
    made.close()
    assert token.encode() not in ledger_file(tmp_path).read_bytes()


def test_a_name_that_was_withdrawn_is_not_given_again(tmp_path: Path) -> None:
    made = with_ana(tmp_path)
    made.shared("/", people=False, days=1, by="ana")
    made.decided(Withdrawn(what="link-1"), by="ana")

    again = made.shared("/", people=False, days=1, by="ana")

    assert not isinstance(again, Refused)
    assert again[0] == "link-2"


def test_links_and_keys_made_at_once_have_names_of_their_own(tmp_path: Path) -> None:
    made = with_ana(tmp_path)

    def passed(place: int) -> tuple[str, str] | Refused:
        if place % 2:
            return made.keyed("x", ("read",), days=1, by="ana")
        return made.shared("/value", people=False, days=1, by="ana")

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(passed, range(24)))

    names = [one[0] for one in done if not isinstance(one, Refused)]
    assert len(set(names)) == 24
    assert set(names) == set(made.state().passes)


def test_many_can_be_noted_at_once_and_the_newest_come_first(tmp_path: Path) -> None:
    made = accounts(tmp_path)

    with ThreadPoolExecutor(8) as threads:
        for key in range(40):
            threads.submit(made.note, PersonViewed(person_key=key), by="ana", at=AT)

    found = made.latest(100)
    assert len(found) == 40
    assert [one.entry for one in made.latest(3)] == [40, 39, 38]


def test_a_ledger_that_is_none_is_told(tmp_path: Path) -> None:
    ledger_file(tmp_path).parent.mkdir(parents=True)
    ledger_file(tmp_path).write_bytes(b"no database" * 100)

    with pytest.raises(StorageError, match="the ledger cannot be"):
        accounts(tmp_path).state()


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: accounts(tmp_path).secret(), range(16)))

    file = tmp_path / "access" / "secret"
    assert len(found) == 1
    assert len(file.read_bytes()) == 32
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    made = accounts(tmp_path)
    made.secret()
    (tmp_path / "access" / "secret").chmod(0o644)

    with pytest.raises(StorageError, match="others on this machine can read the secret"):
        made.secret()


def test_a_secret_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    made = accounts(tmp_path)
    made.secret()
    (tmp_path / "access" / "secret").write_bytes(b"short")

    with pytest.raises(StorageError, match="damaged"):
        made.secret()
