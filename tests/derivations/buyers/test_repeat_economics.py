"""What first orders and repeat orders of a year brought."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.durations import AsOf
from riparian.core.row import promises
from riparian.derivations.buyers.repeat_economics import RepeatEconomicsSettings, repeat_economics
from riparian.tables.actions import OrderCurrency
from riparian.tables.buyers import GuestOrder
from riparian.tables.forensics import RepeatEconomy
from riparian.tables.sources import Spend
from riparian.testing.tables import TestingGather, at, rows_of, table_of
from tests.derivations.buyers.buying import bought, purchases_of

AS_OF = AsOf(at(days=731))
"""1 January 2026: the years are 2025 and 2024."""
LAST = 366
COLUMNS = tuple(promise.name for promise in promises(RepeatEconomy))


def paid(day: float, amount: int, currency: str = "GBP") -> dict[str, Any]:
    return {"spent_on": at(days=day).date(), "amount": amount, "currency": currency}


def economics(
    *purchases: dict[str, Any],
    spent: tuple[dict[str, Any], ...] = (),
    factor: float = 0.4,
    guests: tuple[dict[str, Any], ...] = (),
) -> dict[int, dict[str, Any]]:
    """By calendar year."""
    made = repeat_economics(
        purchases_of(*purchases),
        table_of(GuestOrder, *guests),
        table_of(Spend, *spent),
        table_of(OrderCurrency, {"currency": "GBP", "home": True}, {"currency": "EUR", "home": False}),
        RepeatEconomicsSettings(profit_factor=factor),
        AS_OF,
        TestingGather(),
    )
    return {row[0].year: dict(zip(COLUMNS, row, strict=True)) for row in rows_of(made, *COLUMNS)}


def test_the_order_of_a_guest_is_a_first_order() -> None:
    guest = {"person_key": 9, "action_key": 1, "bought_at": at(days=LAST), "demand": 50}

    last = economics(bought(1, 0), bought(1, LAST, demand=70), guests=(guest,))[2025]

    assert (last["orders"], last["repeat_orders"], last["new_buyers"], last["first_demand"], last["demand"]) == (
        2, 1, 1, 50, 120,
    )  # fmt: skip


def test_first_orders_and_repeat_orders_are_told_apart() -> None:
    found = economics(
        bought(1, 0, demand=10), bought(1, 5, demand=20), bought(1, LAST, demand=300), bought(1, 400, demand=100),
        bought(2, LAST - 1, demand=7), bought(3, 500, demand=1000), bought(3, 501, demand=None),
    )  # fmt: skip

    last = found[2025]
    assert [last[name] for name in ("buyers", "new_buyers", "repeat_buyers")] == [2, 1, 2]
    assert [last[name] for name in ("orders", "repeat_orders")] == [4, 3]
    assert [last[name] for name in ("demand", "first_demand", "repeat_demand")] == [1400, 1000, 400]
    assert (found[2024]["demand"], found[2024]["repeat_demand"]) == (37, 20)
    assert last["year_to"] == date(2025, 12, 31)


def test_contribution_is_demand_times_profit_factor_less_ad_cost() -> None:
    """Hillstrom (22 February 2026): $1.30 × 40 % − $0.90 = −$0.38."""
    found = economics(bought(1, LAST, demand=130), spent=(paid(LAST, 60), paid(LAST, 10), paid(LAST + 9, 20)))[2025]

    assert (found["profit"], found["ad_cost"], found["spend_days"]) == (pytest.approx(52), 90, 2)
    assert found["contribution"] == pytest.approx(-38)
    assert found["cost_per_new_buyer"] == 90


def test_a_year_without_known_spend_has_a_profit_and_no_contribution() -> None:
    found = economics(bought(1, 0, demand=50), bought(1, LAST, demand=50), spent=(paid(LAST, 5, "EUR"), paid(9, 1)))

    assert (found[2025]["profit"], found[2025]["ad_cost"], found[2025]["contribution"]) == (20, None, None)
    assert (found[2024]["ad_cost"], found[2024]["contribution"]) == (1, 19)
    assert (found[2025]["new_buyers"], found[2025]["cost_per_new_buyer"]) == (0, None)


def test_what_was_spent_before_the_first_order_makes_no_year() -> None:
    assert set(economics(bought(1, LAST), spent=(paid(3, 5),))) == {2025}


def test_nobody_has_no_economics() -> None:
    assert economics(spent=(paid(LAST, 5),)) == {}


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 730), st.integers(0, 500)), min_size=1, max_size=30))
def test_all_orders_and_all_demand_are_in_one_year_and_either_first_or_repeat(
    drawn: list[tuple[int, int, int]],
) -> None:
    found = economics(*(bought(person, day, demand=demand) for person, day, demand in drawn)).values()

    assert sum(one["orders"] for one in found) == len(drawn)
    assert sum(one["orders"] - one["repeat_orders"] for one in found) == len({person for person, *_ in drawn})
    assert sum(one["demand"] for one in found) == sum(demand for *_, demand in drawn)
    assert all(one["first_demand"] + one["repeat_demand"] == one["demand"] for one in found)
    assert all(one["buyers"] <= one["new_buyers"] + one["repeat_buyers"] for one in found)
