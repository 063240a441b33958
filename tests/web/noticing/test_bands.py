"""Rules on the hourglass fire where a loss is beyond noise, and are silent where chance explains it."""

from riparian.web.noticing.bands import Awake, Cohort, falling_asleep, leaks, starving

MONTHS = [f"{2025 + at // 12}-{at % 12 + 1:02}" for at in range(24)]
"""Oldest first."""


def entered(*months: tuple[int, int]) -> list[Cohort]:
    """By month who entered and who of them went on."""
    return [Cohort(name, *one) for name, one in zip(MONTHS, months, strict=False)]


def awake(*months: tuple[int, int]) -> list[Awake]:
    """By month who was awake and who fell asleep."""
    return [Awake(name, *one) for name, one in zip(MONTHS, months, strict=False)]


def test_the_narrowest_passage_is_told_where_its_interval_lies_below_all_others() -> None:
    cohorts = {1: entered((400, 200)), 2: entered((300, 150)), 3: entered((200, 30))}

    (said,) = leaks(cohorts, 90)

    assert said.says == "The narrowest passage is from Trust to Try: 15.0 % go on within 90 days."
    assert said.because.startswith("170 of 200 who entered Trust in the last two years did not; between 10.7 %")
    assert said.path == "/people?did=followed~3~90~2025-01~2025-01&did=passed~3~4~90~not"
    assert said.look == "The 170 who did not"


def test_the_narrowest_passage_is_not_told_as_where_most_people_are_lost() -> None:
    cohorts = {1: entered((4_000, 2_000)), 3: entered((200, 30))}

    (said,) = leaks(cohorts, 90)

    assert said.says.startswith("The narrowest passage is from Trust to Try")
    assert "most" not in f"{said.says} {said.because}".lower()


def test_two_passages_that_may_be_equally_narrow_are_not_told_apart() -> None:
    assert list(leaks({1: entered((20, 4)), 2: entered((20, 5))}, 90)) == []


def test_a_passage_that_became_narrower_is_told_beyond_noise_only() -> None:
    before = [(100, 40)] * 12

    small = [one.rule for one in leaks({3: entered(*before, *[(100, 35)] * 3)}, 90)]
    (large,) = leaks({3: entered(*before, *[(100, 25)] * 3)}, 90)

    assert small == []
    assert large.says == "Fewer go on from Trust to Try: 25.0 %; 40.0 % are usual."
    assert large.path == "/people?did=followed~3~90~2026-01~2026-03&did=passed~3~4~90~not"
    assert large.look == "The 225 who did not"


def test_a_band_starves_where_far_fewer_enter_than_in_two_years() -> None:
    months = [40, 42, 39, 41, 38, 40, 43, 40, 41, 39, 42, 40, 41, 40, 39, 40, 42, 41]

    assert list(starving({3: months}, MONTHS[:18])) == []
    (said,) = starving({3: [*months[:-3], 11, 12, 9]}, MONTHS[:18])
    assert said.says == "Trust starves: 32 people entered in three months; 121 are usual."
    assert (said.path, said.look) == ("/people?did=entered~2026-04~3~~~2026-06", "The 32 who entered")


def test_an_ebb_of_the_season_is_no_starving() -> None:
    year = [40] * 9 + [10] * 3

    assert list(starving({3: year * 2}, MONTHS)) == []


def test_more_falling_asleep_is_told_with_who_fell_asleep() -> None:
    before = [(200, 6)] * 12

    assert list(falling_asleep({5: awake(*before, *[(200, 8)] * 3)})) == []
    (said,) = falling_asleep({5: awake(*before, *[(200, 16)] * 3)})
    assert said.says == "More fall asleep at Buy: 8.0 % a month, where 3.0 % are usual."
    assert said.path == "/people?did=slept~2026-01~5~fell+asleep~2026-03"
    assert said.look == "The 48 who fell asleep"


def test_months_in_which_nobody_could_fall_asleep_yet_are_not_what_is_usual() -> None:
    young = awake(*[(200, 0)] * 12, *[(200, 8)] * 3)

    assert list(falling_asleep({5: young})) == []
    assert list(falling_asleep({5: awake(*[(200, 0)] * 12, *[(200, 8)] * 9)})) == []
