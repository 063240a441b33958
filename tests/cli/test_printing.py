from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from riparian.build.plan import Step
from riparian.cli import printing
from riparian.cli.build import Progress
from riparian.cli.printing import cell, duration, fitted, number
from riparian.core.columns import Column
from riparian.core.durations import duration as read_duration
from riparian.tables.identity import Person

PEOPLE = [{"person_key": 1, "known": True, "email": "ana@alder.test", "company": "Alder & Reed" * 9}]


@pytest.mark.parametrize(
    ("value", "text"), [(1234567, "1,234,567"), (0.33333, "0.3333"), (12.0, "12"), (123456.7, "123,457"), (0, "0")]
)
def test_numbers_are_written_for_people(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(minutes=30), "30 min"),
        (timedelta(hours=36), "36 h"),
        (timedelta(days=90), "90 days"),
        (timedelta(weeks=4), "4 weeks"),
        (timedelta(days=364), "364 days"),
        (timedelta(seconds=90), "90 s"),
        (timedelta(0), "0 s"),
    ],
)
def test_durations_are_written_as_settings_read_them(length: timedelta, text: str) -> None:
    assert duration(length) == text
    assert read_duration(text) == length


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("band", 3, "3 Trust"),
        ("from_band", 0, "0"),
        ("person_key", 1234567, "1234567"),
        ("people", 1234, "1,234"),
        ("dormant", False, "no"),
        ("at", datetime(2025, 1, 2, 3, 4, 5, 600), "2025-01-02 03:04:05"),
        ("month_on", date(2025, 1, 1), "2025-01-01"),
        ("email", None, "–"),
        ("subject", "two\n lines", "two lines"),
    ],
)
def test_cells_are_written_by_what_they_hold(name: str, value: object, text: str) -> None:
    assert cell(name, Column("string"), value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(250_050, "£2,500.50"), (2_503_321.4, "£25,033.21"), (-12.5, "−£0.12"), (float("inf"), "inf")]
)
def test_money_is_written_in_units_of_its_currency_whole_or_not(value: float, text: str) -> None:
    assert cell("margin", Column("float64", unit="minor units"), value, "GBP") == text


def test_in_a_terminal_the_columns_that_fit_are_shown_and_the_others_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "in_terminal", lambda: True)
    monkeypatch.setattr(printing, "width", lambda: 45)

    table, beyond = fitted(Person, ["person_key", "known", "email", "company"], PEOPLE)

    assert [column.header for column in table.columns] == ["person_key", "known", "email"]
    assert beyond == ["company"]


def test_in_a_terminal_a_long_text_is_clipped_and_steers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "in_terminal", lambda: True)

    long, steering = (cell("full_name", Column("string"), text) for text in ("x" * 150_000, "\x1b[2Jgone"))

    assert long == "x" * 47 + "…"
    assert steering == "\N{REPLACEMENT CHARACTER}[2Jgone"


def test_piped_output_has_every_column_whole() -> None:
    table, beyond = fitted(Person, ["person_key", "company"], PEOPLE)

    assert (len(table.columns), beyond) == (2, [])
    assert cell("company", Column("string"), PEOPLE[0]["company"]) == PEOPLE[0]["company"]


def test_progress_in_a_pipe_is_a_plain_line_for_each_table(capsys: pytest.CaptureFixture[str]) -> None:
    step = Step("standings", "computed", 1234, 0.52, 0, "", "", datetime(2025, 1, 1))
    progress = Progress()

    with progress:
        progress.tell(step)
        progress.tell(replace(step, table="recommend_scores", state="empty", rows=0, note="nobody answered"))

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["computed", "standings", "1,234", "rows", "0.5", "s"]
    assert lines[1].endswith("0.5 s  nobody answered")
