"""Zendesk tickets: one row per ticket, with its satisfaction rating.

Reads the ticket export of the Admin Center (Account, Tools, Reports, Export) as CSV or as JSON lines, a view exported
as CSV, and tables that a connector keeps (`ticket` of the Zendesk schema, with `via_channel` and `requester_id`).

A later export of a ticket replaces the earlier one. A row without a ticket id or with a creation time that cannot be
read is rejected, and so is one that names no requester. Tickets that were deleted in Zendesk stay, with the status
`deleted`. Agents' names, comments and descriptions are not taken over.
"""

from collections.abc import Iterator
from pathlib import Path

import ibis
import pyarrow as pa

from riparian.core.clocks import TimeZone
from riparian.core.columns import Text
from riparian.core.row import Row, Table
from riparian.core.settings import Settings
from riparian.expressions.content import content_of
from riparian.expressions.mapped import mapped_to
from riparian.expressions.text import filled
from riparian.expressions.time import instant_of
from riparian.storage.as_text import read_as_text
from riparian.tables.sources import SupportCase


class ZendeskSettings(Settings):
    """`[[sources]]` with `preset = "zendesk"`."""

    time_zone: TimeZone = "UTC"
    """The clock of times that are written without a zone (connectors and the API write UTC)."""


class ZendeskTicket(Row):
    """A ticket as exported. Grain: one row per ticket and export."""

    id: Text | None
    ticket_id: Text | None
    created_at: Text | None
    updated_at: Text | None
    solved_at: Text | None
    first_replied_at: Text | None
    status: Text | None
    priority: Text | None
    via_channel: Text | None
    via: Text | None
    channel: Text | None
    subject: Text | None
    satisfaction_score: Text | None
    satisfaction_rating: Text | None
    satisfaction_rating_score: Text | None
    satisfaction: Text | None
    reopens: Text | None
    metric_set_solved_at: Text | None
    metric_set_reopens: Text | None
    requester_id: Text | None
    requester_email: Text | None
    requester_e_mail: Text | None
    requester_phone: Text | None
    requester_external_id: Text | None


SATISFACTION = {
    "good": "good", "goodwithcomment": "good", "good with comment": "good", "positive": "good", "5": "good",
    "4": "good",
    "bad": "bad", "badwithcomment": "bad", "bad with comment": "bad", "negative": "bad", "1": "bad", "2": "bad",
}  # fmt: skip
"""What Zendesk writes and our word; a 3 of 5, `offered` and `unoffered` are no rating either way."""
KNOWN_BY = ("id", "created_at")
"""A ticket is known again by its number, and is not that of another desk if it was opened at the same instant."""

DATED_BY = ("created_at",)


def row_by_row(settings: ZendeskSettings) -> bool:
    """Every row is mapped by itself."""
    return True


def recognises(header: tuple[str, ...]) -> float:
    """How surely a header is that of Zendesk tickets."""
    names = set(header)
    requester = any(name.startswith("requester") for name in names)
    ticket = {"id", "ticket_id"} & names and {"via_channel", "via"} & names and {"created_at", "status"} <= names
    return 0.9 if ticket and requester else 0.0


def extract(file: Path, settings: ZendeskSettings) -> Iterator[pa.RecordBatch]:
    """The rows of one file, as text."""
    return read_as_text(file)


def line_id(raw: Table[ZendeskTicket]) -> ibis.Value:
    """All that the row says: the same row twice is one, a changed ticket is a new one."""
    return content_of(raw)


def support_cases(raw: Table[ZendeskTicket], settings: ZendeskSettings) -> Table[SupportCase]:
    """A case per ticket.

    Where the file has no `solved_at` (a connector's `ticket` table), a solved or closed ticket counts as solved at its
    last update: the solution is no later than that.
    """
    status = filled(raw.status).lower()
    solved_at = instant_of(ibis.coalesce(filled(raw.solved_at), filled(raw.metric_set_solved_at)), settings.time_zone)
    solved = ibis.ifelse(
        status.isin(["solved", "closed"]),
        ibis.coalesce(solved_at, instant_of(raw.updated_at, settings.time_zone)),
        solved_at,
    )
    ratings = (raw.satisfaction_score, raw.satisfaction_rating_score, raw.satisfaction_rating, raw.satisfaction)
    rated = filled(ibis.coalesce(*ratings)).lower()
    return mapped_to(
        SupportCase,
        raw,
        case_number=ibis.coalesce(filled(raw.id), filled(raw.ticket_id)),
        opened_at=instant_of(raw.created_at, settings.time_zone),
        first_replied_at=instant_of(raw.first_replied_at, settings.time_zone),
        solved_at=solved,
        status=status,
        channel=ibis.coalesce(filled(raw.via_channel), filled(raw.via), filled(raw.channel)).lower(),
        priority=filled(raw.priority).lower(),
        subject=filled(raw.subject),
        satisfaction=rated.cases(*SATISFACTION.items(), else_=ibis.null("string")),
        reopens=ibis.coalesce(filled(raw.reopens), filled(raw.metric_set_reopens)).try_cast("int64"),
        user_id=filled(raw.requester_external_id),
        email=ibis.coalesce(filled(raw.requester_email), filled(raw.requester_e_mail)),
        phone=filled(raw.requester_phone),
        other_id="zendesk:" + filled(raw.requester_id),
    )
