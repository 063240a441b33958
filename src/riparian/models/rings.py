"""Rings around a centre: how many flows lie between each participant and the company, whichever way they go."""

from collections import defaultdict
from collections.abc import Collection

OUTERMOST = 3
"""Primary, secondary, tertiary: what is further out, or in no connection, is tertiary too."""


def rings_around(centre: Collection[str], flows: Collection[tuple[str, str]]) -> dict[str, int]:
    """The ring of each participant that has a flow, and 0 for the centre."""
    beside: dict[str, set[str]] = defaultdict(set)
    for giver, receiver in flows:
        beside[giver].add(receiver)
        beside[receiver].add(giver)
    rings = dict.fromkeys(centre, 0)
    edge = set(centre)
    for ring in range(1, OUTERMOST + 1):
        edge = {far for near in edge for far in beside[near]} - rings.keys()
        rings |= dict.fromkeys(edge, ring)
    return dict.fromkeys(beside, OUTERMOST) | rings
