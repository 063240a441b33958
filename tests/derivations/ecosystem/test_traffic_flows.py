"""Visits from one participant to another."""

from datetime import date
from typing import Any

from riparian.core.durations import AsOf
from riparian.derivations.ecosystem.traffic_flows import NotedFlow, TrafficFlowsSettings, traffic_flows
from riparian.testing.tables import TestingGather, at, labels_table, rows_of
from tests.derivations.ecosystem.mapping import reading, sites_of, visit

Row = dict[str, Any]


def flows(
    *visits: Row, readings: tuple[Row, ...] = (), notes: tuple[NotedFlow, ...] = (), windows: int = 2
) -> dict[tuple[Any, ...], Row]:
    """Of two windows of ten days before 31 January 2024, by window, giver, receiver and telling."""
    sessions, read, sites = sites_of(visits, readings)
    settings = TrafficFlowsSettings(days=10, windows=windows, by_hand=notes)
    made = traffic_flows(sessions, read, sites, labels_table(), settings, AsOf(at(days=30)), TestingGather())
    key, columns = ("window", "giver", "receiver", "told"), (
        "visits", "minutes", "used", "visits_before", "change", "share", "rank", "ring", "source", "window_from",
        "rank_change",
    )  # fmt: skip
    return {row[:4]: dict(zip(columns, row[4:], strict=True)) for row in rows_of(made, *key, *columns)}


def test_visits_are_counted_by_window_and_compared_with_the_one_before() -> None:
    found = flows(
        visit(1, 20, "forum.example"), visit(2, 29.9, "forum.example"), visit(1, 19.9, "forum.example"),
        visit(1, 15, "google.com"),
    )  # fmt: skip

    now = found[0, "The Forum", "Alder", "measured"]
    assert (now["visits"], now["visits_before"], now["change"], now["minutes"]) == (2, 1, 1, 2)
    assert now["window_from"] == date(2024, 1, 21)
    assert found[1, "The Forum", "Alder", "measured"]["visits_before"] is None
    assert (1, "google.com", "Alder", "measured") in found


def test_a_measured_flow_that_is_no_more_has_one_row_with_nothing() -> None:
    found = flows(*(visit(person, 5, "forum.example") for person in (1, 2)), visit(3, 15, None), visit(3, 25, None),
                  windows=3)  # fmt: skip

    gone = found[1, "The Forum", "Alder", "measured"]
    assert [gone[name] for name in ("visits", "visits_before", "change", "minutes", "used")] == [0, 2, -2, 0, True]
    assert (gone["rank"], gone["rank_change"]) == (None, None)
    assert (0, "The Forum", "Alder", "measured") not in found


def test_a_flow_is_not_said_to_have_ended_where_nothing_was_measured_then() -> None:
    found = flows(
        visit(1, 15, "forum.example"), visit(1, 15, "forum.example", site="ledger.example"),
        visit(2, 25, None, site="ledger.example"),
        readings=(reading("rival.example", 5, 15, "google.com"), reading("rival.example", 5, 25, "forum.example")),
    )  # fmt: skip

    ended = {key[1:] for key, one in found.items() if key[0] == 0 and one["visits"] == 0}
    assert ended == {("The Forum", "ledger.example", "measured")}


def test_places_won_and_lost_are_told() -> None:
    found = flows(
        visit(1, 15, "forum.example"), visit(1, 16, "forum.example"), visit(1, 17, "google.com"),
        visit(1, 25, "forum.example"), visit(1, 26, "google.com"), visit(1, 27, "google.com"),
    )  # fmt: skip

    assert found[0, "The Forum", "Alder", "measured"]["rank_change"] == -1
    assert found[0, "google.com", "Alder", "measured"]["rank_change"] == 1
    assert found[1, "google.com", "Alder", "measured"]["rank_change"] is None


def test_direct_visits_and_those_within_one_participant_are_no_flow() -> None:
    assert flows(visit(1, 21, None), visit(1, 22, "alder.example")) == {}


def test_the_largest_flow_into_a_receiver_has_rank_one() -> None:
    found = flows(
        visit(1, 21, "google.com"), visit(1, 22, "google.com"), visit(1, 23, "forum.example"),
        visit(1, 24, "google.com", site="ledger.example"),
    )  # fmt: skip

    ranks = {key[1:3]: (one["rank"], one["share"]) for key, one in found.items()}
    assert ranks == {
        ("google.com", "Alder"): (1, 2 / 3), ("The Forum", "Alder"): (2, 1 / 3),
        ("google.com", "ledger.example"): (1, 1),
    }  # fmt: skip


def test_what_is_measured_is_used_before_what_is_imported_before_what_is_noted() -> None:
    note = NotedFlow(giver="forum.example", receiver="Alder", visits=9, noted_on=date(2024, 1, 25), source="a talk")

    found = flows(
        visit(1, 21, "forum.example"),
        readings=(reading("alder.example", 50, 22, "forum.example"), reading("rival.example", 7, 29, "forum.example")),
        notes=(note, note.model_copy(update={"receiver": "rival.example"})),
    )

    used = {key[2:] for key, one in found.items() if one["used"]}
    assert used == {("Alder", "measured"), ("rival.example", "imported")}
    noted = found[0, "The Forum", "Alder", "by hand"]
    assert (noted["visits"], noted["rank"], noted["share"]) == (9, None, None)
    assert noted["source"] == "a talk, 2024-01-25"


def test_readings_of_all_referrers_or_of_one_topic_are_no_flow() -> None:
    found = flows(
        readings=(reading("rival.example", 5, 21), reading("rival.example", 5, 21, "google.com", topic="soil"))
    )

    assert found == {}


def test_rings_are_counted_from_the_companys_sites() -> None:
    found = flows(
        visit(1, 21, "forum.example"),
        readings=(
            reading("forum.example", 5, 21, "news.example"),
            reading("news.example", 5, 21, "far.example"),
            reading("island.example", 5, 21, "isle.example"),
        ),
    )

    rings = {key[1]: one["ring"] for key, one in found.items()}
    assert rings == {"The Forum": 1, "news.example": 2, "far.example": 3, "isle.example": 3}


def test_a_note_of_a_day_to_come_is_not_known_yet() -> None:
    note = NotedFlow(giver="a", receiver="b", visits=1, noted_on=date(2024, 1, 31), source="a talk")

    assert flows(notes=(note,)) == {}
    assert len(flows(notes=(note.model_copy(update={"noted_on": date(2024, 1, 30)}),))) == 1
