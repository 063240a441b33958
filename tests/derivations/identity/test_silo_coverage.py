"""How much of the known ecosystem each source sees (requirements G16, G17; features A20)."""

from datetime import date
from typing import Any

import ibis

from riparian.core.durations import AsOf
from riparian.core.row import Row
from riparian.derivations.identity.silo_coverage import silo_coverage
from riparian.tables.identity import Person, PersonSource, SiloCoverage
from riparian.tables.landing import SourceIdentifier, SourceLoad
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
from riparian.testing.tables import at, labels_table, rows_of, table_of

READ: tuple[type[Row], ...] = (
    PersonSource, Person, SourceLoad, SourceIdentifier, ContactRecord, SourceEvent, SourceOrder, ConsentRecord,
    SurveyAnswer, SupportCase, Referral, Spend, TrafficReading,
)  # fmt: skip


def coverage(**given: list[dict[str, Any]]) -> ibis.Table:
    tables = {row.table: table_of(row, *given.get(row.table, [])) for row in READ}
    return silo_coverage(labels=labels_table(), as_of=AsOf(at(days=31)), **tables)


def rows(table: ibis.Table, *columns: str) -> list[tuple[Any, ...]]:
    return rows_of(table, "source", *columns, row=SiloCoverage)


def test_known_people_are_counted_by_source_and_those_of_one_source_alone() -> None:
    made = coverage(
        people=[
            {"person_key": 1, "known": True, "sources": 2},
            {"person_key": 2, "known": True, "sources": 1},
            {"person_key": 3, "known": False, "sources": 1},
        ],
        person_sources=[
            {"person_key": 1, "source": "crm"},
            {"person_key": 1, "source": "shop"},
            {"person_key": 2, "source": "shop"},
            {"person_key": 3, "source": "shop"},
        ],
        source_loads=[{"load": 1, "source": "crm"}, {"load": 2, "source": "shop"}, {"load": 3, "source": "shop"}],
    )

    found = rows(made, "people", "only_here", "share", "anonymous")

    assert found == [("crm", 1, 0, 0.5, 0), ("shop", 2, 1, 1.0, 1)]


def test_freshness_and_the_longest_gap_are_those_of_all_tables_of_the_source() -> None:
    made = coverage(
        source_orders=[{"source": "shop", "placed_at": at(days=1)}, {"source": "shop", "placed_at": at(days=1.5)}],
        source_events=[{"source": "shop", "occurred_at": at(days=5)}, {"source": "shop", "occurred_at": at(days=11.5)}],
    )

    found = rows(made, "rows", "last_at", "days_since_last", "longest_gap_days")

    assert found == [("shop", 4, at(days=11.5), 20, 5)]


def test_rows_on_every_day_have_no_gap() -> None:
    made = coverage(source_events=[{"source": "shop", "occurred_at": at(days=day)} for day in (1, 2, 3)])

    assert rows(made, "longest_gap_days") == [("shop", 0)]


def test_a_row_names_somebody_by_the_kind_of_its_identifier() -> None:
    made = coverage(
        source_identifiers=[
            {"identifier_key": 1, "kind": "email", "value": "ana@x"},
            {"identifier_key": 2, "kind": "anonymous_id", "value": "a1"},
            {"identifier_key": 3, "kind": "braze_id", "value": "b1"},
        ],
        source_events=[{"source": "site", "occurred_at": at(), "identifier_key": key} for key in (1, 2, 2, 3)],
    )

    assert rows(made, "rows", "identified") == [("site", 4, 0.5)]


def test_a_source_about_nobody_is_fresh_or_not_but_identifies_none() -> None:
    made = coverage(spend=[{"source": "ads", "spent_on": date(2024, 1, 11)}])

    found = rows(made, "people", "share", "identified", "last_at", "days_since_last")

    assert found == [("ads", 0, None, None, at(days=10), 21)]


def test_a_source_whose_rows_were_all_rejected_has_a_row() -> None:
    made = coverage(source_loads=[{"load": 1, "source": "broken"}])

    assert rows(made, "rows", "last_at", "longest_gap_days") == [("broken", 0, None, None)]
