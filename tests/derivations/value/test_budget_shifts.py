"""What to move of the same budget."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riparian.core.durations import Seed
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table, promises
from riparian.derivations.value.budget_shifts import BudgetShiftsSettings, budget_shifts
from riparian.tables.budgets import ALL, BudgetShift
from riparian.tables.credits import ChannelEconomy
from riparian.testing.tables import TestingGather, rows_of
from tests.derivations.value.budgets import AS_OF, economies, ledgers, saturating

COLUMNS = tuple(promise.name for promise in promises(BudgetShift))


def shifts(channels: Table[ChannelEconomy], **given: Any) -> dict[str, dict[str, Any]]:
    made = budget_shifts(ledgers(), channels, BudgetShiftsSettings(draws=300, **given), AS_OF, Seed(1), TestingGather())
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in rows_of(made, *COLUMNS)]
    return {row["name"]: row for row in rows}


def test_money_moves_from_the_channel_that_brings_little_to_the_one_that_brings_much() -> None:
    found = shifts(economies(
        good=saturating(1, ceiling=900_000, half=30_000), poor=saturating(2, ceiling=50_000, half=30_000),
    ))  # fmt: skip

    good, poor, every = found["good"], found["poor"], found[ALL]
    assert good["change"] == -poor["change"] > 0
    assert poor["spend_then"] == poor["lower"]
    assert (every["spend_now"], every["change"]) == (good["spend_now"] + poor["spend_now"], 0)
    assert every["gain"] == pytest.approx(good["gain"] + poor["gain"])
    assert every["gain_low"] < every["gain"] < every["gain_high"]


def test_the_test_to_make_first_is_where_most_of_the_doubt_comes_from() -> None:
    found = shifts(economies(
        good=saturating(1, ceiling=900_000, half=30_000), poor=saturating(2, ceiling=50_000, half=30_000),
    ))  # fmt: skip

    assert found["good"]["doubt"] + found["poor"]["doubt"] == pytest.approx(1)
    assert [name for name, row in found.items() if row["test_first"]] == [
        max(("good", "poor"), key=lambda name: found[name]["doubt"])
    ]


def test_a_channel_without_a_curve_keeps_its_spend() -> None:
    steady = (np.full(60, 8_000.0), np.full(60, 9_000.0))

    found = shifts(economies(
        good=saturating(1, ceiling=900_000, half=30_000), poor=saturating(2, ceiling=50_000, half=30_000),
        steady=steady,
    ))  # fmt: skip

    row = found["steady"]
    assert (row["known"], row["change"], row["lower"], row["upper"], row["gain"]) == (False, 0, 8000, 8000, None)


@settings(max_examples=8)
@given(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 900), st.integers(1, 60)), min_size=1, max_size=4))
def test_a_shift_sums_to_the_budget_within_bounds_and_never_expects_less(drawn: list[tuple[int, int, int]]) -> None:
    channels = {
        f"c{place}": saturating(seed, ceiling=1000.0 * ceiling, half=1000.0 * half)
        for place, (seed, ceiling, half) in enumerate(drawn)
    }

    found = shifts(economies(**channels))

    parts = [row for name, row in found.items() if name != ALL]
    assert sum(row["spend_then"] for row in parts) == sum(row["spend_now"] for row in parts)
    assert all(row["lower"] <= row["spend_then"] <= row["upper"] for row in parts)
    assert found[ALL]["gain"] is None or found[ALL]["gain"] >= 0


def test_no_spend_is_a_sentence() -> None:
    with pytest.raises(NotEnoughDataError, match="no budget to divide"):
        shifts(economies(direct=(np.zeros(30), np.ones(30))))
