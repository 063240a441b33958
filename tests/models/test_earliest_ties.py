"""Since when nodes are tied to a start: by the earliest chain, which is as young as its youngest link."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from riparian.models.earliest_ties import NEVER, tied_since

START = int(np.iinfo(np.int64).min)


def since(links: list[tuple[int, int, int]], *, starts: list[int], size: int) -> list[int]:
    left, right, known = (np.array([link[place] for link in links], np.int64) for place in range(3))
    found = tied_since(left.astype(np.int32), right.astype(np.int32), known, np.array(starts, np.int32), size)
    return [int(one) for one in found]


def test_a_chain_is_as_young_as_its_youngest_link() -> None:
    assert since([(0, 1, 5), (1, 2, 3), (2, 3, 9)], starts=[0], size=4) == [START, 5, 5, 9]


def test_of_two_chains_the_earlier_counts_even_if_it_is_the_longer() -> None:
    assert since([(0, 3, 9), (0, 1, 2), (1, 2, 2), (2, 3, 4)], starts=[0], size=4)[3] == 4


def test_where_no_chain_leads_nothing_is_ever_known() -> None:
    assert since([(1, 2, 3)], starts=[0], size=3) == [START, NEVER, NEVER]
    assert since([], starts=[], size=1) == [NEVER]


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 9)), max_size=14))
def test_it_is_the_first_instant_at_which_the_links_known_by_then_join_them(links: list[tuple[int, int, int]]) -> None:
    found = since(links, starts=[0], size=8)

    for node in range(1, 8):
        joined = [at for at in range(10) if node in reached([link for link in links if link[2] <= at])]
        assert found[node] == (joined[0] if joined else NEVER)


def reached(links: list[tuple[int, int, int]]) -> set[int]:
    """All that links lead to from 0."""
    known = {0}
    for _ in range(8):
        known |= {end for one, other, _ in links if {one, other} & known for end in (one, other)}
    return known
