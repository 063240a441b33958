"""How many customers a customer brings."""

import math
from typing import Any

import pytest

from riparian.core.row import promises
from riparian.derivations.ecosystem.referral_economics import interval, referral_economics, told
from riparian.models.referral_growth import ReferralRate
from riparian.tables.referrals import ReferralCohort
from riparian.testing.tables import TestingGather, rows_of
from tests.derivations.buyers.buying import bought, purchases_of
from tests.derivations.ecosystem.referring import said, tree

COLUMNS = tuple(promise.name for promise in promises(ReferralCohort))


def economics(*referrals: dict[str, Any], orders: tuple[dict[str, Any], ...]) -> dict[str, dict[str, Any]]:
    made = referral_economics(tree(*referrals, purchases=orders), purchases_of(*orders), TestingGather())
    return {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in rows_of(made, *COLUMNS)}


def test_k_is_told_for_each_month_of_first_orders_and_for_all() -> None:
    orders = (bought(1, 0), bought(2, 3), bought(3, 40, demand=60), bought(4, 41, demand=5))

    found = economics(said(1, 3, 10), said(1, 9, 11), orders=orders)

    january = found["2024-01"]
    assert (january["customers"], january["referrers"], january["referred"], january["converted"]) == (2, 1, 2, 1)
    assert (january["referring"], january["referrals_each"], january["conversion"], january["k"]) == (0.5, 2, 0.5, 0.5)
    assert (january["multiplier"], january["self_sustaining"], january["value_brought"]) == (2, False, 60)
    assert found["2024-02"]["k"] is None
    assert (found["all"]["customers"], found["all"]["k"], found["all"]["first_month"]) == (4, 0.25, None)


def test_money_that_came_of_several_customers_of_a_cohort_counts_once() -> None:
    chain = [said(who, who + 1, who) for who in (1, 2, 3)]
    orders = (bought(1, 0, demand=100), bought(2, 40, demand=100), bought(3, 41, demand=100), bought(4, 80, demand=100))

    found = economics(*chain, orders=orders)

    assert {period: row["value_brought"] for period, row in found.items()} == {
        "all": 300, "2024-01": 300, "2024-02": 200, "2024-03": 0,
    }  # fmt: skip


def test_money_is_brought_across_people_who_never_ordered() -> None:
    chain = [said(who, who + 1, who) for who in (1, 2, 3)]

    found = economics(*chain, orders=(bought(1, 0, demand=100), bought(4, 80, demand=70)))

    assert [found[period]["value_brought"] for period in ("all", "2024-01", "2024-03")] == [70, 70, 0]


def test_the_published_rate_gives_its_k_and_multiplier() -> None:
    """By hand: 0.29 × 1.5 × 0.4 = 0.174, and 10 clients become 12.107."""
    found = told(1000, 290, 435, 174, 174)

    assert found["k"] == pytest.approx(0.174)
    assert 10 * found["multiplier"] == pytest.approx(12.107, abs=5e-4)


def test_what_sustains_itself_has_no_multiplier() -> None:
    found = economics(said(1, 2, 10), said(1, 3, 11), orders=(bought(1, 0), bought(2, 40), bought(3, 40)))

    assert (found["2024-01"]["k"], found["2024-01"]["multiplier"]) == (2, None)
    assert found["2024-01"]["self_sustaining"] is True


def test_few_conversions_have_no_interval() -> None:
    assert all(map(math.isnan, interval(100, 9, 9)))
    assert interval(100, 20, 20) == pytest.approx((0.1212, 0.2788), abs=1e-4)


def test_a_few_who_bring_many_widen_the_interval() -> None:
    alike, unlike = interval(100, 20, 20), interval(100, 20, 200)

    assert unlike[1] - unlike[0] > 2 * (alike[1] - alike[0])


def test_the_rate_is_customers_brought_per_customer() -> None:
    found = told(50, 5, 20, 10, 40)

    assert found["k"] == pytest.approx(10 / 50) == pytest.approx(ReferralRate(0.1, 4, 0.5).k)
