"""Medians from counted times."""

from collections import Counter
from datetime import datetime, timedelta
from statistics import median

import ibis
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from riparian.expressions.medians import medians_of, told_minutes
from riparian.testing.tables import lent, rows_of

BEGAN = datetime(2024, 1, 1, 12, 34, 56, 789_123)


def told(*lengths: timedelta) -> list[int]:
    """Lengths of time as they are told, in their order."""
    columns = {"turn": range(len(lengths)), "began": [BEGAN] * len(lengths), "ended": [BEGAN + one for one in lengths]}
    schema = ibis.schema({"turn": "int64", "began": "timestamp(6)", "ended": "timestamp(6)"})
    table = lent(pa.table({name: list(values) for name, values in columns.items()}), schema)
    made = table.select("turn", minutes=told_minutes(table.began, table.ended))
    return [minutes for _, minutes in rows_of(made, "turn", "minutes")]


def middles(values: list[tuple[str, int]]) -> dict[str, tuple[float, int]]:
    """Median and size of each group, from counts."""
    counts = [(group, value, times) for (group, value), times in Counter(values).items()]
    names = ("group", "value", "times")
    columns = {name: [row[number] for row in counts] for number, name in enumerate(names)}
    table = lent(pa.table(columns), ibis.schema({"group": "string", "value": "int64", "times": "int64"}))
    found = medians_of(table, by=["group"], value="value", times="times")
    return {group: (middle, size) for group, middle, size in rows_of(found, "group", "median", "times")}


def test_times_are_told_to_the_minute_below_a_day_to_the_hour_below_thirty_and_to_the_day_beyond() -> None:
    a_little = timedelta(seconds=59, microseconds=999_999)

    assert told(a_little, timedelta(minutes=1), timedelta(hours=23, minutes=59) + a_little) == [0, 1, 23 * 60 + 59]
    assert told(timedelta(days=1, minutes=59), timedelta(days=29, hours=23, minutes=59)) == [1_440, 719 * 60]
    assert told(timedelta(days=30, hours=23), timedelta(days=400)) == [30 * 1_440, 400 * 1_440]


@given(st.timedeltas(timedelta(0), timedelta(days=900)), st.integers(1, 900))
def test_what_is_less_than_so_many_days_stays_less(length: timedelta, days: int) -> None:
    (minutes,) = told(length)

    assert (minutes < days * 1_440) == (length < timedelta(days=days))
    assert timedelta(minutes=minutes) <= length


def test_between_two_middle_values_the_median_is_half_way() -> None:
    assert middles([("a", 1), ("a", 4), ("a", 4), ("b", 1), ("b", 2), ("c", 7)]) == {
        "a": (4.0, 3),
        "b": (1.5, 2),
        "c": (7.0, 1),
    }


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 6)), min_size=1, max_size=30))
def test_a_median_of_counts_is_that_of_the_values_written_out(values: list[tuple[str, int]]) -> None:
    written = {name: [value for group, value in values if group == name] for name, _ in values}

    assert middles(values) == {name: (float(median(of)), len(of)) for name, of in written.items()}
