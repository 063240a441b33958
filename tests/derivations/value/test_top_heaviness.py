"""How much of the budget goes to the top, and what comes of it."""

from datetime import date
from typing import Any

import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.core.row import promises
from riparian.derivations.value.top_heaviness import top_heaviness
from riparian.tables.value import ReLedger, TopHeavinessRow
from riparian.testing.tables import TestingGather, rows_of, table_of

YEAR = date(2025, 12, 31)
COLUMNS = tuple(promise.name for promise in promises(TopHeavinessRow))

Given = dict[str, Any]


def ledger(way: str, spend: int | None, before: float, added: float | None = None, **more: Any) -> Given:
    """A ledger whose orders left so much before the spend, and of which the spend added so much before its cost."""
    contribution = None if spend is None else before - spend
    incremental = None if added is None or spend is None else added - spend
    told = {"period": "year", "period_to": YEAR, "covered": 1.0, "way": way, "spend": spend}
    return told | {"contribution": contribution, "incremental_contribution": incremental} | more


def heaviness(*ledgers: Given) -> list[Given]:
    made = top_heaviness(table_of(ReLedger, *ledgers), TestingGather())
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows_of(made, *COLUMNS)]


def test_untested_the_budget_is_compared_with_all_that_orders_left() -> None:
    (found,) = heaviness(
        ledger("new", 800, 300.0), ledger("repeat", 100, 200.0), ledger("retained", 50, 300.0),
        ledger("referral", 0, 100.0), ledger("re-ignited", 50, 100.0),
    )  # fmt: skip

    assert (found["spend"], found["spend_top"], found["budget_share"], found["tested"]) == (1000, 800, 0.8, False)
    assert (found["contribution_top"], found["contribution_all"]) == (300.0, 1000.0)
    assert (found["contribution_share"], found["index"]) == (pytest.approx(0.3), pytest.approx(0.8 / 0.3))


def test_tested_the_budget_is_compared_with_what_it_added() -> None:
    (found,) = heaviness(
        ledger("new", 600, 900.0, 150.0), ledger("repeat", 400, 800.0, 350.0), ledger("referral", 0, 100.0)
    )

    assert (found["tested"], found["contribution_all"]) == (True, 500.0)
    assert (found["contribution_share"], found["index"]) == (pytest.approx(0.3), pytest.approx(2.0))


def test_one_untested_lane_with_spend_makes_the_year_untested() -> None:
    (found,) = heaviness(ledger("new", 600, 900.0, 150.0), ledger("repeat", 400, 800.0))

    assert (found["tested"], found["contribution_all"]) == (False, 1700.0)


def test_a_top_that_lost_money_has_a_share_below_nothing_and_no_index() -> None:
    (found,) = heaviness(ledger("new", 600, -100.0), ledger("repeat", 400, 300.0))

    assert (found["contribution_share"], found["index"]) == (-0.5, None)


def test_where_nothing_was_left_in_all_there_is_no_share() -> None:
    (found,) = heaviness(ledger("new", 600, 0.0), ledger("repeat", 0, 0.0))

    assert (found["budget_share"], found["contribution_share"], found["index"]) == (1.0, None, None)


def test_years_without_spend_and_months_have_no_row() -> None:
    found = heaviness(
        ledger("new", 10, 5.0), ledger("new", None, 5.0, period_to=date(2024, 12, 31)),
        ledger("new", 0, 5.0, period_to=date(2023, 12, 31)), ledger("new", 10, 5.0, period="month"),
    )  # fmt: skip

    assert [row["year_to"] for row in found] == [YEAR]


def test_without_any_spend_there_is_a_sentence_instead_of_an_index() -> None:
    with pytest.raises(NotEnoughDataError, match="no budget"):
        heaviness(ledger("new", None, 5.0))


def test_a_lane_that_was_credited_more_than_it_spent_has_no_budget() -> None:
    (found,) = heaviness(ledger("new", 600, 300.0), ledger("repeat", 400, 200.0), ledger("re-ignited", -50, 100.0))
    credited = ledger("new", -10, 300.0), ledger("repeat", 40, 200.0)

    assert (found["spend"], found["budget_share"], found["contribution_all"]) == (1000, 0.6, 600.0)
    assert heaviness(*credited)[0]["budget_share"] == 0
    with pytest.raises(NotEnoughDataError, match="no year of orders has any spend"):
        heaviness(ledger("new", -10, 300.0))


def test_it_is_told_how_much_of_the_spend_of_the_top_is_only_taken_to_be_its() -> None:
    (found,) = heaviness(ledger("new", 600, 300.0, spend_assumed=450), ledger("repeat", 400, 200.0, spend_assumed=0))

    assert (found["spend_top"], found["top_assumed"]) == (600, 450)
    assert heaviness(ledger("new", 600, 300.0, spend_assumed=-5))[0]["top_assumed"] == 0


def test_a_lane_whose_orders_nobody_knows_brought_nothing_that_is_known() -> None:
    (found,) = heaviness(ledger("new", 600, 300.0), ledger("referral", 400, 0.0, contribution=None))

    assert (found["contribution_all"], found["contribution_share"]) == (300.0, 1.0)
