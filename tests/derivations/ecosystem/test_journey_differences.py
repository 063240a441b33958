"""Journeys of two groups: which channels one touches more often than the other."""

from typing import Any

import pytest

from riparian.core.row import Table
from riparian.derivations.ecosystem.journey_differences import JourneyDifferencesSettings, journey_differences
from riparian.tables.actions import Action
from riparian.tables.ecosystem import Journey, JourneyDifference
from riparian.testing.tables import TestingGather, at, rows_of, table_of

COLUMNS = ("comparison", "channel", "journeys", "with_channel", "other_journeys", "other_with_channel")


def journey(path: str, *, converted: bool = False, person: int = 1, **more: Any) -> dict[str, Any]:
    touches = 1 + path.count(" > ") if path else 0
    usual = {
        "goals": "order",
        "person_key": person,
        "path": path,
        "touches": touches,
        "settled": True,
        "ended_at": at(days=5),
    }
    return usual | {"converted": converted} | more


def referred(person: int, day: float) -> dict[str, Any]:
    return {"person_key": person, "kind": "referred", "occurred_at": at(days=day)}


def compared(*journeys: dict[str, Any], comparisons: tuple[str, ...] = ("converted",)) -> Table[JourneyDifference]:
    actions = table_of(Action, referred(7, 5), referred(7, 9), {"person_key": 1, "kind": "view"})
    settings = JourneyDifferencesSettings.model_validate({"comparisons": comparisons})
    return journey_differences(table_of(Journey, *journeys), actions, settings, TestingGather())


def test_journeys_that_converted_are_compared_with_those_that_did_not() -> None:
    """56 of 70 against 48 of 80, whose interval Newcombe (1998) gives as 0.0524 to 0.3339."""
    made = compared(
        *[journey("a > b", converted=True)] * 56,
        *[journey("b", converted=True)] * 14,
        *[journey("a > a")] * 48,
        *[journey("b")] * 32,
    )

    assert rows_of(made, *COLUMNS) == [("converted", "a", 70, 56, 80, 48), ("converted", "b", 70, 70, 80, 32)]
    assert rows_of(made, "channel", "difference", "low", "high")[0] == (
        "a",
        pytest.approx(0.2),
        pytest.approx(0.0524, abs=5e-5),
        pytest.approx(0.3339, abs=5e-5),
    )


def test_people_who_were_referred_are_compared_with_all_others() -> None:
    made = compared(journey("a > b", person=7), journey("c", person=1), comparisons=("referred",))

    assert rows_of(made, *COLUMNS) == [
        ("referred", "a", 1, 1, 1, 0),
        ("referred", "b", 1, 1, 1, 0),
        ("referred", "c", 1, 0, 1, 1),
    ]


def test_a_journey_that_ended_before_somebody_was_referred_is_one_of_the_others() -> None:
    before = journey("b", person=7, ended_at=at(days=4.9))

    made = compared(journey("a", person=7), before, comparisons=("referred",))

    assert rows_of(made, *COLUMNS) == [("referred", "a", 1, 1, 1, 0), ("referred", "b", 1, 0, 1, 1)]


def test_journeys_not_settled_and_those_without_a_touch_do_not_count() -> None:
    late = journey("a", converted=True, settled=False)

    made = compared(journey("a", converted=True), journey("b"), late, journey("", converted=True), journey("b"))

    assert rows_of(made, *COLUMNS) == [("converted", "a", 1, 1, 2, 0), ("converted", "b", 1, 0, 2, 2)]


def test_a_group_without_a_journey_is_compared_with_nothing() -> None:
    assert rows_of(compared(journey("a"), journey("b"))) == []
