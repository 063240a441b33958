"""Moves between bands."""

from datetime import date

from riparian.tables.hourglass import BandFlow
from tests.derivations.hourglass.histories import done, history


def test_every_entry_is_one_move_in_its_month() -> None:
    made = history(
        done(1, 0, "view"), done(2, 3, "view"), done(1, 5, "order"), done(2, 31, "opt in"), done(3, 31, "order")
    )

    assert made.told(BandFlow, "month_on", "from_band", "to_band", "people") == [
        (date(2024, 1, 1), 0, 1, 2),
        (date(2024, 1, 1), 1, 5, 1),
        (date(2024, 2, 1), 0, 5, 1),
        (date(2024, 2, 1), 1, 3, 1),
    ]
