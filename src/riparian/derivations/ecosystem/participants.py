"""Participants: everybody of the ecosystem, what they brought, and whether they are wanted."""

import ibis

from riparian.core.row import Table, promised
from riparian.expressions.totals import whole
from riparian.tables.actions import Session
from riparian.tables.landing import KnownLabel
from riparian.tables.participants import Participant, ParticipantSite, ParticipantWish


def participants(
    participant_sites: Table[ParticipantSite],
    sessions: Table[Session],
    participant_wishes: Table[ParticipantWish],
    labels: Table[KnownLabel],
) -> Table[Participant]:
    """One row a name, whoever has several sites. A wish for somebody of whom no site is known yet stands here too.

    What a company's own sites send to each other is brought by them: by the publication, not by the company itself.
    """
    sites = participant_sites
    each = sites.group_by("participant").agg(
        kind=sites.kind.max(), own=sites.own.any(), declared=sites.declared.any(), sites=sites.count()
    )
    unmet = participant_wishes.anti_join(each, "participant").select(
        "participant", kind=ibis.literal("other"), own=False, declared=True, sites=ibis.literal(0, "int64")
    )
    told = ibis.union(each, unmet)
    for part in (brought(sessions, participant_sites, labels), participant_wishes):
        told = told.left_join(part, "participant").drop("participant_right")
    return promised(told.fill_null({"visits_brought": 0, "people_brought": 0}), Participant)


def brought(
    sessions: Table[Session], participant_sites: Table[ParticipantSite], labels: Table[KnownLabel]
) -> ibis.Table:
    """By participant: visits that came from its sites to another participant's, which is the company's."""
    whose = participant_sites.join(labels, participant_sites.host == labels.label).select("label_key", "participant")
    at_home = whose.rename(site="label_key", receiver="participant")
    came = sessions.join(whose, sessions.referrer == whose.label_key).join(at_home, "site")
    came = came.filter(came.participant != came.receiver)
    by_person = came.group_by("participant", "person_key").agg(
        visits=came.count(), first=came.started_at.min(), last=came.started_at.max()
    )
    return by_person.group_by("participant").agg(
        visits_brought=whole(by_person.visits.sum()),
        people_brought=by_person.count(),
        first_on=by_person["first"].min().date(),
        last_on=by_person["last"].max().date(),
    )
