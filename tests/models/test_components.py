"""Connected components."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.models.components import components, smallest_members

LINKS = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=30)


def closure(links: list[tuple[int, int]], size: int) -> list[int]:
    """Smallest member of each node's component, by passing it on until nothing changes."""
    smallest = list(range(size))
    for _ in range(size):
        for one, other in links:
            smallest[one] = smallest[other] = min(smallest[one], smallest[other])
    return smallest


@given(LINKS)
def test_everything_that_links_lead_to_has_the_same_smallest_member(links: list[tuple[int, int]]) -> None:
    left, right = (np.array([link[side] for link in links], np.int32) for side in (0, 1))

    named = smallest_members(components(left, right, 20))

    assert named.tolist() == closure(links, 20)


def test_no_nodes_have_no_components() -> None:
    nothing = np.empty(0, np.int32)

    assert components(nothing, nothing, 0).tolist() == []
    assert smallest_members(nothing).tolist() == []


@pytest.mark.parametrize(
    "links",
    [
        [(0, 1)],
        [(2, 2)],
        [(1, 0), (2, 0), (3, 0)],
        [(0, 1), (1, 2), (2, 3)],
        [(0, 1), (0, 1)],
        [(0, 1), (1, 2), (2, 0)],
    ],
    ids=["pair", "loop", "star", "chain", "twice", "ring"],
)
def test_components_are_numbered_from_nought_without_gaps(links: list[tuple[int, int]]) -> None:
    left, right = (np.array([link[side] for link in links], np.int32) for side in (0, 1))

    labels = components(left, right, 5)

    assert np.unique(labels).tolist() == list(range(len(set(closure(links, 5)))))
    assert smallest_members(labels).tolist() == closure(links, 5)
