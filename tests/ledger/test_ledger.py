"""Entries appended, never changed."""

import multiprocessing
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Timer
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from riparian.core.entries import Entry
from riparian.core.errors import LedgerConflictError, StorageError
from riparian.ledger import ledger as of_ledger
from riparian.ledger.entries import entries
from riparian.ledger.ledger import Ledger
from riparian.testing.tables import at


class Noted(Entry):
    subject: ClassVar[str] = "planning"
    kind: ClassVar[str] = "note"

    number: int


def note(ledger: Ledger, number: int, *, stream: str = "board", version: int, key: str = "") -> int:
    done = ledger.append(
        stream, [Noted(number=number)], expected_version=version, key=key or f"{stream} {number}", at=at(), by="ana"
    )
    return done.version


def numbers(ledger: Ledger, *, since: int = 0) -> list[object]:
    return [entry.content["number"] for entry in ledger.entries("planning", since=since)]


def test_entries_come_back_in_order_with_all_that_was_said(tmp_path: Path) -> None:
    with Ledger.at(tmp_path / "ledger.sqlite") as ledger:
        ledger.append("board", [Noted(number=1), Noted(number=2)], expected_version=0, key="k", at=at(days=1), by="ana")

        first, second = ledger.entries("planning")

    assert (first.number, first.stream, first.version, first.kind, first.content) == (
        1,
        "board",
        1,
        "note",
        {"number": 1},
    )
    assert (first.at, first.by, second.version) == (at(days=1), "ana", 2)


def test_entries_outlive_the_process_that_appended_them(tmp_path: Path) -> None:
    with Ledger.at(tmp_path / "ledger.sqlite") as ledger:
        note(ledger, 7, version=0)

    with Ledger.at(tmp_path / "ledger.sqlite") as again:
        assert numbers(again) == [7]


def test_only_later_entries_of_the_subject_are_given(tmp_path: Path) -> None:
    with Ledger.at(tmp_path / "ledger.sqlite") as ledger:
        note(ledger, 1, version=0)
        note(ledger, 2, stream="other board", version=0)

        assert numbers(ledger, since=1) == [2]
        assert ledger.entries("identity") == ()


def test_who_decides_on_an_older_version_is_told(tmp_path: Path) -> None:
    with Ledger.at(tmp_path / "ledger.sqlite") as ledger:
        note(ledger, 1, version=0)

        with pytest.raises(LedgerConflictError, match="version 1 instead of 0"):
            note(ledger, 2, version=0)

        assert numbers(ledger) == [1]
        assert ledger.version("board") == 1


def test_streams_do_not_disturb_one_another(tmp_path: Path) -> None:
    with Ledger.at(tmp_path / "ledger.sqlite") as ledger:
        note(ledger, 1, version=0)

        assert note(ledger, 2, stream="other board", version=0) == 1


def test_what_is_sent_twice_is_written_once_and_answered_alike(tmp_path: Path) -> None:
    with Ledger.at(tmp_path / "ledger.sqlite") as ledger:
        sent = [
            ledger.append("board", [Noted(number=1), Noted(number=2)], expected_version=0, key="k", at=at(), by="ana")
            for _ in range(2)
        ]

        assert sent[0] == sent[1]
        assert numbers(ledger) == [1, 2]


def test_a_key_of_another_decision_is_refused(tmp_path: Path) -> None:
    with Ledger.at(tmp_path / "ledger.sqlite") as ledger:
        note(ledger, 1, version=0, key="k")

        with pytest.raises(LedgerConflictError, match="another decision"):
            note(ledger, 2, version=1, key="k")


def test_nothing_cannot_be_appended(tmp_path: Path) -> None:
    with Ledger.at(tmp_path / "ledger.sqlite") as ledger, pytest.raises(ValueError, match="nothing"):
        ledger.append("board", [], expected_version=0, key="k", at=at(), by="ana")


@pytest.mark.parametrize("statement", ["UPDATE entries SET decided_by = 'ben'", "DELETE FROM entries"])
def test_entries_are_never_edited_even_past_the_ledger(tmp_path: Path, statement: str) -> None:
    with Ledger.at(tmp_path / "ledger.sqlite") as ledger:
        note(ledger, 1, version=0)

    connection = sqlite3.connect(tmp_path / "ledger.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="never edited"):
        connection.execute(statement)
    connection.close()


def test_a_file_that_is_no_ledger_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"this is no database, whatever its name says" * 100)

    with pytest.raises(StorageError, match="cannot be opened"):
        Ledger.at(tmp_path / "ledger.sqlite")


def test_a_ledger_without_room_says_so_and_holds_nothing_of_the_decision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ledger.sqlite"
    with Ledger.at(file) as ledger:
        note(ledger, 1, version=0)

    def full(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA max_page_count = 1").close()  # SQLite takes the pages that there are.

    monkeypatch.setattr(of_ledger, "_prepare_sqlite", full)
    many = [Noted(number=number) for number in range(5000)]

    with Ledger.at(file) as ledger, pytest.raises(StorageError, match="cannot be written: database or disk is") as told:
        ledger.append("board", many, expected_version=1, key="many", at=at(), by="ana")

    assert told.value.where == f"sqlite:///{file}"
    assert told.value.fix.startswith("nothing was recorded")
    with Ledger.at(file) as ledger:
        assert numbers(ledger) == [1]


def test_the_table_can_be_made_on_postgresql() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy has not typed it

    statement = str(CreateTable(entries).compile(dialect=dialect))

    assert "number BIGSERIAL NOT NULL" in statement
    assert "UNIQUE (stream, version)" in statement


def test_a_new_ledger_waits_for_who_writes_in_its_file(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE").close()
        ended = Timer(0.3, lambda: other.execute("COMMIT").close())
        ended.start()

        with Ledger.at(file) as ledger:
            note(ledger, 1, version=0)
            version = ledger.version("board")

        ended.join()
    assert version == 1


def keep_noting(file: Path, writer: int) -> None:
    """Append ten notes, each decided on the newest version, beginning anew when somebody was faster."""
    with Ledger.at(file) as ledger:
        for number in range(10):
            while True:
                try:
                    note(ledger, 100 * writer + number, version=ledger.version("board"))
                    break
                except LedgerConflictError:
                    continue


def test_writers_at_once_lose_nothing_and_overwrite_nothing(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=keep_noting, args=(file, writer)) for writer in range(3)]

    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    with Ledger.at(file) as ledger:
        noted = ledger.entries("planning")
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert sorted(entry.content["number"] for entry in noted) == [100 * w + n for w in range(3) for n in range(10)]  # type: ignore[type-var]  # every note has a number
    assert [entry.version for entry in noted] == list(range(1, 31))


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 2), st.integers(0, 5)), max_size=12))
def test_versions_of_a_stream_count_its_entries_whatever_is_refused(
    tmp_path_factory: pytest.TempPathFactory, tries: list[tuple[str, int, int]]
) -> None:
    with Ledger.at(tmp_path_factory.mktemp("ledger") / "ledger.sqlite") as ledger:
        for stream, version, number in tries:
            try:
                note(ledger, number, stream=stream, version=version)
            except LedgerConflictError:
                continue
        found = ledger.entries("planning")

        for stream in "ab":
            mine = [entry for entry in found if entry.stream == stream]
            assert [entry.version for entry in mine] == list(range(1, len(mine) + 1))
            assert ledger.version(stream) == len(mine)


def test_the_last_entries_of_a_subject_come_newest_first(tmp_path: Path) -> None:
    with Ledger.at(tmp_path / "ledger.sqlite") as ledger:
        for number in range(4):
            note(ledger, number, stream=f"stream {number}", version=0)

        latest, none = ledger.latest("planning", most=2), ledger.latest("identity", most=2)

    assert [one.content["number"] for one in latest] == [3, 2]
    assert none == ()


def test_what_stands_is_the_subject_the_stream_and_the_key_of_one_instant(tmp_path: Path) -> None:
    with Ledger.at(tmp_path / "ledger.sqlite") as ledger:
        note(ledger, 1, version=0)
        note(ledger, 2, stream="other", version=0, key="k2")
        note(ledger, 3, version=1, key="k3")

        stands = ledger.standing("planning", "board", "k2")
        nothing = ledger.standing("identity", "joins", "k9")

    assert [entry.content["number"] for entry in stands.entries] == [1, 2, 3]
    assert stands.version == 2
    assert stands.written
    assert [entry.number for entry in stands.written.entries] == [2]
    assert (nothing.entries, nothing.version, nothing.written) == ((), 0, None)
