"""Histories of repeat purchase: by the day, rounded to weeks, and the spend that goes with them."""

from datetime import date, datetime

import ibis
import pytest

from riparian.core.row import unbound
from riparian.expressions.repeat_histories import (
    TO_THE_DAY_BELOW,
    counted_spend,
    last_day_before,
    purchase_days,
    repeat_histories,
    repeat_spend,
    step_of,
)
from riparian.tables.buyers import Purchase
from riparian.testing.tables import at, rows_of, table_of
from tests.derivations.test_every_derivation import Spark

BOUGHT = table_of(
    Purchase,
    {"person_key": 1, "bought_at": at(days=0.1), "demand": 500},
    {"person_key": 1, "bought_at": at(days=0.9), "demand": 700},
    {"person_key": 1, "bought_at": at(days=10.2), "demand": 300},
    {"person_key": 1, "bought_at": at(days=10.8), "demand": None},
    {"person_key": 1, "bought_at": at(days=30.5), "demand": 100},
    {"person_key": 2, "bought_at": at(days=39.9), "demand": 900},
    {"person_key": 3, "bought_at": at(days=5), "demand": 0},
    {"person_key": 3, "bought_at": at(days=6), "demand": 0},
)
UNTIL = date(2024, 2, 10)
"""The fortieth day after the first."""


def test_purchases_of_one_day_are_one_and_time_counts_from_the_first_day() -> None:
    found = repeat_histories(purchase_days(BOUGHT), until=UNTIL, step=1)

    assert rows_of(found) == [(1, 2, 30, 40, 0), (2, 0, 0, 1, 0), (3, 1, 1, 35, 0)]


def test_weeks_are_rounded_and_not_cut_off() -> None:
    found = repeat_histories(purchase_days(BOUGHT), until=UNTIL, step=7)

    assert rows_of(found) == [(1, 2, 4, 6, 0), (2, 0, 0, 0, 0), (3, 1, 0, 5, 0)]


def test_what_came_after_the_last_day_seen_is_counted_and_changes_no_history() -> None:
    """Three days before the end nobody knows of who came on the last but one."""
    found = repeat_histories(purchase_days(BOUGHT), until=date(2024, 2, 7), step=1)
    early = repeat_histories(purchase_days(BOUGHT), until=date(2024, 1, 6), step=1)

    assert rows_of(found) == [(1, 2, 30, 37, 0), (3, 1, 1, 32, 0)]
    assert (3, 0, 0, 0, 1) in rows_of(early)


def test_spend_is_of_days_after_the_first_that_are_worth_something() -> None:
    assert rows_of(repeat_spend(purchase_days(BOUGHT))) == [(1, 2, 200.0)]


def test_means_within_half_a_per_cent_count_together() -> None:
    rows = [
        {"person_key": person, "bought_at": at(days=day), "demand": demand}
        for person, demand in ((1, 100_000), (2, 100_100), (3, 110_000))
        for day in (0, 5)
    ]

    counted = counted_spend(repeat_spend(purchase_days(table_of(Purchase, *rows))))

    assert rows_of(counted, "priced", "customers") == [(1, 1), (1, 2)]


def test_few_buyers_are_told_to_the_day_and_many_to_the_week() -> None:
    assert (step_of([]), step_of(TO_THE_DAY_BELOW - 1), step_of(TO_THE_DAY_BELOW)) == (1, 1, 7)


@pytest.mark.parametrize(
    ("as_of", "day"), [(datetime(1997, 10, 1), date(1997, 9, 30)), (datetime(1997, 10, 1, 12), date(1997, 10, 1))]
)
def test_the_last_day_seen_is_that_of_the_last_instant(as_of: datetime, day: date) -> None:
    assert last_day_before(as_of) == day


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
def test_it_compiles_for_every_engine(dialect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ibis.options, "pyspark", Spark())
    days = purchase_days(unbound(Purchase))

    for table in (repeat_histories(days, until=UNTIL, step=7), counted_spend(repeat_spend(days))):
        assert "SELECT" in str(ibis.to_sql(table, dialect=dialect))
