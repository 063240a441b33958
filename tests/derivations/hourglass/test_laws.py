"""What holds on the hourglass whatever people did."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from riparian.tables.actions import SIGNS_OF_LIFE
from riparian.tables.hourglass import FACETS, BandCount, BandEntry, BandFlow, DormantSpell, FacetEntry, Milestone
from tests.derivations.hourglass.histories import MOMENTS, History, histories

crowds = settings(max_examples=8)
"""Each example is a crowd of people, so a few of them are many histories."""

LATER = datetime(2100, 1, 1)

_COUNTS = ("month_on", "place", "opening", "entered", "left", "closing", "dormant", "fell_asleep", "reignited")


def counts_of(history: History) -> dict[tuple[Any, int], dict[str, int]]:
    rows = (dict(zip(_COUNTS, row, strict=True)) for row in history.told(BandCount, *_COUNTS))
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


@crowds
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


@crowds
@given(histories(), st.lists(st.integers(1, 6), min_size=6, max_size=6))
def test_the_law_survives_people_turning_out_to_be_one(history: History, becomes: list[int]) -> None:
    merged = History([row | {"person_key": becomes[row["person_key"] - 1]} for row in history.rows], history.as_of)

    counts = counts_of(merged)

    last = max(month for month, _ in counts)
    people = {row["person_key"] for row in merged.rows}
    assert all(row["opening"] + row["entered"] - row["left"] == row["closing"] for row in counts.values())
    assert sum(counts[last, band]["closing"] for band in range(1, 6)) == len(people)


@crowds
@given(histories())
def test_flows_and_counts_tell_of_the_same_moves(history: History) -> None:
    into: dict[tuple[Any, int], int] = defaultdict(int)
    out: dict[tuple[Any, int], int] = defaultdict(int)
    for month, start, end, people in history.told(BandFlow, "month_on", "from_band", "to_band", "people"):
        into[month, end] += people
        out[month, start] += people

    counts = counts_of(history)

    bands = {key: row for key, row in counts.items() if key[1] <= 5}
    assert {key: row["entered"] for key, row in bands.items() if row["entered"]} == into
    assert {key: row["left"] for key, row in bands.items() if row["left"]} == {k: n for k, n in out.items() if k[1]}


@crowds
@given(histories(), st.sampled_from(MOMENTS))
def test_what_was_known_at_a_date_never_changes_afterwards(history: History, moment: datetime) -> None:
    earlier = history.cut(moment)
    columns = ("person_key", "band", "entered_at", "rule", "action_key", "left_at")

    then = earlier.told(BandEntry, *columns)
    now = history.told(BandEntry, *columns)

    assert then == [(*row[:5], row[5] if row[5] and row[5] < moment else None) for row in now if row[2] < moment]


@crowds
@given(histories(), st.sampled_from(MOMENTS))
def test_spells_as_of_a_date_look_at_nothing_later(history: History, moment: datetime) -> None:
    earlier = history.cut(moment)
    columns = ("person_key", "band", "dormant_at", "reignited_at")

    then = earlier.told(DormantSpell, *columns)
    now = history.told(DormantSpell, *columns)

    assert then == [(*row[:3], row[3] if row[3] and row[3] < moment else None) for row in now if row[2] < moment]


@crowds
@given(histories())
def test_a_facet_is_active_where_its_condition_was_met_within_twelve_months(history: History) -> None:
    milestones = history.told(Milestone, "person_key", "place", "occurred_at")
    bought: dict[int, datetime] = {}
    for person, place, at in milestones:
        if place == 5:
            bought[person] = min(at, bought.get(person, at))
    met = [
        (person, place, at) for person, place, at in milestones if place in FACETS and at >= bought.get(person, LATER)
    ]

    spells = history.told(FacetEntry, "person_key", "facet", "entered_at", "left_at")

    ends = {ended for *_, ended in spells}
    for moment in (moment for moment in MOMENTS if moment not in ends):
        by_definition = {(person, place) for person, place, at in met if at <= moment <= months_later(at, 12)}
        assert by_definition == {(person, facet) for person, facet, *spell in spells if active([tuple(spell)], moment)}


@crowds
@given(histories())
def test_who_is_dormant_follows_from_the_definition(history: History) -> None:
    entries = history.told(BandEntry, "person_key", "band", "entered_at")
    milestones = history.told(Milestone, "person_key", "place", "occurred_at")

    spells = history.told(DormantSpell, "person_key", "dormant_at", "reignited_at")

    for moment in MOMENTS:
        for person in {row["person_key"] for row in history.rows}:
            reached = [(band, at) for one, band, at in entries if one == person and at <= moment]
            band = max((band for band, _ in reached), default=0)
            orders = [at for one, place, at in milestones if one == person and place == 5 and at <= moment]
            signs = [at for band, at in reached if band >= 3] + [
                row["occurred_at"]
                for row in history.rows
                if row["person_key"] == person and row["kind"] in SIGNS_OF_LIFE and row["occurred_at"] <= moment
            ]
            dormant = active([(begun, ended) for one, begun, ended in spells if one == person], moment)
            limit = months_later(max(orders), 12) if orders else max(signs, default=LATER) + timedelta(days=90)
            assert dormant == (band >= 3 and limit <= moment)
