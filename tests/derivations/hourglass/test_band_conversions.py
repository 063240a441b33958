"""Cohort conversion between bands."""

from datetime import date
from typing import Any

import pytest

from riparian.core.durations import AsOf
from riparian.core.errors import SettingsError
from riparian.core.settings import read_settings
from riparian.derivations.hourglass.band_conversions import BandConversionsSettings, band_conversions
from riparian.tables.hourglass import BandEntry
from riparian.testing.tables import TestingGather, at, rows_of, table_of

COLUMNS = ("cohort_on", "people", "converted", "rate", "median_days")


def entered(person: int, band: int, day: float, from_band: int = 0) -> dict[str, Any]:
    return {"person_key": person, "band": band, "entered_at": at(days=day), "from_band": from_band}


def converted(*entries: dict[str, Any], pair: tuple[int, int], days: int, as_of_day: float) -> list[tuple[Any, ...]]:
    found = band_conversions(
        table_of(BandEntry, *entries), BandConversionsSettings(), AsOf(at(days=as_of_day)), TestingGather()
    )
    chosen = found.filter((found.from_band == pair[0]) & (found.to_band == pair[1]) & (found.within_days == days))
    return rows_of(chosen, *COLUMNS)


def test_who_was_not_seen_long_enough_counts_neither_above_nor_below_the_line() -> None:
    """The fast buyer of day 50 would make 2 of 3 out of 1 of 2; people of the cohort of February alone would be all."""
    entries = [entered(1, 1, 0), entered(2, 1, 1), entered(1, 5, 10, 1), entered(3, 1, 45), entered(3, 5, 46, 1)]

    assert converted(*entries, pair=(1, 5), days=30, as_of_day=60) == [
        (date(2024, 1, 1), 2, 1, 0.5, 10.0),
        (None, 2, 1, 0.5, 10.0),
    ]


def test_reaching_a_band_beyond_is_reaching_it_and_skipping_is_not_entering() -> None:
    entries = [entered(1, 1, 0), entered(1, 5, 10, 1), entered(2, 3, 0), entered(2, 4, 4, 3)]

    skipped = converted(*entries, pair=(1, 3), days=30, as_of_day=100)
    cohort = converted(*entries, pair=(3, 4), days=30, as_of_day=100)

    assert [row[1:] for row in skipped] == [(1, 1, 1.0, 10.0)] * 2
    assert [row[1:] for row in cohort] == [(1, 1, 1.0, 4.0)] * 2


def test_within_thirty_days_means_less_than_thirty_times_24_hours() -> None:
    entries = [entered(1, 1, 0), entered(1, 2, 30, 1), entered(2, 1, 0), entered(2, 2, 29.99, 1)]

    assert [row[1:3] for row in converted(*entries, pair=(1, 2), days=30, as_of_day=90)] == [(2, 1), (2, 1)]


def test_exactly_thirty_days_seen_are_enough() -> None:
    assert [row[1:3] for row in converted(entered(1, 1, 0), pair=(1, 2), days=30, as_of_day=30)] == [(1, 0), (1, 0)]
    assert converted(entered(1, 1, 0), pair=(1, 2), days=30, as_of_day=29.9) == []


def test_the_pooled_median_is_that_of_all_people_not_of_months() -> None:
    entries = [entered(1, 1, 0), entered(2, 1, 0), entered(3, 1, 40)]
    entries += [entered(1, 2, 1, 1), entered(2, 2, 3, 1), entered(3, 2, 60, 1)]

    found = converted(*entries, pair=(1, 2), days=30, as_of_day=90)

    assert [(row[0], row[4]) for row in found] == [(date(2024, 1, 1), 2.0), (date(2024, 2, 1), 20.0), (None, 3.0)]


def test_the_interval_is_wilsons() -> None:
    """Newcombe (1998), Table I: 15 of 148."""
    entries = [entered(person, 1, 0) for person in range(148)] + [entered(person, 2, 1, 1) for person in range(15)]

    found = band_conversions(
        table_of(BandEntry, *entries), BandConversionsSettings(within_days=(30,)), AsOf(at(days=60)), TestingGather()
    )

    ((low, high),) = rows_of(found.filter(found.cohort_on.isnull() & (found.to_band == 2)), "low", "high")
    assert (low, high) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_people_are_given_some_time_at_least() -> None:
    with pytest.raises(SettingsError, match="it has at least 1 part"):
        read_settings(BandConversionsSettings, {"within_days": []}, where="[derivations.band_conversions]")


def test_nobody_gives_no_rows() -> None:
    found = band_conversions(table_of(BandEntry), BandConversionsSettings(), AsOf(at()), TestingGather())

    assert rows_of(found) == []
