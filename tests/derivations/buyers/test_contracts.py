"""From when to when people were bound."""

from typing import Any

import pytest
from pydantic import ValidationError

from riparian.derivations.buyers.contracts import ContractsSettings, contracts
from riparian.tables.actions import Action
from riparian.testing.tables import at, labels_table, rows_of, table_of


def did(kind: str, day: float, *, person: int = 1, name: str | None = None) -> dict[str, Any]:
    told = {"person_key": person, "kind": kind, "occurred_at": at(days=day), "action_key": int(100 * day) + person}
    return told | {"name": name}


def made(*actions: dict[str, Any], **settings: Any) -> list[tuple[Any, ...]]:
    table = contracts(table_of(Action, *actions), labels_table(), ContractsSettings(**settings))
    return rows_of(table, "person_key", "number", "began_at", "ended_at")


def test_a_contract_goes_from_a_beginning_to_the_next_end() -> None:
    found = made(did("opt in", 1), did("view", 5), did("unsubscribe", 40), did("opt in", 2, person=2))

    assert found == [(1, 1, at(days=1), at(days=40)), (2, 1, at(days=2), None)]


def test_beginning_again_while_it_runs_and_ending_twice_change_nothing() -> None:
    found = made(did("opt in", 1), did("opt in", 3), did("unsubscribe", 9), did("unsubscribe", 12))

    assert found == [(1, 1, at(days=1), at(days=9))]


def test_who_comes_back_has_another_contract() -> None:
    found = made(did("opt in", 1), did("unsubscribe", 9), did("opt in", 20))

    assert found == [(1, 1, at(days=1), at(days=9)), (1, 2, at(days=20), None)]


def test_what_has_ended_says_how_long_it_was() -> None:
    actions = table_of(Action, did("opt in", 1), did("unsubscribe", 3.5), did("opt in", 20))

    table = contracts(actions, labels_table(), ContractsSettings())

    assert rows_of(table, "number", "seconds") == [(1, 2.5 * 86_400), (2, None)]


def test_an_end_without_a_beginning_is_no_contract() -> None:
    assert made(did("unsubscribe", 9)) == []


def test_other_channels_end_nothing() -> None:
    found = made(
        did("opt in", 1, name="email"), did("opt in", 1, name="sms", person=2), did("unsubscribe", 9, name="sms")
    )

    assert found == [(1, 1, at(days=1), None)]


def test_what_begins_and_ends_a_contract_can_be_set() -> None:
    actions = did("sign up", 1), did("opt in", 2), did("unsubscribe", 4), did("cancel", 30)

    assert made(*actions, begins=["sign up"], ends=["cancel"]) == [(1, 1, at(days=1), at(days=30))]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"begins": ["optin"]}, "did you mean 'opt in'"),
        ({"ends": ["opt in"]}, "both begin and end"),
        ({"ends": []}, "at least 1"),
    ],
)
def test_settings_that_make_no_contract_are_refused(settings: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        ContractsSettings(**settings)
