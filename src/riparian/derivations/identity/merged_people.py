"""Merged people: names of earlier snapshots that are now part of an older name."""

from riparian.core.row import Table, promised
from riparian.tables.identity import FormerPerson, Identifier, MergedPerson


def merged_people(identifiers: Table[Identifier], former_people: Table[FormerPerson]) -> Table[MergedPerson]:
    """Whoever was told apart before and is not any more, with the person they are now.

    A person's name is their smallest identifier key, so it went exactly where that identifier is now somebody else's.
    A split takes no name away.
    """
    now = identifiers.select(former_key="identifier_key", person_key="person_key")
    met = former_people.select(former_key="person_key").join(now, "former_key")
    return promised(met.filter(met.person_key != met.former_key), MergedPerson)
