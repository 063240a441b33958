import pytest

from riparian.build.conform import conform, conform_mapping
from riparian.core.errors import DerivationError
from riparian.core.row import mapped_schema_of, promised, unbound
from riparian.tables.sources import Spend
from tests.build.toy import Basket, Purchase


def test_an_expression_that_keeps_its_promise_conforms() -> None:
    made = promised(unbound(Purchase), Basket)

    conform(made, Basket, where="here")

    assert list(made.columns) == ["number", "person_key", "bought_at", "paid"]


def test_every_broken_column_is_told_at_once() -> None:
    purchases = unbound(Purchase)
    made = purchases.select(number=purchases.number.cast("int32"), person_key="person_key", paid="paid", more="paid")

    with pytest.raises(DerivationError) as caught:
        conform(made, Basket, where="here")

    assert caught.value.what == "bought_at is missing; more is not promised; number is int32, promised int64"


def test_columns_in_another_order_do_not_conform() -> None:
    made = unbound(Purchase).select("person_key", "number", "bought_at", "paid")

    with pytest.raises(DerivationError, match="another order"):
        conform(made, Basket, where="here")


def test_a_mapping_gives_texts_for_coded_columns_and_a_line_and_nothing_that_landing_adds() -> None:
    wanted = dict(mapped_schema_of(Spend).items())

    assert str(wanted["channel"]) == "string"
    assert "row_key" not in wanted
    with pytest.raises(DerivationError, match="line is missing"):
        conform_mapping(unbound(Spend).select(*wanted).cast(wanted), Spend, where="here")
