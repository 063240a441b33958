"""Series of months, with what is known of them."""

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.expressions.budget_series import MonthlySeries, monthly_series
from riparian.tables.value import ReLedger
from riparian.testing.tables import TestingGather
from tests.derivations.value.budgets import AS_OF, Given, Series, economies, ledgers

NONE = np.nan


def series(lanes: Table[ReLedger] | None = None, **channels: Given) -> dict[str, MonthlySeries]:
    made = monthly_series(ledgers() if lanes is None else lanes, economies(**channels), AS_OF, TestingGather())
    return {one.name: one for one in made}


def months(*amounts: float) -> Series:
    return np.array(amounts)


def test_a_month_without_a_report_between_others_has_no_spend_and_keeps_its_demand() -> None:
    found = series(ledgers(new=(months(10, NONE, 30), months(7, 8, 9))))["new"]

    assert (found.spend.tolist(), found.result.tolist(), found.unknown) == ([10, 0, 30], [7, 8, 9], 0)


def test_months_before_the_first_and_after_the_last_report_are_left_out_with_their_demand() -> None:
    found = series(ledgers(new=(months(NONE, 10, 0, 30, NONE, NONE), months(6, 7, 8, 9, 10, 11))))["new"]

    assert (found.spend.tolist(), found.result.tolist(), found.unknown) == ([10, 0, 30], [7, 8, 9], 2)


def test_a_channel_is_known_as_long_as_any_spend_is_reported() -> None:
    """The shop paused its video at the end, and the reports went on."""
    lane = (months(NONE, 10, 10, 10, NONE), months(3, 4, 5, 6, 7))

    found = series(ledgers(new=lane), video=(months(0, 5, 5, 0, 0), months(1, 1, 1, 1, 1)))["video"]

    assert (found.spend.tolist(), found.result.tolist(), found.unknown) == ([5, 5, 0], [4, 5, 6], 1)


def test_now_is_of_those_of_the_last_twelve_months_that_are_known() -> None:
    spend = np.append(np.full(20, 100.0), np.full(4, NONE))
    lately = series(ledgers(new=(np.concatenate([np.zeros(12), spend[12:]]), np.full(24, 50.0))))["new"]
    long_ago = series(ledgers(new=(np.append(np.full(4, 9.0), np.full(14, NONE)), np.full(18, 50.0))))["new"]

    assert (lately.spend_now, lately.result_now) == (100, 50)
    assert (long_ago.spend_now, long_ago.result_now) == (0, 0)


@pytest.mark.parametrize("credit", [-20.0, -500.0])
def test_a_month_in_which_more_was_given_back_than_spent_has_no_spend(credit: float) -> None:
    found = series(ledgers(new=(months(100, credit, 100), months(1, 2, 3))))["new"]

    assert found.spend.tolist() == [100, 0, 100]


def test_a_channel_brings_orders_of_its_lane_and_never_what_it_is_credited_with() -> None:
    lane = (months(9, 9, 9), months(100, 200, 300))

    found = series(
        ledgers(new=lane), video=(months(4, 5, 6), months(7, 8, 9)), search=(months(5, 4, 3), months(0, 0, 0))
    )

    assert found["video"].result.tolist() == found["search"].result.tolist() == [100, 200, 300]
    assert (found["video"].lane, found["new"].lane) == ("new", "new")


def test_beside_a_channel_stands_what_the_others_of_its_lane_spent() -> None:
    found = series(
        ledgers(new=(months(9, 9, 9), months(1, 2, 3))),
        video=(months(4, 5, 6), months(0, 0, 0)),
        search=(months(5, 4, 3), months(0, 0, 0)),
    )

    assert found["video"].beside.tolist() == [[5], [4], [3]]
    assert found["new"].beside.shape == (3, 0)


def test_orders_count_at_todays_mean_value() -> None:
    """Twelve months of 10 orders at 5 each after twelve of 20 at 2: those count 100, not 40."""
    lane = (np.full(24, 9.0), np.append(np.full(12, 40.0), np.full(12, 50.0)))
    orders = ledgers(new=(lane[0], np.append(np.full(12, 20.0), np.full(12, 10.0)))).select(
        "period_to", orders="demand"
    )

    found = series(ledgers(new=lane).drop("orders").join(orders, "period_to"))["new"]

    assert found.result.tolist() == [100] * 12 + [50] * 12
    assert found.result_now == 50


def test_demand_that_no_source_tells_is_no_number_and_its_months_are_not_known() -> None:
    """Nobody told who was referred in the first two months."""
    lanes = ledgers(
        new=(months(9, 9, 9, 9), months(5, 6, 7, 8)), referral=(months(1, 2, 3, 4), months(NONE, NONE, 0, 6))
    )

    found = series(lanes)
    spend, result, beside = found["referral"].known

    assert np.isnan(found["referral"].result[:2]).all()
    assert (spend.tolist(), result.tolist(), beside.shape) == ([3, 4], [0, 6], (2, 0))
    assert (found["referral"].spend_now, found["referral"].result_now) == (2, 3)
    assert found["new"].known[1].tolist() == [5, 6, 7, 8]


def test_a_lane_of_which_no_source_ever_tells_has_no_demand_of_0() -> None:
    lanes = ledgers(new=(months(9, 9), months(5, 6)), referral=(months(1, 2), months(NONE, NONE)))

    found = series(lanes)["referral"]

    assert found.spend_now == 2
    with pytest.raises(NotEnoughDataError, match="no source tells who was referred"):
        _ = found.known


def test_spend_before_the_first_order_meets_no_demand_of_0() -> None:
    """The reports of spend go two months further back than the orders."""
    found = series(ledgers(new=(months(NONE), months(8))), video=(months(4, 5, 6), months(1, 1, 1)))["video"]

    spend, result, _ = found.known

    assert (found.spend.tolist(), spend.tolist(), result.tolist()) == ([4, 5, 6], [6], [8])


def test_spend_without_any_order_is_told_so() -> None:
    with pytest.raises(NotEnoughDataError, match="no order is told"):
        _ = series(video=(months(4, 5), months(0, 0)))["video"].known
