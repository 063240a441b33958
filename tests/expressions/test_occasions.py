"""Occasions against the sentences that define them."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from riparian.core.row import unbound
from riparian.expressions.occasions import first_times, from_the_nth_time, often_on_one_topic, regular_weeks
from riparian.storage.compiled import compiled
from riparian.tables.actions import Action, Session
from riparian.testing.tables import at, code, engine, rows_of, table_of

DAY = timedelta(days=1)
MONDAY = datetime(1970, 1, 5)
OFTEN = compiled(
    often_on_one_topic(unbound(Session), unbound(Action), visits=4, within=90 * DAY).select("person_key", "occurred_at")
)


def visit(number: int, day: float, person: int = 1) -> dict[str, Any]:
    begun = at(days=day)
    return {
        "person_key": person,
        "number": number,
        "started_at": begun,
        "first_action_key": 16 * number,
        "source": "web",
    }


def viewed(key: int, day: float, topic: str | None, content: str | None, person: int = 1) -> dict[str, Any]:
    return {
        "person_key": person,
        "action_key": 16 * key,
        "occurred_at": at(days=day),
        "kind": "view",
        "source": "web",
        "topic": topic,
        "content": content,
    }


def test_the_lowest_key_is_first_among_actions_of_one_instant() -> None:
    actions = table_of(Action, viewed(3, 0, None, None), viewed(2, 0, None, None), viewed(1, 1, None, None))

    first = first_times(actions)

    assert rows_of(first, "occurred_at", "action_key") == [(at(), 32)]


def test_the_second_time_and_every_later_one_count_where_two_are_asked() -> None:
    actions = table_of(Action, *(viewed(key, key, None, None) for key in (1, 2, 3)), viewed(4, 9, None, None, person=2))

    again = from_the_nth_time(actions, 2)

    assert rows_of(again, "person_key", "action_key") == [(1, 32), (1, 48)]


def test_three_of_four_weeks_make_a_regular_visitor_on_the_first_visit_of_the_third_week() -> None:
    sessions = table_of(Session, visit(1, 0), visit(2, 1), visit(3, 7), visit(4, 23), visit(5, 24))

    regular = regular_weeks(sessions, weeks=3, of=4)

    assert rows_of(regular, "occurred_at", "action_key") == [(at(days=23), 64)]


def test_three_weeks_among_five_are_not_regular() -> None:
    sessions = table_of(Session, visit(1, 0), visit(2, 7), visit(3, 28))

    regular = regular_weeks(sessions, weeks=3, of=4)

    assert rows_of(regular) == []


@settings(max_examples=15)
@given(st.sets(st.integers(0, 120), min_size=1, max_size=20))
def test_regular_weeks_are_those_of_the_definition(days: set[int]) -> None:
    visits = [visit(number, day) for number, day in enumerate(sorted(days), start=1)]
    weeks = {day: (at(days=day) - MONDAY).days // 7 for day in days}
    met = [day for day in sorted(days) if len({weeks[d] for d in days if d <= day and weeks[day] - weeks[d] < 4}) >= 3]

    regular = regular_weeks(table_of(Session, *visits), weeks=3, of=4)

    assert rows_of(regular, "occurred_at") == [(at(days=day),) for day in met[:1]]


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.sampled_from(["rivers", "boats", None]),
            st.sampled_from(["/a", "/b", "/c", None]),
        ),
        min_size=1,
        max_size=30,
        unique_by=lambda one: one[0],
    )
)
def test_often_on_one_topic_is_the_first_moment_when_both_conditions_hold(read: list[tuple[int, Any, Any]]) -> None:
    read = sorted(read)
    actions = [viewed(key, day, topic, content) for key, (day, topic, content) in enumerate(read, start=1)]
    sessions = [visit(key, day) for key, (day, _, _) in enumerate(read, start=1)]
    met = []
    for day, _, _ in read:
        near = [one for one in read if day - 90 < one[0] <= day]
        pieces = {(topic, content) for _, topic, content in near if topic and content}
        deep = any(len({content for of, content in pieces if of == topic}) >= 2 for topic, _ in pieces)
        if len(near) >= 4 and deep:
            met.append(day)

    engine().lend("actions", engine().arrow(compiled(table_of(Action, *actions))))
    engine().lend("sessions", engine().arrow(compiled(table_of(Session, *sessions))))
    found = engine().rows(OFTEN)

    assert found == [(1, at(days=day)) for day in met[:1]]


def test_pieces_of_two_topics_are_not_two_pieces_of_one() -> None:
    actions = table_of(Action, viewed(1, 0, "rivers", "/a"), viewed(2, 1, "boats", "/b"), viewed(3, 2, "rivers", "/a"))
    sessions = table_of(Session, *(visit(number, number) for number in range(1, 6)))

    deep = often_on_one_topic(sessions, actions, visits=4, within=90 * DAY)

    assert code("rivers") != code("boats")
    assert rows_of(deep) == []
