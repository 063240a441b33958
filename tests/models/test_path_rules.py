"""Rules for paths, against published examples."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.models.channel_paths import ChannelPaths
from riparian.models.path_rules import (
    as_sets,
    exposures,
    first_seen,
    last_touches,
    without_last_unless_alone,
    without_unless_alone,
)
from tests.models.paths_by_hand import channel_paths

Rule = Callable[[ChannelPaths], ChannelPaths]

DIRECT = 0


def no_direct(paths: ChannelPaths) -> ChannelPaths:
    return without_unless_alone(paths, DIRECT)


def no_direct_at_the_end(paths: ChannelPaths) -> ChannelPaths:
    return without_last_unless_alone(paths, DIRECT)


def last_two(paths: ChannelPaths) -> ChannelPaths:
    return last_touches(paths, 2)


RULES = (exposures, first_seen, as_sets, no_direct, no_direct_at_the_end, last_two)


def ruled(rule: Rule, path: str) -> str:
    """What becomes of one path; `Direct` has code 0."""
    names = ["Direct", *sorted(set(path.split(" > ")) - {"Direct"})]
    made = rule(ChannelPaths.of([[names.index(touch) for touch in path.split(" > ")]], [1], channels=len(names)))
    return " > ".join(names[touch] for touch in made.touches)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (exposures, "a > Direct > a > Direct"),
        (first_seen, "a > Direct"),
        (no_direct, "a > a > a > a"),
        (no_direct_at_the_end, "a > a > a > Direct > a"),
        (last_two, "Direct > Direct"),
    ],
)
def test_the_published_path_under_each_rule(rule: Rule, expected: str) -> None:
    """The path transforms of dbt-snowplow-attribution and fractribution."""
    assert ruled(rule, "a > a > a > Direct > a > Direct > Direct") == expected


@pytest.mark.parametrize("rule", [no_direct, no_direct_at_the_end])
def test_a_path_of_only_direct_is_left_alone(rule: Rule) -> None:
    assert ruled(rule, "Direct > Direct") == "Direct > Direct"


@pytest.mark.parametrize("file", ["paths_to_conversion", "paths_to_non_conversion"])
def test_every_exposure_path_of_fractribution(reference: Path, file: str) -> None:
    """The integration test of dbt-snowplow-fractribution (Apache-2.0), whose one transform is `exposure_path`."""
    folder = reference / "attribution/snowplow_fractribution"
    assert json.loads((folder / "settings.json").read_text(encoding="utf-8"))["path_transforms"] == ["exposure_path"]
    with (folder / f"expected/snowplow_fractribution_{file}_expected.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))

    assert len(rows) > 5
    assert [ruled(exposures, row["path"]) for row in rows] == [row["transformed_path"] for row in rows]


def test_a_channel_at_the_end_of_one_path_and_the_start_of_the_next_is_two_touches() -> None:
    made = exposures(ChannelPaths.of([[0, 1, 1], [1, 0]], [1, 2]))

    assert made.touches.tolist() == [0, 1, 1, 0]
    assert made.lengths.tolist() == [2, 2]


def test_a_set_is_in_order_of_the_codes() -> None:
    made = as_sets(ChannelPaths.of([[2, 0, 2], [1]], [1, 2]))

    assert made.touches.tolist() == [0, 2, 1]
    assert made.lengths.tolist() == [2, 1]


@given(channel_paths(), st.sampled_from(RULES))
def test_a_rule_keeps_every_journey_and_what_is_kept_it_keeps_again(paths: ChannelPaths, rule: Rule) -> None:
    made = rule(paths)

    assert [column.tolist() for column in made.columns[2:]] == [column.tolist() for column in paths.columns[2:]]
    assert rule(made).touches.tolist() == made.touches.tolist()
    assert (made.lengths <= paths.lengths).all()


@pytest.mark.parametrize("rule", RULES)
def test_where_there_are_no_paths_none_are_made(rule: Rule) -> None:
    assert len(rule(ChannelPaths.of([], [], channels=2)).lengths) == 0


def test_a_path_of_no_touches_is_refused() -> None:
    with pytest.raises(ValueError, match="1 touch at least"):
        last_touches(ChannelPaths.of([[0]], [1]), 0)
