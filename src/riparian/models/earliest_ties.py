"""Since when nodes of a graph are tied to where they are counted from, each link being known from an instant on."""

import numpy as np
from numpy.typing import NDArray

from riparian.models.numbering import Numbers

Instants = NDArray[np.int64]
NEVER = int(np.iinfo(np.int64).max)


def tied_since(left: Numbers, right: Numbers, known: Instants, starts: Numbers, size: int) -> Instants:
    """The instant from which a chain of known links leads from each node to a start; shape `(size,)`.

    A chain is known once its last link is, and of several chains the earliest counts. `NEVER` where no chain leads
    there, the smallest number for a start itself.

    Args:
        left: and `right`, the nodes that each link joins, numbers below `size`, shape `(links,)`.
        right: see `left`.
        known: since when each link is known, shape `(links,)`.
        starts: nodes that need no link.
        size: how many nodes there are.
    """
    since = np.full(size, NEVER)
    since[starts] = np.iinfo(np.int64).min
    one, other = np.concatenate([left, right]), np.concatenate([right, left])
    both = np.concatenate([known, known])
    reached = np.zeros(size, np.bool_)
    reached[starts] = True
    # One link further a round, from where something changed: as many rounds as the longest chain that matters.
    while reached.any():
        step = reached[one]
        found = np.maximum(since[one[step]], both[step])
        before = since.copy()
        np.minimum.at(since, other[step], found)
        reached = since < before
    return since
