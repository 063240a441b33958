"""Klaviyo events: what was sent, opened, clicked, bounced, complained about and unsubscribed from.

Reads CSV, JSON lines or Parquet files of metric events: an export with the columns Event ID, Metric, Timestamp, Email
or Klaviyo ID, and the table `event` of a connector (`type`, `datetime`, `person_id`, `property_…`). Other headers are
named in the settings:

```toml
[[sources]]
name = "newsletter"
preset = "klaviyo_events"
files = "klaviyo_events*.csv"
columns = { metric = "Event", timestamp = "Occurred", email = "Recipient" }
```

Subscribing and unsubscribing are statements of consent, and a complaint is one beside its event. The shop's own metrics
are told once, by the shop: Placed Order is a `check out`, and Ordered Product, Fulfilled Order, Cancelled Order and
Refunded Order are kept as `other`, without an amount.

Rejected: rows without e-mail and Klaviyo ID, without a metric, with a time that cannot be read, or deleted in Klaviyo.
"""

from collections.abc import Iterator
from pathlib import Path

import ibis
import pyarrow as pa

from riparian.core.clocks import TimeZone
from riparian.core.columns import Text
from riparian.core.row import Row, Table
from riparian.core.settings import Settings
from riparian.expressions.mapped import mapped_to
from riparian.expressions.text import filled, host_of, path_of, without_apostrophe
from riparian.expressions.time import instant_of
from riparian.storage.as_text import read_as_text
from riparian.storage.renaming import renamed
from riparian.tables.sources import ConsentRecord, SourceEvent


class KlaviyoEventsSettings(Settings):
    """`[[sources]]` with `preset = "klaviyo_events"`."""

    time_zone: TimeZone = "UTC"
    """The clock of times that are written without a zone."""
    columns: dict[str, str] = {}
    """Our name of a column (those of `KlaviyoEvent`) and the header the file has for it."""


class KlaviyoEvent(Row):
    """One metric event as exported. Grain: one row per event and export."""

    event_id: Text | None
    id: Text | None
    metric: Text | None
    metric_name: Text | None
    type: Text | None
    timestamp: Text | None
    datetime: Text | None
    email: Text | None
    phone_number: Text | None
    klaviyo_id: Text | None
    person_id: Text | None
    campaign_name: Text | None
    property_campaign_name: Text | None
    flow_name: Text | None
    campaign_id: Text | None
    flow_id: Text | None
    subject: Text | None
    property_subject: Text | None
    url: Text | None
    property_url: Text | None
    list: Text | None
    property_list: Text | None
    fivetran_deleted: Text | None


KINDS_OF_METRICS = {
    "received email": "receive", "received sms": "receive", "received push": "receive",
    "opened email": "open", "opened push": "open",
    "clicked email": "click", "clicked sms": "click",
    "bounced email": "bounce", "dropped email": "bounce", "failed to deliver sms": "bounce", "bounced push": "bounce",
    "marked email as spam": "complain",
    "active on site": "visit", "viewed product": "view", "added to cart": "add to cart",
    "started checkout": "check out", "checkout started": "check out", "placed order": "check out",
    "submitted review": "review", "left review": "review",
}  # fmt: skip
"""Klaviyo's metric, in lower case, and our kind of event; every other metric is `other`."""

IN_MESSAGES = ("receive", "open", "click", "bounce", "complain")
"""Kinds of events that happen in a message, not on a site."""

CONSENT_OF_METRICS = {
    "subscribed to list": ("email", "granted"),
    "subscribed to email marketing": ("email", "granted"),
    "subscribed to sms marketing": ("sms", "granted"),
    "consented to receive sms": ("sms", "granted"),
    "unsubscribed": ("email", "revoked"),
    "unsubscribed from list": ("email", "revoked"),
    "unsubscribed from email marketing": ("email", "revoked"),
    "marked email as spam": ("email", "revoked"),
    "unsubscribed from sms": ("sms", "revoked"),
    "unsubscribed from sms marketing": ("sms", "revoked"),
}
"""Klaviyo's metric, in lower case, and what it says about which channel."""

DATED_BY = ("datetime", "timestamp")


def row_by_row(settings: KlaviyoEventsSettings) -> bool:
    """Every row is mapped by itself."""
    return True


def recognises(header: tuple[str, ...]) -> float:
    """How surely a header is that of Klaviyo events."""
    names = set(header)
    exported = (
        {"metric", "metric_name"} & names and {"timestamp", "datetime"} & names and {"email", "klaviyo_id"} & names
    )
    connected = {"metric_id", "person_id", "datetime", "type"} <= names
    return 0.9 if exported or connected else 0.0


def extract(file: Path, settings: KlaviyoEventsSettings) -> Iterator[pa.RecordBatch]:
    """The rows of one file, as text, under our names of columns."""
    return renamed(read_as_text(file), settings.columns, file)


def line_id(raw: Table[KlaviyoEvent]) -> ibis.Value:
    """Klaviyo's id of the event (its `uuid` is shared by events of one second)."""
    return ibis.coalesce(filled(raw.event_id), filled(raw.id))


def source_events(raw: Table[KlaviyoEvent], settings: KlaviyoEventsSettings) -> Table[SourceEvent]:
    """An event per row, but for subscribing and unsubscribing, which are consent.

    What happens in a message has no site: the message is where it happened, and its subject is what it was about.
    """
    metric = _metric(raw)
    nothing = ibis.null("string")
    kind = metric.lower().cases(*KINDS_OF_METRICS.items(), else_="other")
    in_message = kind.isin(IN_MESSAGES)
    url = _first(raw, "url", "property_url")
    about = _first(raw, "subject", "property_subject", "list", "property_list")
    campaign = _first(raw, "campaign_name", "property_campaign_name", "flow_name", "campaign_id", "flow_id")
    events = mapped_to(
        SourceEvent,
        raw,
        **_identifiers(raw),
        occurred_at=_occurred_at(raw, settings),
        kind=ibis.ifelse(metric.isnull(), nothing, kind),
        name=metric,
        site=ibis.ifelse(in_message, nothing, host_of(url)),
        content=ibis.coalesce(ibis.ifelse(in_message, nothing, path_of(url)), about),
        utm_source=ibis.ifelse(in_message, "klaviyo", nothing),
        medium=ibis.ifelse(in_message, ibis.ifelse(metric.lower().contains("sms"), "sms", "email"), nothing),
        campaign=ibis.ifelse(in_message, campaign, nothing),
        refused=_deleted(raw),
    )
    only_consent = [name for name in CONSENT_OF_METRICS if name not in KINDS_OF_METRICS]
    return events.filter(~events.name.lower().isin(only_consent).fill_null(False))


def consent_records(raw: Table[KlaviyoEvent], settings: KlaviyoEventsSettings) -> Table[ConsentRecord]:
    """What subscribing, unsubscribing and complaining say; a complaint revokes."""
    metric = _metric(raw)
    stated = mapped_to(
        ConsentRecord,
        raw,
        **_identifiers(raw),
        stated_at=_occurred_at(raw, settings),
        channel=metric.lower().cases(*((name, channel) for name, (channel, _) in CONSENT_OF_METRICS.items())),
        purpose=ibis.literal("marketing"),
        state=metric.lower().cases(*((name, state) for name, (_, state) in CONSENT_OF_METRICS.items())),
        evidence=metric,
        refused=_deleted(raw),
    )
    return stated.filter(stated.state.notnull())


def _metric(raw: ibis.Table) -> ibis.Value:
    return _first(raw, "metric", "metric_name", "type")


def _deleted(raw: ibis.Table) -> ibis.Value:
    return ibis.ifelse(filled(raw.fivetran_deleted).lower() == "true", "deleted in Klaviyo", ibis.null("string"))


def _occurred_at(raw: ibis.Table, settings: KlaviyoEventsSettings) -> ibis.Value:
    return ibis.coalesce(instant_of(raw.datetime, settings.time_zone), instant_of(raw.timestamp, settings.time_zone))


def _identifiers(raw: ibis.Table) -> dict[str, ibis.Value]:
    return {
        "email": filled(raw.email),
        "phone": without_apostrophe(raw.phone_number),
        "other_id": "klaviyo:" + _first(raw, "klaviyo_id", "person_id"),
    }


def _first(raw: ibis.Table, *names: str) -> ibis.Value:
    return ibis.coalesce(*(filled(raw[name]) for name in names))
