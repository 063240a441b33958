"""Histories of who bought in which period of the calendar."""

from datetime import datetime

import ibis
import pytest

from riparian.core.row import unbound
from riparian.expressions.period_histories import counted_period_histories, last_period_over, purchase_periods
from riparian.tables.buyers import Purchase
from riparian.testing.tables import rows_of, table_of
from tests.derivations.test_every_derivation import Spark

BOUGHT = table_of(
    Purchase,
    *(
        {"person_key": person, "bought_at": datetime(year, month, 28)}
        for person, year, month in [
            (1, 2023, 1), (1, 2023, 3), (1, 2023, 4), (1, 2023, 12), (2, 2023, 2), (2, 2023, 10), (3, 2023, 2),
            (3, 2023, 11), (4, 2023, 8), (5, 2024, 1),
        ]
    ),
)  # fmt: skip
"""In quarters of 2023: the first person in 1, 2, 4; the second and third in 1, 4; the fourth in 3."""


def test_purchases_of_one_quarter_are_one_and_chances_count_from_the_next() -> None:
    end = last_period_over(datetime(2024, 3, 31, 23), 3)

    found = counted_period_histories(purchase_periods(BOUGHT, months=3), until=end, end=end)

    assert rows_of(found) == [(0, 0, 1, 0, 1), (1, 3, 3, 0, 2), (2, 3, 3, 0, 1)]


def test_what_came_after_the_last_period_of_the_history_is_counted_apart() -> None:
    end = last_period_over(datetime(2024, 1, 1), 3)

    found = counted_period_histories(purchase_periods(BOUGHT, months=3), until=end - 2, end=end)

    assert rows_of(found) == [(0, 0, 1, 1, 2), (1, 1, 1, 1, 1)]


def test_a_period_is_over_at_its_very_end() -> None:
    over = [last_period_over(datetime(2024, month, day), 3) for month, day in ((3, 31), (4, 1), (7, 1))]

    assert over == [over[0], over[0] + 1, over[0] + 2]


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
def test_it_compiles_for_every_engine(dialect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ibis.options, "pyspark", Spark())

    found = counted_period_histories(purchase_periods(unbound(Purchase), months=3), until=8000, end=8004)

    assert "SELECT" in str(ibis.to_sql(found, dialect=dialect))
