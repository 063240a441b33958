"""Orders and opt-ins, each under what was last viewed before it."""

from typing import Any

from riparian.core.durations import AsOf
from riparian.derivations.ecosystem.attention_gains import AttentionGainsSettings, attention_gains
from riparian.tables.actions import Action
from riparian.tables.participants import ContentAspect
from riparian.testing.tables import at, labels_table, rows_of, table_of
from tests.derivations.buyers.buying import bought, purchases_of

PIECES = tuple(
    {"site": "ledger.example", "content": content, "job": job, "aspect": "a"}
    for content, job in (("/soil", "grow food"), ("/bird", "watch"))
)


def did(day: float, content: str | None, kind: str = "view", person: int = 1) -> dict[str, Any]:
    told = {"person_key": person, "occurred_at": at(days=day), "action_key": int(1000 * day) + person, "kind": kind}
    return told | {"site": "ledger.example", "content": content}


def gains(*actions: dict[str, Any], orders: tuple[dict[str, Any], ...] = ()) -> list[tuple[Any, ...]]:
    made = attention_gains(
        table_of(Action, *actions),
        table_of(ContentAspect, *PIECES),
        purchases_of(*orders),
        labels_table(),
        AttentionGainsSettings(days=100),
        AsOf(at(days=120)),
    )
    return sorted(rows_of(made, "person_key", "order", "job"))


def test_each_order_and_opt_in_is_one_row_under_the_job_last_viewed() -> None:
    found = gains(
        did(30, "/soil"), did(31, "/bird"), did(32, None, "opt in"), did(33, "/cart"), did(30, "/cart", person=2),
        orders=(bought(1, 34), bought(1, 35), bought(2, 31)),
    )  # fmt: skip

    assert found == [(1, False, "watch"), (1, True, "watch"), (1, True, "watch"), (2, True, "other")]


def test_what_nothing_was_viewed_before_and_what_is_too_long_ago_is_left_out() -> None:
    found = gains(did(10, "/soil"), did(50, "/bird", person=2), orders=(bought(1, 12), bought(2, 49)))

    assert found == []


def test_consent_told_again_by_other_sources_is_no_further_opt_in() -> None:
    found = gains(
        did(30, "/soil"), did(31, None, "opt in"), did(31.5, None, "opt in"), did(32, "/bird"),
        did(33, None, "opt in"), did(34, None, "unsubscribe"), did(35, None, "opt in"),
        did(30, "/bird", person=2), did(31, None, "opt in", person=2),
    )  # fmt: skip

    assert found == [(1, False, "grow food"), (2, False, "watch")]


def test_an_opt_in_of_before_the_time_asked_for_is_none_when_it_is_told_again_in_it() -> None:
    found = gains(did(2, None, "opt in"), did(30, "/soil"), did(31, None, "opt in"))

    assert found == []
