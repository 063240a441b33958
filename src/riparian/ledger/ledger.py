"""The ledger: entries appended, never changed.

SQLite in a file by default, PostgreSQL by URL. An append names the version of the stream that its writer saw, so of two
people who decide at once about the same thing the second is told; and an idempotency key, so that what is sent twice is
written once.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Self

from sqlalchemy import URL, Connection, Engine, Row, create_engine, event, func, insert, make_url, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from riparian.core.entries import Entry, Recorded
from riparian.core.errors import LedgerConflictError, StorageError
from riparian.ledger.entries import entries, metadata

_WAIT_SECONDS = 30
_AGAIN_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Appended:
    """What an append did: the entries as recorded, and the version of their stream afterwards."""

    entries: tuple[Recorded, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a ledger at one instant, for somebody who is about to decide.

    Attributes:
        entries: all entries of the subject, in the order in which they were appended.
        version: how many entries the stream has.
        written: what an append with the idempotency key wrote; None: the key was never used.
    """

    entries: tuple[Recorded, ...]
    version: int
    written: Appended | None


class Ledger:
    """A ledger that is open. Close it, or use it in a `with` statement."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def at(cls, file: Path) -> Self:
        """The ledger in a SQLite file, made if it is not there."""
        file.parent.mkdir(parents=True, exist_ok=True)
        return cls.by_url(URL.create("sqlite", database=str(file)))

    @classmethod
    def by_url(cls, url: str | URL) -> Self:
        """The ledger in any database that SQLAlchemy reaches, such as `postgresql+psycopg://…`.

        Raises:
            StorageError: the database cannot be opened.
        """
        try:
            engine = create_engine(url)
            if engine.dialect.name == "sqlite":
                event.listen(engine, "connect", _prepare_sqlite)
                event.listen(engine, "begin", _begin_sqlite)
            with engine.execution_options(appends=True).begin() as connection:
                metadata.create_all(connection)
        except DBAPIError as error:
            where = make_url(url).render_as_string(hide_password=True)
            fix = (
                "make the folder that it lies in writable"
                if where.startswith("sqlite")
                else "see that it can be reached"
            )
            raise StorageError(f"the ledger cannot be opened: {error.orig}", where=where, fix=fix) from error
        return cls(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def append(
        self, stream: str, decided: Sequence[Entry], *, expected_version: int, key: str, at: datetime, by: str
    ) -> Appended:
        """Append what was decided about a stream, all of it or nothing.

        Args:
            stream: what it is about; its entries are numbered 1, 2, 3 …
            decided: at least one entry.
            expected_version: the version that the decision was made on; 0 for a new stream.
            key: idempotency key. A key that was used before writes nothing and gives what it gave then.
            at: when it was decided, naive UTC.
            by: who decided.

        Raises:
            LedgerConflictError: somebody else decided about the stream meanwhile; or the key was used for another
                decision.
            StorageError: the database cannot be written.
        """
        if not decided:
            raise ValueError("nothing to append")
        contents = [json.dumps(entry.model_dump(mode="json"), sort_keys=True) for entry in decided]
        wanted = [(stream, entry.kind, content) for entry, content in zip(decided, contents, strict=True)]
        try:
            with self._engine.execution_options(appends=True).begin() as connection:
                _lock_out_appends(connection)
                known = _rows_of_key(connection, key)
                if not known:
                    version = _version(connection, stream)
                    if version != expected_version:
                        raise _outdated(stream, expected_version, version)
                    connection.execute(
                        insert(entries),
                        [
                            {
                                "subject": entry.subject,
                                "stream": stream,
                                "version": version + place,
                                "kind": entry.kind,
                                "content": content,
                                "decided_at": at,
                                "decided_by": by,
                                "idempotency_key": key,
                                "place": place,
                            }
                            for place, (entry, content) in enumerate(zip(decided, contents, strict=True), start=1)
                        ],
                    )
                    known = _rows_of_key(connection, key)
        except IntegrityError as error:
            raise _outdated(stream, expected_version, self.version(stream)) from error
        except OperationalError as error:
            raise StorageError(
                f"the ledger cannot be written: {error.orig}",
                where=self._engine.url.render_as_string(hide_password=True),
                fix="nothing was recorded: see that it is writable, held by nobody else and its disk has room",
            ) from error
        if [(row.stream, row.kind, row.content) for row in known] != wanted:
            raise LedgerConflictError(
                "this idempotency key was used for another decision",
                where=f"ledger, entry {known[0].number}",
                fix="use a new key for every decision",
            )
        return _appended(known)

    def entries(self, subject: str, *, since: int = 0) -> tuple[Recorded, ...]:
        """All entries of a subject with numbers above `since`, in the order in which they were appended."""
        chosen = (
            select(entries).where(entries.c.subject == subject, entries.c.number > since).order_by(entries.c.number)
        )
        with self._engine.connect() as connection:
            return tuple(map(_recorded, connection.execute(chosen)))

    def standing(self, subject: str, stream: str, key: str) -> Standing:
        """What stands of a subject, a stream and an idempotency key at one instant.

        One statement asks for all three: between two, somebody else could append, and a command that was written
        would look like one that came too late.
        """
        chosen = (
            select(entries)
            .where((entries.c.subject == subject) | (entries.c.stream == stream) | (entries.c.idempotency_key == key))
            .order_by(entries.c.number)
        )
        with self._engine.connect() as connection:
            found = connection.execute(chosen).all()
        of_key = [row for row in found if row.idempotency_key == key]
        return Standing(
            entries=tuple(_recorded(row) for row in found if row.subject == subject),
            version=max((row.version for row in found if row.stream == stream), default=0),
            written=_appended(of_key) if of_key else None,
        )

    def latest(self, subject: str, *, most: int) -> tuple[Recorded, ...]:
        """The last entries of a subject, newest first."""
        chosen = select(entries).where(entries.c.subject == subject).order_by(entries.c.number.desc()).limit(most)
        with self._engine.connect() as connection:
            return tuple(map(_recorded, connection.execute(chosen)))

    def last_number(self) -> int:
        """The number of the last entry, whatever it is about; 0: there is none."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.max(entries.c.number))).scalar() or 0

    def version(self, stream: str) -> int:
        """How many entries a stream has."""
        with self._engine.connect() as connection:
            return _version(connection, stream)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own transactions begin too late to keep a second writer out; _begin_sqlite begins them.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {_WAIT_SECONDS * 1000}").close()
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL").close()


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work beside one another; of a new file, several may come to do so at once.

    SQLite waits for a lock by itself, but not where two hold one and both want a higher one: the second is refused.
    """
    until = monotonic() + _WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            if not busy or monotonic() > until:
                raise
        sleep(_AGAIN_SECONDS)


def _begin_sqlite(connection: Connection) -> None:
    appends = connection.get_execution_options().get("appends", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if appends else "BEGIN")


def _lock_out_appends(connection: Connection) -> None:
    """Let appends wait for one another, so that numbers become visible in order; SQLite does by BEGIN IMMEDIATE."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE entries IN SHARE ROW EXCLUSIVE MODE"))


def _version(connection: Connection, stream: str) -> int:
    found = connection.execute(select(func.max(entries.c.version)).where(entries.c.stream == stream)).scalar()
    return found or 0


def _rows_of_key(connection: Connection, key: str) -> Sequence[Row[tuple[object, ...]]]:
    return connection.execute(select(entries).where(entries.c.idempotency_key == key).order_by(entries.c.place)).all()


def _appended(rows: Sequence[Row[tuple[object, ...]]]) -> Appended:
    return Appended(tuple(map(_recorded, rows)), rows[-1].version)


def _recorded(row: Row[tuple[object, ...]]) -> Recorded:
    return Recorded(
        number=row.number,
        subject=row.subject,
        stream=row.stream,
        version=row.version,
        kind=row.kind,
        content=json.loads(row.content),
        at=row.decided_at,
        by=row.decided_by,
    )


def _outdated(stream: str, expected: int, version: int) -> LedgerConflictError:
    return LedgerConflictError(
        f"somebody else decided meanwhile: version {version} instead of {expected}",
        where=f"ledger, {stream}",
        fix="look at what they decided, then decide again",
    )
