"""Rates between bands, and what they say of the month to come."""

from datetime import datetime

import numpy as np
import pytest
from numpy.testing import assert_allclose

from riparian.core.errors import NotEnoughDataError
from riparian.expressions.calendar import months_before
from riparian.models.band_history import BandHistory
from riparian.models.band_projection import projected
from riparian.testing.tables import TestingGather, rows_of
from tests.derivations.forecast.rising import AS_OF, Rising, by_chance, entered


def day(month: int, day: int) -> datetime:
    return datetime(2024, month, day)


EVE = entered(1, (1, day(1, 20)), (2, day(3, 1)), (5, day(6, 20)))
ANA = entered(2, (1, day(5, 1)), (3, day(5, 2)))
TOM = entered(3, (2, day(1, 2)))


def told(made: Rising, kind: str, start: int, end: int, *columns: str, months: int = 12) -> list[tuple[object, ...]]:
    table = made.rates(months=months)
    chosen = table.filter((table.kind == kind) & (table.from_band == start) & (table.to_band == end))
    return rows_of(chosen.filter((chosen.exposed > 0) | (chosen.standing > 0)), "months_in_band", *columns)


def test_moves_are_counted_by_months_in_the_band_of_those_who_were_there() -> None:
    made = Rising([*EVE, *ANA, *TOM])

    assert told(made, "rising", 1, 2, "exposed", "total") == [(0, 2, 0), (1, 1, 1)]
    assert told(made, "rising", 1, 3, "exposed", "total") == [(0, 2, 1), (1, 1, 0)]
    assert told(made, "coming", 0, 1, "months", "exposed", "total") == [(0, 6, 6, 2)]


def test_months_end_at_the_as_of_date_and_the_first_of_the_log_is_left_out() -> None:
    first = told(Rising([*TOM, *ANA]), "leaving", 2, 2, "exposed", "standing")

    assert first == [(1, 1, 0), (2, 1, 0), (3, 1, 0), (4, 1, 0), (5, 1, 0), (6, 1, 1)]


def test_only_the_last_months_count() -> None:
    made = Rising([*EVE, *ANA, *TOM])

    assert told(made, "rising", 1, 2, "exposed", "total", months=2) == []
    assert told(made, "leaving", 5, 5, "standing", months=2) == [(0, 1)]


def test_sleep_is_counted_of_those_awake_and_waking_of_those_asleep() -> None:
    spells = [
        {"person_key": 2, "band": 3, "dormant_at": day(6, 1), "reignited_at": day(6, 20)},
        {"person_key": 2, "band": 3, "dormant_at": day(7, 1), "reignited_at": None},
    ]
    made = Rising([*EVE, *ANA], spells)

    assert told(made, "falling asleep", 3, 3, "exposed", "total", "standing") == [(0, 2, 2, 0)]
    assert told(made, "waking", 3, 3, "exposed", "total", "standing") == [(0, 3, 1, 1)]


def test_demand_is_that_of_who_entered_in_the_month_or_before() -> None:
    bought = [
        {"person_key": 1, "bought_at": day(6, 20), "demand": 5_000},
        {"person_key": 9, "bought_at": day(6, 20), "demand": 700},
        {"person_key": 9, "bought_at": day(3, 20), "demand": None},
    ]
    made = Rising([*EVE, *entered(9, (5, day(2, 20)))], (), bought)

    assert told(made, "demand on entering", 5, 5, "exposed", "total") == [(0, 2, 5_000)]
    assert told(made, "demand of regulars", 5, 5, "exposed", "total", "rate") == [(0, 4, 700, 175)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_rates_of_a_month_take_the_hourglass_from_its_beginning_to_its_end(seed: int) -> None:
    crowd, before = by_chance(900, seed), months_before(AS_OF, 1)
    then, now = (BandHistory.of(TestingGather()(one, at_most=10_000)) for one in (
        crowd.cut(before).rates(as_of=before), crowd.rates(months=1)
    ))  # fmt: skip

    made = projected(now.rates, then.standing, then.asleep, months=1)

    assert_allclose(made.people[0], now.standing.sum(axis=1), atol=1e-9)
    assert_allclose(made.asleep[0], now.asleep, atol=1e-9)
    assert now.asleep.sum() > 0
    assert np.count_nonzero(now.rates.rising) > 10


def test_what_is_not_known_yet_is_not_counted() -> None:
    crowd, before = by_chance(60, 4), months_before(AS_OF, 3)

    assert rows_of(crowd.cut(before).rates(as_of=before)) != rows_of(crowd.rates())


@pytest.mark.parametrize("made", [Rising([]), Rising(entered(1, (1, day(7, 1)))), Rising(entered(1, (1, day(6, 15))))])
def test_without_a_whole_month_there_are_no_rates(made: Rising) -> None:
    with pytest.raises(NotEnoughDataError, match="no whole month"):
        made.rates()
