import csv
import json
from collections import Counter

import pytest

from tests.testing.company.exports import Exports

ARRIVALS = ("timestamp", "originalTimestamp", "sentAt", "receivedAt")
COMMON = {"unreadable_date", "missing_id", "wrong_column_count"}
KINDS = {
    "shopify_orders.csv": COMMON | {"unreadable_amount", "duplicate"},
    "klaviyo_profiles.csv": {"missing_id", "wrong_column_count", "duplicate", "byte_order_mark"},
    "klaviyo_events.csv": COMMON | {"duplicate"},
    "zendesk_tickets.csv": COMMON | {"duplicate"},
    "surveys.csv": COMMON | {"score_out_of_range", "duplicate"},
    "referrals.csv": COMMON | {"duplicate"},
    "google_ads_campaign_stats.csv": {"unreadable_date", "unreadable_amount"},
    "ad_spend.csv": {"unreadable_date", "unreadable_amount", "wrong_column_count"},
}


def messy_fields(exports: Exports, file: str, defect: str) -> list[dict[str, str]]:
    """Fields of the messy CSV rows of one kind, read at the physical line that the truth names."""
    lines = exports.lines(file)
    header = next(csv.reader(lines[:1]))
    found = []
    for row in exports.truth("messy"):
        if (row["file"], row["defect"]) == (file, defect):
            fields = next(csv.reader(lines[row["line"] - 1 : row["line"] + 2]))
            found.append(dict(zip(header, fields, strict=False)) | {"": str(len(fields) - len(header))})
    return found


@pytest.mark.parametrize("file", sorted(KINDS))
def test_every_file_has_every_kind_of_messy_row(exports: Exports, file: str) -> None:
    kinds = {row["defect"] for row in exports.truth("messy") if row["file"] == file}

    assert kinds == KINDS[file]


def test_web_events_have_every_kind_of_messy_row(exports: Exports) -> None:
    kinds = Counter(row["defect"] for row in exports.truth("messy") if row["file"].startswith("segment/"))

    assert set(kinds) == {"bad_json", "missing_id", "missing_event", "unknown_type", "unreadable_date", "duplicate"}


@pytest.mark.parametrize(
    ("file", "defect", "column", "text"),
    [
        ("shopify_orders.csv", "unreadable_date", "Created at", "31/31/2025 25:61"),
        ("shopify_orders.csv", "missing_id", "Name", ""),
        ("shopify_orders.csv", "unreadable_amount", "Total", "n/a"),
        ("klaviyo_profiles.csv", "missing_id", "Email", ""),
        ("klaviyo_events.csv", "unreadable_date", "Timestamp", "06/02/25 at seven"),
        ("klaviyo_events.csv", "missing_id", "Klaviyo ID", ""),
        ("zendesk_tickets.csv", "unreadable_date", "created_at", "tomorrow"),
        ("zendesk_tickets.csv", "missing_id", "id", ""),
        ("surveys.csv", "score_out_of_range", "score", "14"),
        ("referrals.csv", "missing_id", "referred_email", ""),
        ("google_ads_campaign_stats.csv", "unreadable_amount", "cost_micros", "--"),
        ("ad_spend.csv", "unreadable_date", "day", "31.02.2025"),
    ],
)
def test_messy_rows_are_where_and_what_the_truth_says(
    exports: Exports, file: str, defect: str, column: str, text: str
) -> None:
    found = messy_fields(exports, file, defect)

    assert found
    assert {row[column] for row in found} == {text}
    assert {row[""] for row in found} == {"0"}


@pytest.mark.parametrize("file", [file for file, kinds in KINDS.items() if "wrong_column_count" in kinds])
def test_rows_with_too_few_or_too_many_fields_are_where_the_truth_says(exports: Exports, file: str) -> None:
    surplus = {row[""] for row in messy_fields(exports, file, "wrong_column_count")}

    assert surplus
    assert "0" not in surplus


@pytest.mark.parametrize("file", [file for file, kinds in KINDS.items() if "duplicate" in kinds])
def test_repeated_rows_stand_behind_the_row_they_repeat(exports: Exports, file: str) -> None:
    lines = exports.lines(file)
    repeats = [row["line"] for row in exports.truth("messy") if (row["file"], row["defect"]) == (file, "duplicate")]

    assert repeats
    assert all(lines[line - 1] in lines[: line - 1] for line in repeats)


def test_unusable_messages_are_where_and_what_the_truth_says(exports: Exports) -> None:
    for row in exports.truth("messy"):
        if not row["file"].startswith("segment/") or row["outcome"] != "rejected":
            continue
        line = exports.lines(row["file"])[row["line"] - 1]
        if row["defect"] == "bad_json":
            with pytest.raises(json.JSONDecodeError):
                json.loads(line)
            continue
        message = json.loads(line)
        stamps = {message[key][:2] for key in ARRIVALS if key in message}
        found = {
            "missing_id": "userId" not in message and "anonymousId" not in message,
            "missing_event": message["type"] == "track" and "event" not in message,
            "unknown_type": message["type"] == "pageview",
            "unreadable_date": "20" not in stamps,
        }
        assert [defect for defect, there in found.items() if there] == [row["defect"]]


def test_repeated_messages_carry_the_id_of_an_earlier_one(exports: Exports) -> None:
    good = {message["messageId"]: message["receivedAt"] for message in exports.messages()}
    repeats = [
        json.loads(exports.lines(row["file"])[row["line"] - 1])
        for row in exports.truth("messy")
        if row["file"].startswith("segment/") and row["defect"] == "duplicate"
    ]

    assert repeats
    assert all(message["receivedAt"] >= good[message["messageId"]] for message in repeats)


def test_every_messy_row_is_rejected_known_or_kept(exports: Exports) -> None:
    outcomes = {row["defect"]: row["outcome"] for row in exports.truth("messy")}

    assert outcomes.pop("duplicate") == "known"
    assert outcomes.pop("byte_order_mark") == "kept"
    assert set(outcomes.values()) == {"rejected"}
