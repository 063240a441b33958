"""Channel paths, counted."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given

from riparian.models.channel_paths import ChannelPaths
from tests.models.paths_by_hand import channel_paths


def sequences(paths: ChannelPaths) -> list[tuple[int, ...]]:
    return [tuple(part.tolist()) for part in np.split(paths.touches, paths.lasts + 1)[:-1]]


def journeys_by_path(paths: ChannelPaths) -> Counter[tuple[int, ...]]:
    counted: Counter[tuple[int, ...]] = Counter()
    for path, journeys in zip(sequences(paths), paths.journeys, strict=True):
        counted[path] += int(journeys)
    return counted


def test_equal_paths_become_one_with_their_counts() -> None:
    paths = ChannelPaths.of([[1, 0], [2], [1, 0], [1]], [1, 2, 3, 0], [10, 20, 30, 0], [4, 0, 1, 7])

    made = paths.merged()

    assert sequences(made) == [(1,), (2,), (1, 0)]
    assert made.conversions.tolist() == [0, 2, 4]
    assert made.value.tolist() == [0, 20, 40]
    assert made.unconverted.tolist() == [7, 0, 5]


@given(channel_paths())
def test_merging_keeps_every_journey_and_every_path_once(paths: ChannelPaths) -> None:
    made = paths.merged()

    assert journeys_by_path(made) == journeys_by_path(paths)
    assert len(set(sequences(made))) == len(made.lengths)


def test_nothing_merges_to_nothing() -> None:
    assert len(ChannelPaths.of([], [], channels=3).merged().lengths) == 0


def test_a_path_left_without_touches_goes_with_its_journeys() -> None:
    paths = ChannelPaths.of([[0, 1], [1]], [2, 3], [5, 6])

    made = paths.keeping(paths.touches != 1)

    assert sequences(made) == [(0,)]
    assert made.conversions.tolist() == [2]


def test_paths_of_two_groups_add_up() -> None:
    both = ChannelPaths.of([[0]], [1], channels=2) + ChannelPaths.of([[1, 3]], [2])

    assert sequences(both) == [(0,), (1, 3)]
    assert both.channels == 4


@pytest.mark.parametrize(
    ("paths", "counts", "channels", "said"),
    [
        ([[0], []], ([1, 1], [0, 0], [0, 0]), 1, "every path has a touch"),
        ([[0, 5]], ([1], [0], [0]), 2, "coded from 0"),
        ([[0, -1]], ([1], [0], [0]), 2, "coded from 0"),
        ([[0]], ([-1], [0], [0]), 1, "not negative"),
        ([[0]], ([1], [float("nan")], [0]), 1, "not negative"),
        ([[0]], ([0], [3], [4]), 1, "value comes of conversions"),
        ([[0]], ([1, 2], [0], [0]), 1, "of one length"),
    ],
)
def test_what_cannot_be_is_refused(
    paths: Sequence[Sequence[int]], counts: tuple[list[float], list[float], list[float]], channels: int, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        ChannelPaths.of(paths, *counts, channels=channels)
