"""Silo overlaps: how many known people two sources share, which says which silos belong together."""

from riparian.core.row import Table, promised
from riparian.tables.identity import Person, PersonSource, SiloOverlap


def silo_overlaps(person_sources: Table[PersonSource], people: Table[Person]) -> Table[SiloOverlap]:
    """Count for every source the known people whom each other source knows too."""
    known = person_sources.semi_join(people.filter(people.known), "person_key").select("person_key", "source")
    # A person whom one source alone knows is in no pair.
    several = known.semi_join(people.filter(people.sources > 1), "person_key")
    pairs = several.inner_join(several.select("person_key", other="source"), "person_key")
    pairs = pairs.filter(pairs.source != pairs.other)
    both = pairs.group_by("source", "other").agg(people=pairs.count())
    in_all = known.group_by("source").agg(in_all=known.count())
    found = both.inner_join(in_all, "source")
    return promised(found.mutate(share=found.people / found.in_all), SiloOverlap)
