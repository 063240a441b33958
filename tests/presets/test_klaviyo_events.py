from datetime import datetime
from pathlib import Path

import pytest

from riparian.core.errors import SettingsError
from riparian.presets import klaviyo_events
from riparian.presets.klaviyo_events import (
    CONSENT_OF_METRICS,
    KINDS_OF_METRICS,
    KlaviyoEvent,
    KlaviyoEventsSettings,
    consent_records,
    source_events,
)
from riparian.tables.actions import KINDS
from tests.presets.by_hand import ids_of, made, raw_from, raw_of

UTC = KlaviyoEventsSettings()
SENT = {
    "event_id": "e1",
    "metric": "Received Email",
    "timestamp": "2024-05-01T09:58:12+00:00",
    "email": "ana@riverbank.example",
    "klaviyo_id": "01ANA",
    "campaign_name": "Spring bulbs",
    "subject": "Plant now",
}


def test_a_message_is_an_event_by_e_mail_that_happens_on_no_site() -> None:
    raw = raw_of(KlaviyoEvent, SENT | {"metric": "Clicked Email", "url": "https://www.alderandreed.example/bulbs?x=1"})

    (event,) = made(source_events, raw, UTC)

    assert (event["kind"], event["name"]) == ("click", "Clicked Email")
    assert event["occurred_at"] == datetime(2024, 5, 1, 9, 58, 12)
    assert (event["utm_source"], event["medium"], event["campaign"]) == ("klaviyo", "email", "Spring bulbs")
    assert (event["site"], event["content"]) == (None, "Plant now")
    assert (event["email"], event["other_id"]) == ("ana@riverbank.example", "klaviyo:01ANA")


def test_what_happens_on_the_site_has_the_site_and_no_campaign() -> None:
    raw = raw_of(KlaviyoEvent, SENT | {"metric": "Viewed Product", "url": "https://www.alderandreed.example/p/crocus"})

    (event,) = made(source_events, raw, UTC)

    assert (event["kind"], event["site"], event["content"]) == ("view", "alderandreed.example", "/p/crocus")
    assert (event["medium"], event["campaign"]) == (None, None)


@pytest.mark.parametrize(
    ("metric", "kind"),
    [
        ("Received Email", "receive"),
        ("Opened Email", "open"),
        ("Clicked Email", "click"),
        ("Bounced Email", "bounce"),
        ("Marked Email as Spam", "complain"),
        ("Received SMS", "receive"),
        ("Quiz finished", "other"),
    ],
)
def test_metrics_are_kinds_of_events(metric: str, kind: str) -> None:
    (event,) = made(source_events, raw_of(KlaviyoEvent, SENT | {"metric": metric}), UTC)

    assert event["kind"] == kind


@pytest.mark.parametrize("metric", ["Unsubscribed", "Subscribed to List", "subscribed to list"])
def test_subscribing_and_unsubscribing_are_consent_and_no_events(metric: str) -> None:
    raw = raw_of(KlaviyoEvent, SENT | {"metric": metric})

    assert made(source_events, raw, UTC) == []
    assert len(made(consent_records, raw, UTC)) == 1


@pytest.mark.parametrize("metric", ["Placed Order", "Ordered Product", "Cancelled Order", "Refunded Order"])
def test_the_shops_own_metrics_are_not_told_twice(metric: str) -> None:
    (event,) = made(source_events, raw_of(KlaviyoEvent, SENT | {"metric": metric}), UTC)

    assert event["kind"] in ("check out", "other")
    assert event["amount"] is None


def test_every_kind_is_a_kind_of_action() -> None:
    assert set(KINDS_OF_METRICS.values()) <= set(KINDS)
    assert set(KINDS_OF_METRICS) & set(CONSENT_OF_METRICS) == {"marked email as spam"}


@pytest.mark.parametrize(
    ("metric", "channel", "state"),
    [
        ("Unsubscribed", "email", "revoked"),
        ("Marked Email as Spam", "email", "revoked"),
        ("Subscribed to List", "email", "granted"),
        ("Unsubscribed from SMS", "sms", "revoked"),
    ],
)
def test_subscribing_unsubscribing_and_complaining_state_consent(metric: str, channel: str, state: str) -> None:
    (stated,) = made(consent_records, raw_of(KlaviyoEvent, SENT | {"metric": metric}), UTC)

    assert (stated["channel"], stated["purpose"], stated["state"]) == (channel, "marketing", state)
    assert (stated["stated_at"], stated["evidence"]) == (datetime(2024, 5, 1, 9, 58, 12), metric)


def test_other_metrics_state_no_consent() -> None:
    raw = raw_of(
        KlaviyoEvent, *(SENT | {"metric": name} for name in KINDS_OF_METRICS if name not in CONSENT_OF_METRICS)
    )

    assert made(consent_records, raw, UTC) == []


def test_an_event_without_a_metric_has_no_kind() -> None:
    (event,) = made(source_events, raw_of(KlaviyoEvent, SENT | {"metric": " "}), UTC)

    assert event["kind"] is None


def test_events_are_told_apart_by_klaviyos_id() -> None:
    raw = raw_of(
        KlaviyoEvent, SENT, SENT | {"timestamp": "2024-05-01 09:58:12"}, SENT | {"event_id": None, "id": "e2"}, {}
    )

    assert ids_of(klaviyo_events, raw) == ["e1", "e1", "e2", None]


def test_a_connectors_event_table_is_read_whole(reference: Path) -> None:
    file = reference / "exports" / "fivetran" / "dbt_klaviyo" / "event.csv"
    raw = raw_from(file, klaviyo_events, UTC, KlaviyoEvent)

    events = made(source_events, raw, UTC)

    assert [(one["kind"], one["other_id"], one["content"]) for one in events] == [
        ("receive", "klaviyo:MCX88q", "brand new chopstcks"),
        ("receive", "klaviyo:MCX88q", "brand new chopstcks"),
        ("receive", "klaviyo:LRqEsZ", "brand new shorts"),
        ("check out", "klaviyo:LRqEsZ", "brand new shorts"),
    ]
    assert len(set(ids_of(klaviyo_events, raw))) == 4
    assert events[0]["occurred_at"] == datetime(2020, 4, 5, 20, 2, 45)


def test_columns_of_another_name_are_named_in_the_settings(reference: Path) -> None:
    file = reference / "exports" / "fivetran" / "dbt_klaviyo" / "event_norename.csv"
    settings = KlaviyoEventsSettings(columns={"subject": "propertysubject", "campaign_name": "propertycampaignname"})

    events = made(source_events, raw_from(file, klaviyo_events, settings, KlaviyoEvent), settings)

    # The columns of the fourth row, an order, are shifted in the file.
    assert [one["content"] for one in events][:3] == ["brand new chopstcks", "brand new chopstcks", "brand new shorts"]


def test_a_column_that_the_file_does_not_have_is_an_error_with_a_near_name(tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text("Event,Occurred,Recipient\nReceived Email,2024-05-01,ana@riverbank.example\n")
    settings = KlaviyoEventsSettings(columns={"email": "Recipients"})

    with pytest.raises(SettingsError, match="did you mean 'recipient'"):
        list(klaviyo_events.extract(file, settings))
