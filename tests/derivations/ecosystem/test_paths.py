"""Distinct paths: how many journeys took each, and what they brought."""

from riparian.derivations.ecosystem.paths import paths
from riparian.tables.ecosystem import Journey
from riparian.testing.tables import rows_of, table_of


def test_journeys_along_one_path_are_counted_together_and_those_to_another_goal_apart() -> None:
    journey = {"goals": "order | Try", "path": "a > b", "touches": 2, "converted": False, "open": False, "days": 9.0}
    journey |= {"settled": True}
    made = paths(
        table_of(
            Journey,
            journey | {"goals": "order", "converted": True, "value": 300, "days": 2.0},
            journey | {"goals": "order", "converted": True, "value": 500, "days": 4.0, "settled": False},
            journey | {"open": True, "settled": False},
            journey,
            journey | {"goals": "Trust"},
            journey | {"goals": "order", "path": "", "touches": 0, "converted": True, "days": 0.0},
        )
    )

    columns = (
        "goal",
        "path",
        "touches",
        "journeys",
        "conversions",
        "open",
        "settled",
        "settled_conversions",
        "value",
        "mean_days",
        "value_squares",
    )
    assert rows_of(made, *columns) == [
        ("Trust", "a > b", 2, 1, 0, 0, 1, 0, None, None, None),
        ("Try", "a > b", 2, 2, 0, 1, 1, 0, None, None, None),
        ("order", "", 0, 1, 1, 0, 1, 1, None, 0.0, None),
        ("order", "a > b", 2, 4, 2, 1, 2, 1, 800, 3.0, 340_000.0),
    ]
