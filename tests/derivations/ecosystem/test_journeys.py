"""Journeys over channels: where they begin, where they end, and what they lead to."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from riparian.core.durations import AsOf
from riparian.core.errors import SettingsError
from riparian.core.row import unbound
from riparian.core.settings import read_settings
from riparian.derivations.ecosystem.journeys import JourneysSettings, journeys
from riparian.storage.compiled import compiled
from riparian.tables.actions import Action, OrderCurrency
from riparian.tables.ecosystem import Touchpoint
from riparian.tables.hourglass import BandEntry
from riparian.testing.tables import at, engine, rows_of, table_of
from tests.derivations.ecosystem.travelling import AS_OF, ORDERS, did, touched, travelled

ONCE = JourneysSettings.model_validate({"goals": [{"goal": "opt in", "kinds": ["opt in"], "once": True}]})
FAR_BACK = ORDERS.model_copy(update={"lookback": timedelta(days=10_000), "same_visit": timedelta(0)})


def of_any(settings: JourneysSettings) -> str:
    """The text of journeys of whatever touches and actions are lent."""
    home = table_of(OrderCurrency, {"currency": "GBP", "home": True})
    return compiled(journeys(unbound(Touchpoint), unbound(Action), unbound(BandEntry), home, settings, AS_OF))


COMPILED = of_any(FAR_BACK)
GOALS: list[dict[str, Any]] = [
    {"goal": "order", "kinds": ["order"]},
    {"goal": "opt in", "kinds": ["opt in"], "once": True},
    {"goal": "answer", "kinds": ["order", "refer"], "once": True},
    {"goal": "referral", "kinds": ["refer"]},
    {"goal": "Trust", "band": 3},
    {"goal": "Try", "band": 4},
]
SHORT = {"pause": "30 d", "lookback": "20 d", "same_visit": "2 d"}
TOGETHER = of_any(JourneysSettings.model_validate(SHORT | {"goals": GOALS}))
APART = {one["goal"]: of_any(JourneysSettings.model_validate(SHORT | {"goals": [one]})) for one in GOALS}
TRUST = JourneysSettings.model_validate({"goals": [{"goal": "Trust", "band": 3}]})


def test_a_journey_ends_with_the_goal_and_the_next_touch_begins_another() -> None:
    touches = [touched(1, 0, "Email"), touched(2, 3, "Direct"), touched(3, 5, "Email")]

    made = travelled(touches, [did(1, 3.5, amount=4_000)])

    columns = ("number", "path", "converted", "value", "touches", "days", "action_key")
    assert rows_of(made, *columns) == [
        (1, "Email > Direct", True, 4_000, 2, 3.5, 101),
        (4, "Email", False, None, 1, 0.0, None),
    ]


def test_a_pause_of_exactly_the_limit_goes_on_and_a_longer_one_ends_the_journey() -> None:
    touches = [touched(1, 0, "a"), touched(2, 30, "b"), touched(3, 60.0001, "c")]

    made = travelled(touches, [])

    assert rows_of(made, "number", "path", "converted") == [(1, "a > b", False), (3, "c", False)]


def test_a_goal_reaches_back_as_far_as_the_lookback_whatever_the_pause() -> None:
    made = travelled([touched(1, 0, "a")], [did(1, 31, amount=10)])

    assert rows_of(made, "number", "path", "touches", "converted", "value", "last_touch_at") == [
        (1, "a", 1, True, 10, at(0))
    ]


def test_what_lies_before_a_longer_pause_is_a_journey_of_its_own_though_a_goal_follows() -> None:
    made = travelled([touched(1, 0, "a"), touched(2, 31, "b")], [did(1, 70)])

    assert rows_of(made, "path", "converted") == [("a", False), ("b", True)]


def test_a_goal_longer_after_the_last_touch_than_the_lookback_was_reached_without_a_touch() -> None:
    made = travelled([touched(1, 0, "a")], [did(1, 90.0001, amount=10)])

    assert rows_of(made, "number", "path", "touches", "converted", "value", "last_touch_at") == [
        (1, "a", 1, False, None, at(0)),
        (2, "", 0, True, 10, None),
    ]


def test_a_goal_reached_again_in_the_same_visit_has_its_touch_too() -> None:
    touches = [touched(1, 0, "Email"), touched(2, 1, "Direct")]

    made = travelled(touches, [did(1, 1.01, amount=1), did(2, 1.02, amount=2), did(3, 1.03, amount=3), did(4, 1.06)])

    assert rows_of(made, "number", "path", "touches", "value", "began_at") == [
        (1, "Email > Direct", 2, 1, at(0)),
        (4, "Direct", 1, 2, at(days=1)),
        (5, "Direct", 1, 3, at(days=1)),
        (6, "", 0, None, at(days=1.06)),
    ]


def test_a_goal_reached_again_after_one_without_a_touch_has_none_either() -> None:
    made = travelled([touched(1, 0, "a")], [did(1, 95), did(2, 95.01)])

    assert rows_of(made, "number", "path", "converted") == [(1, "a", False), (2, "", True), (3, "", True)]


def test_no_touch_leads_to_two_goals_where_no_time_is_set_for_the_same_visit() -> None:
    alone = ORDERS.model_copy(update={"same_visit": timedelta(0)})

    made = travelled([touched(1, 0, "a")], [did(1, 1), did(2, 1)], alone)

    assert rows_of(made, "number", "path", "converted") == [(1, "a", True), (3, "", True)]


def test_touches_too_long_before_the_end_do_not_count() -> None:
    touches = [touched(number, 25 * number, name) for number, name in enumerate("abcde")]

    made = travelled(touches, [did(1, 101)])

    assert rows_of(made, "path", "touches", "began_at", "days") == [("b > c > d > e", 4, at(days=25), 76.0)]


def test_a_touch_at_the_instant_of_the_goal_is_on_the_way_to_it() -> None:
    made = travelled([touched(1, 2, "a"), touched(2, 2, "b")], [did(1, 2)])

    assert rows_of(made, "path", "converted") == [("a > b", True)]


def test_a_journey_whose_pause_is_not_over_is_open() -> None:
    touches = [touched(1, 0, "a"), touched(2, 70, "b")]

    made = travelled(touches, [], as_of=AsOf(at(days=100)))
    a_moment_earlier = travelled(touches, [], as_of=AsOf(at(days=100) - timedelta(microseconds=1)))

    assert rows_of(made, "path", "open", "settled") == [("a", False, True), ("b", False, True)]
    assert rows_of(a_moment_earlier, "path", "open", "settled") == [("a", False, True), ("b", True, False)]


def test_whether_a_journey_is_settled_hangs_on_its_last_touch_and_not_on_what_came_of_it() -> None:
    touches = [touched(1, 50, "a"), touched(1, 50, "a", person_key=2), touched(1, 75, "b", person_key=3)]

    made = travelled(touches, [did(1, 79), did(2, 76, person_key=3)], as_of=AsOf(at(days=80)))

    assert rows_of(made, "path", "converted", "open", "settled") == [
        ("a", False, False, True),
        ("a", True, False, True),
        ("b", True, False, False),
    ]


def test_after_a_goal_that_counts_once_there_is_no_journey_to_it() -> None:
    touches = [touched(1, 0, "a"), touched(2, 5, "b"), touched(3, 6, "c", person_key=2)]

    made = travelled(touches, [did(1, 1, "opt in"), did(2, 5.5, "opt in")], ONCE)

    assert rows_of(made, "person_key", "path", "converted") == [(1, "a", True), (2, "c", False)]


def test_whoever_skips_a_band_has_reached_it() -> None:
    bands = [
        {"person_key": 1, "band": 1, "entered_at": at(0), "action_key": 1},
        {"person_key": 1, "band": 5, "from_band": 1, "entered_at": at(days=2), "action_key": 102},
    ]

    made = travelled([touched(1, 0, "a"), touched(2, 9, "b")], [], TRUST, bands=bands)

    assert rows_of(made, "goals", "path", "converted", "value", "action_key") == [("Trust", "a", True, None, 102)]


def test_bands_entered_at_once_are_one_journey() -> None:
    both = JourneysSettings.model_validate({"goals": [{"goal": "Trust", "band": 3}, {"goal": "Try", "band": 4}]})
    once = [{"person_key": 1, "band": 4, "from_band": 1, "entered_at": at(days=2), "action_key": 102}]
    apart = [
        {"person_key": 1, "band": 3, "from_band": 1, "entered_at": at(days=1), "action_key": 101},
        {"person_key": 1, "band": 5, "from_band": 3, "entered_at": at(days=2), "action_key": 102},
    ]
    columns = ("goals", "path", "converted", "action_key")

    assert rows_of(travelled([touched(1, 0, "a")], [], both, bands=once), *columns) == [("Trust | Try", "a", True, 102)]
    assert rows_of(travelled([touched(1, 0, "a")], [], both, bands=apart), *columns) == [
        ("Trust", "a", True, 101),
        ("Try", "a", True, 102),
    ]


def test_every_goal_has_its_own_journeys_over_the_same_touches() -> None:
    touches = [touched(1, 0, "a"), touched(2, 4, "b"), touched(3, 4, "z", person_key=2)]

    made = travelled(touches, [did(1, 1), did(2, 5, "refer")], JourneysSettings())

    assert rows_of(made, "person_key", "goals", "path", "converted") == [
        (1, "opt in | Trust | Try", "a > b", False),
        (1, "order", "a", True),
        (1, "order", "b", False),
        (1, "referral", "a > b", True),
        (2, "order | opt in | referral | Trust | Try", "z", False),
    ]


def test_an_order_in_another_currency_converts_and_has_no_value() -> None:
    made = travelled([touched(1, 0, "a")], [did(1, 1, amount=500, currency="EUR")])

    assert rows_of(made, "converted", "value") == [(True, None)]


STEPS = st.lists(st.tuples(st.integers(1, 3), st.floats(0, 200), st.sampled_from(["a", "b", ""])), max_size=12)


@given(STEPS)
def test_every_touch_and_every_goal_is_of_one_journey(steps: list[tuple[int, float, str]]) -> None:
    touches: list[dict[str, Any]] = []
    goals: list[dict[str, Any]] = []
    for key, (person, day, channel) in enumerate(sorted(steps, key=lambda step: step[1])):
        if channel:
            touches.append(touched(key, day, channel, person_key=person))
        else:
            goals.append(did(key, day, person_key=person))

    lend(touches, goals, [])
    made = engine().arrow(COMPILED).to_pylist()

    assert sum(row["touches"] for row in made) == len(touches)
    assert sum(row["converted"] for row in made) == len(goals)
    assert all(len(row["path"].split(" > ")) == row["touches"] or not row["touches"] for row in made)


def lend(touches: list[dict[str, Any]], goals: list[dict[str, Any]], entries: list[dict[str, Any]]) -> None:
    given = {
        "touchpoints": table_of(Touchpoint, *touches),
        "actions": table_of(Action, *goals),
        "band_entries": table_of(BandEntry, *entries),
    }
    for name, table in given.items():
        engine().lend(name, engine().arrow(compiled(table)))


KINDS = st.sampled_from(["a", "b", "order", "opt in", "refer", "to 3", "to 4", "to 5"])


@example([(1, 0, "a"), (1, 1, "order"), (1, 2, "order"), (1, 4, "a")])
@given(st.lists(st.tuples(st.integers(1, 2), st.integers(0, 60), KINDS), max_size=10))
def test_journeys_to_a_goal_are_the_same_with_and_without_other_goals(steps: list[tuple[int, int, str]]) -> None:
    touches: list[dict[str, Any]] = []
    goals: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    turns, bands = Counter[int](), Counter[int]()
    for key, (person, day, what) in enumerate(sorted(steps, key=lambda step: step[1])):
        if what.startswith("to "):
            band = int(what[-1])
            if band > bands[person]:
                entry = {"person_key": person, "band": band, "from_band": bands[person], "entered_at": at(days=day)}
                entries.append(entry | {"action_key": 100 + key})
                bands[person] = band
        elif len(what) > 1:
            goals.append({"currency": "GBP", "amount": key} | did(key, day, what, person_key=person))
        else:
            turns[person] += 1
            touches.append(touched(turns[person], day, what, person_key=person))
    lend(touches, goals, entries)

    together = engine().arrow(TOGETHER).to_pylist()

    for goal, alone in APART.items():
        told = [row for row in together if goal in row["goals"].split(" | ")]
        assert without_number(told) == without_number(engine().arrow(alone).to_pylist())
        numbers = [(row["person_key"], row["number"]) for row in told]
        assert len(set(numbers)) == len(numbers)


def without_number(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(str({name: row[name] for name in sorted(row) if name not in ("number", "goals")}) for row in rows)


def test_a_goal_that_no_touch_led_to_ends_a_journey_all_the_same() -> None:
    short = ORDERS.model_copy(update={"lookback": timedelta(days=5)})

    made = travelled([touched(1, 0, "a"), touched(2, 20, "b")], [did(1, 10), did(2, 21)], short)

    assert rows_of(made, "number", "path", "converted") == [(1, "a", False), (2, "", True), (3, "b", True)]


@pytest.mark.parametrize(
    "goals",
    [
        [{"goal": "order"}],
        [{"goal": "a | b", "kinds": ["order"]}],
        [{"goal": "x", "kinds": ["order"], "band": 3}],
        [{"goal": "x", "kinds": ["ordr"]}],
        [{"goal": "x", "band": 3}, {"goal": "x", "band": 4}],
        [],
    ],
)
def test_a_goal_that_is_no_one_thing_is_refused(goals: list[dict[str, Any]]) -> None:
    with pytest.raises(SettingsError):
        read_settings(JourneysSettings, {"goals": goals}, where="riparian.toml")
