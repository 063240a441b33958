"""What holds on the hourglass whatever people did."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from riparian.derivations.hourglass.band_flows import band_flows
from riparian.tables.actions import INBOUND
from riparian.tables.hourglass import FACETS
from riparian.testing.tables import rows_of
from tests.derivations.hourglass.histories import History, histories

_COUNTS = ("month_on", "place", "opening", "entered", "left", "closing", "dormant", "fell_asleep", "reignited")


def counts_of(history: History) -> dict[tuple[Any, int], dict[str, int]]:
    rows = (dict(zip(_COUNTS, row, strict=True)) for row in rows_of(history.band_counts, *_COUNTS))
    return {(row["month_on"], row["place"]): row for row in rows}


def active(spells: list[tuple[datetime, datetime | None]], moment: datetime) -> int:
    return sum(begun <= moment and (ended is None or moment < ended) for begun, ended in spells)


def months_later(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    for day in range(moment.day, moment.day - 4, -1):
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


@given(histories())
def test_opening_plus_entered_less_left_is_closing_and_the_next_opening(history: History) -> None:
    counts = counts_of(history)

    months = sorted({month for month, _ in counts})

    for (month, place), row in counts.items():
        assert row["opening"] + row["entered"] - row["left"] == row["closing"]
        assert 0 <= row["dormant"] <= row["closing"]
        if month == months[0]:
            assert row["opening"] == 0
        else:
            assert row["opening"] == counts[months[months.index(month) - 1], place]["closing"]


@given(histories(), st.lists(st.integers(1, 3), min_size=3, max_size=3))
def test_the_law_survives_people_turning_out_to_be_one(history: History, becomes: list[int]) -> None:
    merged = History([row | {"person_key": becomes[row["person_key"] - 1]} for row in history.rows], history.as_of)

    counts = counts_of(merged)

    last = max(month for month, _ in counts)
    people = {row["person_key"] for row in merged.rows}
    assert all(row["opening"] + row["entered"] - row["left"] == row["closing"] for row in counts.values())
    assert sum(counts[last, band]["closing"] for band in range(1, 6)) == len(people)


@given(histories())
def test_flows_and_counts_tell_of_the_same_moves(history: History) -> None:
    into: dict[tuple[Any, int], int] = defaultdict(int)
    out: dict[tuple[Any, int], int] = defaultdict(int)
    for month, start, end, people in rows_of(band_flows(history.band_entries), "month_on", "from_band", "to_band", "people"):
        into[month, end] += people
        out[month, start] += people

    counts = counts_of(history)

    bands = {key: row for key, row in counts.items() if key[1] <= 5}
    assert {key: row["entered"] for key, row in bands.items() if row["entered"]} == into
    assert {key: row["left"] for key, row in bands.items() if row["left"]} == {k: n for k, n in out.items() if k[1]}


@given(histories(), st.integers(0, 900))
def test_what_was_known_at_a_date_never_changes_afterwards(history: History, days: int) -> None:
    moment = min(row["at"] for row in history.rows) + timedelta(days=days, microseconds=1)
    earlier = history.cut(moment)
    columns = ("person_key", "band", "entered_at", "rule", "action_key", "left_at")

    then = rows_of(earlier.band_entries, *columns)
    now = rows_of(history.band_entries, *columns)

    assert then == [(*row[:5], row[5] if row[5] and row[5] < moment else None) for row in now if row[2] < moment]


@given(histories(), st.integers(0, 900))
def test_spells_as_of_a_date_look_at_nothing_later(history: History, days: int) -> None:
    moment = min(row["at"] for row in history.rows) + timedelta(days=days, microseconds=1)
    earlier = history.cut(moment)
    columns = ("person_key", "band", "dormant_at", "reignited_at")

    then = rows_of(earlier.dormant_spells, *columns)
    now = rows_of(history.dormant_spells, *columns)

    assert then == [(*row[:3], row[3] if row[3] and row[3] < moment else None) for row in now if row[2] < moment]


@given(histories(people=1), st.integers(0, 1100))
def test_a_facet_is_active_where_its_condition_was_met_within_twelve_months(history: History, days: int) -> None:
    moment = history.rows[0]["at"] + timedelta(days=days)
    met = [
        (place, at)
        for place, at in rows_of(history.milestones, "place", "at")
        if place in FACETS and any(p == 5 and buy <= at for p, buy in rows_of(history.milestones, "place", "at"))
    ]

    spells = rows_of(history.facet_entries, "facet", "entered_at", "left_at")

    if moment < history.as_of:
        for facet in FACETS:
            by_definition = any(place == facet and at <= moment <= months_later(at, 12) for place, at in met)
            in_spells = active([(begun, ended) for number, begun, ended in spells if number == facet], moment)
            on_an_end = any(number == facet and ended == moment for number, _, ended in spells)
            assert in_spells == by_definition or on_an_end


@given(histories(people=1), st.integers(0, 1100))
def test_who_is_dormant_follows_from_the_definition(history: History, days: int) -> None:
    moment = min(history.rows[0]["at"] + timedelta(days=days), history.as_of - timedelta(microseconds=1))
    entries = rows_of(history.band_entries, "band", "entered_at")
    band = max((band for band, entered in entries if entered <= moment), default=0)
    orders = [at for place, at in rows_of(history.milestones, "place", "at") if place == 5 and at <= moment]
    signs = [row["at"] for row in history.rows if row["kind"] in INBOUND and row["at"] <= moment]
    signs += [entered for number, entered in entries if number >= 3 and entered <= moment]

    dormant = active(rows_of(history.dormant_spells, "dormant_at", "reignited_at"), moment)

    if band == 5:
        assert dormant == (months_later(max(orders), 12) <= moment)
    elif band >= 3:
        assert dormant == (max(signs) + timedelta(days=90) <= moment)
    else:
        assert not dormant
