from datetime import datetime
from pathlib import Path

import pytest

from riparian.presets import klaviyo
from riparian.presets.klaviyo import KlaviyoProfile, KlaviyoSettings, consent_records, contact_records
from tests.presets.by_hand import made, raw_from, raw_of

UTC = KlaviyoSettings()
ANA = {
    "klaviyo_id": "01ANA",
    "email": "Ana@riverbank.example",
    "phone_number": "'+447312345678",
    "first_name": "Ana",
    "last_name": "Brook",
    "city": "Bath",
    "country": "United Kingdom",
    "profile_created_on": "2024-05-01 09:58:12",
    "last_active": "2024-09-01 00:00:00",
}


def test_a_profile_becomes_a_record_under_its_klaviyo_id() -> None:
    raw = raw_of(KlaviyoProfile, ANA)

    (record,) = made(contact_records, raw, UTC)

    assert record["record_id"] == "01ANA"
    assert record["other_id"] == "klaviyo:01ANA"
    assert (record["email"], record["phone"]) == ("Ana@riverbank.example", "+447312345678")
    assert (record["full_name"], record["city"], record["country"]) == ("Ana Brook", "Bath", "GB")
    assert record["recorded_at"] == datetime(2024, 5, 1, 9, 58, 12)
    assert record["refused"] is None


def test_a_profile_whose_id_was_not_exported_is_told_by_its_address() -> None:
    raw = raw_of(KlaviyoProfile, ANA | {"klaviyo_id": None}, {"phone_number": "+353851234567"})

    records = made(contact_records, raw, UTC)

    assert [record["record_id"] for record in records] == ["ana@riverbank.example", "+353851234567"]


def test_a_profile_of_nobody_has_no_record_id() -> None:
    raw = raw_of(KlaviyoProfile, ANA | {"klaviyo_id": " ", "email": "", "phone_number": None})

    (record,) = made(contact_records, raw, UTC)

    assert record["record_id"] is None


def test_the_earliest_date_stands_in_where_the_creation_was_not_exported() -> None:
    raw = raw_of(KlaviyoProfile, {"last_open": "2024-03-01 00:00:00", "first_active": "2024-02-01 00:00:00"})

    (record,) = made(contact_records, raw, UTC)

    assert record["recorded_at"] == datetime(2024, 2, 1)


UNDATED = {"email": "ana@riverbank.example", "email_marketing_consent": "SUBSCRIBED"}


def test_a_profile_without_a_date_is_refused_until_the_day_of_the_export_is_told() -> None:
    (record,) = made(contact_records, raw_of(KlaviyoProfile, UNDATED), UTC)

    assert (record["recorded_at"], record["refused"]) == (
        None,
        "it has no date, and the source's recorded_on is not set",
    )


def test_the_day_of_the_export_is_the_date_of_profiles_that_have_none_and_of_no_others() -> None:
    settings = KlaviyoSettings(time_zone="Europe/Berlin", recorded_on="2024-06-02")
    raw = raw_of(KlaviyoProfile, UNDATED, UNDATED | {"first_active": "2024-02-01 12:00:00"})

    records, consents = made(contact_records, raw, settings), made(consent_records, raw, settings)

    days = [datetime(2024, 6, 1, 22), datetime(2024, 2, 1, 11)]
    assert [record["recorded_at"] for record in records] == days
    assert [record["refused"] for record in records] == [None, None]
    assert [(consent["state"], consent["stated_at"]) for consent in consents] == [("granted", day) for day in days]


def test_a_profile_deleted_by_the_connector_is_refused() -> None:
    raw = raw_of(KlaviyoProfile, ANA | {"fivetran_deleted": "TRUE"})

    (record,) = made(contact_records, raw, UTC)

    assert record["refused"] == "deleted in Klaviyo"


def test_each_channel_says_what_it_agreed_to_and_never_subscribed_says_nothing() -> None:
    consent = {
        "email_marketing_consent": "SUBSCRIBED",
        "email_marketing_consent_timestamp": "2024-06-01 08:00:00",
        "sms_marketing_consent": "Unsubscribed",
        "sms_marketing_consent_timestamp": "2024-07-01 08:00:00",
    }
    raw = raw_of(KlaviyoProfile, ANA | consent, ANA | {"email_marketing_consent": "NEVER_SUBSCRIBED"})

    records = made(consent_records, raw, UTC)

    assert [(one["line"], one["slot"], one["channel"], one["state"], one["stated_at"]) for one in records] == [
        (2, 0, "email", "granted", datetime(2024, 6, 1, 8)),
        (2, 1, "sms", "revoked", datetime(2024, 7, 1, 8)),
    ]
    assert all(one["dated"] for one in records)
    assert {one["purpose"] for one in records} == {"marketing"}


@pytest.mark.parametrize(
    ("consent", "stated_at"),
    [("SUBSCRIBED", datetime(2024, 5, 1, 9, 58, 12)), ("UNSUBSCRIBED", datetime(2024, 9, 1))],
)
def test_without_a_timestamp_a_yes_is_as_old_and_a_no_as_young_as_it_can_be(consent: str, stated_at: datetime) -> None:
    raw = raw_of(KlaviyoProfile, ANA | {"email_marketing_consent": consent})

    (record,) = made(consent_records, raw, UTC)

    assert (record["stated_at"], record["dated"]) == (stated_at, False)


def test_a_suppressed_profile_revokes_after_its_own_yes() -> None:
    consent = {"email_marketing_consent": "SUBSCRIBED", "email_marketing_consent_timestamp": "2024-10-01 00:00:00"}
    raw = raw_of(KlaviyoProfile, ANA | consent | {"email_suppressions": "['HARD_BOUNCE']"})

    granted, revoked = made(consent_records, raw, UTC)

    assert (granted["state"], revoked["state"]) == ("granted", "revoked")
    assert (revoked["stated_at"], revoked["slot"]) >= (granted["stated_at"], granted["slot"])
    assert revoked["evidence"] == "suppressed: hard_bounce"
    assert revoked["dated"] is False


@pytest.mark.parametrize("written", ["", "[]", " "])
def test_an_empty_list_of_suppressions_says_nothing(written: str) -> None:
    raw = raw_of(KlaviyoProfile, ANA | {"email_suppressions": written})

    assert made(consent_records, raw, UTC) == []


def test_a_person_who_unsubscribed_and_is_suppressed_for_it_says_no_once() -> None:
    raw = raw_of(
        KlaviyoProfile, ANA | {"email_marketing_consent": "UNSUBSCRIBED", "email_suppressions": "UNSUBSCRIBED"}
    )

    assert len(made(consent_records, raw, UTC)) == 1


def test_a_connectors_person_table_is_read_whole(reference: Path) -> None:
    file = reference / "exports" / "fivetran" / "dbt_klaviyo" / "person.csv"
    raw = raw_from(file, klaviyo, UTC, KlaviyoProfile)

    records, consents = made(contact_records, raw, UTC), made(consent_records, raw, UTC)

    assert [(record["record_id"], record["email"], record["recorded_at"]) for record in records] == [
        ("01F35SYVPX6MS88ARK37864GJX", "nobody@hotmail.com", datetime(2021, 4, 13, 14, 25, 27)),
        ("01F366M1ZERT4HM2Z9R2V9G7BY", "mrgoogle@gmail.com", datetime(2021, 4, 13, 18, 6, 44)),
    ]
    assert [record["full_name"] for record in records] == [None, "MArio Lopez"]
    assert consents == []


def test_an_export_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "profiles.csv"
    text = "Email,Klaviyo ID,State / Region,Profile Created On\nana@riverbank.example,01ANA,Avon,2024-05-01 09:58:12\n"
    file.write_text(text, encoding="utf-8-sig")

    (record,) = made(contact_records, raw_from(file, klaviyo, UTC, KlaviyoProfile), UTC)

    assert (record["email"], record["record_id"]) == ("ana@riverbank.example", "01ANA")
