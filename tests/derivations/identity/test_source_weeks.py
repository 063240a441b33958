"""How many rows of a source lie in which week (requirement G17)."""

from datetime import date
from typing import Any

import ibis

from riparian.core.durations import AsOf
from riparian.core.row import Row
from riparian.derivations.identity.source_weeks import source_weeks
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
from riparian.testing.tables import at, rows_of, table_of

READ: tuple[type[Row], ...] = (
    ContactRecord, SourceEvent, SourceOrder, ConsentRecord, SurveyAnswer, SupportCase, Referral, Spend, TrafficReading,
)  # fmt: skip


def weeks(as_of: float, **given: list[dict[str, Any]]) -> ibis.Table:
    tables = {row.table: table_of(row, *given.get(row.table, [])) for row in READ}
    return source_weeks(as_of=AsOf(at(days=as_of)), **tables)


def test_weeks_are_counted_back_from_the_as_of_date_over_all_tables_of_a_source() -> None:
    orders = [{"source": "shop", "placed_at": at(days=day)} for day in (6.99, 7.0, 13.5)]
    events = [{"source": "shop", "occurred_at": at(days=13.6)}, {"source": "web", "occurred_at": at(days=0)}]

    made = weeks(14, source_orders=orders, source_events=events)

    assert rows_of(made, row=SourceWeek) == [("shop", 0, 3, 2), ("shop", 1, 1, 1), ("web", 1, 1, 1)]


def test_a_day_that_has_begun_belongs_to_the_last_week() -> None:
    first = at(days=0).date()
    spend = [{"source": "ads", "spent_on": date.fromordinal(first.toordinal() + day)} for day in (7, 8)]

    made = weeks(8.5, spend=spend)

    assert rows_of(made, row=SourceWeek) == [("ads", 0, 2, 2)]
