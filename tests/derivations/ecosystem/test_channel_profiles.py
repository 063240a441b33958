"""Each channel's part in the journeys to a goal: chances, orphans, left and right side."""

from typing import Any

import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.derivations.ecosystem.channel_feeds import channel_feeds
from riparian.derivations.ecosystem.channel_profiles import ChannelProfilesSettings, channel_profiles
from riparian.tables.ecosystem import ChannelFeed, ChannelProfile, ChannelTransition, Touchpoint
from riparian.tables.hourglass import Standing
from riparian.testing.tables import TestingGather, at, rows_of, table_of
from tests.derivations.ecosystem.travelling import touched

WORKED = {
    "Email": {"Video": 0.10, "Site": 0.15},
    "Video": {"Search": 0.20, "Site": 0.05},
    "Search": {"Site": 0.60},
    "Site": {"(conversion)": 0.04, "Email": 0.06},
}
"""The chain that the specification works out (domain 6.6): next moves, the rest leave."""
STARTS = {"Email": 1000, "Video": 500, "Search": 800, "Site": 1200}
TOUCHES = {"Email": 1117.1192, "Video": 611.7119, "Search": 922.3424, "Site": 1951.5588}
"""Expected in all, from the same chain: starts and what the others send."""
SCALE = 10**6
"""So that whole moves say the chances to many digits."""


def profiled(moves: Table[ChannelTransition], *touches: dict[str, Any], **given: Any) -> Table[ChannelProfile]:
    settings = ChannelProfilesSettings.model_validate(given)
    standings = table_of(
        Standing, {"person_key": 1, "first_order_at": at(days=5)}, {"person_key": 2, "first_order_at": None}
    )
    return channel_profiles(moves, table_of(Touchpoint, *touches), standings, settings, TestingGather())


def moves_of(*rows: tuple[str, str, int], goal: str = "order") -> list[dict[str, Any]]:
    leaving: dict[str, int] = {}
    for source, _, count in rows:
        leaving[source] = leaving.get(source, 0) + count
    return [
        {"goal": goal, "from_channel": a, "to_channel": b, "moves": count, "share": count / leaving[a]}
        for a, b, count in rows
    ]


@pytest.fixture
def worked() -> Table[ChannelTransition]:
    rows = [("(start)", channel, count * SCALE) for channel, count in STARTS.items()]
    for channel, chances in WORKED.items():
        rows += [(channel, to, round(TOUCHES[channel] * SCALE * chance)) for to, chance in chances.items()]
        rows.append((channel, "(no conversion)", round(TOUCHES[channel] * SCALE * (1 - sum(chances.values())))))
    return table_of(ChannelTransition, *moves_of(*rows))


def test_the_worked_chain(worked: Table[ChannelTransition]) -> None:
    made = rows_of(profiled(worked), "channel", "chance", "removal_effect", "removal_tested", "starts")

    assert [row[0] for row in made] == ["Email", "Search", "Site", "Video"]
    assert [row[1] for row in made] == pytest.approx([0.006748, 0.024243, 0.040405, 0.006869], abs=5e-7)
    assert [row[2] for row in made] == pytest.approx([0.0956, 0.2862, 1, 0.0538], abs=5e-5)
    assert {row[3] for row in made} == {"not tested"}
    assert [row[4] / SCALE for row in made] == [1000, 800, 1200, 500]


def test_what_feeds_a_channel_and_what_starts_there_are_all_that_comes_in(worked: Table[ChannelTransition]) -> None:
    profiles = profiled(worked)

    shares = rows_of(profiles, "channel", "started_share", "own_feeding_share")
    feeds = rows_of(channel_feeds(worked, profiles), "from_channel", "to_channel", "feeding_share", "move_chance")

    assert [started + fed for _, started, fed in shares] == pytest.approx([1, 1, 1, 1])
    assert ("Video", "Search", pytest.approx(0.2 * 611.7119 / 922.3424), pytest.approx(0.2)) in feeds
    for channel, _, fed in shares:
        assert sum(share for _, to, share, _ in feeds if to == channel) == pytest.approx(fed, abs=1e-5)


def test_a_channel_that_only_others_feed_is_an_orphan() -> None:
    rows = [("(start)", "Video", 1000), ("(start)", "Referral", 500), ("Referral", "Video", 500)]
    rows += [("Video", "Search", 10), ("Video", "(no conversion)", 1490), ("(start)", "Search", 1000)]
    moves = table_of(ChannelTransition, *moves_of(*rows, ("Search", "(no conversion)", 1010)))

    made = rows_of(profiled(moves), "channel", "own", "orphan", "own_feeding_share", "chance", "removal_effect")

    assert made == [
        ("Referral", False, True, 0.0, 0.0, None),
        ("Search", True, False, pytest.approx(10 / 1010), 0.0, None),
        ("Video", True, True, 0.0, 0.0, None),
    ]


def test_own_is_what_is_not_set_to_be_others_and_feeds_say_so() -> None:
    rows = [("(start)", "Forum", 5), ("Forum", "Shop", 5), ("Shop", "Shop", 2), ("Shop", "(conversion)", 5)]
    moves = table_of(ChannelTransition, *moves_of(*rows))

    profiles = profiled(moves, not_own=["Forum"])

    assert rows_of(profiles, "channel", "own", "chance") == [("Forum", False, 1.0), ("Shop", True, 1.0)]
    assert rows_of(channel_feeds(moves, profiles).select("from_channel", "to_channel", "own"), row=ChannelFeed) == [
        ("Forum", "Shop", False)
    ]


def test_touches_before_the_first_order_are_the_left_side_and_all_others_the_right() -> None:
    moves = table_of(ChannelTransition, *moves_of(("(start)", "a", 1), ("a", "(no conversion)", 1)))
    mine = [touched(1, 0, "a"), touched(2, 5, "a"), touched(3, 6, "a"), touched(4, 7, "a")]
    theirs = touched(1, 9, "a", person_key=2)

    made = profiled(moves, *mine, theirs)

    assert rows_of(made, "left_touches", "left_people", "right_touches", "right_people") == [(3, 2, 2, 1)]


def test_without_a_journey_that_is_over_it_is_said_that_nothing_is_known() -> None:
    with pytest.raises(NotEnoughDataError, match="no journey that has a touch is over"):
        profiled(table_of(ChannelTransition))
