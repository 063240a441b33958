"""Connected components of a graph given as two arrays of numbers."""

import numpy as np
import scipy
from numpy.typing import NDArray

from riparian.models.numbering import Numbers


def components(left: Numbers, right: Numbers, size: int) -> Numbers:
    """The component of each of `size` nodes, numbered from 0; `left[i]` and `right[i]` are linked."""
    if not size:
        return np.empty(0, np.int32)
    graph = scipy.sparse.coo_matrix((np.ones(len(left), np.int8), (left, right)), shape=(size, size))
    _, labels = scipy.sparse.csgraph.connected_components(graph, directed=False)
    return np.asarray(labels, np.int32)


def smallest_members(labels: NDArray[np.integer]) -> Numbers:
    """The smallest node of each node's component, so that a component's name does not depend on how it was found."""
    nodes = np.arange(len(labels), dtype=np.int32)
    smallest = np.empty(int(labels.max()) + 1 if len(labels) else 0, np.int32)
    # Of several values for one place the last is kept, which from the back is the smallest.
    smallest[labels[::-1]] = nodes[::-1]
    return np.asarray(smallest[labels])
