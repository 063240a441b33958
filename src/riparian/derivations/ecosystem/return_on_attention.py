"""Return on attention: what came back for the attention that each job got on each site."""

from datetime import timedelta
from typing import Annotated, Final

import ibis
from pydantic import Field

from riparian.core.durations import AsOf, Duration
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.attended import VIEWED, coded
from riparian.expressions.calendar import instant_of, span
from riparian.expressions.sequence import firsts
from riparian.expressions.totals import whole
from riparian.models.attention_shares import PER_THOUSAND
from riparian.tables.actions import Action, code_of, codes_of
from riparian.tables.buyers import Purchase
from riparian.tables.landing import KnownLabel
from riparian.tables.participants import AttentionReturn, ContentAspect

_OTHER: Final = "other"


class ReturnOnAttentionSettings(Settings):
    """`[derivations.return_on_attention]`"""

    days: Annotated[int, Field(ge=1, le=3660)] = 365
    """How far back attention, orders and opt-ins are counted."""
    lookback: Duration = timedelta(days=30)
    """An order or opt-in is given to what was last viewed before it, unless that is longer ago."""
    profit_factor: Annotated[float, Field(gt=0, le=1, json_schema_extra={"derivation": "repeat_economics"})] = 0.4
    """Share of demand that is left before advertising; that of `[derivations.repeat_economics]` unless set."""
    opt_in_value: Annotated[float, Field(ge=0)] = 0.0
    """What an opt-in is worth, in minor units; 0 as long as nobody knows."""


def return_on_attention(
    actions: Table[Action],
    content_aspects: Table[ContentAspect],
    purchases: Table[Purchase],
    labels: Table[KnownLabel],
    settings: ReturnOnAttentionSettings,
    as_of: AsOf,
) -> Table[AttentionReturn]:
    """Orders and opt-ins each once, under the site and job last viewed before them: no effect is claimed.

    A view that serves no job counts only where none that does lies within the lookback: baskets and checkouts come last
    before every order. A piece that serves several jobs counts for the first in the order of the alphabet, so that
    nothing counts twice.
    """
    since = instant_of(as_of - timedelta(days=settings.days))
    views = jobs_viewed(actions, content_aspects, labels)
    dated = views.mutate(day=views["occurred_at"].date()).filter(views["occurred_at"] >= since)
    by_day = dated.group_by("site", "job", "person_key", "day").agg(seconds=dated.seconds.sum())
    attention = by_day.group_by("site", "job").agg(visits=by_day.count(), minutes=by_day.seconds.sum() / 60.0)
    opted = actions.filter((actions.kind == code_of("opt in")) & (actions["occurred_at"] >= since))
    ordered = purchases.filter(purchases.bought_at >= since)
    came = ibis.union(
        opted.select("person_key", "action_key", gained_at="occurred_at", order=False, demand=ibis.null("int64")),
        ordered.select("person_key", "action_key", gained_at="bought_at", order=True, demand="demand"),
    )
    given = last_viewed(came, views.filter(views["occurred_at"] >= since - span(settings.lookback)), settings)
    gained = given.group_by("site", "job").agg(
        opt_ins=given.count(where=~given.order),
        orders=given.count(where=given.order),
        demand=whole(given.demand.sum()).fill_null(0),
    )
    told = ibis.union(attention.select("site", "job"), gained.select("site", "job")).distinct()
    for part in (attention, gained):
        told = told.left_join(part, ["site", "job"]).drop("site_right", "job_right")
    told = told.fill_null({"visits": 0, "opt_ins": 0, "orders": 0, "demand": 0})
    value = told.demand * settings.profit_factor + told.opt_ins * settings.opt_in_value
    told = told.mutate(value=value.round().cast("int64"), minutes=told.minutes.nullif(0.0))
    named = told.join(labels.select(site="label_key", host="label"), "site").drop("site").rename(site="host")
    return promised(
        named.mutate(
            per_thousand_visits=PER_THOUSAND * named.value / named.visits.nullif(0),
            per_thousand_minutes=PER_THOUSAND * named.value / named.minutes,
        ),
        AttentionReturn,
    )


def jobs_viewed(actions: ibis.Table, content_aspects: ibis.Table, labels: ibis.Table) -> ibis.Table:
    """Views with the job that their piece serves."""
    pieces = coded(content_aspects, labels)
    served = pieces.mutate(name=ibis.ifelse(pieces.job == "topic", pieces.aspect, pieces.job))
    once = served.group_by("site", "content").agg(served=served.name.min())
    seen = actions.filter(actions.kind.isin(codes_of(VIEWED)) & actions.site.notnull())
    told = seen.left_join(once, ["site", "content"]).drop("site_right", "content_right")
    return told.mutate(job=told.served.fill_null(_OTHER)).select(
        "person_key", "action_key", "occurred_at", "site", "job", "seconds"
    )


def last_viewed(came: ibis.Table, views: ibis.Table, settings: ReturnOnAttentionSettings) -> ibis.Table:
    """What was gained, with site and job last viewed before it, or at the same instant; any job before none."""
    seen = views.select("person_key", "site", "job", viewed_at="occurred_at", view_key="action_key")
    before = came.join(seen, "person_key")
    within = (before.viewed_at <= before.gained_at) & (before.viewed_at > before.gained_at - span(settings.lookback))
    recent = before.filter(within)
    aside = recent.mutate(aside=(recent.job == _OTHER).cast("int32"))
    best = aside.group_by("person_key", "action_key", "aside").agg(latest_at=aside.viewed_at.max())
    last = aside.join(best, ["person_key", "action_key", "aside"])
    last = last.filter(last.viewed_at == last.latest_at)
    return firsts(last, by=("person_key", "action_key"), order=("aside", "view_key"))
