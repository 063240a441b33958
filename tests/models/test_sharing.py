"""Identifiers that too many share."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from riparian.models.sharing import IN_ALL, shared_by_too_many

USER, DEVICE = 0, 1


def shared(links: list[tuple[int, int]], kinds: list[int], most: dict[int, dict[int, int]]) -> list[bool]:
    left, right = (np.array([link[side] for link in links], np.int32) for side in (0, 1))
    return [bool(one) for one in shared_by_too_many(left, right, np.array(kinds, np.int16), most)]


def test_partners_are_counted_on_both_sides_of_links() -> None:
    two_users_and_a_device = [USER, DEVICE, USER]

    assert shared([(0, 1), (1, 2)], two_users_and_a_device, {USER: {DEVICE: 1}}) == [False, True, False]
    assert shared([(0, 1), (2, 1)], two_users_and_a_device, {USER: {DEVICE: 1}}) == [False, True, False]


def test_exactly_the_most_is_not_too_many() -> None:
    assert shared([(0, 1), (1, 2)], [USER, DEVICE, USER], {USER: {DEVICE: 2}}) == [False, False, False]


def test_partners_of_other_kinds_count_only_in_all() -> None:
    user_with_two_devices = [DEVICE, USER, DEVICE]

    assert shared([(0, 1), (1, 2)], user_with_two_devices, {USER: {USER: 1}}) == [False, False, False]
    assert shared([(0, 1), (1, 2)], user_with_two_devices, {IN_ALL: {USER: 1}}) == [False, True, False]


def test_nobody_shares_where_nothing_is_linked() -> None:
    assert shared([], [USER, DEVICE], {IN_ALL: {USER: 1}}) == [False, False]


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]), unique=True),
    st.lists(st.integers(0, 2), min_size=10, max_size=10),
    st.dictionaries(st.sampled_from([IN_ALL, 0, 1, 2]), st.dictionaries(st.integers(0, 3), st.integers(1, 4))),
)
def test_who_shares_is_who_has_more_partners_of_a_kind_than_theirs_may(
    links: list[tuple[int, int]], kinds: list[int], most: dict[int, dict[int, int]]
) -> None:
    found = shared(links, kinds, most)

    partners = [[kinds[a + b - node] for a, b in links if node in (a, b)] for node in range(10)]
    assert found == [
        any(
            (len(partners[node]) if partner == IN_ALL else partners[node].count(partner)) > allowed[kinds[node]]
            for partner, allowed in most.items()
            if kinds[node] in allowed
        )
        for node in range(10)
    ]
