"""Klaviyo profiles: who they are, and what they agreed to.

Reads the export of a list or segment (Manage list, Export to CSV; tick Klaviyo ID, the consent columns with their
timestamps, Profile Created On and Email Suppressions), and the table `person` of a connector, as CSV,
JSON lines or Parquet. Columns that were not ticked are not known.

One row is a contact record, a statement of consent for e-mail and one for text messages, and a third when the profile
is suppressed. `NEVER_SUBSCRIBED` is no statement. A yes without a timestamp counts from the first instant on the row, a
no or a suppression without one from the last instant on the row: a doubt never makes a yes younger or a no older. Where
no timestamp tells when, a later export that says the same adds no action.

An export in which no date was ticked says nothing of when anything was. Its profiles are known from the day on which
it was made, which only you know (`recorded_on`): a file's own date is that of its last copy.

A later export of a profile replaces what it tells of the earlier record. Rejected: rows with neither Klaviyo ID, e-mail
nor phone number, rows without any date where `recorded_on` is not set, rows that were deleted in Klaviyo.
"""

from collections.abc import Iterator
from pathlib import Path

import ibis
import pyarrow as pa
from pydantic import Field

from riparian.core.clocks import TimeZone
from riparian.core.columns import Text
from riparian.core.row import Row, Table
from riparian.core.settings import Settings
from riparian.expressions.content import content_of
from riparian.expressions.mapped import mapped_to
from riparian.expressions.text import filled, without_apostrophe
from riparian.expressions.time import instant_of
from riparian.storage.as_text import read_as_text
from riparian.tables.sources import SUPPRESSED, ConsentRecord, ContactRecord


class KlaviyoSettings(Settings):
    """`[[sources]]` with `preset = "klaviyo"`."""

    time_zone: TimeZone = "UTC"
    """The clock of the timestamps, which Klaviyo writes without a zone."""
    recorded_on: str = Field(default="", pattern=r"^(\d{4}-\d{2}-\d{2})?$")
    """The day on which the export was made (`2024-05-01`), from which profiles without any date are known."""


class KlaviyoProfile(Row):
    """A profile as exported. Grain: one row per profile and export."""

    klaviyo_id: Text | None
    id: Text | None
    email: Text | None
    phone_number: Text | None
    external_id: Text | None
    first_name: Text | None
    last_name: Text | None
    organization: Text | None
    city: Text | None
    country: Text | None
    locale: Text | None
    profile_created_on: Text | None
    date_added: Text | None
    created: Text | None
    first_active: Text | None
    last_active: Text | None
    last_open: Text | None
    last_click: Text | None
    updated: Text | None
    email_marketing_consent: Text | None
    email_marketing_consent_timestamp: Text | None
    sms_marketing_consent: Text | None
    sms_marketing_consent_timestamp: Text | None
    email_suppressions: Text | None
    fivetran_deleted: Text | None


STATES = {"SUBSCRIBED": "granted", "UNSUBSCRIBED": "revoked"}
"""Klaviyo's word and ours."""

_CREATED = ("profile_created_on", "created", "date_added")
_SEEN = (
    *_CREATED, "first_active", "last_active", "last_open", "last_click", "updated",
    "email_marketing_consent_timestamp", "sms_marketing_consent_timestamp",
)  # fmt: skip
_CHANNELS = ("email", "sms")


def recognises(header: tuple[str, ...]) -> float:
    """How surely a header is that of Klaviyo profiles."""
    names = set(header)
    if "metric" in names or "event_id" in names:
        return 0.0
    exported = "email" in names and {"klaviyo_id", "email_marketing_consent", "email_suppressions"} & names
    connected = {"id", "email", "phone_number", "organization", "last_event_date"} <= names
    return 0.9 if exported else 0.8 if connected else 0.0


def extract(file: Path, settings: KlaviyoSettings) -> Iterator[pa.RecordBatch]:
    """The rows of one file, as text."""
    return read_as_text(file)


def line_id(raw: Table[KlaviyoProfile]) -> ibis.Value:
    """All that the row says: the same row twice is one, a changed profile is a new one."""
    return content_of(raw)


def contact_records(raw: Table[KlaviyoProfile], settings: KlaviyoSettings) -> Table[ContactRecord]:
    """A record per profile, under its Klaviyo ID, else its e-mail or phone number."""
    identifiers = _identifiers(raw)
    deleted = filled(raw.fivetran_deleted).lower() == "true"
    seen = _seen(raw, settings)
    recorded_at = ibis.coalesce(*(seen[name] for name in _CREATED), ibis.least(*seen.values()))
    refused = ibis.cases(
        (deleted, "deleted in Klaviyo"),
        (recorded_at.isnull(), "it has no date, and the source's recorded_on is not set"),
    )
    return mapped_to(
        ContactRecord,
        raw,
        **identifiers,
        record_id=ibis.coalesce(_klaviyo_id(raw), identifiers["email"].lower(), identifiers["phone"]),
        recorded_at=recorded_at,
        full_name=filled(raw.first_name.fill_null("") + " " + raw.last_name.fill_null("")),
        company=filled(raw.organization),
        city=filled(raw.city),
        country=filled(raw.country),
        language=filled(raw.locale),
        refused=refused,
    )


def consent_records(raw: Table[KlaviyoProfile], settings: KlaviyoSettings) -> Table[ConsentRecord]:
    """What each profile says about e-mail and text messages, and that a suppressed one gets no e-mail.

    A suppression (bounced, complained, removed by hand) is written as revoked, after the consent of the same row.
    """
    seen = _seen(raw, settings)
    rows = raw.mutate(
        first_at=ibis.least(*seen.values()),
        last_at=ibis.greatest(*seen.values()),
        suppressed=filled(raw.email_suppressions.re_replace(r"[\[\]'\"]", "")).lower(),
        **{f"{channel}_state": _state(raw[f"{channel}_marketing_consent"]) for channel in _CHANNELS},
        **{f"{channel}_stated_at": seen[f"{channel}_marketing_consent_timestamp"] for channel in _CHANNELS},
    ).view()  # a view, or Ibis would write all of this out wherever it is used
    stated = []
    for slot, channel in enumerate(_CHANNELS):
        state = rows[f"{channel}_state"]
        without_stamp = ibis.ifelse(state == "revoked", rows.last_at, rows.first_at)
        stamp = rows[f"{channel}_stated_at"]
        given = {"stated_at": ibis.coalesce(stamp, without_stamp), "dated": stamp.notnull()}
        stated.append(_statements(rows, state, channel=channel, evidence="profile", slot=slot, **given))
    still_granted = rows.suppressed.notnull() & (rows.email_state.fill_null("") != "revoked")
    state = ibis.ifelse(still_granted, "revoked", ibis.null("string"))
    evidence = f"{SUPPRESSED}: " + rows.suppressed
    given = {"stated_at": rows.last_at, "dated": ibis.literal(False)}
    return ibis.union(*stated, _statements(rows, state, channel="email", evidence=evidence, slot=2, **given))


def _seen(raw: ibis.Table, settings: KlaviyoSettings) -> dict[str, ibis.Value]:
    """The instants on each row; where there are none, it was last updated on the day of the export."""
    seen = {name: instant_of(raw[name], settings.time_zone) for name in _SEEN}
    exported = instant_of(ibis.literal(settings.recorded_on or None, "string"), settings.time_zone)
    dated = ibis.coalesce(*seen.values()).notnull()
    return seen | {"updated": ibis.ifelse(dated, seen["updated"], exported)}


def _statements(
    rows: ibis.Table, state: ibis.Value, *, channel: str, evidence: ibis.Value | str, slot: int, **given: ibis.Value
) -> ibis.Table:
    stated = mapped_to(
        ConsentRecord,
        rows,
        **_identifiers(rows),
        **given,
        channel=ibis.literal(channel),
        purpose=ibis.literal("marketing"),
        state=state,
        evidence=ibis.literal(evidence) if isinstance(evidence, str) else evidence,
        slot=ibis.literal(slot),
    )
    return stated.filter(stated.state.notnull())


def _state(consent: ibis.Value) -> ibis.Value:
    return filled(consent).upper().cases(*STATES.items(), else_=ibis.null("string"))


def _klaviyo_id(raw: ibis.Table) -> ibis.Value:
    return ibis.coalesce(filled(raw.klaviyo_id), filled(raw.id))


def _identifiers(raw: ibis.Table) -> dict[str, ibis.Value]:
    return {
        "user_id": filled(raw.external_id),
        "email": filled(raw.email),
        "phone": without_apostrophe(raw.phone_number),
        "other_id": "klaviyo:" + _klaviyo_id(raw),
    }
