"""A measure against its own year."""

from riparian.web.noticing.measures import Measure, changes

YEAR = (40, 44, 39, 41, 38, 45, 43, 40, 36, 39, 42, 40)


def measure(now: int, *, moving: bool = True) -> Measure:
    return Measure("New buyers", (*YEAR, now), "people", "/hourglass?stage=5", "Buy in full", moving)


def test_a_month_within_its_usual_scatter_is_no_change() -> None:
    assert list(changes([measure(47), measure(33)], "October 2026", "EUR")) == []


def test_a_month_beyond_it_is_told_with_what_is_usual() -> None:
    (said,) = changes([measure(90)], "October 2026", "EUR")

    assert said.says == "New buyers: 90 in October 2026, where 41 are usual."
    assert said.because == "The 12 months before had 36 to 45; this is 7.5 standard errors above their mean."


def test_too_short_a_past_says_nothing() -> None:
    assert Measure("New buyers", (40, 44, 39, 900), "people", "/", "Look").deviations == 0


def test_a_standing_is_judged_by_how_far_it_moves() -> None:
    steady = Measure("Buyers awake", tuple(range(100, 113)), "people", "/", "Look", moving=False)
    fallen = Measure("Buyers awake", (*range(100, 112), 60), "people", "/", "Look", moving=False)

    assert steady.deviations == 0
    assert fallen.deviations < -3
