"""Winning items by cumulative share."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.errors import NotEnoughDataError
from riparian.models.winning_items import ItemClass, item_classes, shares_before

TEN = [100, 60, 50, 40, 30, 30, 25, 25, 20, 20]
W, C, O = ItemClass.WINNER, ItemClass.CONTENDER, ItemClass.OTHER  # noqa: E741  the first letters of the classes


def test_of_ten_items_one_wins_and_two_contend() -> None:
    """By hand: of 400 sold, the shares before the first four are 0, 0.25, 0.40 and 0.525."""
    assert shares_before(TEN)[:4] == pytest.approx([0, 0.25, 0.40, 0.525])
    assert item_classes(TEN).tolist() == [W, C, C, O, O, O, O, O, O, O]


def test_the_order_of_the_list_does_not_matter_and_equals_are_equal() -> None:
    found = item_classes([30, 100, 30, 20])

    assert found.tolist() == [O, W, O, O]
    assert item_classes([10, 10, 10]).tolist() == [W, W, W]


def test_an_only_item_wins_and_what_does_not_sell_does_not() -> None:
    assert item_classes([7]).tolist() == [W]
    assert item_classes([7, 0]).tolist() == [W, O]


def test_limits_are_settings() -> None:
    assert item_classes(TEN, winners_below=0.30, contenders_below=0.60).tolist() == [W, W, C, C, O, O, O, O, O, O]


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=60))
def test_the_best_item_wins_and_a_better_one_never_stands_lower(sales: list[float]) -> None:
    classes = item_classes(sales)

    assert classes[int(np.argmax(sales))] == W
    assert (np.diff(classes[np.argsort(sales)[::-1]]) >= 0).all()


def test_where_nothing_was_sold_nothing_won() -> None:
    with pytest.raises(NotEnoughDataError, match="nothing was sold"):
        item_classes([0, 0])
    with pytest.raises(NotEnoughDataError, match="nothing was sold"):
        item_classes([])


def test_negative_sales_are_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        item_classes([5, -1])
