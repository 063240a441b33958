"""What new videos bring: visits at once and searches days later, of people who come anyway."""

from dataclasses import fields, replace

import numpy as np
import pytest

from riparian.testing.company.buying import drawn_purchases
from riparian.testing.company.flights import brought_people
from riparian.testing.company.people import drawn_people
from riparian.testing.company.planted import (
    CLICKED_AFTER_DAYS,
    NEW_VIDEO_DAYS,
    QUIET_DAYS,
    SEARCH,
    SEARCH_LAG_DAYS,
    SEARCH_LAG_SPREAD,
    SEARCHED_AFTER_VIDEO,
    VIDEO,
)
from riparian.testing.company.seasons import DAY, END, START
from riparian.testing.company.touches import Touches, drawn_touches
from riparian.testing.company.videos import video_days
from tests.testing.company.exports import Exports

PEOPLE = 20_000
DAYS = video_days(5)


def drawn(days: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Touches:
    chance = np.random.default_rng(5)
    people = brought_people(chance, drawn_people(chance, first=0, size=PEOPLE))
    purchases = drawn_purchases(chance, people)
    return drawn_touches(chance, np.random.default_rng(6), people, purchases, days)


@pytest.fixture(scope="module")
def touches() -> Touches:
    return drawn(DAYS)


@pytest.fixture(scope="module")
def begun(touches: Touches) -> Touches:
    """The first touches of paths."""
    first = touches.place == 0
    return replace(touches, **{field.name: getattr(touches, field.name)[first] for field in fields(touches)})


def test_the_days_of_new_videos_are_the_seed_s_and_nobody_can_tell_the_next_one() -> None:
    gaps = np.concatenate([np.diff(video_days(seed)) for seed in range(50)])

    assert all(START // DAY <= day < END // DAY for day in DAYS.tolist())
    assert not np.array_equal(DAYS, video_days(6)[: len(DAYS)])
    assert gaps.min() >= NEW_VIDEO_DAYS[0] - 1
    assert gaps.mean() == pytest.approx(sum(NEW_VIDEO_DAYS), abs=1)
    assert gaps.std() == pytest.approx(NEW_VIDEO_DAYS[1], abs=2)


def test_a_video_changes_when_people_come_and_nothing_else(touches: Touches) -> None:
    without = drawn(DAYS[:0])

    for name in ("person", "channel", "order", "path", "place"):
        assert np.array_equal(getattr(touches, name), getattr(without, name)), name
    moved = touches.video >= 0
    assert not (without.video >= 0).any()
    assert np.array_equal(touches.at[~moved], without.at[~moved])
    assert set(((touches.at - without.at) % DAY).tolist()) == {0}
    assert abs(float((touches.at - without.at)[moved].mean())) < 3 * DAY


def test_paths_that_videos_begin_can_be_told_apart_from_those_before_and_after(touches: Touches) -> None:
    same = touches.person[1:] == touches.person[:-1]
    another = same & (touches.path[1:] != touches.path[:-1])
    near_video = another & ((touches.video[1:] >= 0) | (touches.video[:-1] >= 0))

    assert near_video.sum() > 1_000
    assert np.diff(touches.at)[near_video].min() >= QUIET_DAYS * DAY
    assert START <= touches.at.min() <= touches.at.max() < END


def test_visits_come_within_days_and_searches_after_their_lag(begun: Touches) -> None:
    """Whole days of an exponential wait are 1 ÷ (e^(1 ÷ mean) − 1) on average."""
    moved = begun.video >= 0
    after = begun.at[moved] // DAY - DAYS[begun.video[moved]]
    watched = 1 / np.expm1(1 / CLICKED_AFTER_DAYS)
    searched = CLICKED_AFTER_DAYS + SEARCH_LAG_DAYS * np.exp(SEARCH_LAG_SPREAD**2 / 2) - 0.5

    assert after[begun.channel[moved] == VIDEO].mean() == pytest.approx(watched, abs=0.1)
    assert after[begun.channel[moved] == SEARCH].mean() == pytest.approx(searched, abs=0.25)


def test_the_planted_share_of_searches_comes_of_videos_where_there_is_room(touches: Touches, begun: Touches) -> None:
    idle = ~np.isin(begun.path, touches.path[touches.order >= 0])
    later = np.append(False, begun.person[1:] == begun.person[:-1]) & idle

    def share(channel: int) -> float:
        return float((begun.video[later & (begun.channel == channel)] >= 0).mean())

    assert set(begun.channel[begun.video >= 0].tolist()) == {VIDEO, SEARCH}
    assert 0.85 < share(VIDEO) < 1
    assert 0.85 * SEARCHED_AFTER_VIDEO < share(SEARCH) < SEARCHED_AFTER_VIDEO + 0.03


def test_the_truth_counts_what_each_video_began_over_all_chunks(exports: Exports) -> None:
    rows = exports.truth("videos")

    assert [row["published_on"].toordinal() - 719_163 for row in rows] == video_days(7).tolist()
    assert sum(row["visits_begun"] for row in rows) > 10
    assert sum(row["searches_begun"] for row in rows) > 10
