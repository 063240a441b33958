"""The RE ledgers: ways in, top-heaviness, re-ignition, referred against others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.errors import NotEnoughDataError
from riparian.models.holdout import Arm
from riparian.models.re_ledgers import (
    Ledger,
    orders_by_clients,
    referred_against_others,
    reignition,
    top_heaviness,
)


def arm(*spent: float) -> Arm:
    return Arm(len(spent), sum(spent), sum(one**2 for one in spent))


def test_the_published_mailing_earns_on_the_report_and_loses_in_truth() -> None:
    """Hillstrom (June 2022): matchback $4.50, cost $1.00, factor 40 %; 44.4 % is incremental, so −$0.20 is true."""
    ledger = Ledger(orders=1, demand=4.50, cost_to_serve=0.0, spend=1.00)

    assert ledger.contribution(profit_factor=0.4) == pytest.approx(0.80)
    assert ledger.incremental_contribution(profit_factor=0.4, organic_share=1 - 2.00 / 4.50) == pytest.approx(-0.20)


def test_serving_lowers_contribution_and_counts_in_the_cost_of_an_order() -> None:
    ledger = Ledger(orders=4, demand=400, cost_to_serve=20, spend=60)

    assert ledger.contribution(profit_factor=0.5) == 120
    assert (ledger.order_value, ledger.cost_per_order) == (100, 20)


def test_without_orders_none_has_a_value() -> None:
    with pytest.raises(NotEnoughDataError, match="no orders"):
        _ = Ledger(orders=0, demand=0, cost_to_serve=0, spend=100).cost_per_order


def test_a_budget_at_the_top_with_little_fruit_is_top_heavy() -> None:
    found = top_heaviness([60, 30, 10], [20, 30, 50])

    assert (found.budget_share, found.contribution_share) == pytest.approx((0.6, 0.2))
    assert found.index == pytest.approx(3)


@pytest.mark.parametrize(("steps", "first"), [(3, 1), (4, 1), (5, 2), (6, 2), (9, 3), (10, 3)])
def test_a_step_is_in_the_first_third_if_its_middle_is(steps: int, first: int) -> None:
    assert top_heaviness(np.ones(steps), np.ones(steps)).budget_share == pytest.approx(first / steps)


def test_a_top_that_added_nothing_has_no_ratio() -> None:
    with pytest.raises(NotEnoughDataError, match="60%"):
        _ = top_heaviness([60, 30, 10], [-1, 30, 50]).index


@pytest.mark.parametrize(
    ("budget", "added"), [([1, 1], [1, 1]), ([0, 0, 0], [1, 1, 1]), ([1, 1, 1], [1, -3, 1]), ([], [])]
)
def test_no_parts_are_made_of_nothing(budget: list[float], added: list[float]) -> None:
    with pytest.raises(NotEnoughDataError):
        top_heaviness(budget, added)


def test_repeat_orders_add_up_over_the_years() -> None:
    assert orders_by_clients(12.107, rebuy_rate=0.4, years=3) == pytest.approx(12.107 * 1.56)
    assert orders_by_clients(10, rebuy_rate=1, years=5) == 50


def test_reignition_has_a_rate_where_somebody_was_asked_and_a_cost_where_somebody_came() -> None:
    found = reignition(asked=[200, 50, 0], back=[20, 0, 0], spend=[100, 25, 0])

    assert found.rate[:2].tolist() == [0.1, 0.0]
    assert found.cost_each[0] == 5
    assert np.isnan([found.rate[2], found.low[2], found.cost_each[1], found.cost_each[2]]).all()
    assert found.low[0] == pytest.approx(0.0657, abs=5e-5)
    assert found.high[0] == pytest.approx(0.1494, abs=5e-5)


def test_who_came_back_was_asked() -> None:
    with pytest.raises(ValueError, match="asked"):
        reignition([1], [2], [0])


def test_referred_are_compared_with_others_of_their_own_month() -> None:
    # Referred come in the dear month: together they look worth 100 more, within each month 10.
    referred = [arm(19, 21), *[arm(*[109, 111] * 20)]]
    others = [arm(*[9, 11] * 20), arm(99, 101)]

    found = referred_against_others(referred, others)

    assert found.value == pytest.approx(10)
    assert found.low < 10 < found.high


def test_a_month_with_one_of_a_group_is_left_out_and_without_months_there_is_no_answer() -> None:
    assert referred_against_others([arm(5), arm(3, 5)], [arm(1, 2), arm(1, 3)]).value == 2
    with pytest.raises(NotEnoughDataError, match="two referred"):
        referred_against_others([arm(5)], [arm(1, 2)])


def test_the_interval_holds_the_planted_difference_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(7)
    held = 0
    for _ in range(400):
        months = [(arm(*random.normal(10 + month, 4, 30)), arm(*random.normal(7 + month, 6, 60))) for month in range(3)]
        found = referred_against_others([one for one, _ in months], [other for _, other in months], level=0.9)
        held += found.low <= 3 <= found.high

    assert 0.86 <= held / 400 <= 0.94


money = st.floats(-1e6, 1e6)
ledgers = st.builds(Ledger, orders=st.integers(0, 10**6), demand=money, cost_to_serve=money, spend=st.floats(0, 1e6))


@given(ledgers, ledgers, st.floats(0, 1), st.floats(0, 1.5))
def test_contributions_of_ledgers_add_up(one: Ledger, other: Ledger, factor: float, organic: float) -> None:
    both = one + other

    assert both.contribution(profit_factor=factor) == pytest.approx(
        one.contribution(profit_factor=factor) + other.contribution(profit_factor=factor), abs=1e-3
    )
    assert both.incremental_contribution(profit_factor=factor, organic_share=organic) == pytest.approx(
        sum(part.incremental_contribution(profit_factor=factor, organic_share=organic) for part in (one, other)),
        abs=1e-3,
    )


@given(st.lists(st.floats(0.01, 1e6), min_size=3, max_size=20))
def test_a_budget_that_follows_its_fruit_has_the_index_one(budget: list[float]) -> None:
    assert top_heaviness(budget, np.array(budget) * 3).index == pytest.approx(1)
