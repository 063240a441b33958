"""What each buyer is expected to bring: published customers of CDNOW, and what is told without money."""

from pathlib import Path
from typing import Any

import ibis
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.derivations.buyers.customer_values import CustomerValuesSettings, customer_values
from riparian.derivations.buyers.value_models import ValueModelsSettings, value_models
from riparian.tables.customer_value import ValueModel
from riparian.testing.tables import TestingGather, rows_of, table_of
from tests.derivations.buyers.cdnow import AFTER_39_WEEKS, cdnow_purchases

PUBLISHED = {
    "model": "BG/NBD",
    "parameters": '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}',
    "chosen": True,
}
SPEND = {"model": "gamma-gamma", "parameters": '{"p": 6.25, "q": 3.74, "v": 1544.0}', "chosen": True}


def valued(reference: Path, *models: dict[str, Any]) -> ibis.Table:
    settings = CustomerValuesSettings(horizon_weeks=39, residual_months=12, profit_factor=1.0)
    fitted = table_of(ValueModel, *models)
    return customer_values(cdnow_purchases(reference), fitted, settings, AFTER_39_WEEKS, TestingGather())


def test_all_customers_of_cdnow_together(reference: Path) -> None:
    """Computed apart with the published parameters: 1,653.42 orders in 39 weeks, 71,509.90 in a year at 1 % a month."""
    fitted = value_models(
        cdnow_purchases(reference),
        ValueModelsSettings(models=("BG/NBD",)),
        AFTER_39_WEEKS,
        TestingGather(),
    )
    settings = CustomerValuesSettings(horizon_weeks=39, residual_months=12, profit_factor=1.0)

    made = customer_values(cdnow_purchases(reference), fitted, settings, AFTER_39_WEEKS, TestingGather())

    totals = made.aggregate(
        people=made.count(), orders=made.expected_orders.sum(), value=made.residual_value.sum() / 100
    )
    assert rows_of(totals)[0] == pytest.approx((2357, 1653.42, 71_509.90), rel=2e-3)


def test_the_first_ten_customers_of_the_spend_note(reference: Path) -> None:
    """Fader and Hardie (2013): 24.65, 18.91, 35.17 … 71.46 … 27.28 … to ten cents; CLV as measured by lifetimes."""
    made = valued(reference, PUBLISHED, SPEND)

    first = made.filter(made.person_key <= 10).order_by("person_key")
    spend = [row[1] / 100 for row in rows_of(first, "person_key", "expected_order_value")]
    assert spend == pytest.approx([24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17], abs=0.1)
    values = [row[1] / 100 for row in rows_of(first, "person_key", "residual_value")][:5]
    assert values == pytest.approx([36.2785, 4.6375, 8.3441, 8.3441, 8.3441], rel=5e-3)


def test_one_published_customer(reference: Path) -> None:
    """Two repeats, the last in week 30.43 of 38.86: alive with 0.7266, 1.226 orders in 39 weeks."""
    made = valued(reference, PUBLISHED)

    first = made.filter(made.person_key == 1)
    assert rows_of(first, "probability_alive", "expected_orders")[0] == pytest.approx((0.7266, 1.226), abs=5e-4)
    assert rows_of(first, "repeats") == [(2,)]


def test_each_buyer_tells_whether_they_came_back(reference: Path) -> None:
    """946 of 2,357 did (Fader, Hardie and Lee, 2005, "RFM and CLV")."""
    made = valued(reference, PUBLISHED)

    assert len(rows_of(made.filter(made.repeats > 0), "person_key")) == 946


def test_without_a_model_of_spend_orders_are_told_and_money_is_not(reference: Path) -> None:
    made = valued(reference, PUBLISHED)

    known = made.aggregate(
        orders=made.expected_orders.count(),
        value=made.expected_order_value.count(),
        demand=made.expected_demand.count(),
    )
    assert rows_of(known) == [(2357, 0, 0)]


def test_where_spend_has_no_mean_only_buyers_whose_spend_was_seen_have_one(reference: Path) -> None:
    """946 of 2,357 came back, and one of those orders was free."""
    wild = SPEND | {"parameters": '{"p": 2.0, "q": 0.9, "v": 1000.0}'}

    made = valued(reference, PUBLISHED, wild)

    assert rows_of(made.aggregate(known=made.expected_order_value.count())) == [(946,)]


def test_without_a_model_of_repeat_purchase_the_table_says_so(reference: Path) -> None:
    with pytest.raises(NotEnoughDataError, match="no model of repeat purchase"):
        valued(reference)
