"""Links followed one after another, as long as nobody becomes two people.

The meaning: take the links in order, each with what it joined so far, and refuse one whose merge would put more
identifiers of a kind into one person than the kind's limit, or two that a person said are not one. That is a loop over
every link. It is enough to loop over the contested ones:

- What is refused never becomes possible by other evidence. A merge of A and B breaks a limit where both have
  identifiers of the kind and more than the limit together, or where A has one and B the other of a split pair. Both
  stay so while A and B grow, so a refused link always lies between two people in the end, unless a person joins them.
- Links of different components of the whole graph never meet: neither changes the counts of the other.
- In a component that as a whole breaks no limit and holds no split pair, no part of it does, so every one of its links
  is followed and the person is the component.

So the components of all links are found first, in compiled code, and only those that break something are walked.
"""

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from riparian.models.numbering import Numbers
from riparian.models.sharing import Kinds

FOLLOWED = -1
SPLIT = -2
"""Beside these, the reason for a refusal is the number of the kind whose limit would break."""


def contested(
    labels: Numbers, kinds: Kinds, limits: NDArray[np.int64], apart: tuple[Numbers, Numbers]
) -> NDArray[np.bool_]:
    """Which components break a limit or hold a split pair.

    Args:
        labels: component of each node, shape `(nodes,)`.
        kinds: kind of each node, shape `(nodes,)`.
        limits: most identifiers of each kind in one person, shape `(kinds,)`.
        apart: the two ends of each split pair.
    """
    size = int(labels.max()) + 1 if len(labels) else 0
    breaks = np.zeros(size, np.bool_)
    for kind, limit in enumerate(limits):
        members = labels[kinds == kind]
        if len(members) > limit:
            breaks |= np.bincount(members, minlength=size) > limit
    together = labels[apart[0]] == labels[apart[1]]
    breaks[labels[apart[0]][together]] = True
    return breaks


def followed(
    left: Numbers,
    right: Numbers,
    *,
    kinds: Kinds,
    limits: NDArray[np.int64],
    decided: NDArray[np.bool_],
    apart: Iterable[tuple[int, int]],
) -> NDArray[np.int16]:
    """For each link, taken in the order given, `FOLLOWED` or why not.

    Args:
        left: one end of each link.
        right: the other end.
        kinds: kind of each node.
        limits: most identifiers of each kind in one person, shape `(kinds,)`, at least 1 each.
        decided: links a person decided on, which no limit refuses; only a split pair does.
        apart: pairs of nodes that may not become one person.
    """
    nodes, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    of_kind = kinds[nodes].tolist()
    scarce = {kind for kind, number in Counter(of_kind).items() if number > limits[kind]}
    parent = list(range(len(nodes)))
    size = [1] * len(nodes)
    counts = [{kind: 1} if kind in scarce else {} for kind in of_kind]
    place_of = dict(zip(nodes.tolist(), parent, strict=True))
    enemies: dict[int, set[int]] = {}
    for one, other in apart:
        if one in place_of and other in place_of:
            enemies.setdefault(place_of[one], set()).add(place_of[other])
            enemies.setdefault(place_of[other], set()).add(place_of[one])
    most = limits.tolist()

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    def refusal(one: int, other: int, by_person: bool) -> int:
        if any(root(enemy) == other for enemy in enemies.get(one, ())):
            return SPLIT
        have = counts[other]
        broken = (
            []
            if by_person
            else [kind for kind, n in counts[one].items() if kind in have and n + have[kind] > most[kind]]
        )
        return min(broken, default=FOLLOWED)

    reasons = np.full(len(left), FOLLOWED, np.int16)
    ends = zip(places[: len(left)].tolist(), places[len(left) :].tolist(), decided.tolist(), strict=True)
    for link, (one, other, by_person) in enumerate(ends):
        one, other = root(one), root(other)
        if one == other:
            continue
        reasons[link] = reason = refusal(one, other, by_person)
        if reason == FOLLOWED:
            if size[one] < size[other]:
                one, other = other, one
            parent[other] = one
            size[one] += size[other]
            for kind, number in counts[other].items():
                counts[one][kind] = counts[one].get(kind, 0) + number
            if other in enemies:
                enemies.setdefault(one, set()).update(enemies.pop(other))
    return reasons
