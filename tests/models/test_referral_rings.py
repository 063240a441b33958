"""Rings among those who brought one another."""

from hypothesis import given
from hypothesis import strategies as st

from riparian.models.referral_growth import referral_tree
from riparian.models.referral_rings import ring_cuts, roots_of

CHAINS = st.integers(1, 30).flatmap(lambda n: st.lists(st.integers(-1, n - 1), min_size=n, max_size=n))


def test_a_ring_is_cut_at_its_last_referral() -> None:
    cut = ring_cuts([1, 2, 0, 0, -1], [5, 9, 7, 99, 0])

    assert cut.tolist() == [False, True, False, False, False]


def test_two_rings_are_cut_once_each() -> None:
    cut = ring_cuts([1, 0, 3, 2], [1, 2, 4, 3])

    assert cut.tolist() == [False, True, True, False]


def test_who_brought_themselves_brought_nobody() -> None:
    assert ring_cuts([0], [1]).tolist() == [True]


def test_a_line_begins_at_whom_nobody_brought() -> None:
    assert roots_of([-1, 0, 1, 2, -1, 4]).tolist() == [0, 0, 0, 0, 4, 4]


@given(CHAINS)
def test_whatever_people_say_a_tree_is_left(referrer: list[int]) -> None:
    cut = ring_cuts(referrer, list(range(len(referrer))))
    kept = [-1 if gone else one for one, gone in zip(referrer, cut, strict=True)]

    tree, roots = referral_tree(kept, [1.0] * len(kept)), roots_of(kept)

    assert all(kept[root] == -1 for root in roots)
    assert int(tree.descendants[[n for n, one in enumerate(kept) if one < 0]].sum()) == sum(one >= 0 for one in kept)
