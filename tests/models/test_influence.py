"""Influence: PageRank and betweenness against published networks, and laws that hold for any."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from riparian.models.influence import Flows, betweenness, flows_of, page_rank

KARATE = {
    0: (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 17, 19, 21, 31),
    1: (2, 3, 7, 13, 17, 19, 21, 30),
    2: (3, 7, 8, 9, 13, 27, 28, 32),
    3: (7, 12, 13),
    4: (6, 10),
    5: (6, 10, 16),
    6: (16,),
    8: (30, 32, 33),
    9: (33,),
    13: (33,),
    14: (32, 33),
    15: (32, 33),
    18: (32, 33),
    19: (33,),
    20: (32, 33),
    22: (32, 33),
    23: (25, 27, 29, 32, 33),
    24: (25, 27, 31),
    25: (31,),
    26: (29, 33),
    27: (33,),
    28: (31, 33),
    29: (32, 33),
    30: (32, 33),
    31: (32, 33),
    32: (33,),
}
"""Who met whom outside the club: Zachary (1977), without weights."""

PAGES = {
    "B": "C", "C": "B", "D": "AB", "E": "BDF", "F": "BE", "G": "BE", "H": "BE", "I": "BE", "J": "E", "K": "E",
}  # fmt: skip
"""Eleven pages and their links, the drawing beside most accounts of PageRank."""


def both_ways(ties: dict[int, tuple[int, ...]], participants: int) -> Flows:
    pairs = [(one, other) for one, others in ties.items() for other in others]
    pairs += [(other, one) for one, other in pairs]
    givers, receivers = zip(*pairs, strict=True)
    return flows_of(givers, receivers, np.ones(len(pairs)), participants=participants)


def dense(flows: ArrayLike) -> Flows:
    matrix = np.asarray(flows, dtype=np.float64)
    giver, receiver = np.nonzero(matrix)
    return flows_of(giver, receiver, matrix[giver, receiver], participants=len(matrix))


def test_eleven_pages_have_their_published_rank() -> None:
    links = [(ord(page) - 65, ord(to) - 65) for page, all_of in PAGES.items() for to in all_of]

    givers, receivers = zip(*links, strict=True)
    rank = page_rank(flows_of(givers, receivers, np.ones(len(links)), participants=11))

    assert 100 * rank == pytest.approx([3.3, 38.4, 34.3, 3.9, 8.1, 3.9, 1.6, 1.6, 1.6, 1.6, 1.6], abs=0.05)


def test_the_karate_club_has_the_measures_that_networkx_gives() -> None:
    """networkx 3.6: `betweenness_centrality` and `pagerank(weight=None)`."""
    club = both_ways(KARATE, 34)

    assert betweenness(club)[[0, 33, 32, 2, 31]] == pytest.approx(
        [0.43763528, 0.30407498, 0.14524711, 0.14365681, 0.13827561], abs=1e-8
    )
    assert page_rank(club)[[0, 33, 32, 2, 31]] == pytest.approx(
        [0.09699729, 0.10091918, 0.07169323, 0.05707851, 0.03715809], abs=1e-8
    )


def test_the_middle_of_a_star_is_between_all_and_its_points_between_none() -> None:
    """Freeman (1977): 1 for the centre."""
    assert betweenness(both_ways({0: (1, 2, 3, 4)}, 5)) == pytest.approx([1, 0, 0, 0, 0])


def test_a_larger_flow_is_a_shorter_way() -> None:
    # 0 reaches 3 over 1 by two flows of 10, or over 2 by two flows of 1.
    flows = flows_of([0, 1, 0, 2], [1, 3, 2, 3], [10, 10, 1, 1], participants=4)

    assert betweenness(flows) == pytest.approx([0, 1 / 6, 0, 0])


def test_equally_short_ways_share_even_where_fractions_are_rounded() -> None:
    # 1/3 + 1/6 and 1/2 differ in their last digit, 0 -> 1 -> 2 and 0 -> 2 do not.
    flows = flows_of([0, 1, 0], [1, 2, 2], [3, 6, 2], participants=3)

    assert betweenness(flows) == pytest.approx([0, 0.25, 0])


def test_flows_between_the_same_two_add_up_and_those_to_oneself_do_not_count() -> None:
    flows = flows_of([0, 0, 1], [1, 1, 1], [2, 3, 100], participants=2)

    assert flows.out_strength.tolist() == [5, 0]
    assert flows.in_strength.tolist() == [0, 5]


def test_who_is_gone_sends_and_receives_nothing() -> None:
    left = both_ways({0: (1, 2, 3, 4), 1: (2,)}, 5).without(0)

    assert left.out_strength.tolist() == [0, 1, 1, 0, 0]
    assert left.in_strength.tolist() == [0, 1, 1, 0, 0]


def test_nobody_and_nobody_linked_have_an_answer() -> None:
    assert page_rank(flows_of([], [], [], participants=0)).tolist() == []
    assert page_rank(flows_of([], [], [], participants=4)) == pytest.approx([0.25] * 4)
    assert betweenness(flows_of([], [], [], participants=4)).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("weight", [-1.0, np.nan, np.inf])
def test_a_flow_that_is_no_amount_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        flows_of([0], [1], [weight], participants=2)


@given(st.integers(1, 12), st.integers(0, 2**32 - 1), st.floats(0.1, 100))
def test_ranks_sum_to_one_and_neither_scale_nor_order_changes_a_measure(n: int, seed: int, factor: float) -> None:
    random = np.random.default_rng(seed)
    matrix = (random.random((n, n)) < 0.4) * random.integers(1, 4, (n, n)).astype(np.float64)
    order = random.permutation(n)
    flows, moved = dense(matrix), dense(factor * matrix[np.ix_(order, order)])

    assert page_rank(flows).sum() == pytest.approx(1)
    assert page_rank(moved) == pytest.approx(page_rank(flows)[order])
    assert betweenness(moved) == pytest.approx(betweenness(flows)[order], abs=1e-9)
    assert np.all((betweenness(flows) >= -1e-12) & (betweenness(flows) <= 1 + 1e-9))
