"""Attribution by rule, against published answers."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.models.attribution_credits import Credits
from riparian.models.attribution_rules import (
    first_touch,
    last_non_direct_touch,
    last_touch,
    linear,
    position_based,
    time_decay,
)
from riparian.models.channel_paths import ChannelPaths
from riparian.models.histories import floats
from tests.models.paths_by_hand import answers_of, channel_paths, path_data

Rule = Callable[[ChannelPaths], Credits]

DIRECT = 0


def non_direct(paths: ChannelPaths) -> Credits:
    return last_non_direct_touch(paths, direct=DIRECT)


def decayed(paths: ChannelPaths) -> Credits:
    return time_decay(paths, floats(paths.positions[::-1] * 400))


RULES = (first_touch, last_touch, non_direct, linear, position_based, decayed)


def order_along(*path: int, value: float) -> ChannelPaths:
    return ChannelPaths.of([path], [1], [value], channels=max(path) + 1)


def by_touch(rule: Rule, *, touches: int, value: float) -> list[float]:
    """The value each touch gets of a path that touches no channel twice."""
    return list(rule(order_along(*range(touches), value=value)).value)


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        (first_touch, ("first_touch_conversions", "first_touch_value")),
        (last_touch, ("last_touch_conversions", "last_touch_value")),
        (linear, ("linear_touch_conversions", "linear_touch_value")),
    ],
)
def test_half_of_path_data_gives_the_answers_of_channel_attribution(
    reference: Path, rule: Rule, names: tuple[str, str]
) -> None:
    """ChannelAttribution 2.2.5, `heuristic_models`, on every second path of its PathData."""
    paths, answers = path_data(reference)

    made = rule(paths)

    assert made.conversions == pytest.approx(answers_of(answers, names[0]), abs=1e-6)
    assert made.value == pytest.approx(answers_of(answers, names[1]), abs=1e-5)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (first_touch, [140, 0, 0]),
        (last_touch, [0, 0, 140]),
        (linear, [46.67, 46.67, 46.67]),
        (position_based, [56, 28, 56]),
    ],
)
def test_an_order_of_140_after_three_touches(rule: Rule, expected: list[float]) -> None:
    """The test data of dbt-snowplow-attribution."""
    assert by_touch(rule, touches=3, value=140) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(
    ("touches", "expected"),
    [(1, [66.5]), (2, [33.25, 33.25]), (4, [26.6, 6.65, 6.65, 26.6]), (6, [26.6, *[3.325] * 4, 26.6])],
)
def test_position_shares_by_the_number_of_touches(touches: int, expected: list[float]) -> None:
    """The test data of dbt-snowplow-attribution: 66.50 over two touches is 33.25 each; one touch gets all."""
    assert by_touch(position_based, touches=touches, value=66.5) == pytest.approx(expected)


def test_a_channel_gets_the_shares_of_all_its_touches() -> None:
    """Direct, organic, direct: 140 at both ends."""
    path = order_along(DIRECT, 1, DIRECT, value=140)

    assert position_based(path).value == pytest.approx([112, 28])
    assert linear(path).value == pytest.approx([280 / 3, 140 / 3])


@pytest.mark.parametrize(
    ("path", "credited"), [((1, 2, 0, 0), 2), ((0, 1, 0), 1), ((2, 1), 1), ((0, 0), DIRECT), ((0,), DIRECT)]
)
def test_the_last_touch_that_is_not_direct_gets_all_unless_there_is_none(path: tuple[int, ...], credited: int) -> None:
    made = last_non_direct_touch(ChannelPaths.of([path], [3], channels=3), direct=DIRECT)

    assert made.conversions.tolist() == [3.0 if channel == credited else 0.0 for channel in range(3)]


def test_a_touch_a_half_life_earlier_counts_half() -> None:
    paths = order_along(0, 1, 2, value=70)

    assert time_decay(paths, np.array([14.0, 7.0, 0.0])).value == pytest.approx([10, 20, 40])
    assert time_decay(paths, np.array([2.0, 1.0, 0.0]), half_life_days=1).value == pytest.approx([10, 20, 40])


def test_touches_of_long_ago_still_divide_everything() -> None:
    """2^(-1e6 / 7) is no number; what counts is the age against the path's latest touch."""
    made = time_decay(order_along(0, 1, value=3), np.array([1e6 + 7, 1e6]))

    assert made.value == pytest.approx([1, 2])


@given(channel_paths(), st.sampled_from(RULES))
def test_credits_sum_to_what_they_divide(paths: ChannelPaths, rule: Rule) -> None:
    made = rule(paths)

    assert made.conversions.sum() == pytest.approx(paths.conversions.sum())
    assert made.value.sum() == pytest.approx(paths.value.sum())
    assert (made.conversions >= 0).all()


@given(channel_paths(), channel_paths(), st.sampled_from(RULES[:-1]))
def test_credits_of_two_groups_add_up(some: ChannelPaths, others: ChannelPaths, rule: Rule) -> None:
    apart = rule(some) + rule(others)

    together = rule(some + others)

    assert together.conversions == pytest.approx(apart.conversions)
    assert together.value == pytest.approx(apart.value)


@pytest.mark.parametrize("rule", RULES)
def test_where_there_are_no_paths_every_channel_has_nothing(rule: Rule) -> None:
    assert rule(ChannelPaths.of([], [], channels=2)).conversions.tolist() == [0, 0]


def test_ages_that_cannot_be_are_refused() -> None:
    paths = order_along(0, 1, value=1)

    with pytest.raises(ValueError, match="0 or more"):
        time_decay(paths, np.array([1.0, -1.0]))
    with pytest.raises(ValueError, match="every touch"):
        time_decay(paths, np.array([1.0]))
    with pytest.raises(ValueError, match="above 0 days"):
        time_decay(paths, np.array([1.0, 0.0]), half_life_days=0)
