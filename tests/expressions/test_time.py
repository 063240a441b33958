from datetime import date, datetime

import pytest

from riparian.expressions.time import day_of, instant_of
from tests.expressions.columns import each

MAY = datetime(2024, 5, 1, 8, 58, 12)


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2024-05-01 08:58:12 +0000", MAY),
        ("2024-05-01T08:58:12Z", MAY),
        ("2024-05-01 08:58:12 UTC", MAY),
        ("2024-05-01T10:58:12+02:00", MAY),
        ("2024-05-01 08:58Z", MAY.replace(second=0)),
        ("2024-05-01T10:58+0200", MAY.replace(second=0)),
        ("2024-05-01 09:58:12", MAY),
        (" 2024-05-01 09:58:12 ", MAY),
        ("2024-01-01", datetime(2024, 1, 1)),
        ("2024-05-01 08:58:12 GMT", MAY),
        ("2024-05-01 09:58:12 AM", MAY),
        ("2024-05-01 9:58 am", MAY.replace(second=0)),
        ("2024/05/01 09:58:12 PM", MAY.replace(hour=20)),
        ("2024-05-01 12:58:12AM", MAY.replace(day=30, month=4, hour=23)),
        ("2024-02-30", None),
        ("01/05/2024 10:00", None),
        ("", None),
        (None, None),
    ],
)
def test_an_instant_is_naive_utc_and_a_clock_without_zone_is_that_of_the_source(
    written: str | None, instant: datetime | None
) -> None:
    assert each([written], lambda text: instant_of(text, "Europe/London")) == [instant]


@pytest.mark.parametrize("behind", ["EST", "CEST", "Europe/Berlin", "+2", "GMT+2", "p.m.", "x"])
def test_what_stands_behind_a_time_and_is_not_known_is_not_passed_over(behind: str) -> None:
    assert each([f"2024-05-01 09:58:12 {behind}"], lambda text: instant_of(text, "Europe/London")) == [None]


def test_a_zone_that_a_pattern_reads_counts_and_not_that_of_the_source() -> None:
    found = each(
        ["01/05/2024 10:58:12 +0200", "01/05/2024 03:58:12 -0500"],
        lambda text: instant_of(text, "Europe/London", "%d/%m/%Y %H:%M:%S %z"),
    )

    assert found == [MAY, MAY]


def test_an_instant_may_follow_a_pattern() -> None:
    found = each(["01/05/2024 09:58", "May 2024"], lambda text: instant_of(text, "Europe/London", "%d/%m/%Y %H:%M"))

    assert found == [datetime(2024, 5, 1, 8, 58), None]


def test_a_day_is_the_day_that_is_written_whatever_the_zone() -> None:
    days = each(["2024-05-01", "2024-05-01 23:30:00", "x"], day_of)
    zoned = each(
        ["2024-05-01T00:30:00+02:00", "2024/05/01 23:30:00 -0500", "2024-05-01T00:00:00Z", "2024-05-01 x"], day_of
    )

    assert days + each(["31.12.2024"], lambda text: day_of(text, "%d.%m.%Y")) == [
        date(2024, 5, 1), date(2024, 5, 1), None, date(2024, 12, 31),
    ]  # fmt: skip
    assert zoned == [date(2024, 5, 1)] * 3 + [None]
