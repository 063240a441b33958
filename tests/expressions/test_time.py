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


def test_an_instant_may_follow_a_pattern() -> None:
    found = each(["01/05/2024 09:58", "May 2024"], lambda text: instant_of(text, "Europe/London", "%d/%m/%Y %H:%M"))

    assert found == [datetime(2024, 5, 1, 8, 58), None]


def test_a_day_is_the_day_that_is_written_whatever_the_zone() -> None:
    days = each(["2024-05-01", "2024-05-01 23:30:00", "x"], day_of)

    assert days + each(["31.12.2024"], lambda text: day_of(text, "%d.%m.%Y")) == [
        date(2024, 5, 1), date(2024, 5, 1), None, date(2024, 12, 31),
    ]  # fmt: skip
