"""Rows from Python as a table."""

from datetime import date

import pytest

from riparian.expressions.rows_given import rows_given
from riparian.tables.credits import CreditDisagreement
from riparian.tables.value import TopHeavinessRow
from riparian.testing.tables import TestingGather, rows_of

ROW = {
    "year_to": date(2024, 12, 31), "covered": 1.0, "spend": 7, "spend_top": 3, "top_assumed": 2, "budget_share": 0.5,
    "contribution_top": 1.0, "contribution_all": 2.0, "contribution_share": None, "index": float("nan"), "tested": True,
}  # fmt: skip


def test_rows_come_back_as_they_are_with_nulls_for_what_is_unknown() -> None:
    made = rows_given([ROW], TopHeavinessRow, TestingGather())

    assert rows_of(made) == [(date(2024, 12, 31), 1.0, 7, 3, 2, 0.5, 1.0, 2.0, None, None, True)]


def test_no_rows_are_an_empty_table_of_the_promised_columns() -> None:
    made = rows_given([], TopHeavinessRow, TestingGather())

    assert (rows_of(made), list(made.schema())) == ([], list(ROW))


def test_a_row_without_a_column_is_refused() -> None:
    with pytest.raises(KeyError, match="tested"):
        rows_given([{name: value for name, value in ROW.items() if name != "tested"}], TopHeavinessRow, TestingGather())


@pytest.mark.parametrize("flag", [True, False, None])
def test_a_flag_that_may_be_null_comes_back_as_it_is(flag: bool | None) -> None:
    row = {"goal": "order", "channel": "a", "models": 2, "lowest": 1.0, "lowest_model": "first", "middle": 1.0} | {
        "highest": 2.0, "highest_model": "last", "spread": 1.0, "relative_spread": None, "beyond_chance": flag,
    }  # fmt: skip

    made = rows_given([row], CreditDisagreement, TestingGather())

    assert rows_of(made, "beyond_chance") == [(flag,)]
