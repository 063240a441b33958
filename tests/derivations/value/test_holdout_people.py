"""Who was in which group of a test."""

from typing import Any

from riparian.core.durations import AsOf
from riparian.derivations.value.holdout_people import HoldoutPeopleSettings, holdout_people
from riparian.tables.actions import Action
from riparian.tables.value import OrderWayIn
from riparian.testing.tables import at, labels_table, rows_of, table_of

AS_OF = AsOf(at(days=100))


def seen(person: int, group: str, day: float) -> dict[str, Any]:
    told = {"person_key": person, "kind": "test seen", "occurred_at": at(days=day), "action_key": int(day)}
    return told | {"content": "catalogue", "name": group}


def test_who_was_not_watched_for_the_whole_window_is_told_apart() -> None:
    actions = table_of(Action, seen(1, "mailed", 58), seen(2, "HoldOut", 59))
    orders = table_of(
        OrderWayIn,
        {"person_key": 1, "action_key": 9, "bought_at": at(days=60), "demand": 500},
        {"person_key": 2, "action_key": 8, "bought_at": at(days=58), "demand": 700},
    )

    made = holdout_people(actions, orders, labels_table(), HoldoutPeopleSettings(), AS_OF)

    rows = rows_of(made, "person_key", "test", "group", "held", "watched", "demand")
    assert rows == [(1, "catalogue", "mailed", False, True, 500.0), (2, "catalogue", "holdout", True, False, 0.0)]
