"""Connected components of a graph given as two arrays of numbers."""

import numpy as np
import scipy
from numpy.typing import NDArray

from riparian.models.numbering import Numbers


def components(left: Numbers, right: Numbers, size: int) -> Numbers:
    """The component of each of `size` nodes, numbered from 0; `left[i]` and `right[i]` are linked.

    A node with one link is of the component of its other end, so only links between nodes with more are searched: of
    identifiers, whose links are mostly stars around the strongest of a person, that is one in a hundred.
    """
    if not size:
        return np.empty(0, np.int32)
    degree = np.bincount(left, minlength=size)
    degree += np.bincount(right, minlength=size)
    loose = degree == 1
    del degree
    right_hangs = loose[right]
    left_hangs = loose[left] & ~right_hangs
    inner = ~(right_hangs | left_hangs)
    chosen = _searched(left[inner], right[inner], size)
    chosen[right[right_hangs]] = chosen[left[right_hangs]]
    chosen[left[left_hangs]] = chosen[right[left_hangs]]
    number = np.cumsum(chosen == np.arange(size, dtype=np.int32), dtype=np.int32) - np.int32(1)
    return np.asarray(number[chosen])


def _searched(left: Numbers, right: Numbers, size: int) -> Numbers:
    """For each node one of its component, the same for all of them; itself where it has no link."""
    linked = np.zeros(size, np.bool_)
    linked[left] = True
    linked[right] = True
    nodes = np.flatnonzero(linked).astype(np.int32)
    place = np.cumsum(linked, dtype=np.int32) - np.int32(1)
    ends = (place[left], place[right])
    graph = scipy.sparse.coo_matrix((np.ones(len(left), np.int8), ends), shape=(len(nodes), len(nodes)))
    chosen = np.arange(size, dtype=np.int32)
    if len(nodes):
        _, labels = scipy.sparse.csgraph.connected_components(graph, directed=False)
        chosen[nodes] = nodes[smallest_members(labels)]
    return chosen


def smallest_members(labels: NDArray[np.integer]) -> Numbers:
    """The smallest node of each node's component, so that a component's name does not depend on how it was found."""
    nodes = np.arange(len(labels), dtype=np.int32)
    smallest = np.empty(int(labels.max()) + 1 if len(labels) else 0, np.int32)
    # Of several values for one place the last is kept, which from the back is the smallest.
    smallest[labels[::-1]] = nodes[::-1]
    return np.asarray(smallest[labels])
