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
    shared = np.zeros(len(kinds), np.bool_)
    for partner, allowed in most.items():
        if partner == IN_ALL:
            counts = np.bincount(left, minlength=len(kinds))
            counts += np.bincount(right, minlength=len(kinds))
        else:
            counts = np.bincount(left[kinds[right] == partner], minlength=len(kinds))
            counts += np.bincount(right[kinds[left] == partner], minlength=len(kinds))
        for kind, number in allowed.items():
            shared |= (kinds == kind) & (counts > number)
    return shared
