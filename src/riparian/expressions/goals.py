"""Goals of journeys: a journey that is the same to several goals is one row, and what is counted is counted of each."""

import ibis

from riparian.tables.ecosystem import BESIDE


def by_goal(counted: ibis.Table) -> ibis.Table:
    """Rows with `goals`, each once for every `goal` of them. Cheap where journeys are counted by their goals first."""
    return counted.mutate(goal=counted.goals.split(BESIDE).unnest()).drop("goals")
