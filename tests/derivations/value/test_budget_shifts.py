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
from riparian.tables.budgets import ALL, BudgetShift, HoldoutVerdict
from riparian.tables.credits import ChannelEconomy
from riparian.tables.value import ReLedger
from riparian.testing.tables import TestingGather, rows_of
from tests.derivations.value.budgets import AS_OF, Given, company, saturating, verdicts

COLUMNS = tuple(promise.name for promise in promises(BudgetShift))


def shifts(
    made_of: tuple[Table[ReLedger], Table[ChannelEconomy]], tests: Table[HoldoutVerdict] | None = None, **given: Any
) -> dict[str, dict[str, Any]]:
    settings = BudgetShiftsSettings(draws=300, **given)
    found = verdicts() if tests is None else tests
    made = budget_shifts(*made_of, found, settings, AS_OF, Seed(1), TestingGather())
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in rows_of(made, *COLUMNS)]
    return {row["name"]: row for row in rows}


def test_money_moves_from_the_channel_that_brings_little_to_the_one_that_brings_much() -> None:
    found = shifts(company(
        good=saturating(1, ceiling=900_000, half=30_000), poor=saturating(2, ceiling=200_000, half=3_000),
    ))  # fmt: skip

    good, poor, every = found["good"], found["poor"], found[ALL]
    assert good["change"] == -poor["change"] > 0
    assert poor["spend_then"] == poor["lower"]
    assert (every["spend_now"], every["change"]) == (good["spend_now"] + poor["spend_now"], 0)
    assert every["gain"] == pytest.approx(good["gain"] + poor["gain"])
    assert every["gain_low"] < every["gain"] < every["gain_high"]


def test_the_test_to_make_first_is_where_most_of_the_doubt_comes_from() -> None:
    found = shifts(company(
        good=saturating(1, ceiling=900_000, half=30_000), poor=saturating(2, ceiling=200_000, half=3_000),
    ))  # fmt: skip

    assert found["good"]["doubt"] + found["poor"]["doubt"] == pytest.approx(1)
    assert [name for name, row in found.items() if row["test_first"]] == [
        max(("good", "poor"), key=lambda name: found[name]["doubt"])
    ]


def test_a_channel_without_a_curve_keeps_its_spend() -> None:
    steady = (np.full(60, 8_000.0), np.full(60, 9_000.0))

    found = shifts(company(
        good=saturating(1, ceiling=900_000, half=30_000), poor=saturating(2, ceiling=200_000, half=3_000),
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

    found = shifts(company(**channels))

    parts = [row for name, row in found.items() if name != ALL]
    assert sum(row["spend_then"] for row in parts) == sum(row["spend_now"] for row in parts)
    assert all(row["lower"] <= row["spend_then"] <= row["upper"] for row in parts)
    assert found[ALL]["gain"] is None or found[ALL]["gain"] >= 0


def test_the_true_gain_lies_in_its_interval_mostly() -> None:
    """Against the curves that made the series, not the fitted ones that chose the shift."""
    held = moved = 0
    for seed in range(30):
        truths = {"good": (900_000.0, 30_000.0), "poor": (100_000.0, 10_000.0)}
        made = {
            name: saturating(2 * seed + place, ceiling=ceiling, half=half, months=48)
            for place, (name, (ceiling, half)) in enumerate(truths.items())
        }

        found = shifts(company(**made))

        if found[ALL]["known"] and found["good"]["change"]:
            moved += 1
            gain = sum(
                ceiling * (then / (then + half) - now / (now + half))
                for (ceiling, half), now, then in (
                    (truths[name], found[name]["spend_now"], found[name]["spend_then"]) for name in truths
                )
            )
            held += found[ALL]["gain_low"] <= gain <= found[ALL]["gain_high"]

    assert moved >= 15
    assert held >= 0.85 * moved


def shared_season(seed: int) -> Given:
    """Spend and demand of 36 months that share a yearly season and nothing else."""
    chance = np.random.default_rng(seed)
    season = 1 + 0.4 * np.cos(2 * np.pi * (np.arange(36) - 11) / 12)
    spend = np.rint(10_000 * season * chance.gamma(20.0, 1 / 20.0, 36))
    return spend, 100_000 * season * (1 + 0.05 * chance.standard_normal(36))


def test_nothing_moves_between_channels_that_share_a_season_with_demand_and_bring_nothing() -> None:
    for seed in range(10):
        found = shifts(company(one=shared_season(seed), other=shared_season(100 + seed)))

        assert (found["one"]["change"], found["other"]["change"]) == (0, 0)


def test_money_leaves_the_channel_of_which_a_test_says_that_it_brings_little() -> None:
    made = {name: saturating(seed, ceiling=400_000, half=30_000) for seed, name in ((3, "tried"), (6, "trusted"))}

    found = shifts(company(**made), verdicts(winter=(0.95, 0.93, 0.97)), channel_tests={"tried": "winter"})

    assert found["tried"]["change"] == -found["trusted"]["change"] < 0
    assert found["tried"]["spend_then"] == found["tried"]["lower"]


def test_no_spend_is_a_sentence() -> None:
    with pytest.raises(NotEnoughDataError, match="no budget to divide"):
        shifts(company(direct=(np.zeros(30), np.ones(30))))
