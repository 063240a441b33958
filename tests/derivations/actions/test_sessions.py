"""Visits: on-site actions between long pauses."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from riparian.core.row import Table, unbound
from riparian.derivations.actions.sessions import SessionsSettings, sessions
from riparian.storage.compiled import compiled
from riparian.tables.actions import ON_SITE, Action, Session
from riparian.testing.tables import at, engine, rows_of, table_of

HALF_HOUR = 1800
COMPILED = compiled(sessions(unbound(Action), SessionsSettings()))


def viewed(key: int, seconds: float, **more: Any) -> dict[str, Any]:
    return {"person_key": 1, "action_key": key, "occurred_at": at(seconds), "kind": "view", "source": "web"} | more


def visits(*actions: dict[str, Any]) -> Table[Session]:
    return sessions(table_of(Action, *actions), SessionsSettings())


def test_a_pause_of_exactly_the_limit_does_not_cut_and_a_longer_one_does() -> None:
    made = visits(viewed(1, 0), viewed(2, HALF_HOUR), viewed(3, 2 * HALF_HOUR + 1e-6))

    assert rows_of(made, "number", "actions", "seconds") == [(1, 2, 1800.0), (2, 1, 0.0)]


def test_the_limit_can_be_set_in_words() -> None:
    limit = SessionsSettings.model_validate({"idle_limit": "5 min"})

    made = sessions(table_of(Action, viewed(1, 0), viewed(2, 301)), limit)

    assert limit.idle_limit == timedelta(minutes=5)
    assert rows_of(made, "number") == [(1,), (2,)]


def test_people_never_share_a_visit() -> None:
    made = visits(viewed(1, 0), viewed(2, 1, person_key=2), viewed(3, 2))

    assert rows_of(made, "person_key", "number", "actions") == [(1, 1, 2), (2, 1, 1)]


def test_only_what_happens_on_a_site_makes_or_prolongs_a_visit() -> None:
    made = visits(viewed(1, 0), viewed(2, 1700, kind="open"), viewed(3, 1900), viewed(4, 2000, kind="order"))

    assert rows_of(made, "number", "actions") == [(1, 1), (2, 1)]


def test_of_one_instant_the_lowest_key_began_the_visit() -> None:
    made = visits(viewed(9, 0, source="app"), viewed(3, 0, source="web"), viewed(5, 0, source="kiosk"))

    assert rows_of(made, "first_action_key", "source", row=Session) == [(3, "web")]


def test_channel_fields_come_from_the_first_action_that_carries_any_and_never_mix() -> None:
    made = visits(
        viewed(1, 0, site="shop.example"),
        viewed(2, 1, referrer="news.example", medium="referral"),
        viewed(3, 2, utm_source="mail", medium="email", campaign="spring", click_id="gclid"),
    )

    fields = ("site", "referrer", "utm_source", "medium", "campaign", "click_id")
    assert rows_of(made.select(*fields), row=Session) == [
        ("shop.example", "news.example", None, "referral", None, None)
    ]


def test_content_is_what_the_visit_began_with() -> None:
    made = visits(viewed(1, 0, kind="visit"), viewed(2, 1, content="/a"), viewed(3, 2, content="/b", topic="boats"))

    assert rows_of(made.select("content", "topic"), row=Session) == [("/a", None)]


def test_one_action_is_a_bounce() -> None:
    made = visits(viewed(1, 0), viewed(2, 9000), viewed(3, 9001, kind="click"))

    assert rows_of(made, "number", "actions", "views", "bounced") == [(1, 1, 1, True), (2, 2, 1, False)]


crowd = st.lists(
    st.fixed_dictionaries(
        {
            "person_key": st.integers(1, 3),
            "occurred_at": st.integers(0, 40).map(lambda steps: at(600 * steps)),
            "kind": st.sampled_from(["view", "click", "open", "order", "add to cart"]),
            "site": st.sampled_from([None, "a.example", "b.example"]),
        }
    )
)


@settings(max_examples=25)
@given(crowd)
def test_sessions_conserve_actions_and_agree_with_a_walk_through_the_stream(actions: list[dict[str, Any]]) -> None:
    rows = [{"source": "web", "action_key": key} | row for key, row in enumerate(actions)]
    expected: list[list[dict[str, Any]]] = []
    for row in sorted(rows, key=lambda row: (row["person_key"], row["occurred_at"], row["action_key"])):
        if row["kind"] in ON_SITE:
            last = expected[-1][-1] if expected else None
            same = last and last["person_key"] == row["person_key"]
            if last and same and row["occurred_at"] - last["occurred_at"] <= timedelta(minutes=30):
                expected[-1].append(row)
            else:
                expected.append([row])

    engine().lend("actions", engine().arrow(compiled(table_of(Action, *rows))))
    made = engine().arrow(COMPILED).to_pylist()

    assert sum(one["actions"] for one in made) == sum(row["kind"] in ON_SITE for row in rows)
    assert sorted((one["person_key"], one["started_at"], one["ended_at"], one["actions"]) for one in made) == sorted(
        (visit[0]["person_key"], visit[0]["occurred_at"], visit[-1]["occurred_at"], len(visit)) for visit in expected
    )
    for person in {one["person_key"] for one in made}:
        numbers = sorted(one["number"] for one in made if one["person_key"] == person)
        assert numbers == list(range(1, len(numbers) + 1))
