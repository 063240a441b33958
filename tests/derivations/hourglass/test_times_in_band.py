"""How long people stay."""

from riparian.core.durations import AsOf
from riparian.derivations.hourglass.times_in_band import times_in_band
from riparian.tables.hourglass import BandEntry
from riparian.testing.tables import TestingGather, at, rows_of, table_of


def test_those_who_moved_those_who_wait_and_both_together() -> None:
    """By hand: at day 10 four of four are there, one leaves (¾); at day 20 three, one leaves (½)."""
    stays = [(0, 10), (0, 20), (0, None), (70, None)]
    entries = [
        {"person_key": person, "band": 1, "entered_at": at(days=begun), "left_at": at(days=end) if end else None}
        for person, (begun, end) in enumerate(stays)
    ]

    made = times_in_band(table_of(BandEntry, *entries), AsOf(at(days=100)), TestingGather())

    assert rows_of(made) == [(1, 4, 2, 20.0, 15.0, 65.0)]


def test_a_band_that_nobody_leaves_has_no_median_yet() -> None:
    entries = [{"person_key": 1, "band": 5, "entered_at": at()}]

    made = times_in_band(table_of(BandEntry, *entries), AsOf(at(days=4)), TestingGather())

    assert rows_of(made) == [(5, 1, 0, None, None, 4.0)]


def test_nobody_gives_no_rows() -> None:
    assert rows_of(times_in_band(table_of(BandEntry), AsOf(at()), TestingGather())) == []
