"""Influence in a network of flows: weighted PageRank and betweenness.

SciPy's sparse matrices and shortest paths are what these need. A graph library would give more measures (closeness,
communities, flows of least cost) and the same numbers for these two; none is installed for them alone.
"""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from riparian.models.histories import Floats, floats

Ints = NDArray[np.int64]

DAMPING = 0.85
_ROUNDS = 1000
_CLOSE = 1e-12
_SAME_LENGTH = 1e-9
"""Two ways are equally short if they differ by less than this part of their length."""


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """Directed flows between participants; several between the same two add up, those to oneself are left out."""

    weights: "scipy.sparse.csr_array"
    """From each (row) to each (column), shape `(participants, participants)`; nothing below 0."""

    @property
    def participants(self) -> int:
        """How many there are, with and without flows."""
        return int(self.weights.shape[0])

    @property
    def out_strength(self) -> Floats:
        """What each sends, shape `(participants,)`."""
        return floats(self.weights.sum(axis=1))

    @property
    def in_strength(self) -> Floats:
        """What each receives, shape `(participants,)`."""
        return floats(self.weights.sum(axis=0))

    def without(self, participant: int) -> "Flows":
        """The same participants after one lost every flow from and to it."""
        keep = np.ones(self.participants)
        keep[participant] = 0.0
        kept = scipy.sparse.diags_array(keep)
        return Flows(_cleaned(kept @ self.weights @ kept))


def flows_of(giver: ArrayLike, receiver: ArrayLike, weight: ArrayLike, *, participants: int) -> Flows:
    """Flows from lists of who sends how much to whom.

    Args:
        giver: place of each flow's sender, from 0, shape `(flows,)`.
        receiver: place of its receiver.
        weight: visits, links or another amount, finite and not negative.
        participants: how many there are.
    """
    amounts = floats(weight)
    if np.any(amounts < 0) or not np.all(np.isfinite(amounts)):
        raise ValueError("a flow is finite and not negative")
    sender, taker = np.asarray(giver, dtype=np.int64), np.asarray(receiver, dtype=np.int64)
    between = sender != taker
    shape = (participants, participants)
    return Flows(_cleaned(scipy.sparse.csr_array((amounts[between], (sender[between], taker[between])), shape=shape)))


def page_rank(flows: Flows, *, damping: float = DAMPING) -> Floats:
    """Where somebody would be who follows flows by their weight and now and then starts anew; sums to 1.

    Who sends nothing is left for anybody, alike. Empty where there are no participants.

    Args:
        flows: between participants.
        damping: chance to follow a flow instead of starting anew, from 0 to below 1.

    Source: Page, Brin, Motwani and Winograd (1999), "The PageRank citation ranking".
    """
    if not 0 <= damping < 1:
        raise ValueError("damping is from 0 to below 1")
    n = flows.participants
    sent = flows.out_strength
    stuck = sent == 0
    follow = (scipy.sparse.diags_array(np.divide(1.0, sent, out=np.zeros(n), where=~stuck)) @ flows.weights).T.tocsr()
    rank = np.full(n, 1 / max(n, 1))
    for _ in range(_ROUNDS):
        anew = (1 - damping + damping * rank[stuck].sum()) / max(n, 1)
        following = damping * (follow @ rank) + anew
        if np.abs(following - rank).sum() < _CLOSE:
            return floats(following)
        rank = following
    return floats(rank)


def betweenness(flows: Flows) -> Floats:
    """Share of shortest ways between two others that lead through each participant, shape `(participants,)`.

    A flow is the shorter the larger it is (`1 ÷ weight`); of equally short ways each counts alike. Divided by the
    number of ordered pairs of others, so it lies between 0 and 1; 0 where there are fewer than three.

    Source: Freeman (1977), "A set of measures of centrality based on betweenness"; Brandes (2001), "A faster algorithm
    for betweenness centrality", whose two sums are solved here as triangular systems, one participant at a time.
    """
    n = flows.participants
    through = np.zeros(n)
    if n <= 2:
        return through
    lengths = flows.weights.copy()
    lengths.data = 1 / lengths.data
    edges = lengths.tocoo()
    for start in range(n):
        distance = scipy.sparse.csgraph.dijkstra(lengths, indices=start)
        through += _dependencies(edges.row, edges.col, edges.data, distance, start)
    return through / ((n - 1) * (n - 2))


def _dependencies(giver: Ints, receiver: Ints, length: Floats, distance: Floats, start: int) -> Floats:
    """For each participant, the sum over ends of the share of shortest ways from `start` that lead through it."""
    n = len(distance)
    reached = np.isfinite(distance[giver])
    giver, receiver, length = giver[reached], receiver[reached], length[reached]
    detour = distance[giver] + length - distance[receiver]
    on_way = detour <= _SAME_LENGTH * distance[receiver]
    if not on_way.any():
        return np.zeros(n)
    u, v = giver[on_way], receiver[on_way]
    steps = scipy.sparse.csr_array((np.ones(len(u)), (u, v)), shape=(n, n))
    begins = np.zeros(n)
    begins[start] = 1.0
    ways = floats(scipy.sparse.linalg.spsolve((scipy.sparse.eye_array(n) - steps.T).tocsc(), begins))
    parts = scipy.sparse.csr_array((ways[u] / ways[v], (u, v)), shape=(n, n))
    dependency = floats(scipy.sparse.linalg.spsolve((scipy.sparse.eye_array(n) - parts).tocsc(), parts @ np.ones(n)))
    dependency[start] = 0.0
    return dependency


def _cleaned(weights: "scipy.sparse.csr_array") -> "scipy.sparse.csr_array":
    summed = scipy.sparse.csr_array(weights)
    summed.sum_duplicates()
    summed.eliminate_zeros()
    return summed
