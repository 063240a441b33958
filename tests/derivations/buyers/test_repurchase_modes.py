"""In which mode the company, its channels and categories are."""

from typing import Any

import pytest

from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.derivations.buyers.repurchase_modes import repurchase_modes
from riparian.models.repurchase_mode import monthly_churn
from riparian.tables.buyers import GuestOrder
from riparian.testing.tables import TestingGather, at, labels_table, rows_of, table_of
from tests.derivations.buyers.buying import bought, item, items_of, purchases_of

AS_OF = AsOf(at(days=731))
"""1 January 2026: the last year is 2025, the one before 2024."""
LAST = 366
"""Day on which the last year begins."""


def modes(
    purchases: tuple[dict[str, Any], ...], items: tuple[dict[str, Any], ...] = ()
) -> dict[tuple[str, str], dict[str, Any]]:
    made = repurchase_modes(
        purchases_of(*purchases), items_of(*items), table_of(GuestOrder), labels_table(), AS_OF, TestingGather()
    )
    columns = ("buyers", "bought_again", "rate", "low", "high", "mode", "monthly_churn", "orders_per_buyer")
    return {
        (scope, name): dict(zip(columns, rest, strict=True))
        for scope, name, *rest in rows_of(made, "scope", "name", *columns)
    }


def test_the_buyers_of_a_year_are_looked_for_in_the_next() -> None:
    found = modes((
        bought(1, 0), bought(1, 300), bought(1, LAST),
        bought(2, LAST - 0.001),
        bought(3, LAST + 5), bought(3, LAST + 9),
    ))[("company", "all")]  # fmt: skip

    assert (found["buyers"], found["bought_again"], found["rate"], found["mode"]) == (2, 1, 0.5, "Hybrid")
    assert found["monthly_churn"] == pytest.approx(monthly_churn(0.5))
    assert found["orders_per_buyer"] == 1.5
    assert found["low"] < 0.5 < found["high"]


@pytest.mark.parametrize(("again", "mode"), [(3, "Acquisition"), (4, "Hybrid"), (5, "Hybrid"), (6, "Retention")])
def test_the_limits_of_the_modes_belong_to_the_higher_one(again: int, mode: str) -> None:
    """Hillstrom (March 2009): below 40 %, 40 to 60 %, 60 % and more."""
    former = tuple(bought(person, 0) for person in range(10))
    found = modes((*former, *(bought(person, LAST) for person in range(again))))

    assert found[("company", "all")]["mode"] == mode


def test_who_comes_back_by_another_channel_is_kept_by_the_company_alone() -> None:
    found = modes((bought(1, 0, channel="shop"), bought(1, LAST, channel="web"), bought(2, 5, channel="web")))

    assert found[("company", "all")]["bought_again"] == 1
    assert {key: (one["buyers"], one["bought_again"]) for key, one in found.items() if key[0] == "channel"} == {
        ("channel", "shop"): (1, 0),
        ("channel", "web"): (1, 0),
    }


def test_an_order_of_two_lines_of_a_category_is_one_order_of_it() -> None:
    purchases = (bought(1, 0), bought(1, LAST))
    lines = (item(1, 0, "a"), item(1, 0, "b"), item(1, LAST, "a"), item(1, LAST, "c", category="cups"))
    found = modes(purchases, tuple({"category": "teas"} | line for line in lines))

    assert found[("category", "teas")]["orders_per_buyer"] == 1.0
    assert found[("category", "teas")]["rate"] == 1.0
    assert ("category", "cups") not in found


def test_an_item_without_a_category_is_in_none() -> None:
    found = modes((bought(1, 0),), (item(1, 0, "a"),))

    assert {scope for scope, _ in found} == {"company", "channel"}


def test_a_log_of_a_year_is_not_enough() -> None:
    with pytest.raises(NotEnoughDataError, match="the orders go back 374 days; a repurchase mode needs 2 years"):
        modes((bought(1, 731 - 374), bought(1, 700)))


def test_nobody_has_no_mode() -> None:
    with pytest.raises(NotEnoughDataError, match="there are no orders yet"):
        modes(())
