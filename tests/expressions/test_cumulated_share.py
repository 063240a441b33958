"""The share of all sales made by what sells better."""

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.expressions.cumulated_share import item_class, with_share_before, with_shares_below
from riparian.models.winning_items import ItemClass, item_classes, shares_before
from riparian.testing.tables import lent, rows_of

TEN = [100, 60, 50, 40, 30, 30, 25, 25, 20, 20]


def ranked(sales: list[int], groups: list[str] | None = None) -> list[tuple[float, str]]:
    """Share before and class of each, in the order given."""
    columns = {"group": groups or ["all"] * len(sales), "item": list(range(len(sales))), "demand": sales}
    table = lent(pa.table(columns), ibis.schema({"group": "string", "item": "int64", "demand": "int64"}))
    found = with_share_before(table, by=["group"])
    classed = found.mutate(item_class=item_class(found, winners_below=0.15, contenders_below=0.50))
    return [(share, name) for _, share, name in rows_of(classed, "item", "share_before", "item_class")]


def test_of_ten_items_one_wins_and_two_contend() -> None:
    """By hand: of 400 sold, the shares before the first four are 0, 0.25, 0.40 and 0.525."""
    found = ranked(TEN)

    assert [share for share, _ in found[:4]] == pytest.approx([0, 0.25, 0.40, 0.525])
    assert [name for _, name in found] == ["Winner", "Contender", "Contender", *["Other"] * 7]


def test_groups_are_ranked_by_themselves() -> None:
    found = ranked([10, 10, 30, 1], ["a", "b", "a", "b"])

    assert found == [(0.75, "Other"), (0.0, "Winner"), (0.0, "Winner"), (10 / 11, "Other")]


def test_what_was_not_sold_or_taken_back_is_among_the_others_and_takes_nothing_from_the_rest() -> None:
    assert ranked([-50, 100, 0]) == [(1.0, "Other"), (0.0, "Winner"), (1.0, "Other")]
    assert ranked([0, -1]) == [(0.0, "Other"), (0.0, "Other")]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40).filter(any))
def test_it_is_the_model_on_the_engine(sales: list[int]) -> None:
    found = ranked(sales)

    assert [share for share, _ in found] == pytest.approx(shares_before(sales).tolist())
    assert [name for _, name in found] == [ItemClass(number).name.capitalize() for number in item_classes(sales)]


@given(st.lists(st.integers(-5, 30), min_size=1, max_size=40), st.sampled_from([0.0, 0.1, 0.15, 0.5, 1.0]))
def test_those_below_a_share_are_those_of_all_that_sold_and_lie_below_it(sales: list[int], below: float) -> None:
    columns = {"group": ["a", "b"] * len(sales), "item": list(range(2 * len(sales))), "demand": 2 * sales}
    table = lent(pa.table(columns), ibis.schema({"group": "string", "item": "int64", "demand": "int64"}))

    found = with_shares_below(table, by=["group"], below=below)

    every = rows_of(with_share_before(table, by=["group"]), "item", "demand", "share_before")
    assert rows_of(found, "item", "demand", "share_before") == [one for one in every if one[1] > 0 and one[2] < below]
