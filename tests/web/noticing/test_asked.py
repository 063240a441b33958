"""Only what had enough to be asked is vouched for, and the rest is named."""

from dataclasses import replace

import pytest

from riparian.tables.hourglass import BANDS
from riparian.web.noticing.asked import (
    not_asked,
    nothing_found,
    of_buyers,
    of_channels_and_money,
    of_cohorts,
    of_months,
    of_sources,
)
from riparian.web.noticing.bands import Awake, Cohort
from riparian.web.noticing.channels import Diagnosis
from riparian.web.noticing.segments import FileYear, SegmentNow, YearAhead
from riparian.web.silos import Silo, loaded_files, silos
from tests.web.hand_reader import HandReader


def cohorts(months: int) -> list[Cohort]:
    return [Cohort(f"2026-{at + 1:02}", 100, 40) for at in range(months)]


def awake(months: int, *, young: int = 0) -> list[Awake]:
    """Months in which people fell asleep, after some in which nobody could yet."""
    return [Awake("2025-01", 200, 0)] * young + [Awake("2026-01", 200, 6)] * months


@pytest.fixture
def silo(tables: HandReader) -> Silo:
    return silos(tables, loaded_files(tables))[0]


def test_of_eight_months_nobody_is_said_to_enter_go_on_or_fall_asleep_as_usual() -> None:
    asked = (
        *of_cohorts(dict.fromkeys((1, 2, 3, 4), cohorts(8))),
        *of_months(dict.fromkeys(BANDS, [40] * 8), dict.fromkeys((3, 4, 5), awake(7))),
    )

    assert nothing_found(asked, "April 2026", past=False) == "It is too early to tell."
    assert not_asked(asked, past=False) == (
        "Not told, as what is known is too young or too little: who goes on, who enters and who falls asleep."
    )


def test_bands_that_can_be_told_of_are_named_where_others_cannot() -> None:
    asked = (
        *of_cohorts({1: cohorts(9), 2: cohorts(8), 3: cohorts(9)}),
        *of_months({**dict.fromkeys(BANDS, [40] * 15), 5: [0] * 15}, {3: awake(9), 4: awake(9), 5: awake(8, young=9)}),
    )

    assert nothing_found(asked, "April 2026", past=False) == (
        "Nothing that chance does not explain: in three months, compared with those before, no fewer went on from Know "
        "or Trust, no fewer entered Know, Like, Trust or Try and no more fell asleep at Trust or Try."
    )
    assert not_asked(asked, past=False).endswith(
        ": who goes on from Like or Try, who enters Buy and who falls asleep at Buy."
    )


def test_of_a_past_month_the_same_is_said_as_of_then() -> None:
    old = of_months(dict.fromkeys(BANDS, [40] * 15), dict.fromkeys((3, 4, 5), awake(9)))
    young = of_months(dict.fromkeys(BANDS, [40] * 14), dict.fromkeys((3, 4, 5), awake(8)))

    assert nothing_found(old, "March 2026", past=True) == (
        "In the three months to March 2026 no fewer entered any band and no more fell asleep at any band, beyond what "
        "chance explains; a single month may stand out."
    )
    assert not_asked(old, past=True) == ""
    assert nothing_found(young, "March 2026", past=True) == "In March 2026 it was too early to tell."
    assert not_asked(young, past=True) == (
        "Not told, as what was known then was too young or too little: who enters and who falls asleep."
    )


def test_a_source_is_called_full_where_its_past_is_long_enough(silo: Silo) -> None:
    old, young, undated = (replace(silo, weeks=(5,) * weeks) for weeks in (20, 19, 0))

    told = [(nothing_found(of_sources(given), "", past=False), not_asked(of_sources(given), past=False)) for given in (
        [old, undated], [old, young], [young], [undated],
    )]  # fmt: skip

    too_young = "Not told, as what is known is too young or too little: how "
    assert told == [
        ("Nothing that chance does not explain: sources are as fresh and full as they used to be.", ""),
        (
            "Nothing that chance does not explain: sources are as fresh and full as they used to be.",
            f"{too_young}full 1 young source is.",
        ),
        (
            "Nothing that chance does not explain: sources are as fresh as they used to be.",
            f"{too_young}full sources are.",
        ),
        ("It is too early to tell.", f"{too_young}fresh and full sources are."),
    ]


def test_what_there_is_nothing_of_is_not_vouched_for() -> None:
    year, ahead = FileYear(100, 40), YearAhead("Buyers", 100, 110, 90, 130, ("100", "110", "90", "130"))
    some = (
        *of_buyers([SegmentNow("Best", 1, 40, 2)], (year, year), [ahead]),
        *of_channels_and_money([Diagnosis("orphan", "Email", "", 100, "order")], [], []),
    )
    none = (
        *of_buyers([], (year, None), []),
        *of_channels_and_money([Diagnosis("orphan", "Email", "", 99, "order")], [], []),
    )

    assert nothing_found(some, "", past=False).endswith(
        "nothing stands out of segments, rebuying, the year ahead and channels."
    )
    assert not_asked(some, past=False).endswith(": how the budget is divided and what winning customers costs.")
    assert nothing_found(none, "", past=False) == "It is too early to tell."
    assert ": segments, rebuying, the year ahead, channels, how" in not_asked(none, past=False)
