"""Stays in bands, told in months that end at the as-of date."""

from datetime import datetime

from riparian.core.durations import AsOf
from riparian.derivations.forecast.band_stays import band_stays
from riparian.tables.hourglass import BandEntry
from riparian.testing.tables import rows_of, table_of
from tests.derivations.forecast.rising import AS_OF, by_chance, entered

COLUMNS = ("band", "from_band", "onward", "entered_ago", "left_ago", "months")


def test_months_are_counted_back_from_the_as_of_date_and_not_from_the_calendar_s() -> None:
    # AS_OF is 10 July at noon: the month that ended then began on 10 June at noon.
    entries = entered(1, (1, datetime(2024, 5, 10, 11)), (3, datetime(2024, 6, 10, 13)))

    made = band_stays(table_of(BandEntry, *entries), AsOf(AS_OF))

    assert sorted(rows_of(made, *COLUMNS)) == [(1, 0, 3, 2, 0, 2), (3, 1, 0, 0, None, 0)]


def test_the_stays_of_a_rate_are_as_many_as_it_counts() -> None:
    crowd = by_chance(400, seed=5)
    stays = rows_of(band_stays(table_of(BandEntry, *crowd.entries), AsOf(AS_OF)), *COLUMNS)
    rates = crowd.rates(months=6)
    leaving = rates.filter(rates.kind == "leaving")

    told = rows_of(leaving, "from_band", "months_in_band", "exposed", "total", "standing")

    for band, months, exposed, total, standing in told:
        here = [stay for stay in stays if stay[0] == band]
        so_long = [stay for stay in here if (stay[5] >= months if months == 12 else stay[5] == months)]
        assert total == sum(left is not None and left < 6 for *_, left, _ in so_long)
        assert standing == sum(left is None for *_, left, _ in so_long)
        if months < 12:
            assert exposed == sum(stay[5] >= months and months <= stay[3] < months + 6 for stay in here)
    assert sum(total for _, _, _, total, _ in told) > 50
