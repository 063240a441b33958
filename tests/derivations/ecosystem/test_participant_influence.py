"""How much a participant moves, and what came of it."""

from typing import Any

import pytest

from riparian.core.durations import AsOf, Seed
from riparian.core.row import promises
from riparian.derivations.ecosystem.participant_influence import (
    ParticipantInfluenceSettings,
    judged,
    participant_influence,
)
from riparian.derivations.ecosystem.participants import participants
from riparian.derivations.ecosystem.traffic_flows import TrafficFlowsSettings, traffic_flows
from riparian.tables.hourglass import BandEntry
from riparian.tables.participants import AttentionShare, ContentAspect, ParticipantInfluence, ParticipantWish
from riparian.tables.sources import ContentPiece
from riparian.testing.tables import TestingGather, at, labels_table, rows_of, table_of
from tests.derivations.buyers.buying import bought, purchases_of
from tests.derivations.ecosystem.mapping import reading, sites_of, visit

Row = dict[str, Any]
COLUMNS = tuple(promise.name for promise in promises(ParticipantInfluence))
AS_OF = AsOf(at(days=30))


def influence(
    *visits: Row,
    readings: tuple[Row, ...] = (),
    shares: tuple[Row, ...] = (),
    orders: tuple[Row, ...] = (),
    bands: dict[int, int] | None = None,
    banded_on: float = 28,
    pieces: tuple[Row, ...] = (),
    aspects: tuple[Row, ...] = (),
    at_least: int = 1,
) -> dict[tuple[str, str], Row]:
    """By job and participant, of ten days before 31 January 2024."""
    sessions, read, sites = sites_of(visits, readings)
    gather, labels = TestingGather(), labels_table()
    flows = traffic_flows(sessions, read, sites, labels, TrafficFlowsSettings(days=10), AS_OF, gather)
    made = participant_influence(
        participants(sites, sessions, table_of(ParticipantWish), labels),
        flows,
        table_of(AttentionShare, *({"window": 0, "unit": "visits", "subject_kind": "job"} | one for one in shares)),
        sites,
        sessions,
        table_of(ContentPiece, *pieces),
        table_of(
            BandEntry,
            *(
                {"person_key": who, "band": band, "entered_at": at(days=banded_on)}
                for who, band in (bands or {}).items()
            ),
        ),
        purchases_of(*orders),
        table_of(ContentAspect, *aspects),
        labels_table(),
        ParticipantInfluenceSettings(days=10, at_least=at_least),
        AS_OF,
        Seed(7),
        gather,
    )
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in rows_of(made, *COLUMNS)]
    return {(row["job"], row["participant"]): row for row in rows}


def first(person: int, day: float, referrer: str | None) -> Row:
    return visit(person, day, referrer) | {"number": 1}


def test_people_count_with_whom_their_first_visit_came_from() -> None:
    found = influence(
        first(1, 2, "forum.example"), visit(1, 25, "google.com"), first(2, 3, "forum.example"), first(3, 25, None),
        orders=(bought(1, 26, demand=70), bought(1, 27, demand=5), bought(3, 27)),
        bands={1: 5, 2: 2},
    )  # fmt: skip

    forum, google = found["all", "The Forum"], found["all", "google.com"]
    assert [forum[name] for name in ("people", "trusting", "customers", "value")] == [2, 1, 1, 75]
    assert [google[name] for name in ("people", "activity", "visits_out")] == [0, 1, 1]


def test_nobody_is_brought_to_what_they_had_done_before_they_came() -> None:
    orders = (bought(1, 2, demand=999), bought(1, 25, demand=5))

    forum = influence(first(1, 22, "forum.example"), orders=orders, bands={1: 5}, banded_on=2)["all", "The Forum"]

    assert [forum[name] for name in ("people", "trusting", "customers", "value")] == [1, 0, 0, 0]
    assert forum["strength"] is None or "customer" not in forum["strength"]


def test_an_order_of_the_visit_itself_is_what_came_of_it() -> None:
    forum = influence(first(1, 22, "forum.example"), orders=(bought(1, 22, demand=7),))["all", "The Forum"]

    assert (forum["customers"], forum["value"]) == (1, 7)
    assert forum["strength"].endswith("brought 1 customer")


def test_days_and_published_pieces_are_activity() -> None:
    piece = {"source": "feed", "site": "forum.example", "content": "/a"}

    found = influence(
        visit(1, 25, "forum.example"), visit(2, 25.1, "forum.example"), visit(1, 26, "forum.example"),
        visit(1, 5, "forum.example"),
        pieces=(
            piece | {"published_on": at(days=22).date()},
            piece | {"content": "/b", "published_on": at(days=2).date()},
        ),
    )  # fmt: skip

    assert found["all", "The Forum"]["activity"] == 3


def test_platforms_competitors_and_own_sites_are_ranked_and_never_proposed() -> None:
    found = influence(
        visit(1, 25, "google.com"), visit(1, 26, "ledger.example"), visit(1, 27, "forum.example"),
        visit(1, 28, "blog.example"), visit(1, 29, "blog.example"),
    )  # fmt: skip

    assert {name for (_, name), row in found.items() if row["proposed"]} == {"blog.example"}
    assert sorted(row["rank"] for row in found.values()) == [1, 2, 3, 4, 5]


def test_a_job_ranks_those_whose_attention_on_it_is_known() -> None:
    found = influence(
        visit(1, 25, "forum.example"), visit(1, 25, "google.com"),
        shares=(
            {"subject": "soil", "participant": "The Forum", "share": 0.7, "change": 0.1},
            {"subject": "soil", "participant": "Alder", "share": 0.3, "change": -0.1},
        ),
    )  # fmt: skip

    assert {name for job, name in found if job == "soil"} == {"The Forum", "Alder"}
    assert found["soil", "The Forum"]["attention"] == 0.7
    assert found["soil", "Alder"]["weakness"] == "lost 10.0 points of attention against the window before"
    assert found["all", "The Forum"]["attention"] is None


def test_what_would_be_lost_counts_what_is_passed_on() -> None:
    found = influence(
        visit(1, 25, "forum.example"), visit(1, 26, "forum.example"), visit(1, 27, "google.com"),
        readings=(reading("forum.example", 2, 25, "google.com"),),
    )  # fmt: skip

    assert found["all", "google.com"]["removal"] == pytest.approx(1)
    assert found["all", "The Forum"]["removal"] == pytest.approx(2 / 3)
    assert found["all", "Alder"]["removal"] is None


def test_those_who_pass_a_visit_on_share_it_and_those_of_a_job_share_what_comes_by_them_alone() -> None:
    """Of 3 visits, 2 go from Google to the forum and on, and 1 comes from Google; the forum alone begins none."""
    found = influence(
        visit(1, 25, "forum.example"), visit(1, 26, "forum.example"), visit(1, 27, "google.com"),
        readings=(reading("forum.example", 2, 25, "google.com"),),
        shares=(
            {"subject": "soil", "participant": "The Forum", "share": 0.6, "change": 0.0},
            {"subject": "soil", "participant": "Alder", "share": 0.4, "change": 0.0},
        ),
    )  # fmt: skip

    assert found["all", "google.com"]["shapley"] == pytest.approx(2 / 3)
    assert found["all", "The Forum"]["shapley"] == pytest.approx(1 / 3)
    assert found["all", "The Forum"]["shapley_error"] == 0
    assert found["all", "Alder"]["shapley"] is None
    assert found["soil", "The Forum"]["shapley"] == 0
    assert found["soil", "Alder"]["shapley"] is None


def test_nothing_from_others_leaves_nobody_a_share() -> None:
    found = influence(visit(1, 25, None), visit(1, 5, "forum.example"))

    assert {(row["removal"], row["shapley"], row["shapley_error"]) for row in found.values()} == {(None, None, None)}


def test_the_loss_of_all_traffic_is_told() -> None:
    before = [visit(person, 15, "forum.example") for person in range(50)]

    forum = influence(*before, visit(1, 25, None))["all", "The Forum"]

    assert forum["weakness"] == "50 fewer visits sent, most of the change to Alder"
    assert (forum["visits_out"], forum["ring"]) == (0, 3)


def test_visits_into_whom_nobody_counts_are_unknown_and_not_none() -> None:
    found = influence(visit(1, 25, "google.com"), visit(2, 26, None))

    came, went = ({name: row[side] for (_, name), row in found.items()} for side in ("visits_in", "visits_out"))
    assert (came["google.com"], went["google.com"]) == (None, 1)
    # Alder's own visits are counted, and nobody else's: where its visitors go is not known.
    assert (came["Alder"], went["Alder"]) == (1, None)


def test_a_site_whose_visits_are_counted_and_came_from_nobody_has_none() -> None:
    found = influence(visit(1, 25, None), visit(2, 15, "forum.example"))

    assert [found["all", "Alder"][side] for side in ("visits_in", "visits_out")] == [0, None]
    assert [found["all", "The Forum"][side] for side in ("visits_in", "visits_out")] == [None, 0]


def test_what_a_file_tells_of_visits_into_somebody_is_known() -> None:
    found = influence(visit(1, 25, "forum.example"), readings=(reading("forum.example", 7, 25, "google.com"),))

    assert [found["all", "The Forum"][side] for side in ("visits_in", "visits_out")] == [7, 1]
    assert [found["all", "google.com"][side] for side in ("visits_in", "visits_out")] == [None, 7]


def test_strength_and_weakness_are_told_in_words() -> None:
    row = {"moved": [("us", 10.0, -4.0, 3.0, -2.0), ("them", 3.0, 1.0, 1.0, 1.0)], "customers": 0, "people": 12}

    assert judged(row, 0.02) == (
        "won 2.0 points of attention against the window before",
        "3 fewer visits sent, most of the change to us; fell from place 1 to 3 of those who send visits to us; "
        "brought 12 people, none of whom ordered",
    )
    assert judged({"moved": [], "customers": 0, "people": 1}, float("nan")) == ("", "")


def test_of_a_job_are_the_visits_that_began_with_something_of_it_and_what_came_of_them() -> None:
    piece = {"source": "feed", "site": "forum.example", "published_on": at(days=22).date()}
    soil = {"job": "soil", "aspect": "a", "site": "alder.example", "content": "/compost"}

    found = influence(
        first(1, 21, "forum.example") | {"content": "/compost"}, first(2, 22, "forum.example") | {"content": "/shop"},
        visit(2, 23, "forum.example") | {"content": "/compost"}, visit(2, 5, "forum.example") | {"content": "/compost"},
        orders=(bought(1, 26, demand=70), bought(2, 27, demand=9)),
        bands={1: 5, 2: 5},
        pieces=(piece | {"content": "/worms"}, piece | {"content": "/roses"}),
        aspects=(soil, soil | {"aspect": "b"}, soil | {"site": "forum.example", "content": "/worms"},
                 soil | {"job": "topic", "content": "/shop"}),
        shares=tuple({"subject": job, "participant": "The Forum", "share": 0.7, "change": 0.1}
                     for job in ("soil", "trees")),
    )  # fmt: skip

    told = ("activity", "people", "trusting", "customers", "value")
    assert [found["all", "The Forum"][name] for name in told] == [5, 2, 2, 2, 79]
    assert [found["soil", "The Forum"][name] for name in told] == [3, 1, 1, 1, 70]
    assert [found["trees", "The Forum"][name] for name in told] == [0, 0, 0, 0, 0]
    won = "won 10.0 points of attention against the window before"
    assert found["soil", "The Forum"]["strength"] == f"{won}; brought 1 customer"
    assert found["trees", "The Forum"]["strength"] == won
    assert found["soil", "The Forum"]["visits_out"] == found["all", "The Forum"]["visits_out"] == 3
