"""Months, weeks and time between."""

from datetime import date, datetime, timedelta

import ibis
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from riparian.expressions.calendar import (
    days_between,
    first_day,
    instant_of,
    month_number,
    month_number_of,
    months_through,
    seconds_between,
    span,
    week_number,
    years_back,
    years_before,
)
from riparian.testing.tables import lent, rows_of


def instants(*moments: datetime) -> ibis.Table:
    return lent(pa.table({"at": pa.array(moments, pa.timestamp("us"))}), ibis.schema({"at": "timestamp(6)"}))


def test_a_month_number_goes_back_to_its_first_day() -> None:
    table = instants(datetime(2023, 12, 31, 23, 59, 59, 999999), datetime(2024, 1, 1))

    numbered = table.mutate(month=month_number(table["at"]))

    made = rows_of(numbered.select("month", on=first_day(numbered.month)))
    assert made == [(24287, date(2023, 12, 1)), (24288, date(2024, 1, 1))]
    assert month_number_of(datetime(2024, 1, 31)) == 24288


def test_months_through_stand_without_a_gap_over_the_turn_of_the_year() -> None:
    table = instants(datetime(2023, 11, 5))

    months = table.select(month=months_through(month_number(table["at"]), ibis.literal(24288, type="int64")))

    assert rows_of(months) == [(24286,), (24287,), (24288,)]


def test_no_month_stands_where_the_last_is_before_the_first() -> None:
    table = instants(datetime(2024, 3, 1))

    months = table.select(month=months_through(month_number(table["at"]), ibis.literal(24288, type="int64")))

    assert rows_of(months) == []


def test_a_week_turns_between_sunday_and_monday() -> None:
    table = instants(datetime(2024, 1, 7, 23, 59), datetime(2024, 1, 8), datetime(1970, 1, 5), datetime(1970, 1, 4))

    weeks = table.select(week=week_number(table["at"]))

    assert rows_of(weeks) == [(-1,), (0,), (2817,), (2818,)]


def test_time_between_keeps_its_fraction_and_its_sign() -> None:
    table = instants(datetime(2024, 1, 1, 0, 0, 0, 500_000))
    later = instant_of(datetime(2024, 1, 2, 12))

    times = table.select(ahead=seconds_between(table["at"], later), back=days_between(later, table["at"]))

    ((ahead, back),) = rows_of(times)
    assert ahead == 129_599.5
    assert abs(back + 1.5) < 1e-5


def test_a_span_is_added_to_the_microsecond() -> None:
    table = instants(datetime(2024, 2, 28, 23, 59, 59, 999_999))

    later = table.select(at=table["at"] + span(timedelta(days=1, microseconds=1)))

    assert rows_of(later) == [(datetime(2024, 3, 1),)]


moments = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1))


@given(moments, moments.filter(lambda one: one.microsecond % 2 == 0))
def test_the_year_counted_back_is_the_one_between_its_ends(instant: datetime, as_of: datetime) -> None:
    table = instants(instant)

    ((year,),) = rows_of(table.select(year=years_back(table["at"], as_of)))

    assert years_before(as_of, year + 1) <= instant < years_before(as_of, year)


def test_a_year_holds_its_first_instant_and_not_that_of_the_next() -> None:
    as_of = datetime(2024, 2, 29, 6)
    table = instants(
        datetime(2023, 2, 28, 6), datetime(2023, 2, 28, 5, 59), datetime(2020, 2, 29, 6), datetime(2020, 2, 29, 5)
    )

    assert [back for _, back in rows_of(table.select("at", back=years_back(table["at"], as_of)))] == [4, 3, 1, 0]
