"""Attention gains: orders and first opt-ins, each under the site and job that was last viewed before it."""

from datetime import timedelta
from typing import Annotated

import ibis
from pydantic import Field

from riparian.core.doors import per_person
from riparian.core.durations import AsOf, Duration
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.attended import NO_JOB, jobs_viewed
from riparian.expressions.calendar import instant_of, span
from riparian.expressions.sequence import firsts
from riparian.tables.actions import Action, code_of
from riparian.tables.buyers import Purchase
from riparian.tables.landing import KnownLabel
from riparian.tables.participants import AttentionGain, ContentAspect


class AttentionGainsSettings(Settings):
    """`[derivations.attention_gains]`"""

    days: Annotated[int, Field(ge=1, le=3660, json_schema_extra={"derivation": "return_on_attention"})] = 365
    """How far back orders and opt-ins are counted; that of `[derivations.return_on_attention]` unless set."""
    lookback: Duration = timedelta(days=30)
    """An order or opt-in is given to what was last viewed before it, unless that is longer ago."""


@per_person
def attention_gains(
    actions: Table[Action],
    content_aspects: Table[ContentAspect],
    purchases: Table[Purchase],
    labels: Table[KnownLabel],
    settings: AttentionGainsSettings,
    as_of: AsOf,
) -> Table[AttentionGain]:
    """Every order and everybody's first opt-in, under the site and job last viewed before it: no effect is claimed.

    An opt-in is reached once, as the goal of that name is in `journeys`: forms, mail tools and orders that say the same
    consent again, and one given anew after an unsubscription, gain nobody. So there are as many as people.
    A view that serves no job counts only where none that does lies within the lookback: baskets and checkouts come last
    before every order. What nothing was viewed before is left out.
    """
    since = instant_of(as_of - timedelta(days=settings.days))
    consents = actions.filter(actions.kind == code_of("opt in"))
    # The first of all, and then those of the time asked for: a consent told again this year is none of this year.
    opted = firsts(consents, by=("person_key",), order=("occurred_at", "action_key"))
    opted = opted.filter(opted["occurred_at"] >= since)
    ordered = purchases.filter(purchases.bought_at >= since)
    came = ibis.union(
        opted.select("person_key", "action_key", gained_at="occurred_at", order=False, demand=ibis.null("int64")),
        ordered.select("person_key", "action_key", gained_at="bought_at", order=True, demand="demand"),
    )
    views = jobs_viewed(actions, content_aspects, labels)
    recent = views.filter(views["occurred_at"] >= since - span(settings.lookback))
    return promised(last_viewed(came, recent, settings), AttentionGain)


def last_viewed(came: ibis.Table, views: ibis.Table, settings: AttentionGainsSettings) -> ibis.Table:
    """What was gained, with site and job last viewed before it, or at the same instant; any job before none."""
    seen = views.select("person_key", "site", "job", viewed_at="occurred_at", view_key="action_key")
    before = came.join(seen, "person_key")
    within = (before.viewed_at <= before.gained_at) & (before.viewed_at > before.gained_at - span(settings.lookback))
    recent = before.filter(within)
    aside = recent.mutate(aside=(recent.job == NO_JOB).cast("int32"))
    best = aside.group_by("person_key", "action_key", "aside").agg(latest_at=aside.viewed_at.max())
    last = aside.join(best, ["person_key", "action_key", "aside"])
    last = last.filter(last.viewed_at == last.latest_at)
    return firsts(last, by=("person_key", "action_key"), order=("aside", "view_key"))
