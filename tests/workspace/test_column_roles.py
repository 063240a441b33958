from pathlib import Path

import pytest

from riparian.storage.looking import sample_of
from riparian.storage.looking_through import looked_through
from riparian.workspace.column_roles import (
    day_pattern,
    order_of_days,
    roles_of,
    two_decimal_signs,
    written_instant,
    written_number,
)
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
        (["1/13/2025 2:00:09 PM", "1/14/2025 11:00:00 AM"], "%m/%d/%Y %I:%M:%S %p"),
        (["13/01/2025 2:00 PM", "14/01/2025 11:00 AM"], "%d/%m/%Y %I:%M %p"),
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


@pytest.mark.parametrize(
    ("cells", "formula", "told"),
    [
        (["05/03/2025"] * 9 + ["01/25/2023"], "instant(sold_at, '%m/%d/%Y')", ()),
        (["05/03/2025"] * 9 + ["25/01/2023"], "instant(sold_at, '%d/%m/%Y')", ()),
        (["05-03-2025 10:00"] * 9 + ["01-25-2023 10:00"], "instant(sold_at, '%m-%d-%Y %H:%M')", ()),
        (
            ["05/03/2025"] * 9,
            "instant(sold_at, '%d/%m/%Y')",
            ("day first is a guess: no date of sold_at has a day above 12",),
        ),
        (
            ["25/03/2025"] * 9 + ["01/25/2023"],
            "instant(sold_at, '%d/%m/%Y')",
            ("sold_at is read day first, and 1 date of it cannot be: two ways of writing are mixed",),
        ),
        (
            ["05/03/2025"] * 9 + ["01/25/2023"] * 3 + ["25/01/2023"] * 2,
            "instant(sold_at, '%m/%d/%Y')",
            ("sold_at is read month first, and 2 dates of it cannot be: two ways of writing are mixed",),
        ),
        (["05.03.2025"] * 9, "instant(sold_at, '%d.%m.%Y')", ()),
        (["2025-03-05"] * 9, "instant(sold_at)", ()),
    ],
)
def test_a_single_day_above_twelve_says_which_part_is_the_day(
    tmp_path: Path, cells: list[str], formula: str, told: tuple[str, ...]
) -> None:
    look = look_at(tmp_path, "sold_at\n" + "\n".join(cells) + "\n")

    assert written_instant(look, "sold_at") == formula
    assert order_of_days(look, "sold_at") == told


@pytest.mark.parametrize(
    ("cells", "formula", "told"),
    [
        (["49,90", "1.250"], "number(total, ',')", ()),
        (["49.90", "1,250"], "number(total)", ()),
        (["1.250", "1250"], "number(total)", ()),
        (
            ["49,90", "49,95", "49.90"],
            "number(total, ',')",
            ("total has decimal commas (2) and decimal points (1): thousands may be misread",),
        ),
        (
            ["1,234", "1,250", "2,000", "12,50"],
            "number(total)",
            ("total has decimal commas (1) and ones as in 1,234 (3), which are read as thousands, as 1234",),
        ),
        (
            ["49,90", "9,95", "1,234"],
            "number(total, ',')",
            ("total has decimal commas (2) and ones as in 1,234 (1), which are read as decimal ones, as 1.234",),
        ),
        (
            ["49,90", "1.250", "2.000", "1,234"],
            "number(total, ',')",
            ("total has decimal commas (1) and ones as in 1,234 (1), which are read as decimal ones, as 1.234",),
        ),
        (["1,234", "1,250", "2,000"], "number(total)", ()),
        (
            ["49,90", "49.90"],
            "number(total)",
            ("total has decimal commas (1) and decimal points (1): thousands may be misread",),
        ),
    ],
)
def test_a_column_says_its_decimal_sign(tmp_path: Path, cells: list[str], formula: str, told: tuple[str, ...]) -> None:
    file = tmp_path / "sales.csv"
    file.write_text("who;total\n" + "".join(f"x;{cell}\n" for cell in cells), encoding="utf-8")
    look = looked_through(sample_of(file), [file])

    assert written_number(look, "total") == formula
    assert two_decimal_signs(look, "total") == told
