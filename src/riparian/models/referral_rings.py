"""Rings among those who brought one another, and where each line begins."""

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]


def ring_cuts(referrer: ArrayLike, when: ArrayLike) -> NDArray[np.bool_]:
    """Whose referrer has to go so that nobody is their own ancestor, shape `(people,)`.

    Each has one referrer at most, so rings have no person in common, and one cut opens each: that of the latest
    referral; of several at one instant, of the last in the list.

    Args:
        referrer: place of who brought each person, −1 where nobody did, shape `(people,)`.
        when: numbers that grow with time, of each person's referral; any value where nobody did.
    """
    parent, moment = np.asarray(referrer, dtype=np.int64), np.asarray(when)
    people = len(parent)
    cut = np.zeros(people, dtype=np.bool_)
    child = np.flatnonzero(parent >= 0)
    if not child.size:
        return cut
    links = scipy.sparse.csr_array((np.ones(len(child), dtype=np.int8), (child, parent[child])), shape=(people, people))
    _, ring = scipy.sparse.csgraph.connected_components(links, directed=True, connection="strong")
    inside = child[(np.bincount(ring)[ring[child]] > 1) | (parent[child] == child)]
    in_turn = inside[np.lexsort((inside, moment[inside], ring[inside]))]
    last = np.append(ring[in_turn][1:] != ring[in_turn][:-1], True) if in_turn.size else np.zeros(0, dtype=np.bool_)
    cut[in_turn[last]] = True
    return cut


def roots_of(referrer: ArrayLike) -> Ints:
    """Place of the person at whom each person's line begins, shape `(people,)`; there must be no rings."""
    parent = np.asarray(referrer, dtype=np.int64)
    above = np.where(parent < 0, np.arange(len(parent)), parent)
    # Each round doubles how far everybody looks up.
    for _ in range(max(len(parent), 1).bit_length()):
        above = above[above]
    return above
