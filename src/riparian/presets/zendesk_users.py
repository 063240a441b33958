"""Zendesk end users: who asks for help, under the ids that tickets name.

Reads the user export of the Admin Center (Account, Tools, Reports, Export, users) as CSV, JSON lines or Parquet, and
the table `user` of a connector. Tickets name their requester by a number; here stand the name, the address and the
telephone of that number, so that what somebody asked and what they bought come together.

A later export of a user replaces what it tells of the earlier record. Rejected: agents and administrators, who are the
company's own people, and rows without an id or a creation time that can be read.
"""

from collections.abc import Iterator
from pathlib import Path

import ibis
import pyarrow as pa

from riparian.core.clocks import TimeZone
from riparian.core.columns import Text
from riparian.core.row import Row, Table, promises
from riparian.core.settings import Settings
from riparian.expressions.content import content_of
from riparian.expressions.mapped import mapped_to
from riparian.expressions.text import filled, without_apostrophe
from riparian.expressions.time import instant_of
from riparian.storage.as_text import read_as_text
from riparian.storage.formats import format_of
from riparian.storage.json_lines import read_json_lines
from riparian.tables.sources import ContactRecord


class ZendeskUsersSettings(Settings):
    """`[[sources]]` with `preset = "zendesk_users"`."""

    time_zone: TimeZone = "UTC"
    """The clock of times that are written without a zone (connectors and the API write UTC)."""


class ZendeskUser(Row):
    """A user as exported. Grain: one row per user and export."""

    id: Text | None
    name: Text | None
    email: Text | None
    phone: Text | None
    external_id: Text | None
    role: Text | None
    locale: Text | None
    created_at: Text | None


_TELLING = {"suspended", "ticket_restriction", "moderator", "restricted_agent", "shared_agent", "only_private_comments"}
"""Fields that users of Zendesk have, and hardly anybody else."""

DATED_BY = ("created_at",)


def row_by_row(settings: ZendeskUsersSettings) -> bool:
    """Every row is mapped by itself."""
    return True


def recognises(header: tuple[str, ...]) -> float:
    """How surely a header is that of Zendesk users."""
    names = set(header)
    return 0.9 if {"id", "name", "email", "role", "created_at"} <= names and len(names & _TELLING) >= 2 else 0.0


def extract(file: Path, settings: ZendeskUsersSettings) -> Iterator[pa.RecordBatch]:
    """The rows of one file, as text: CSV, JSON lines or Parquet, told by how the file begins."""
    if format_of(file) == "json lines":
        fields = {promise.name: promise.name for promise in promises(ZendeskUser)}
        return read_json_lines(file, fields)
    return read_as_text(file)


def line_id(raw: Table[ZendeskUser]) -> ibis.Value:
    """All that the row says: the same row twice is one, a changed user is a new one."""
    return content_of(raw)


def contact_records(raw: Table[ZendeskUser], settings: ZendeskUsersSettings) -> Table[ContactRecord]:
    """A record per end user."""
    number, role = filled(raw.id), filled(raw.role).lower()
    return mapped_to(
        ContactRecord,
        raw,
        record_id=number,
        recorded_at=instant_of(raw.created_at, settings.time_zone),
        full_name=filled(raw.name),
        language=filled(raw.locale),
        user_id=filled(raw.external_id),
        email=filled(raw.email),
        phone=without_apostrophe(raw.phone),
        other_id="zendesk:" + number,
        refused=ibis.ifelse(role.isin(["agent", "admin"]), "not an end user but an " + role, ibis.null("string")),
    )
