"""Goals of journeys: a journey that is the same to several goals is one row, and what is counted is counted of each."""

import operator
from functools import reduce
from typing import Final

import ibis

from riparian.tables.ecosystem import BESIDE

_LOOKED_UP: Final = 6
"""Goals whose names are looked up at once."""


def by_goal(counted: ibis.Table) -> ibis.Table:
    """Rows with `goals`, each once for every `goal` of them. Cheap where journeys are counted by their goals first."""
    return counted.mutate(goal=counted.goals.split(BESIDE).unnest()).drop("goals")


def is_to(goals: ibis.Value, goal: str) -> ibis.Value:
    """Whether a goal is among the `goals` of a row."""
    return (BESIDE + goals + BESIDE).contains(BESIDE + goal + BESIDE)


def names_of_goals(bits: ibis.Value, names: list[str]) -> ibis.Value:
    """The names of the goals whose bits are set, in order of the settings.

    They are looked up, a few bits at once: to put names together for each row takes four times as long.
    """
    if len(names) <= _LOOKED_UP:
        return _looked_up(bits, [BESIDE.join(some) for some in _subsets(names)])
    parts = []
    for first in range(0, len(names), _LOOKED_UP):
        some = names[first : first + _LOOKED_UP]
        parts.append(_looked_up(bits >> first, ["".join(BESIDE + name for name in few) for few in _subsets(some)]))
    return reduce(operator.add, parts).substr(len(BESIDE))


def _subsets(names: list[str]) -> list[list[str]]:
    """Those of the names whose bits are set, for every number that their bits make."""
    return [[name for place, name in enumerate(names) if number >> place & 1] for number in range(2 ** len(names))]


def _looked_up(bits: ibis.Value, texts: list[str]) -> ibis.Value:
    """The text at the place that the lowest bits say; there are 2 to the power of something."""
    return ibis.array(texts)[bits & (len(texts) - 1)]
