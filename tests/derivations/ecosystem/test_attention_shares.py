"""Parts of attention, credibility and trust."""

from datetime import date
from typing import Any

import pytest

from riparian.core.durations import AsOf
from riparian.core.row import promises
from riparian.derivations.ecosystem.attention_shares import AttentionSharesSettings, Citation, attention_shares
from riparian.tables.actions import Action
from riparian.tables.participants import AttentionShare, ContentAspect, TrafficFlow, VisitorState
from riparian.testing.tables import TestingGather, at, labels_table, rows_of, table_of
from tests.derivations.ecosystem.mapping import reading, sites_of, visit

Row = dict[str, Any]
COLUMNS = tuple(promise.name for promise in promises(AttentionShare))
KEY = ("subject", "unit", "window", "participant")


def shares(
    *visits: Row,
    readings: tuple[Row, ...] = (),
    views: tuple[Row, ...] = (),
    aspects: tuple[Row, ...] = (),
    links: tuple[tuple[str, str], ...] = (),
    regular: tuple[int, ...] = (),
    citations: tuple[Citation, ...] = (),
) -> dict[tuple[Any, ...], Row]:
    """Of two windows of ten days before 31 January 2024."""
    sessions, read, sites = sites_of(visits, readings)
    flows = [
        {"window": 0, "giver": giver, "receiver": receiver, "used": True, "visits": 3} for giver, receiver in links
    ]
    states = [{"person_key": one, "opted_in": True, "visited": "regular"} for one in regular]
    made = attention_shares(
        sessions,
        table_of(Action, *views),
        table_of(ContentAspect, *aspects),
        read,
        sites,
        table_of(TrafficFlow, *flows),
        table_of(VisitorState, *states, {"person_key": 99, "opted_in": True, "visited": "occasional"}),
        labels_table(),
        AttentionSharesSettings(days=10, windows=2, citations=citations),
        AsOf(at(days=30)),
        TestingGather(),
    )
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in rows_of(made, *COLUMNS)]
    return {tuple(row[name] for name in KEY): row for row in rows}


def of(found: dict[tuple[Any, ...], Row], column: str, subject: str = "all", unit: str = "visits") -> dict[str, Any]:
    return {key[3]: row[column] for key, row in found.items() if key[:3] == (subject, unit, 0)}


def test_shares_are_parts_of_what_was_measured_and_read() -> None:
    """By hand: 1,200, 3,000 and 1,800 are 0.20, 0.50 and 0.30; concentration 0.38."""
    visits = [visit(1, 25, None) | {"number": n} for n in range(12)]

    found = shares(*visits, readings=(reading("forum.example", 30, 25), reading("rival.example", 18, 29)))

    assert of(found, "share") == {"Alder": pytest.approx(0.2), "The Forum": 0.5, "rival.example": 0.3}
    assert list(of(found, "concentration").values()) == pytest.approx([0.38] * 3)
    assert of(found, "told")["Alder"] == "measured"


def test_minutes_have_shares_of_their_own_among_those_who_have_minutes() -> None:
    found = shares(
        visit(1, 25, None, seconds=120.0),
        readings=(reading("forum.example", 9, 25, minutes=6.0), reading("rival.example", 90, 25)),
    )

    assert of(found, "share", unit="minutes") == {"Alder": 0.25, "The Forum": 0.75}
    assert of(found, "participants") == {"Alder": 3, "The Forum": 3, "rival.example": 3}


def test_points_won_since_the_window_before_sum_to_nothing() -> None:
    found = shares(
        visit(1, 25, None), visit(1, 15, None),
        readings=(reading("forum.example", 3, 25), reading("forum.example", 1, 15)),
    )  # fmt: skip

    assert of(found, "change") == {"Alder": -0.25, "The Forum": 0.25}
    assert found["all", "visits", 1, "Alder"]["change"] is None


def test_a_job_is_attended_by_days_on_which_a_piece_of_it_was_viewed() -> None:
    piece = {"site": "ledger.example", "content": "/soil", "job": "grow food", "aspect": "soil"}
    view = {"site": "ledger.example", "content": "/soil", "kind": "view", "person_key": 1}

    found = shares(
        views=tuple(view | {"occurred_at": at(days=day), "seconds": 30.0} for day in (21, 21.1, 22)),
        aspects=(piece,),
        readings=(reading("rival.example", 6, 25, topic="grow food"), reading("rival.example", 7, 25, topic="soil")),
    )

    assert of(found, "attention", "grow food") == {"ledger.example": 2, "rival.example": 6}
    assert of(found, "attention", "grow food", "minutes") == {"ledger.example": 1.5}
    assert {row["subject_kind"] for key, row in found.items() if key[0] == "soil"} == {"topic"}


def test_links_count_by_the_attention_of_their_giver_and_platforms_count_nothing() -> None:
    visits = [visit(1, 25, None) | {"number": n} for n in range(2)] + [
        visit(1, 25, "google.com", site="ledger.example")
    ]

    found = shares(
        *visits,
        readings=(reading("forum.example", 6, 25), reading("rival.example", 1, 25)),
        links=(
            ("The Forum", "Alder"),
            ("rival.example", "The Forum"),
            ("google.com", "Alder"),
            ("ledger.example", "Alder"),
        ),
    )

    assert of(found, "credibility_raw") == {
        "Alder": pytest.approx(0.6), "The Forum": pytest.approx(0.1), "ledger.example": 0, "rival.example": 0,
    }  # fmt: skip
    assert of(found, "credibility")["Alder"] == pytest.approx(6 / 7)


def test_noted_citations_count_from_their_day_on_and_may_lower_an_opinion() -> None:
    note = Citation(giver="The Forum", receiver="rival.example", count=-2, noted_on=date(2024, 1, 25), source="a post")

    found = shares(
        visit(1, 25, None), visit(1, 15, None),
        readings=tuple(reading(site, 1, day) for site in ("forum.example", "rival.example") for day in (15, 25)),
        citations=(note,),
    )  # fmt: skip

    assert of(found, "credibility_raw")["rival.example"] == pytest.approx(-2 / 3)
    assert of(found, "credibility")["rival.example"] is None
    assert found["all", "visits", 1, "rival.example"]["credibility_raw"] == 0


def test_trust_divides_people_who_opted_in_and_come_regularly() -> None:
    found = shares(
        visit(1, 25, None), visit(1, 26, None), visit(2, 25, None), visit(2, 26, None, site="ledger.example"),
        visit(99, 25, None), readings=(reading("forum.example", 5, 25),), regular=(1, 2),
    )  # fmt: skip

    assert of(found, "trusting") == {"Alder": 2, "The Forum": None, "ledger.example": 1}
    assert of(found, "trust") == {
        "Alder": pytest.approx(2 / 3),
        "The Forum": None,
        "ledger.example": pytest.approx(1 / 3),
    }


def test_trust_of_an_earlier_window_is_not_told_by_the_states_of_today() -> None:
    found = shares(visit(1, 15, None), visit(1, 25, None), regular=(1,))

    now, before = (found["all", "visits", window, "Alder"] for window in (0, 1))
    assert (now["trusting"], now["trust"]) == (1, 1)
    assert (before["trusting"], before["trust"], before["attention"]) == (None, None, 1)


def test_nobody_attended_is_no_share() -> None:
    assert shares(readings=(reading("forum.example", 0, 25),)) == {}


def test_a_window_says_from_which_day_to_which_it_reaches() -> None:
    found = shares(visit(1, 25, None), visit(1, 15, None))

    days = {row["window"]: (row["window_from"], row["window_to"]) for row in found.values()}
    assert days == {
        0: (date(2024, 1, 21), date(2024, 1, 31)),
        1: (date(2024, 1, 11), date(2024, 1, 21)),
    }
