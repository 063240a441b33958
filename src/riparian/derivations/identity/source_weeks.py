"""Source weeks: how many rows of each source lie in each week, so that a source that runs dry is seen."""

from datetime import timedelta

import ibis

from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.expressions.totals import whole
from riparian.tables.identity import SourceWeek
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


def source_weeks(
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
) -> Table[SourceWeek]:
    """Count the rows of every source by week.

    A week is seven days, the last of them the day on which the instant before the as-of date lies.
    """
    seen = ibis.union(
        contact_records.select("source", at="recorded_at"),
        source_events.select("source", at="occurred_at"),
        source_orders.select("source", at="placed_at"),
        consent_records.select("source", at="stated_at"),
        survey_answers.select("source", at="answered_at"),
        support_cases.select("source", at="opened_at"),
        referrals.select("source", at="referred_at"),
        spend.select("source", at=spend.spent_on.cast("timestamp(6)")),
        traffic_readings.select("source", at=traffic_readings.read_on.cast("timestamp(6)")),
    )
    by_day = seen.group_by("source", seen_on=seen["at"].date()).agg(rows=seen.count())
    last_on = ibis.literal((as_of - timedelta(microseconds=1)).date())
    weeks = by_day.mutate(weeks_ago=last_on.delta(by_day.seen_on, unit="day").cast("int64") // 7)
    # Where the source only says the day, a row of today lies before an as-of instant within it.
    weeks = weeks.filter(weeks.weeks_ago >= 0)
    return promised(
        weeks.group_by("source", "weeks_ago").agg(rows=whole(weeks.rows.sum()), days=weeks.count()), SourceWeek
    )
