"""Rules on buyers."""

from dataclasses import replace

from riparian.web.noticing.reading import years_ahead
from riparian.web.noticing.segments import FileYear, SegmentNow, YearAhead, about_to_fall, headed, rebuying
from tests.web.hand_reader import HandReader


def test_a_segment_is_told_where_many_of_it_are_about_to_fall_and_it_still_can() -> None:
    segments = [
        SegmentNow("Average", 4, 64, 13),
        SegmentNow("Quality", 3, 24, 9),
        SegmentNow("Lapsed Spend", 6, 86, 40),
    ]

    assert [one.says for one in about_to_fall(segments)] == ["13 of 64 Average buyers are about to fall."]


def test_rebuying_is_told_beyond_noise_only() -> None:
    assert list(rebuying(FileYear(105, 35), FileYear(104, 30))) == []
    (said,) = rebuying(FileYear(1_000, 250), FileYear(1_000, 350))
    assert said.says == "Fewer of a year's buyers bought again: 25.0 % after 35.0 %."
    assert list(rebuying(FileYear(1_000, 250), None)) == []


def test_the_coming_year_is_told_where_the_last_lies_outside_its_interval() -> None:
    told = ("131", "148", "125", "176")

    assert list(headed([YearAhead("Buyers", 131, 148, 125, 176, told)])) == []
    (said,) = headed([YearAhead("Buyers", 190, 148, 125, 176, ("190", "148", "125", "176"))])
    assert (said.sort, said.says) == ("risk", "Buyers of the coming year: 148 expected, below the last's 190.")


def test_where_guests_ordered_too_the_coming_year_says_that_it_is_without_them() -> None:
    (said,) = headed([YearAhead("Demand", 190, 148, 125, 176, ("€190", "€148", "€125", "€176"), guests=True)])

    assert said.says == ("Demand of the coming year (without guests' orders): €148 expected, below the last's €190.")


def test_guests_of_the_last_year_alone_are_told_of(tables: HandReader) -> None:
    newest, *others = tables.tables["file_accounts"]

    def guests(now: int, then: int) -> set[bool]:
        rows = [newest | {"guest_orders": now}, *(row | {"guest_orders": then} for row in others)]
        return {
            one.guests for one in years_ahead(replace(tables, tables=dict(tables.tables) | {"file_accounts": rows}))
        }

    assert (guests(3, 0), guests(0, 3)) == ({True}, {False})
