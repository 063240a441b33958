"""Return on attention: what came back for the attention that each job got on each site."""

from datetime import timedelta
from typing import Annotated

import ibis
from pydantic import Field

from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.attended import jobs_viewed
from riparian.expressions.calendar import instant_of
from riparian.expressions.totals import whole
from riparian.models.attention_shares import PER_THOUSAND
from riparian.tables.actions import Action
from riparian.tables.landing import KnownLabel
from riparian.tables.participants import AttentionGain, AttentionReturn, ContentAspect


class ReturnOnAttentionSettings(Settings):
    """`[derivations.return_on_attention]`"""

    days: Annotated[int, Field(ge=1, le=3660)] = 365
    """How far back attention is counted, and with it the orders and opt-ins of `attention_gains`."""
    profit_factor: Annotated[float, Field(gt=0, le=1, json_schema_extra={"derivation": "repeat_economics"})] = 0.4
    """Share of demand that is left before advertising; that of `[derivations.repeat_economics]` unless set."""
    opt_in_value: Annotated[float, Field(ge=0)] = 0.0
    """What an opt-in is worth, in minor units; 0 as long as nobody knows."""


def return_on_attention(
    actions: Table[Action],
    content_aspects: Table[ContentAspect],
    attention_gains: Table[AttentionGain],
    labels: Table[KnownLabel],
    settings: ReturnOnAttentionSettings,
    as_of: AsOf,
) -> Table[AttentionReturn]:
    """What was viewed and gained, by site and job.

    A piece that serves several jobs counts for the first in the order of the alphabet, so that nothing counts twice.
    """
    since = instant_of(as_of - timedelta(days=settings.days))
    views = jobs_viewed(actions, content_aspects, labels)
    dated = views.mutate(day=views["occurred_at"].date()).filter(views["occurred_at"] >= since)
    by_day = dated.group_by("site", "job", "person_key", "day").agg(seconds=dated.seconds.sum())
    attention = by_day.group_by("site", "job").agg(visits=by_day.count(), minutes=by_day.seconds.sum() / 60.0)
    gained = attention_gains.group_by("site", "job").agg(
        opt_ins=attention_gains.count(where=~attention_gains.order),
        orders=attention_gains.count(where=attention_gains.order),
        demand=whole(attention_gains.demand.sum()).fill_null(0),
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
