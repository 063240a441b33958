"""Funnels over channels: strict and loose, step by step."""

from typing import Any

import pytest

from riparian.core.errors import SettingsError
from riparian.core.settings import read_settings
from riparian.derivations.ecosystem.channel_funnels import ChannelFunnelsSettings, channel_funnels
from riparian.tables.ecosystem import JourneyPath
from riparian.testing.tables import rows_of, table_of

COLUMNS = ("step", "name", "strict", "loose", "strict_rate", "loose_rate")


def path(channels: str, settled: int, conversions: int = 0, **more: Any) -> dict[str, Any]:
    counts = {"settled": settled, "settled_conversions": conversions, "touches": 1 + channels.count(" > ")}
    return {"goal": "order", "path": channels} | counts | more


def funnel(steps: list[str], *paths: dict[str, Any]) -> list[tuple[Any, ...]]:
    settings = ChannelFunnelsSettings.model_validate({"funnels": [{"funnel": "one", "steps": steps}]})
    return rows_of(channel_funnels(table_of(JourneyPath, *paths), settings), *COLUMNS)


def test_strict_steps_lie_next_to_each_other_and_loose_ones_in_this_order() -> None:
    made = funnel(
        ["a", "b", "(conversion)"],
        path("a > b", 10, 4),
        path("a > c > b > c", 20, 5),
        path("b > a", 40, 40),
        path("a > b > c", 5, 1),
    )

    assert made == [
        (1, "a", 75, 75, None, None),
        (2, "b", 15, 35, 0.2, pytest.approx(35 / 75)),
        (3, "(conversion)", 4, 10, pytest.approx(4 / 15), pytest.approx(10 / 35)),
    ]


def test_a_channel_twice_is_two_steps_and_no_step_is_part_of_another_s_name() -> None:
    made = funnel(["a", "a"], path("a > x > a", 3), path("aa > a", 5), path("a", 7))

    assert made == [(1, "a", 15, 15, None, None), (2, "a", 0, 3, 0.0, 0.2)]


def test_a_name_with_marks_stands_for_itself() -> None:
    made = funnel(["E-mail (own)", "a.c"], path("E-mail (own) > a.c", 2), path("E-mail (own) > abc", 9))

    assert [row[2:4] for row in made] == [(11, 11), (2, 2)]


def test_journeys_not_settled_other_goals_and_journeys_without_a_touch_do_not_count() -> None:
    made = funnel(
        ["a", "b"],
        path("a > b", 5, 2, journeys=9, open=3),
        path("a", 9, goal="Trust"),
        path("", 3, 3, touches=0),
    )

    assert [row[:4] for row in made] == [(1, "a", 5, 5), (2, "b", 5, 5)]


def test_a_step_that_nobody_took_has_no_rate_after_it() -> None:
    made = funnel(["x", "a"], path("a", 4))

    assert made == [(1, "x", 0, 0, None, None), (2, "a", 0, 0, None, None)]


@pytest.mark.parametrize(
    "funnels",
    [
        [],
        [{"funnel": "one", "steps": ["a"]}],
        [{"funnel": "one", "steps": ["(conversion)", "a"]}],
        [{"funnel": "one", "steps": ["a", "b"]}] * 2,
    ],
)
def test_what_is_no_funnel_is_refused(funnels: list[dict[str, Any]]) -> None:
    with pytest.raises(SettingsError):
        read_settings(ChannelFunnelsSettings, {"funnels": funnels}, where="riparian.toml")
