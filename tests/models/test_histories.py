"""Histories of repeat purchase, counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.models.histories import PurchaseHistories


def rows(histories: PurchaseHistories) -> list[tuple[float, ...]]:
    return sorted(zip(*(column.tolist() for column in histories.columns), strict=True))


def test_equal_histories_become_one_with_their_customers_summed() -> None:
    seen = PurchaseHistories.of([0, 2, 0, 2], [0, 5, 0, 5], [9, 9, 9, 8], [1, 2, 3, 4])

    assert rows(seen.merged()) == [(0, 0, 9, 4), (2, 5, 8, 4), (2, 5, 9, 2)]


def test_a_history_that_nobody_has_is_left_out() -> None:
    seen = PurchaseHistories.of([0, 1], [0, 2], [9, 9], [0, 7])

    assert rows(seen.merged()) == [(1, 2, 9, 7)]


def test_histories_that_are_nearly_all_distinct_are_told_apart() -> None:
    """Three columns of three million values each have more combinations than 64 bits hold."""
    age = np.arange(3_000_000.0) + 3_000_000
    seen = PurchaseHistories.of(np.arange(3_000_000) + 1, age[::-1] / 2, age)

    merged = seen.merged()

    assert len(merged.customers) == 3_000_000
    assert (merged.last == seen.last).all()


def test_histories_of_two_groups_add_up() -> None:
    some, others = PurchaseHistories.of([0], [0], [9]), PurchaseHistories.of([0, 3], [0, 4], [9, 9], [5, 2])

    together = (some + others).merged()

    assert rows(together) == [(0, 0, 9, 6), (3, 4, 9, 2)]
    assert (together.buyers, together.repeat_buyers, together.mean_age) == (8, 2, 9)


def test_days_are_rounded_to_weeks_halves_up() -> None:
    """Three days are no week, four are one; 25 are 3.57 weeks, so 4."""
    seen = PurchaseHistories.in_weeks([1, 1, 1], [3, 4, 25], [7, 10, 25])

    assert seen.last.tolist() == [0, 1, 4]
    assert seen.age.tolist() == [1, 1, 4]


def test_nobody_is_a_group_too() -> None:
    nobody = PurchaseHistories.of([], [], [])

    assert rows(nobody.merged()) == []
    assert (nobody.buyers, nobody.repeat_buyers) == (0, 0)
    assert np.isnan(nobody.mean_age)


@pytest.mark.parametrize(
    ("repeats", "last", "age", "customers", "fault"),
    [
        ([1], [5], [4], [1], "last <= age"),
        ([0], [2], [4], [1], "last is 0"),
        ([-1], [0], [4], [1], "not negative"),
        ([1], [2], [4], [-1], "not negative"),
        ([1], [2], [float("nan")], [1], "without a number"),
        ([1, 2], [2], [4], [1], "one length"),
    ],
)
def test_what_cannot_have_happened_is_refused(
    repeats: list[float], last: list[float], age: list[float], customers: list[float], fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        PurchaseHistories.of(repeats, last, age, customers)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20), st.integers(1, 10**6)), max_size=30))
def test_merging_loses_nobody_and_leaves_no_history_twice(drawn: list[tuple[int, int, int]]) -> None:
    x, last, n = np.array(drawn).reshape(-1, 3).T
    seen = PurchaseHistories.of(x, np.where(x > 0, last, 0), np.full(len(x), 20), n)

    merged = seen.merged()

    told = [row[:3] for row in rows(merged)]
    assert len(told) == len(set(told))
    assert merged.buyers == n.sum()
    assert merged.repeats @ merged.customers == x @ n
