"""The table of entries, on SQLite and on PostgreSQL, and the guards that keep them from being edited."""

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
)

metadata = MetaData()

entries = Table(
    "entries",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("subject", Text, nullable=False, index=True),
    Column("stream", Text, nullable=False),
    Column("version", Integer, CheckConstraint("version > 0"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("decided_at", DateTime(timezone=False), nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("idempotency_key", Text, nullable=False),
    Column("place", Integer, nullable=False),
    # Two writers who both saw version n both try to write n + 1: the database lets one.
    UniqueConstraint("stream", "version"),
    UniqueConstraint("idempotency_key", "place"),
    sqlite_autoincrement=True,
)

_GUARDS = {
    "sqlite": "CREATE TRIGGER entries_stay_on_{change} BEFORE {change} ON entries "
    "BEGIN SELECT RAISE(ABORT, 'entries are never edited'); END",
    "postgresql": "CREATE RULE entries_stay_on_{change} AS ON {change} TO entries DO INSTEAD NOTHING",
}

for _dialect, _guard in _GUARDS.items():
    for _change in ("update", "delete"):
        _statement = DDL(_guard.format(change=_change))  # type: ignore[no-untyped-call]  # SQLAlchemy has not typed it
        event.listen(entries, "after_create", _statement.execute_if(dialect=_dialect))
