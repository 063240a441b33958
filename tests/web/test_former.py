from dataclasses import dataclass
from datetime import date

from riparian.web.former import gone, joined, unopened, year_of, years_joined


@dataclass(frozen=True)
class Sold:
    year_to: date
    item: str
    pieces: int
    people_path: str = "/people"


NEWEST, LAST, FIRST = date(2026, 10, 31), date(2025, 10, 31), date(2024, 10, 31)
EARLIER, BEFORE_IT = date(2026, 6, 30), date(2025, 6, 30)


def test_each_row_has_the_one_of_before_with_the_same_name() -> None:
    now = (Sold(NEWEST, "fork", 9), Sold(NEWEST, "rake", 2))
    then = (Sold(NEWEST, "spade", 4), Sold(NEWEST, "fork", 7))

    assert joined(now, then, "item") == ((now[0], then[1]), (now[1], None))
    assert gone(now, then, "item") == (then[0],)


def test_several_columns_name_a_row() -> None:
    now, then = (Sold(NEWEST, "fork", 9),), (Sold(LAST, "fork", 7), Sold(NEWEST, "fork", 8))

    assert joined(now, then, "year_to", "item") == ((now[0], then[1]),)


def test_where_nothing_is_compared_no_row_has_another() -> None:
    now = (Sold(NEWEST, "fork", 9),)

    assert joined(now, None, "item") == ((now[0], None),)
    assert gone(now, None, "item") == ()
    assert years_joined(now, None) == ((now[0], None),)


def test_the_same_year_lies_beside_a_year_where_both_snapshots_tell_of_one() -> None:
    assert year_of(LAST, (NEWEST, LAST), (LAST, FIRST)) == LAST
    assert year_of(NEWEST, (NEWEST, LAST), (LAST, FIRST)) is None


def test_the_year_as_many_before_the_newest_lies_beside_one_that_ended_on_another_day() -> None:
    assert year_of(LAST, (NEWEST, LAST, FIRST), (BEFORE_IT, EARLIER)) == BEFORE_IT
    assert year_of(FIRST, (NEWEST, LAST, FIRST), (BEFORE_IT, EARLIER)) is None


def test_rows_of_years_are_laid_beside_one_another_by_what_else_names_them() -> None:
    now = (Sold(NEWEST, "fork", 9), Sold(LAST, "rake", 2))
    then = (Sold(EARLIER, "fork", 7), Sold(EARLIER, "rake", 1), Sold(BEFORE_IT, "rake", 3))

    assert years_joined(now, then, "year_to", "item") == ((now[0], then[0]), (now[1], then[2]))


def test_rows_of_before_open_into_nobody() -> None:
    assert unopened([Sold(NEWEST, "fork", 9)]) == (Sold(NEWEST, "fork", 9, ""),)
