"""Attention as rows: a visit to a site, or a day on which a person viewed something of a job."""

from typing import Final

import ibis

from riparian.tables.actions import VIEWED, codes_of

NO_JOB: Final = "other"
"""The job of what serves none."""


def visits_here(sessions: ibis.Table) -> ibis.Table:
    """Visits: person_key, site, attended_at, seconds, and `all` for job and aspect."""
    everything = ibis.literal("all")
    return sessions.filter(sessions.site.notnull()).select(
        "person_key", "site", "seconds", attended_at="started_at", job=everything, aspect=everything
    )


def attended(actions: ibis.Table, content_aspects: ibis.Table, labels: ibis.Table) -> ibis.Table:
    """One row a person, day, site and job (a topic where no job is set), in the same columns.

    `attended_at` is the first view of the day; seconds are null where no source measures them.
    """
    pieces = coded(content_aspects, labels)
    seen = actions.filter(actions.kind.isin(codes_of(VIEWED)))
    viewed = seen.join(pieces, ["site", "content"])
    dated = viewed.mutate(day=viewed["occurred_at"].date())
    return dated.group_by("person_key", "site", "job", "aspect", "day").agg(
        attended_at=dated["occurred_at"].min(), seconds=dated.seconds.sum()
    )


def jobs_viewed(actions: ibis.Table, content_aspects: ibis.Table, labels: ibis.Table) -> ibis.Table:
    """Views with the one job that their piece serves: of several the first in the order of the alphabet."""
    pieces = coded(content_aspects, labels)
    served = pieces.mutate(name=ibis.ifelse(pieces.job == "topic", pieces.aspect, pieces.job))
    once = served.group_by("site", "content").agg(served=served.name.min())
    seen = actions.filter(actions.kind.isin(codes_of(VIEWED)) & actions.site.notnull())
    told = seen.left_join(once, ["site", "content"]).drop("site_right", "content_right")
    return told.mutate(job=told.served.fill_null(NO_JOB)).select(
        "person_key", "action_key", "occurred_at", "site", "job", "seconds"
    )


def coded(content_aspects: ibis.Table, labels: ibis.Table) -> ibis.Table:
    """Pieces with the codes of their site and content: each once a job, and once a topic where no job is set."""
    told = content_aspects
    aspect = ibis.ifelse(told.job == "topic", told.aspect, told.job)
    once = told.select(job="job", aspect=aspect, site_word="site", content_word="content").distinct()
    sites = labels.select(site="label_key", site_label="label")
    contents = labels.select(content="label_key", content_label="label")
    placed = once.join(sites, once.site_word == sites.site_label)
    made = placed.join(contents, placed.content_word == contents.content_label)
    return made.select("job", "aspect", "site", "content")
