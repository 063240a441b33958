"""Numbers for keys."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from riparian.models.numbering import Numbering

KEYS = st.lists(st.integers(0, 60) | st.integers(0, 2**60), max_size=40)


@given(KEYS, KEYS)
def test_numbers_lead_back_to_their_keys_and_stand_in_their_order(some: list[int], others: list[int]) -> None:
    numbering = Numbering.of(np.array(some, np.int64), np.array(others, np.int64))
    keys = np.array(some + others, np.int64)

    numbers = numbering.numbers(keys)

    assert numbering.keys_of(numbers).tolist() == keys.tolist()
    assert numbering.holds(keys).all()
    assert sorted(set(keys.tolist())) == numbering.keys_of(np.unique(numbers)).tolist()


def test_keys_that_lie_close_together_are_not_sorted() -> None:
    register = Numbering.of(np.array([12, 10, 15], np.int64))

    assert (register.first, register.size, register.keys.size) == (10, 6, 0)


def test_keys_that_lie_far_apart_get_numbers_without_gaps() -> None:
    numbering = Numbering.of(np.array([10, 2**50], np.int64))

    assert numbering.numbers(np.array([2**50, 10])).tolist() == [1, 0]


def test_a_key_that_was_not_given_is_not_held() -> None:
    sparse = Numbering.of(np.array([10, 2**50], np.int64))
    close = Numbering.of(np.array([10, 12], np.int64))

    assert sparse.holds(np.array([9, 10, 11, 2**50 + 1])).tolist() == [False, True, False, False]
    assert close.holds(np.array([9, 13])).tolist() == [False, False]


def test_no_keys_have_no_numbers() -> None:
    nothing = Numbering.of(np.empty(0, np.int64))

    assert nothing.size == 0
    assert nothing.holds(np.array([1])).tolist() == [False]
    assert nothing.numbers(np.empty(0, np.int64)).tolist() == []
