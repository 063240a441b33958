from pathlib import Path

import pytest

from riparian.workspace.column_roles import day_pattern, roles_of, written_instant
from tests.workspace.exports import EVENTS, ORDERS, look_at


def test_the_columns_of_orders_are_told_by_their_names(tmp_path: Path) -> None:
    assert roles_of(look_at(tmp_path, ORDERS)) == {
        "when": "date",
        "email": "e_mail",
        "user_id": "customer",
        "order_number": "order_id",
        "total": "total",
        "currency": "currency",
    }


def test_the_columns_of_events_are_told_by_their_names(tmp_path: Path) -> None:
    roles = roles_of(look_at(tmp_path, EVENTS))

    assert (roles["event"], roles["when"], roles["anonymous_id"], roles["url"]) == (
        "event",
        "timestamp",
        "visitor_id",
        "url",
    )


@pytest.mark.parametrize(
    ("header", "when"),
    [
        ("updated_at,created_at", "created_at"),
        ("birth_date,joined_on", "joined_on"),
        ("ship_date,invoice_date", "invoice_date"),
        ("noted,timestamp", "timestamp"),
        ("updated_at,label", "updated_at"),
    ],
)
def test_what_happened_stands_before_what_was_noted_about_it(tmp_path: Path, header: str, when: str) -> None:
    second = "x" if header.endswith("label") else "2025-01-02"

    assert roles_of(look_at(tmp_path, f"{header}\n2025-01-01,{second}\n"))["when"] == when


def test_an_address_is_known_by_its_cells_too(tmp_path: Path) -> None:
    assert roles_of(look_at(tmp_path, "wer,wann\nana@alder.test,2025-01-01\n"))["email"] == "wer"


@pytest.mark.parametrize(
    ("texts", "pattern"),
    [
        (["2025-01-31", "2025-02-01"], ""),
        (["31/01/2025 10:00", "01/02/2025 11:00"], "%d/%m/%Y %H:%M"),
        (["01/31/2025", "02/01/2025"], "%m/%d/%Y"),
        (["05.03.2025", "06.03.2025"], "%d.%m.%Y"),
        (["05/03/2025", "06/03/2025"], "%d/%m/%Y"),
        (["31/01/2025", "01/02/2025", "02/02/2025", "unknown"], "%d/%m/%Y"),
        (["soon", "later"], ""),
        ([], ""),
    ],
)
def test_the_pattern_of_days_reads_most_of_them(texts: list[str], pattern: str) -> None:
    assert day_pattern(texts) == pattern


@pytest.mark.parametrize(
    ("cell", "formula"),
    [
        ("2025-01-01T10:00:00Z", "instant(created_at)"),
        ("31/01/2025", "instant(created_at, '%d/%m/%Y')"),
        ("1735725600", "epoch(number(created_at))"),
        ("1735725600000", "epoch(number(created_at))"),
    ],
)
def test_an_instant_is_read_as_it_is_written(tmp_path: Path, cell: str, formula: str) -> None:
    look = look_at(tmp_path, f"created_at\n{cell}\n")

    assert roles_of(look)["when"] == "created_at"
    assert written_instant(look, "created_at") == formula
