"""Moves from channel to channel: counted over paths, shared out, timed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.durations import AsOf
from riparian.core.row import Table, unbound
from riparian.derivations.ecosystem.channel_transitions import ChannelTransitionsSettings, channel_transitions
from riparian.derivations.ecosystem.paths import paths
from riparian.storage.compiled import compiled
from riparian.tables.ecosystem import ChannelTransition, Journey, JourneyPath, Touchpoint
from riparian.testing.tables import at, engine, rows_of, table_of
from tests.derivations.ecosystem.travelling import did, touched, travelled

USUAL = ChannelTransitionsSettings()
COMPILED = compiled(channel_transitions(unbound(JourneyPath), table_of(Journey), table_of(Touchpoint), USUAL))


def path(channels: str, settled: int, conversions: int = 0, **more: int | str) -> dict[str, int | str]:
    touches = len(channels.split(" > ")) if channels else 0
    counts = {"settled": settled, "settled_conversions": conversions, "touches": touches}
    return {"goal": "order", "path": channels} | counts | more


def moved(*paths: dict[str, int | str]) -> Table[ChannelTransition]:
    return channel_transitions(table_of(JourneyPath, *paths), table_of(Journey), table_of(Touchpoint), USUAL)


def test_moves_are_counted_from_the_start_to_either_end() -> None:
    made = moved(path("a > b", 10, 4), path("a", 6), path("b", 2, 1, goal="Trust"))

    assert rows_of(made, "goal", "from_channel", "to_channel", "moves", "share") == [
        ("Trust", "(start)", "b", 2, 1.0),
        ("Trust", "b", "(conversion)", 1, 0.5),
        ("Trust", "b", "(no conversion)", 1, 0.5),
        ("order", "(start)", "a", 16, 1.0),
        ("order", "a", "(no conversion)", 6, 0.375),
        ("order", "a", "b", 10, 0.625),
        ("order", "b", "(conversion)", 4, 0.4),
        ("order", "b", "(no conversion)", 6, 0.6),
    ]


def test_a_channel_touched_again_moves_to_itself() -> None:
    made = moved(path("a > a > a", 3, 3))

    assert ("a", "a", 6) in rows_of(made, "from_channel", "to_channel", "moves")


def test_journeys_not_settled_and_goals_without_a_touch_are_left_out() -> None:
    made = moved(path("a", 2, 1, journeys=8, open=3), path("b", 0, journeys=4, open=4), path("", 9, 9))

    assert rows_of(made, "from_channel", "to_channel", "moves") == [
        ("(start)", "a", 2),
        ("a", "(conversion)", 1),
        ("a", "(no conversion)", 1),
    ]


def test_moves_are_timed_between_touches_and_to_the_goal() -> None:
    journey = {"goals": "order", "path": "a > b", "touches": 2, "converted": True, "settled": True}
    made = channel_transitions(
        table_of(JourneyPath, path("a > b", 3, 3)),
        table_of(
            Journey,
            journey | {"last_touch_at": at(0), "ended_at": at(3_600)},
            journey | {"last_touch_at": at(0), "ended_at": at(3 * 3_600)},
            journey | {"last_touch_at": at(0), "ended_at": at(60), "settled": False},
        ),
        table_of(
            Touchpoint,
            touched(1, 0, "a"),
            touched(2, 1, "b"),
            touched(1, 0, "a", person_key=2),
            touched(2, 2, "b", person_key=2),
            touched(1, 0, "a", person_key=3),
            touched(2, 30.5, "b", person_key=3),
        ),
        USUAL,
    )

    assert rows_of(made, "from_channel", "to_channel", "median_hours") == [
        ("(start)", "a", None),
        ("a", "b", pytest.approx(36)),
        ("b", "(conversion)", pytest.approx(2)),
    ]


@pytest.mark.parametrize("hours", [1, 24 * 20])
def test_the_share_that_converts_is_the_chance_of_it_however_short_the_log(hours: float) -> None:
    """One visit each over 60 days, of which one in ten leads to an order after so many hours."""
    random = np.random.default_rng(6)
    days, buy = random.uniform(0, 60, 3_000), random.uniform(size=3_000) < 0.1
    bought = days + hours / 24
    touches = [touched(1, day, "a", person_key=person) for person, day in enumerate(days.tolist())]
    orders = [did(person, bought[person], person_key=person) for person in np.flatnonzero(buy & (bought < 60)).tolist()]
    journeys = travelled(touches, orders, as_of=AsOf(at(days=60)))

    made = channel_transitions(paths(journeys), journeys, table_of(Touchpoint, *touches), USUAL)

    (share,) = [share for end, share in rows_of(made, "to_channel", "share") if end == "(conversion)"]
    assert share == pytest.approx(buy[days < 30].mean(), abs=1e-9)
    assert share == pytest.approx(0.1, abs=0.025)


PATHS = st.lists(
    st.tuples(st.lists(st.sampled_from("abc"), min_size=1, max_size=5), st.integers(0, 4), st.integers(0, 4)),
    max_size=6,
)


@given(PATHS)
def test_as_many_moves_come_into_a_channel_as_go_out_of_it(paths: list[tuple[list[str], int, int]]) -> None:
    rows = [path(" > ".join(names), won + lost, won) for names, won, lost in paths]

    engine().lend("paths", engine().arrow(compiled(table_of(JourneyPath, *rows))))
    made = engine().arrow(COMPILED).to_pylist()

    for channel in "abc":
        into = sum(row["moves"] for row in made if row["to_channel"] == channel)
        assert into == sum(row["moves"] for row in made if row["from_channel"] == channel)
    assert sum(row["moves"] for row in made if row["to_channel"] == "(conversion)") == sum(won for _, won, _ in paths)
