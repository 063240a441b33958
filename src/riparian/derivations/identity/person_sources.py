"""Person sources: which sources know a person."""

from riparian.core.doors import per_person_at_once
from riparian.core.row import Table, promised
from riparian.tables.identity import Identifier, PersonSource
from riparian.tables.landing import SourceSighting


@per_person_at_once
def person_sources(identifiers: Table[Identifier], source_sightings: Table[SourceSighting]) -> Table[PersonSource]:
    """List the sources that saw any identifier of a person, and when each first did."""
    # Of the people asked about alone, and by identifier first: a source that saw one in a hundred files counts it once.
    theirs = source_sightings.semi_join(identifiers, "identifier_key")
    seen = theirs.group_by("identifier_key", "source").agg(first_at=theirs.first_at.min())
    whose = seen.inner_join(identifiers.select("identifier_key", "person_key"), "identifier_key")
    known = whose.group_by("person_key", "source").agg(first_at=whose.first_at.min(), identifiers=whose.count())
    return promised(known, PersonSource)
