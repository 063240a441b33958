"""Link evidence: what sources and people say about two identifiers, put together by pair."""

import ibis

from riparian.core.row import Table, promised
from riparian.expressions.distinct_values import distinct_values, told_apart
from riparian.expressions.standing import standing
from riparian.tables.identity import IdentityCorrection, LinkEvidence
from riparian.tables.landing import SourceLink, SourceSighting


def link_evidence(
    source_links: Table[SourceLink],
    source_sightings: Table[SourceSighting],
    identity_corrections: Table[IdentityCorrection],
) -> Table[LinkEvidence]:
    """Put together what joins two identifiers, over all sources, and what people decided to join.

    Evidence that landing refused does not count, however much of it there is; one row that may join is enough. A join
    stands until a later split of the same two identifiers. A join of an identifier that no source has seen up to the
    as-of date waits until one has.
    """
    carried = source_links.filter(
        source_links.refused.isnull(), source_links.left_key != source_links.right_key
    ).select(
        "source",
        "row_key",
        "linked_at",
        left_key=ibis.least(ibis._.left_key, ibis._.right_key),
        right_key=ibis.greatest(ibis._.left_key, ibis._.right_key),
    )
    last_word = standing(identity_corrections)
    joins = last_word.filter(last_word.decision == "join", last_word.left_key != last_word.right_key)
    joins = joins.semi_join(source_sightings, [("left_key", "identifier_key")])
    joins = joins.semi_join(source_sightings, [("right_key", "identifier_key")])
    decided = joins.select(
        "left_key",
        "right_key",
        source=ibis.null("int32"),
        row_key=-joins.entry,
        linked_at=joins.decided_at,
    ).select(*carried.columns)
    told = told_apart(carried.union(decided), source_links, "source", by=("left_key", "right_key"))
    pairs = told.group_by("left_key", "right_key").agg(
        row_key=told.row_key.min(),
        linked_at=told.linked_at.min(),
        source=told.source.argmin(told.row_key),
        sources=distinct_values(told),
    )
    by_person = pairs.row_key < 0
    return promised(pairs.mutate(source=by_person.ifelse(ibis.null("int32"), pairs.source)), LinkEvidence)
