from pathlib import Path

import pytest

from riparian.storage.looking import Look, sample_of
from riparian.storage.looking_through import FILLED_LATER, WORDS, looked_through


def look_through(folder: Path, *texts: str, rows: int = 2) -> Look:
    files = [folder / f"{place}.csv" for place in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="utf-8")
    return looked_through(sample_of(files[0], rows=rows), files)


def test_words_are_counted_in_all_rows_of_all_files(tmp_path: Path) -> None:
    look = look_through(tmp_path, "event\nview\nview\nview\nbuy\n", "event\nbuy\nleave\n")

    assert look.seen["event"].words == {"view": 3, "buy": 2, "leave": 1}
    assert look.rows.num_rows == 2


def test_a_column_with_too_many_values_has_no_words(tmp_path: Path) -> None:
    look = look_through(tmp_path, "event\n" + "".join(f"e{number}\n" for number in range(WORDS + 1)))

    assert look.seen["event"].words is None


def test_a_column_that_is_filled_later_has_the_kind_of_what_is_found(tmp_path: Path) -> None:
    rows = "".join(f"buy,{number}.50,\n" for number in range(FILLED_LATER + 5))
    look = look_through(tmp_path, f"event,price,code\nview,,\nview,,\nview,,\n{rows}buy,,x\n")

    assert (look.kinds["price"], look.kinds["code"]) == ("number", "text")
    assert look.rows.num_rows == 2 + FILLED_LATER + 1
    assert look.rows.column("code").drop_null().to_pylist() == ["x"]


def test_files_with_other_columns_are_not_taken_in(tmp_path: Path) -> None:
    assert look_through(tmp_path, "event\nview\n", "what\nbuy\n").seen["event"].words == {"view": 1}


@pytest.mark.parametrize(
    ("cells", "days", "months"),
    [
        (["05/03/2025", "06/03/2025", "25/01/2023"], 1, 0),
        (["05/03/2025", "06/03/2025", "01/25/2023 10:00"], 0, 1),
        (["5.3.2025", "6-3-25", "31-01-25", "01-31-25"], 1, 1),
        (["2025-01-31", "2025-02-01"], 0, 0),
    ],
)
def test_days_above_twelve_are_counted_by_where_they_stand(
    tmp_path: Path, cells: list[str], days: int, months: int
) -> None:
    seen = look_through(tmp_path, "at,who\n" + "".join(f"{cell},x\n" for cell in cells)).seen["at"]

    assert (seen.days_first, seen.months_first) == (days, months)


@pytest.mark.parametrize(
    ("cell", "commas", "points"),
    [
        ("49,90", 1, 0), ("1.250,00", 1, 0), ("€ 49,9", 1, 0), ("0,500", 1, 0), ("1,2345", 1, 0), ("-5,00 EUR", 1, 0),
        ("49.90", 0, 1), ("1,250.00", 0, 1), ("0.500", 0, 1), ("1.2345", 0, 1), ("12.345,678", 1, 0),
        ("1.250", 0, 0), ("1,250", 0, 0), ("1.250.000", 0, 0), ("1250", 0, 0), ("12,34,56", 0, 0),
    ],
)  # fmt: skip
def test_numbers_are_counted_by_the_decimal_sign_that_they_must_have(
    tmp_path: Path, cell: str, commas: int, points: int
) -> None:
    seen = look_through(tmp_path, f"amount;who\n1;x\n{cell};x\n").seen["amount"]

    assert (seen.decimal_commas, seen.decimal_points) == (commas, points)


@pytest.mark.parametrize(
    ("cell", "commas", "points"),
    [
        ("1,250", 1, 0), ("€ 1,250,000", 1, 0), ("-12,345 USD", 1, 0), ("1.250", 0, 1), ("1.250.000 €", 0, 1),
        ("0,500", 0, 0), ("1,250.00", 0, 0), ("1250", 0, 0), ("12,34", 0, 0), ("1,2345", 0, 0), ("1.250,000", 0, 0),
    ],
)  # fmt: skip
def test_numbers_that_are_only_groups_of_three_are_counted_by_what_stands_between_them(
    tmp_path: Path, cell: str, commas: int, points: int
) -> None:
    seen = look_through(tmp_path, f"amount;who\n1;x\n{cell};x\n").seen["amount"]

    assert (seen.comma_groups, seen.point_groups) == (commas, points)
