import json
from datetime import datetime
from pathlib import Path

import pytest

from riparian.presets import zendesk_users
from riparian.presets.zendesk_users import ZendeskUser, ZendeskUsersSettings, contact_records
from tests.presets.by_hand import good, ids_of, made, raw_from, raw_of

UTC = ZendeskUsersSettings()
ANA = {
    "id": "20978392",
    "name": "Ana Brook",
    "email": "ana@riverbank.example",
    "phone": "'+447312345678",
    "external_id": "c7",
    "role": "end-user",
    "locale": "en-GB",
    "created_at": "2024-05-01T09:58:12Z",
}


def test_an_end_user_is_a_contact_under_the_number_that_tickets_name() -> None:
    (record,) = made(contact_records, raw_of(ZendeskUser, ANA), UTC)

    assert {name: value for name, value in record.items() if value is not None} == {
        "line": 2,
        "record_id": "20978392",
        "recorded_at": datetime(2024, 5, 1, 9, 58, 12),
        "full_name": "Ana Brook",
        "language": "en-GB",
        "user_id": "c7",
        "email": "ana@riverbank.example",
        "phone": "+447312345678",
        "other_id": "zendesk:20978392",
    }


@pytest.mark.parametrize("role", ["agent", "Admin"])
def test_the_company_s_own_people_are_refused(role: str) -> None:
    (record,) = made(contact_records, raw_of(ZendeskUser, ANA | {"role": role}), UTC)

    assert record["refused"] == f"not an end user but an {role.lower()}"


def test_a_user_exported_twice_alike_is_known_and_a_changed_one_is_not() -> None:
    first, again, changed = ids_of(zendesk_users, raw_of(ZendeskUser, ANA, ANA, ANA | {"phone": None}))

    assert first == again != changed


@pytest.mark.parametrize("file", ["user_data.csv", "user_data_snowflake.csv"])
def test_a_connectors_user_table_is_read_whole(reference: Path, file: str) -> None:
    table = reference / "exports" / "fivetran" / "dbt_zendesk" / file

    records = made(contact_records, raw_from(table, zendesk_users, UTC, ZendeskUser), UTC)

    assert len(records) == sum(1 for line in table.read_text().splitlines() if line) - 1
    assert {record["language"] for record in good(records)} == {"en-US"}
    assert all(record["recorded_at"] and record["email"] for record in records)


@pytest.mark.parametrize("number", [20978392, 20978392.0])
def test_json_lines_are_read_too(tmp_path: Path, number: float) -> None:
    file = tmp_path / "users.json"
    file.write_text(json.dumps(ANA | {"id": number}) + "\n" + json.dumps(ANA | {"role": "agent"}) + "\n")

    (record,) = good(made(contact_records, raw_from(file, zendesk_users, UTC, ZendeskUser), UTC))

    assert (record["record_id"], record["email"]) == ("20978392", "ana@riverbank.example")
