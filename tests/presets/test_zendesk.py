import json
from datetime import datetime
from pathlib import Path

import pytest

from riparian.presets import zendesk
from riparian.presets.zendesk import ZendeskSettings, ZendeskTicket, support_cases
from tests.presets.by_hand import ids_of, made, raw_from, raw_of

UTC = ZendeskSettings()


def test_a_ticket_becomes_a_case() -> None:
    raw = raw_of(
        ZendeskTicket,
        {
            "id": "35436",
            "created_at": "2024-05-01T09:58:12Z",
            "solved_at": "2024-05-02T10:00:00Z",
            "status": "Solved",
            "priority": "High",
            "via_channel": "Web",
            "subject": "Where is my parcel?",
            "requester_id": "20978392",
            "requester_email": "ana@riverbank.example",
            "satisfaction_score": "good",
            "reopens": "2",
        },
    )

    (case,) = made(support_cases, raw, UTC)

    assert {name: value for name, value in case.items() if value is not None} == {
        "line": 2,
        "case_number": "35436",
        "opened_at": datetime(2024, 5, 1, 9, 58, 12),
        "solved_at": datetime(2024, 5, 2, 10),
        "status": "solved",
        "priority": "high",
        "channel": "web",
        "subject": "Where is my parcel?",
        "satisfaction": "good",
        "reopens": 2,
        "email": "ana@riverbank.example",
        "other_id": "zendesk:20978392",
    }


@pytest.mark.parametrize(
    "written",
    ["2020-02-19 01:54:52.000000 ", " 2020-02-19 01:54:52", "2020-02-19T01:54:52Z", "2020-02-19 03:54:52 +0200"],
)
def test_times_are_read_however_connectors_write_them(written: str) -> None:
    raw = raw_of(ZendeskTicket, {"id": "1", "created_at": written})

    (case,) = made(support_cases, raw, UTC)

    assert case["opened_at"] == datetime(2020, 2, 19, 1, 54, 52)


def test_times_without_a_zone_are_on_the_clock_of_the_source() -> None:
    raw = raw_of(ZendeskTicket, {"id": "1", "created_at": "2024-07-01 12:00:00"})

    (case,) = made(support_cases, raw, ZendeskSettings(time_zone="Europe/London"))

    assert case["opened_at"] == datetime(2024, 7, 1, 11)


def test_an_unreadable_creation_time_is_left_for_landing_to_reject() -> None:
    raw = raw_of(ZendeskTicket, {"id": "1", "created_at": "yesterday"})

    (case,) = made(support_cases, raw, UTC)

    assert case["opened_at"] is None


@pytest.mark.parametrize(
    ("status", "solved_at"), [("closed", datetime(2024, 5, 3)), ("solved", datetime(2024, 5, 3)), ("open", None)]
)
def test_without_a_time_of_solution_a_solved_ticket_counts_from_its_last_update(
    status: str, solved_at: datetime | None
) -> None:
    raw = raw_of(ZendeskTicket, {"id": "1", "status": status, "updated_at": "2024-05-03 00:00:00"})

    (case,) = made(support_cases, raw, UTC)

    assert case["solved_at"] == solved_at


@pytest.mark.parametrize(
    ("written", "satisfaction"),
    [
        ("Good", "good"),
        ("goodwithcomment", "good"),
        ("5", "good"),
        ("bad", "bad"),
        ("2", "bad"),
        ("3", None),
        ("offered", None),
        ("Unoffered", None),
        ("", None),
    ],
)
def test_only_a_rating_is_satisfaction(written: str, satisfaction: str | None) -> None:
    raw = raw_of(ZendeskTicket, {"id": "1", "satisfaction_score": written})

    (case,) = made(support_cases, raw, UTC)

    assert case["satisfaction"] == satisfaction


def test_a_ticket_exported_again_unchanged_is_the_same_row_and_a_changed_one_is_not() -> None:
    ticket = {"id": "1", "created_at": "2024-05-01 00:00:00", "status": "open"}
    raw = raw_of(ZendeskTicket, ticket, ticket, ticket | {"status": "solved"})

    first, again, later = ids_of(zendesk, raw)

    assert first == again != later


def test_a_connectors_ticket_table_is_read_whole(reference: Path) -> None:
    file = reference / "exports" / "fivetran" / "dbt_zendesk" / "ticket_data.csv"

    cases = made(support_cases, raw_from(file, zendesk, UTC, ZendeskTicket), UTC)

    assert len(cases) == 10
    assert all(case["case_number"] and case["opened_at"] and case["other_id"] for case in cases)
    assert cases[0]["opened_at"] == datetime(2020, 2, 19, 1, 54, 52)
    assert [case["status"] for case in cases].count("deleted") == 2
    assert {case["channel"] for case in cases} == {"web", "email"}


def test_a_ticket_as_the_interface_gives_it_is_read_with_what_lies_inside(tmp_path: Path) -> None:
    ticket = {
        "id": 11,
        "created_at": "2024-01-02T10:00:00Z",
        "updated_at": "2024-01-16T10:00:00Z",
        "status": "solved",
        "requester_id": 900,
        "requester": {"id": 900, "email": "ann@riverbank.example"},
        "satisfaction_rating": {"score": "good", "comment": "thanks"},
        "via": {"channel": "email"},
        "metric_set": {"solved_at": "2024-01-15T10:00:00Z", "reopens": 2},
    }
    unrated = {**ticket, "id": 12, "satisfaction_rating": None, "requester": None}
    file = tmp_path / "tickets.json"
    file.write_text(f"{json.dumps(ticket)}\n{json.dumps(unrated)}\n")

    first, second = made(support_cases, raw_from(file, zendesk, UTC, ZendeskTicket), UTC)

    assert (first["line"], first["case_number"], first["channel"], first["other_id"]) == (
        1,
        "11",
        "email",
        "zendesk:900",
    )
    assert (first["satisfaction"], first["reopens"], first["channel"]) == ("good", 2, "email")
    assert first["email"] == "ann@riverbank.example"
    assert first["solved_at"] == datetime(2024, 1, 15, 10)
    assert (second["line"], second["satisfaction"], second["email"]) == (2, None, None)
