"""Survival of contracts: the published fits through the derivation, contracts of many ages, and too little data."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import ibis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import promises, unbound
from riparian.derivations.buyers.contract_periods import ContractPeriodsSettings, contract_periods, counted, read
from riparian.tables.contracts import Contract, ContractPeriod
from riparian.testing.tables import TestingGather, at, rows_of, table_of
from tests.derivations.test_every_derivation import Spark

COLUMNS = tuple(promise.name for promise in promises(ContractPeriod))
HIGH_END = (1000, 869, 743, 653, 593, 551, 517, 491)
REGULAR = (1000, 631, 468, 382, 326, 289, 262, 241)
"""Fader and Hardie (2007), "How to project customer retention", table 1: who was left after each of seven years."""

Rows = list[dict[str, Any]]


def of_survivors(survivors: tuple[int, ...], *, began: float = 0, person: int = 0) -> Rows:
    """Contracts that begin on one day; those who leave do so in the middle of a period of 30 days."""
    lasted: list[float | None] = [
        30 * (period + 0.5) for period, (before, after) in enumerate(pairwise(survivors)) for _ in range(before - after)
    ]
    return [
        {"person_key": person + number, "number": 1, "began_at": at(days=began)}
        | {"ended_at": None if days is None else at(days=began + days)}
        for number, days in enumerate([*lasted, *[None] * survivors[-1]])
    ]


def told(contracts: Rows, *, day: float = 210, **settings: Any) -> Rows:
    made = contract_periods(
        table_of(Contract, *contracts), ContractPeriodsSettings(**settings), AsOf(at(days=day)), TestingGather()
    )
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows_of(made, *COLUMNS)]


@pytest.mark.parametrize(("survivors", "alpha", "beta"), [(HIGH_END, 0.668, 3.806), (REGULAR, 0.704, 1.182)])
def test_the_published_parameters_and_shares_come_out(survivors: tuple[int, ...], alpha: float, beta: float) -> None:
    rows = told(of_survivors(survivors))

    assert [row["period"] for row in rows] == list(range(1, 7 + 12 + 1))
    assert [row["survivors"] for row in rows[:7]] == pytest.approx([one / 1000 for one in survivors[1:]])
    assert [row["at_risk"] for row in rows[:7]] == list(survivors[:-1])
    assert {(round(row["alpha"], 3), round(row["beta"], 3)) for row in rows} == {(alpha, beta)}


def test_seven_years_project_to_twelve() -> None:
    """What happened to the high end in years 8–12: 46.8, 44.5, 42.7, 40.9, 39.4 % were left (the same source)."""
    rows = told(of_survivors(HIGH_END))

    beyond = rows[7:12]
    assert [row["expected_survivors"] for row in beyond] == pytest.approx([0.468, 0.445, 0.427, 0.409, 0.394], abs=0.02)
    assert all(row["low"] < row["expected_survivors"] < row["high"] for row in rows)
    assert [(row["at_risk"], row["retention"], row["survivors"]) for row in beyond] == [(0, None, None)] * 5


def test_renewals_to_come_rise_with_age_and_are_the_published_ones() -> None:
    """After seven renewals 7.53 at 10 % (Fader and Hardie 2010; the reference data)."""
    rows = told(of_survivors(HIGH_END), discount=0.1)

    assert rows[7]["renewals_to_come"] == pytest.approx(7.53, abs=0.01)
    assert all(one["renewals_to_come"] < other["renewals_to_come"] for one, other in pairwise(rows))


def test_a_period_counts_only_contracts_for_which_it_is_over() -> None:
    """The young ones have been there for 45 days: one period is over, and who left in the second has left too soon."""
    old = of_survivors((100, 80, 60), began=0)
    young = of_survivors((50, 40), began=15, person=1000)
    late = {"person_key": 2000, "number": 1, "began_at": at(days=15), "ended_at": at(days=59)}

    rows = told([*old, *young, late], day=60)

    assert [(row["at_risk"], row["left"]) for row in rows[:2]] == [(151, 30), (80, 20)]
    assert [row["survivors"] for row in rows[:2]] == pytest.approx([121 / 151, 121 / 151 * 0.75])
    assert [row["running"] for row in rows[:3]] == [0, 40, 60]


def test_who_leaves_at_the_very_end_of_a_period_leaves_in_it() -> None:
    rows = told(
        [*of_survivors((100, 60, 40)), {"person_key": 999, "number": 1, "began_at": at(), "ended_at": at(days=30)}]
    )

    assert rows[0]["left"] == 41


def test_what_ends_at_or_after_the_date_has_not_ended() -> None:
    contracts = of_survivors((100, 60, 40, 20))

    early = told(contracts, day=60)

    open_then = [
        row | {"ended_at": row["ended_at"] if (row["ended_at"] or at(days=99)) < at(days=60) else None}
        for row in contracts
    ]
    assert early == told(open_then, day=60)
    assert sum(row["left"] for row in early) == 60


@pytest.mark.parametrize(
    ("survivors", "sentence"),
    [((100, 90, 80), "20 customers left; the shifted beta-geometric model needs 30"), ((0, 0), "0 customers left")],
)
def test_too_few_who_left_say_so(survivors: tuple[int, ...], sentence: str) -> None:
    with pytest.raises(NotEnoughDataError, match=sentence):
        told(of_survivors(survivors))


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
def test_what_is_counted_compiles_for_every_engine(dialect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ibis.options, "pyspark", Spark())

    text = str(ibis.to_sql(counted(unbound(Contract), timedelta(days=30), AsOf(at())), dialect=dialect))

    assert "SELECT" in text


HOURS = st.integers(0, 9_600)


@given(st.lists(st.tuples(HOURS, st.none() | HOURS), max_size=30))
def test_every_contract_that_saw_the_end_of_a_period_counts_once(spans: list[tuple[int, int | None]]) -> None:
    """Spans: how long ago it began, and how long it lasted."""
    now = at(days=400)
    rows = [
        {"person_key": number, "number": 1, "began_at": now - timedelta(hours=ago)}
        | {"ended_at": None if lasted is None else now - timedelta(hours=ago - lasted)}
        for number, (ago, lasted) in enumerate(spans)
    ]

    found = TestingGather()(counted(table_of(Contract, *rows), timedelta(days=30), AsOf(now)), at_most=99)
    renewals, running = read(found)

    begun = [(ago, lasted) for ago, lasted in spans if ago > 0]
    assert renewals.left.sum() + renewals.staying.sum() == sum(ago >= 720 for ago, _ in begun)
    assert running.sum() == sum(lasted is None or lasted >= ago for ago, lasted in begun)
    assert (np.diff(renewals.at_risk) <= 0).all()
