from datetime import datetime
from pathlib import Path

import pytest

from riparian.presets import referrals as preset
from riparian.presets.referrals import ReferralRow, ReferralsSettings, referrals
from tests.presets.by_hand import ids_of, made, raw_from, raw_of

UTC = ReferralsSettings()
SENT = {
    "referrer_email": "ana@riverbank.example",
    "referred_email": "bo@millpond.example",
    "referred_at": "2024-05-01 09:58:12",
    "code": "ANA10",
    "status": "Converted",
    "converted_at": "2024-05-09 10:00:00",
}


def test_a_referral_says_who_sent_whom_and_what_became_of_it() -> None:
    (referral,) = made(referrals, raw_of(ReferralRow, SENT), UTC)

    assert {name: value for name, value in referral.items() if value is not None} == {
        "line": 2,
        "referrer_email": "ana@riverbank.example",
        "email": "bo@millpond.example",
        "referred_at": datetime(2024, 5, 1, 9, 58, 12),
        "converted_at": datetime(2024, 5, 9, 10),
        "code": "ANA10",
        "status": "converted",
    }


def test_people_may_be_named_by_user_id() -> None:
    raw = raw_of(ReferralRow, {"referrer_id": "7", "referee_id": "8", "created_at": "2024-05-01"})

    (referral,) = made(referrals, raw, UTC)

    assert (referral["referrer_user_id"], referral["user_id"], referral["refused"]) == ("7", "8", None)
    assert referral["referred_at"] == datetime(2024, 5, 1)


def test_the_conversion_dates_a_referral_that_has_no_other_date() -> None:
    (referral,) = made(referrals, raw_of(ReferralRow, SENT | {"referred_at": None}), UTC)

    assert referral["referred_at"] == referral["converted_at"] == datetime(2024, 5, 9, 10)


@pytest.mark.parametrize(
    "referred", ["ana@riverbank.example", " ANA@Riverbank.example ", "ana+friend@riverbank.example"]
)
def test_nobody_refers_themselves(referred: str) -> None:
    (referral,) = made(referrals, raw_of(ReferralRow, SENT | {"referred_email": referred}), UTC)

    assert referral["refused"] == "refers to themselves"


def test_the_same_user_id_refers_to_themselves_under_another_address() -> None:
    raw = raw_of(ReferralRow, SENT | {"referrer_user_id": "7", "referred_user_id": "7"})

    (referral,) = made(referrals, raw, UTC)

    assert referral["refused"] == "refers to themselves"


@pytest.mark.parametrize(
    ("without", "reason"),
    [("referred_email", "nobody is named as referred"), ("referrer_email", "nobody is named as the referrer")],
)
def test_a_referral_without_one_of_the_two_is_refused(without: str, reason: str) -> None:
    (referral,) = made(referrals, raw_of(ReferralRow, SENT | {without: " "}), UTC)

    assert referral["refused"] == reason


def test_the_same_row_again_is_the_same_referral_and_one_that_came_further_is_not() -> None:
    first, again, further = ids_of(preset, raw_of(ReferralRow, SENT, SENT, SENT | {"status": "invited"}))

    assert first == again != further


def test_headers_of_another_name_are_named_in_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "friends.csv"
    file.write_text("Member;Friend;Invited at\nana@riverbank.example;bo@millpond.example;2024-05-01 09:58:12\n")
    settings = ReferralsSettings(columns={"referrer_email": "Member", "referred_email": "Friend"})

    (referral,) = made(referrals, raw_from(file, preset, settings, ReferralRow), settings)

    assert (referral["referrer_email"], referral["email"]) == ("ana@riverbank.example", "bo@millpond.example")
    assert referral["referred_at"] == datetime(2024, 5, 1, 9, 58, 12)
