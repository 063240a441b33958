"""What came back for attention."""

from typing import Any

import pytest

from riparian.core.durations import AsOf
from riparian.core.row import promises
from riparian.derivations.ecosystem.attention_gains import AttentionGainsSettings, attention_gains
from riparian.derivations.ecosystem.return_on_attention import ReturnOnAttentionSettings, return_on_attention
from riparian.tables.actions import Action
from riparian.tables.participants import AttentionReturn, ContentAspect
from riparian.testing.tables import at, labels_table, rows_of, table_of
from tests.derivations.buyers.buying import bought, purchases_of

Row = dict[str, Any]
COLUMNS = tuple(promise.name for promise in promises(AttentionReturn))
PIECES = tuple(
    {"site": "ledger.example", "content": content, "job": job, "aspect": "a"}
    for content, job in (("/soil", "grow food"), ("/bird", "let live"), ("/bird", "watch"))
)


def did(day: float, content: str | None = "/soil", kind: str = "view", **more: Any) -> Row:
    told = {"person_key": 1, "occurred_at": at(days=day), "action_key": int(1000 * day), "kind": kind}
    return told | {"site": "ledger.example", "content": content} | more


def returned(*actions: Row, orders: tuple[Row, ...] = (), **settings: Any) -> dict[str, Row]:
    seen, as_of = (table_of(Action, *actions), table_of(ContentAspect, *PIECES)), AsOf(at(days=100))
    gains = attention_gains(*seen, purchases_of(*orders), labels_table(), AttentionGainsSettings(days=100), as_of)
    chosen = ReturnOnAttentionSettings(days=100, profit_factor=0.5, **settings)
    made = return_on_attention(*seen, gains, labels_table(), chosen, as_of)
    return {row["job"]: row for row in (dict(zip(COLUMNS, one, strict=True)) for one in rows_of(made, *COLUMNS))}


def test_an_order_is_given_to_the_job_last_viewed_before_it() -> None:
    found = returned(did(10), did(11, "/bird"), did(13), orders=(bought(1, 12, demand=800),))

    assert (found["let live"]["orders"], found["let live"]["demand"], found["let live"]["value"]) == (1, 800, 400)
    assert found["grow food"]["orders"] == 0


def test_baskets_come_last_and_take_nothing_from_a_job() -> None:
    found = returned(did(10), did(11, "/cart"), orders=(bought(1, 12),))

    assert (found["grow food"]["orders"], found["other"]["orders"], found["other"]["visits"]) == (1, 0, 1)


def test_a_view_too_long_ago_brought_nothing() -> None:
    found = returned(did(10), orders=(bought(1, 40),))

    assert found["grow food"]["orders"] == 0
    assert returned(did(10.01), orders=(bought(1, 40),))["grow food"]["orders"] == 1


def test_value_is_told_for_a_thousand_visits_and_minutes() -> None:
    found = returned(
        did(10, seconds=90.0), did(10.1, seconds=30.0), did(11), did(12, None, "opt in"), opt_in_value=300.0
    )["grow food"]

    assert (found["visits"], found["minutes"], found["opt_ins"], found["value"]) == (2, 2, 1, 300)
    assert found["per_thousand_visits"] == pytest.approx(150_000)
    assert found["per_thousand_minutes"] == pytest.approx(150_000)


def test_minutes_that_nobody_measured_are_no_zero() -> None:
    found = returned(did(10))["grow food"]

    assert (found["minutes"], found["per_thousand_minutes"], found["per_thousand_visits"]) == (None, None, 0)
