import csv
import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from riparian.core.errors import NotFoundError
from riparian.tables.actions import Action
from riparian.tables.builds import BuildStep
from riparian.tables.hourglass import BandCount
from riparian.tables.identity import Person
from tests.cli.published import publish, riparian


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    people: list[dict[str, Any]] = [
        {"person_key": 1, "known": True, "email": "ana@alder.test", "country": "GB", "identifiers": 1234, "sources": 2},
        {"person_key": 2, "known": True, "email": "Ben@alder.test", "country": "DE", "identifiers": 1, "sources": 1},
        {"person_key": 3, "known": False, "identifiers": 1, "sources": 1},
    ]
    counts: list[dict[str, Any]] = [
        {"month_on": date(2025, 6, 1), "place": place, "opening": 0, "entered": place, "left": 0, "closing": place}
        for place in range(1, 10)
    ]
    publish(tmp_path, {Person: people, BandCount: counts})
    return tmp_path


def test_without_a_name_all_tables_are_listed(folder: Path) -> None:
    shown = riparian(folder, "show").output

    assert "people" in shown
    assert "band_counts" in shown
    assert "one row per month and place" in shown


def test_rows_stand_in_order_of_the_key_with_words_and_separators(folder: Path) -> None:
    shown = riparian(folder, "show", "band_counts", "--limit", "3").output

    assert [line.split()[:3] for line in shown.splitlines()[1:4]] == [
        ["2025-06-01", "1", "Know"],
        ["2025-06-01", "2", "Like"],
        ["2025-06-01", "3", "Trust"],
    ]
    assert "3 of 9 rows, snapshot 000001, as of 2025-07-01 00:00:00" in shown


def test_columns_without_any_value_are_named_instead_of_shown(folder: Path) -> None:
    shown = riparian(folder, "show", "people").output

    assert "1,234" in shown
    assert "nothing in first_at, full_name, company" in shown


def test_of_a_table_without_rows_it_is_said_why(tmp_path: Path) -> None:
    step = {"step": 1, "made": "band_counts", "state": "empty", "rows": 0, "note": "nobody has entered a band yet"}
    publish(tmp_path, {Person: [], BandCount: [], BuildStep: [step]})

    told, untold = (riparian(tmp_path, "show", table).output for table in ("band_counts", "people"))

    assert told.splitlines()[1:] == ["nobody has entered a band yet"]
    assert untold.splitlines()[1:] == ["nothing that was read makes a row of it: riparian explain people"]


def test_a_condition_that_no_row_meets_needs_no_reason(folder: Path) -> None:
    assert len(riparian(folder, "show", "people", "--where", "sources > 9").output.splitlines()) == 1


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        (["identifiers >= 2"], [1]),
        (["country in GB, DE"], [1, 2]),
        (["country = 'DE'"], [2]),
        (["email contains BEN@"], [2]),
        (["email is null"], [3]),
        (["email is not null", "sources < 2"], [2]),
        (["known = yes"], [1, 2]),
    ],
)
def test_conditions_hold_alike_on_the_screen_and_in_files(
    folder: Path, conditions: list[str], found: list[int]
) -> None:
    where = [part for one in conditions for part in ("--where", one)]

    rows = json.loads(riparian(folder, "show", "people", *where, "--json").output)
    shown = riparian(folder, "show", "people", "--columns", "person_key", *where).output

    assert [row["person_key"] for row in rows] == found
    assert [int(line) for line in shown.splitlines()[1 : 1 + len(found)]] == found


def test_csv_has_the_chosen_columns_in_the_chosen_order(folder: Path) -> None:
    written = riparian(folder, "show", "people", "--csv", "--columns", "email,country", "--order-by=-person_key").output

    assert list(csv.reader(io.StringIO(written))) == [
        ["email", "country"],
        ["", ""],
        ["Ben@alder.test", "DE"],
        ["ana@alder.test", "GB"],
    ]


def test_csv_quotes_only_where_it_must(folder: Path) -> None:
    names = ['Ana "Spade" Adams', "Adams, Ana", "two\nlines", "Ana Adams", None]
    publish(folder, {Person: [{"person_key": key, "full_name": name} for key, name in enumerate(names)]})

    written = riparian(folder, "show", "people", "--csv", "--columns", "full_name,first_at").output

    assert written == 'full_name,first_at\n"Ana ""Spade"" Adams",\n"Adams, Ana",\n"two\nlines",\nAna Adams,\n,\n'
    assert [row["full_name"] or None for row in csv.DictReader(io.StringIO(written))] == names


FORMULAS = ["=1+1", "+49 30 1234", "-5", "@SUM(A1)", "\t=1", "\r=1", "a=b", "'=1", '=HYPERLINK("x","y")']


def test_what_a_spreadsheet_would_compute_gets_an_apostrophe(folder: Path) -> None:
    publish(folder, {Person: [{"person_key": key, "full_name": text} for key, text in enumerate(FORMULAS)]})

    written = riparian(folder, "show", "people", "--csv", "--columns", "person_key,full_name").output

    names = [row["full_name"] for row in csv.DictReader(io.StringIO(written, newline=""))]
    assert names == [f"'{text}" for text in FORMULAS[:6]] + ["a=b", "'=1", "'" + FORMULAS[8]]


def test_raw_csv_leaves_every_text_and_negative_numbers_stay_numbers(folder: Path) -> None:
    publish(folder, {Person: [{"person_key": key, "full_name": text} for key, text in enumerate(FORMULAS)]})
    publish_counts(folder, value=-1250)

    raw = riparian(folder, "show", "people", "--csv", "--raw", "--snapshot", "000002").output
    counts = riparian(folder, "show", "band_counts", "--csv", "--columns", "value").output

    assert [row["full_name"] for row in csv.DictReader(io.StringIO(raw, newline=""))] == FORMULAS
    assert counts == "value\n-1250\n"


def publish_counts(folder: Path, *, value: int) -> None:
    count = dict.fromkeys(("opening", "entered", "left", "closing"), 0)
    publish(folder, {BandCount: [count | {"month_on": date(2025, 6, 1), "place": 5, "value": value}]})


def test_money_is_printed_in_its_currency_and_written_in_minor_units(folder: Path) -> None:
    publish_counts(folder, value=-1250)

    shown = riparian(folder, "show", "band_counts", "--columns", "value").output
    rows = json.loads(riparian(folder, "show", "band_counts", "--columns", "value", "--json").output)

    assert shown.splitlines()[1].strip() == "−£12.50"
    assert rows == [{"value": -1250}]


def test_money_of_a_row_is_in_the_currency_of_the_row(folder: Path) -> None:
    amounts = [(4250, "EUR"), (4250, "JPY"), (4250, None)]
    publish(
        folder,
        {Action: [{"person_key": n, "action_key": n, "amount": a, "currency": c} for n, (a, c) in enumerate(amounts)]},
    )

    shown = riparian(folder, "show", "actions", "--columns", "amount", "--order-by", "person_key").output

    assert [line.strip() for line in shown.splitlines()[1:4]] == ["€42.50", "¥4,250", "42.50"]


def test_the_table_may_stand_after_the_form(folder: Path) -> None:
    written = riparian(folder, "show", "--csv", "people").output

    assert written.startswith("person_key,known,")


def test_parquet_goes_to_a_file_with_texts_for_codes(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "people.parquet"

    riparian(folder, "show", "people", "--parquet", str(target), "--limit", "2")

    assert pq.read_table(target).column("country").to_pylist() == ["GB", "DE"]


def test_instants_in_json_say_that_they_are_utc(folder: Path) -> None:
    publish(folder, {Person: [{"person_key": 1, "first_at": datetime(2025, 1, 2)}]})

    rows = json.loads(riparian(folder, "show", "people", "--json").output)

    assert rows[0]["first_at"] == "2025-01-02T00:00:00Z"


def test_an_older_snapshot_can_be_shown(folder: Path) -> None:
    publish(folder, {Person: []})

    assert "0 of 0 rows" in riparian(folder, "show", "people").output
    assert "3 of 3 rows" in riparian(folder, "show", "people", "--snapshot", "000001").output


def test_a_near_name_is_suggested_for_a_table(folder: Path) -> None:
    ended = riparian(folder, "show", "poeple")

    assert ended.exit_code == 2
    assert ended.stderr == "RIP500: no table named 'poeple'\n  fix:   did you mean 'people'?\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("contry = GB", "did you mean 'country'?"),
        ("sources = many", "sources is int64, and 'many' is not"),
        ("sources", "is no condition"),
        ("email is null 3", "is no condition"),
    ],
)
def test_a_condition_that_cannot_hold_is_explained(folder: Path, text: str, said: str) -> None:
    ended = riparian(folder, "show", "people", "--where", text)

    assert ended.exit_code == 2
    assert said in ended.stderr


def test_only_one_form_at_a_time(folder: Path) -> None:
    assert "one of --csv, --json at a time" in riparian(folder, "show", "people", "--csv", "--json").stderr


def test_nothing_built_yet_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "riparian.toml").touch()

    ended = riparian(tmp_path, "show")

    assert (ended.exit_code, NotFoundError.code in ended.stderr, "riparian build" in ended.stderr) == (2, True, True)
