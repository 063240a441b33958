from datetime import datetime

import pytest

from riparian.core.errors import NotFoundError
from riparian.web.months import end_of, months_around

ALL = ("2026-02", "2026-01", "2025-12")


def test_without_a_choice_it_is_the_newest() -> None:
    months = months_around(None, ALL, where="/x")

    assert (months.chosen, months.earlier, months.later) == ("2026-02", "2026-01", None)


def test_the_oldest_has_nothing_earlier() -> None:
    months = months_around("2025-12", ALL, where="/x")

    assert (months.earlier, months.later) == (None, "2026-01")


def test_a_month_that_is_not_there_says_which_are() -> None:
    with pytest.raises(NotFoundError, match="nothing for March 2026") as raised:
        months_around("2026-03", ALL, where="/x")

    assert raised.value.fix == "Months go from 2025-12 to 2026-02."


def test_december_ends_in_the_next_year() -> None:
    assert end_of("2025-12") == datetime(2026, 1, 1)
    assert end_of("2026-02") == datetime(2026, 3, 1)
