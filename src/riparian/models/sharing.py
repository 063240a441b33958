"""Identifiers that too many share: a family's tablet, a till's loyalty card, noemail@example.com."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from riparian.models.numbering import Numbers

Kinds = NDArray[np.int16]

IN_ALL = -1
"""Stands for partners of every kind together."""


def shared_by_too_many(
    left: Numbers, right: Numbers, kinds: Kinds, most: Mapping[int, Mapping[int, int]]
) -> NDArray[np.bool_]:
    """Which nodes are linked with more partners of some kind than theirs may be.

    Args:
        left: one end of each link; every pair stands once.
        right: the other end.
        kinds: kind of each node, shape `(nodes,)`.
        most: kind of partner (or `IN_ALL`) to kind of node to the most partners it may have.
    """
    partners = np.bincount(left, minlength=len(kinds))
    partners += np.bincount(right, minlength=len(kinds))
    left_kinds, right_kinds = kinds[left], kinds[right]
    shared = np.zeros(len(kinds), np.bool_)
    for partner, allowed in most.items():
        limits = np.full(max(int(kinds.max(initial=0)), max(allowed, default=0)) + 1, len(left) * 2, np.int64)
        for kind, number in allowed.items():
            limits[kind] = number
        over = partners > limits[kinds]
        if partner != IN_ALL:
            # Who has no more partners in all has no more of one kind, so few links are left to be counted.
            links_right, links_left = np.flatnonzero(right_kinds == partner), np.flatnonzero(left_kinds == partner)
            ends = np.concatenate([left[links_right], right[links_left]])
            nodes, counts = np.unique(ends[over[ends]], return_counts=True)
            over = np.zeros(len(kinds), np.bool_)
            over[nodes[counts > limits[kinds[nodes]]]] = True
        shared |= over
    return shared
