"""Detectors of broken sources: each fires where it should and is silent where chance explains it."""

from dataclasses import replace
from datetime import UTC, datetime

from riparian.web.noticing.sources import troubles
from riparian.web.silos import LoadedFile, Silo

AS_OF = datetime(2026, 11, 21)
WELL = Silo(
    source="shop", rows_read=10_000, rows_kept=9_990, rows_rejected=10, rows_known=0, files=2, bytes=1,
    last_at=datetime(2026, 11, 20, tzinfo=UTC), days_since_last=1, longest_gap_days=2, people=400, only_here=3,
    share=0.4, anonymous=0, identified=1.0, rows=9_990, weeks=(190, 181, 201, 188) * 13 + (195,), active_days=350,
)  # fmt: skip
FILES = [LoadedFile("a.csv", 9_000, 8_991, 9, 0, None, None, 1), LoadedFile("b.csv", 1_000, 999, 1, 0, None, None, 1)]


def rules(silo: Silo, files: list[LoadedFile] = FILES) -> list[str]:
    return [one.rule for one in troubles(silo, files, AS_OF)]


def test_nothing_is_said_of_a_source_that_is_well() -> None:
    assert rules(WELL) == []


def test_a_source_is_stale_once_it_is_silent_for_longer_than_ever_before() -> None:
    assert rules(replace(WELL, days_since_last=3)) == []
    assert rules(replace(WELL, days_since_last=4)) == ["stale source"]


def test_a_young_source_may_be_silent_for_a_week() -> None:
    young = replace(WELL, longest_gap_days=0, weeks=(12, 9), active_days=9)

    assert rules(replace(young, days_since_last=8)) == []
    assert rules(replace(young, days_since_last=9)) == ["stale source"]


def test_the_silence_of_a_source_that_told_something_on_two_days_only_says_nothing() -> None:
    seldom = replace(WELL, rows=2_336, weeks=(1_042, *[0] * 25, 1_294, *[0] * 35), longest_gap_days=181, active_days=2)

    assert rules(replace(seldom, days_since_last=244)) == []
    assert rules(replace(seldom, days_since_last=244, active_days=30)) == ["stale source"]


def test_a_source_that_was_silent_for_years_is_stale() -> None:
    assert rules(replace(WELL, weeks=(), active_days=0, days_since_last=900)) == ["stale source"]


def test_four_weeks_far_below_every_four_before_mean_that_it_ran_dry() -> None:
    dry = replace(WELL, weeks=(*WELL.weeks[:-4], 20, 18, 25, 16))

    (said,) = troubles(dry, FILES, AS_OF)

    assert said.rule == "source run dry"
    assert said.says == "“shop” brought 79 rows in the last four weeks; 760 are usual."
    assert said.path == "/sources?source=shop"


def test_an_ebb_as_deep_as_one_of_the_year_before_is_no_trouble() -> None:
    ebb = replace(WELL, weeks=(*WELL.weeks[:9], 20, 18, 25, 16, *WELL.weeks[13:-4], 20, 18, 25, 16))

    assert rules(ebb) == []


def test_weeks_without_a_row_are_a_gap_with_its_days_where_rows_come_daily() -> None:
    gap = replace(WELL, weeks=(*WELL.weeks[:-5], 0, 0, 190, 180, 200))

    (said,) = troubles(gap, FILES, AS_OF)

    assert said.says == "“shop” has no row from 17 Oct 2026 to 30 Oct 2026."


def test_weeks_without_a_row_are_usual_where_rows_are_rare() -> None:
    rare = replace(WELL, weeks=(1, 0, 0, 2, 0, 1, 0, 0, 1) * 5, active_days=25, longest_gap_days=20)

    assert rules(rare) == []


def test_rejects_are_told_once_they_surely_exceed_two_in_a_hundred() -> None:
    assert rules(replace(WELL, rows_rejected=210)) == []
    assert rules(replace(WELL, rows_rejected=260)) == ["many rejects"]


def test_a_newest_file_that_rejects_far_more_is_told_though_the_whole_is_well() -> None:
    newest = [FILES[0], LoadedFile("b.csv", 1_000, 960, 40, 0, None, None, 1)]

    (said,) = troubles(replace(WELL, rows_rejected=49), newest, AS_OF)

    assert said.says == "The newest file of “shop” has 4.0 % of its rows rejected."


def test_a_source_of_which_nothing_can_be_used_is_told_first() -> None:
    none = replace(WELL, rows_kept=0, rows_rejected=10_000, weeks=(), rows=0, last_at=None, days_since_last=None,
                   longest_gap_days=None, active_days=0)  # fmt: skip

    assert rules(none) == ["unusable source"]
