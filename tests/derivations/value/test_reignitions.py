"""Who came back, by months of dormancy."""

from typing import Any

import pytest

from riparian.core.durations import AsOf
from riparian.derivations.value.dormancy_spans import DormancySpansSettings, dormancy_spans
from riparian.derivations.value.reignitions import ReignitionsSettings, reignitions
from riparian.models.wilson import wilson_interval
from riparian.tables.actions import Action
from riparian.tables.hourglass import DormantSpell
from riparian.testing.tables import TestingGather, at, rows_of, table_of

AS_OF = AsOf(at(days=366))
"""1 January 2025."""
GROUPS = ("pool", "months_from", "written_to", "people", "back")
BUYERS, PROSPECTS = "former customers", "former prospects"

Given = dict[str, Any]


def spell(person: int, day: float, woke: float | None = None, band: int = 5) -> Given:
    told = {"person_key": person, "dormant_at": at(days=day), "band": band}
    return told | {"reignited_at": None if woke is None else at(days=woke), "action_key": person}


def sent(person: int, day: float) -> Given:
    return {"person_key": person, "kind": "receive", "occurred_at": at(days=day), "action_key": int(day * 100)}


def found(
    *spells: Given,
    messages: tuple[Given, ...] = (),
    columns: tuple[str, ...] = GROUPS,
    cost_per_message: float = 0.0,
    **settings: Any,
) -> list[tuple[Any, ...]]:
    told = table_of(DormantSpell, *spells), table_of(Action, *messages)
    spans = dormancy_spans(*told, DormancySpansSettings(**settings), AS_OF)
    made = reignitions(spans, ReignitionsSettings(cost_per_message=cost_per_message), TestingGather())
    return rows_of(made, *columns)


def test_a_spell_counts_in_every_span_it_reached_and_comes_back_in_the_last() -> None:
    # Dormant from 1 January: spans begin on 1 January, 1 April and 1 July.
    rows = found(spell(1, 0, woke=100), spell(2, 0), months=(0, 3, 6))

    assert rows == [(BUYERS, 0, False, 2, 0), (BUYERS, 3, False, 2, 1)]


def test_a_span_that_is_not_over_is_not_counted_even_for_who_woke_in_it() -> None:
    rows = found(spell(1, 300, woke=310), spell(2, 200, woke=210), months=(0, 3, 6))

    assert rows == [(BUYERS, 0, False, 1, 1)]


def test_waking_at_the_instant_at_which_a_span_begins_is_waking_in_it() -> None:
    assert found(spell(1, 0, woke=91), months=(0, 3, 6)) == [(BUYERS, 0, False, 1, 0), (BUYERS, 3, False, 1, 1)]


def test_former_prospects_are_a_pool_of_their_own() -> None:
    rows = found(spell(1, 0, woke=5, band=3), spell(2, 0, band=4), spell(3, 0), months=(0, 3))

    assert rows == [(BUYERS, 0, False, 1, 0), (PROSPECTS, 0, False, 2, 1)]


def test_only_messages_shortly_before_a_span_tell_the_groups_apart() -> None:
    messages = (sent(1, 50), sent(2, 0), sent(3, 51), sent(4, 101))
    spells = tuple(spell(person, 100) for person in (1, 2, 3, 4))

    rows = found(*spells, messages=messages, months=(0, 3), written_within="50 days")

    assert rows == [(BUYERS, 0, False, 2, 0), (BUYERS, 0, True, 2, 0)]


def test_messages_are_counted_from_the_beginning_of_the_span_to_its_end_or_to_waking() -> None:
    messages = (*(sent(1, day) for day in (99, 100, 120, 130, 140, 400)), sent(2, 110))

    rows = found(
        spell(1, 100, woke=130), messages=messages, months=(0, 3), columns=("messages", "cost", "cost_each"),
        cost_per_message=2.5,
    )  # fmt: skip

    assert rows == [(2, 5.0, 5.0)]


def test_without_a_cost_of_messages_there_is_none_and_where_nobody_came_none_each() -> None:
    columns = ("back", "cost", "cost_each")

    unknown = found(spell(1, 0), messages=(sent(1, 5),), months=(0, 3), columns=columns)
    known = found(spell(1, 0), messages=(sent(1, 5),), months=(0, 3), columns=columns, cost_per_message=3)

    assert (unknown, known) == ([(0, None, None)], [(0, 3.0, None)])


def test_rates_have_wilsons_interval() -> None:
    spells = [spell(person, 0, woke=5 if person < 3 else None) for person in range(10)]

    ((rate, low, high),) = found(*spells, months=(0, 3), columns=("rate", "low", "high"))

    expected = wilson_interval([3], [10])
    assert (rate, low, high) == (0.3, pytest.approx(expected[0][0]), pytest.approx(expected[1][0]))


def test_nobody_dormant_is_an_empty_table() -> None:
    assert found() == []
