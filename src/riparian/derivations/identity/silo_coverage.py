"""Silo coverage: how much of the known ecosystem each source sees, and how fresh and whole its rows are."""

import ibis

from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.expressions.totals import whole
from riparian.tables.identity import UNNAMED_KINDS, Person, PersonSource, SiloCoverage
from riparian.tables.landing import KnownLabel, SourceIdentifier, SourceLoad
from riparian.tables.sources import (
    ConsentRecord,
    ContactRecord,
    Referral,
    SourceEvent,
    SourceOrder,
    Spend,
    SupportCase,
    SurveyAnswer,
    TrafficReading,
)


def silo_coverage(
    person_sources: Table[PersonSource],
    people: Table[Person],
    source_loads: Table[SourceLoad],
    source_identifiers: Table[SourceIdentifier],
    labels: Table[KnownLabel],
    contact_records: Table[ContactRecord],
    source_events: Table[SourceEvent],
    source_orders: Table[SourceOrder],
    consent_records: Table[ConsentRecord],
    survey_answers: Table[SurveyAnswer],
    support_cases: Table[SupportCase],
    referrals: Table[Referral],
    spend: Table[Spend],
    traffic_readings: Table[TrafficReading],
    as_of: AsOf,
) -> Table[SiloCoverage]:
    """Compare the sources: whom each knows, and what its rows are like up to the as-of date.

    Every configured source that was read has a row, also one whose rows were all rejected. Lines of orders and pieces
    of content are parts of other rows and not counted. A row that carries several identifiers carries the strongest,
    so whether it names somebody is whether that one does.
    """
    about_people = [
        contact_records.select("source", "identifier_key", at="recorded_at"),
        source_events.select("source", "identifier_key", at="occurred_at"),
        source_orders.select("source", "identifier_key", at="placed_at"),
        consent_records.select("source", "identifier_key", at="stated_at"),
        survey_answers.select("source", "identifier_key", at="answered_at"),
        support_cases.select("source", "identifier_key", at="opened_at"),
        referrals.select("source", "identifier_key", at="referred_at"),
    ]
    about_nobody = [
        spend.select("source", identifier_key=ibis.null("int64"), at=spend.spent_on.cast("timestamp(6)")),
        traffic_readings.select(
            "source", identifier_key=ibis.null("int64"), at=traffic_readings.read_on.cast("timestamp(6)")
        ),
    ]
    by_day = _by_day(ibis.union(*about_people, *about_nobody))
    unnamed = labels.filter(labels.label.isin(UNNAMED_KINDS))
    naming = source_identifiers.anti_join(unnamed, source_identifiers.kind == unnamed.label_key)
    rows = ibis.union(*about_people)
    counted = rows.left_join(naming.select("identifier_key", names=ibis.literal(1)), "identifier_key")
    identified = counted.group_by("source").agg(identified=counted.names.count() / counted.count())
    known = person_sources.inner_join(people.select("person_key", "known", everywhere="sources"), "person_key")
    seen = known.group_by("source").agg(
        people=whole(known.known.sum()),
        only_here=whole((known.known & (known.everywhere == 1)).sum()),
        anonymous=whole((~known.known).sum()),
    )
    in_all = people.agg(in_all=whole(people.known.sum()))
    found = source_loads.select("source").distinct().union(by_day.select("source"), distinct=True)
    for part in (by_day, identified, seen):
        found = found.left_join(part, "source").drop("source_right")
    found = found.cross_join(in_all)
    last_on, today_on = found.last_at.date(), ibis.literal(as_of.date())
    return promised(
        found.mutate(
            share=found.people.fill_null(0) / found.in_all.nullif(0),
            days_since_last=today_on.delta(last_on, unit="day"),
            **{name: found[name].fill_null(0) for name in ("people", "only_here", "anonymous", "rows")},
        ),
        SiloCoverage,
    )


def _by_day(rows: ibis.Table) -> ibis.Table:
    """For each source its rows, its newest instant and its longest run of days without one."""
    days = rows.group_by("source", seen_on=rows.at.date()).agg(rows=rows.count(), last_at=rows.at.max())
    former = days.seen_on.lag().over(ibis.window(group_by="source", order_by="seen_on"))
    apart = days.mutate(former_on=former)
    apart = apart.mutate(gap=(apart.seen_on.delta(apart.former_on, unit="day") - 1).fill_null(0))
    return apart.group_by("source").agg(
        rows=whole(apart.rows.sum()), last_at=apart.last_at.max(), longest_gap_days=apart.gap.max()
    )
