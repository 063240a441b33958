"""Rules on money."""

from dataclasses import replace
from datetime import date

from riparian.web.blind_spend import BlindSpend
from riparian.web.budget import Shift, shifts
from riparian.web.noticing.money import shifted, too_heavy
from riparian.web.way_ledger import TopHeavy
from tests.web.hand_reader import HandReader

YEAR = TopHeavy(date(2026, 10, 31), 1.0, 43_300, 43_300, 1.0, 0.345, 2.9, False, 345.0, 1000.0, 0)


def budget(tables: HandReader, *, low: float) -> tuple[Shift, ...]:
    return tuple(
        replace(one, gain_low=low, gain_high=3_000.0) if one.name == "all" else one for one in shifts(tables, "channel")
    )


def test_money_should_move_where_the_gain_is_sure_as_curves_go(tables: HandReader) -> None:
    (notice,) = shifted(budget(tables, low=200.0), "EUR")

    assert notice.says == "Move €20.00 of €530 a month from Paid Search to Display."
    assert notice.because.startswith("Expected: €15.00 more demand a month, 19 times in 20 between €2.00 and €30.00")
    assert notice.because.endswith("which is not tested.")


def test_where_the_gain_is_not_sure_a_test_comes_before_money(tables: HandReader) -> None:
    (notice,) = shifted(budget(tables, low=-200.0), "EUR")

    assert notice.says == ("Test moving €20.00 of €530 a month from Paid Search to Display, with a holdout on Display.")
    assert notice.because.startswith("Expected: €15.00 more demand a month")
    assert "so it is not sure to be more" in notice.because


def test_where_more_is_proposed_for_spend_that_no_visit_is_known_of_that_is_said(tables: HandReader) -> None:
    unseen = BlindSpend("Display", "spring banner", 3_500.0, "Tag its links.")
    elsewhere = BlindSpend("Paid Search", "autumn", 900.0, "Tag its links.")

    (notice,) = shifted(budget(tables, low=-200.0), "EUR", [unseen, elsewhere])
    (silent,) = shifted(budget(tables, low=-200.0), "EUR", [elsewhere])

    assert notice.because.endswith(
        "Of €35.00 that Display got in a year no visit is known (spring banner): make that visible first."
    )
    assert "no visit is known" not in silent.because


def test_where_no_curve_is_known_no_shift_is_told(tables: HandReader) -> None:
    unknown = [replace(one, known=False, change=0, gain=None) for one in budget(tables, low=200.0)]

    assert list(shifted(unknown, "EUR")) == []
    assert list(shifted([], "EUR")) == []


def test_a_budget_that_goes_to_the_top_far_beyond_what_comes_of_it_is_told() -> None:
    (notice,) = too_heavy([YEAR])

    assert notice.says == (
        "Money goes to the top: new customers got 100.0 % of the spend and brought 34.5 % of what came of it."
    )
    assert notice.because.endswith("Only a holdout says what would have come without the spend.")


def test_spend_that_nobody_named_is_no_money_that_goes_to_the_top() -> None:
    (whole,) = too_heavy([replace(YEAR, top_assumed=43_300)])
    (most,) = too_heavy([replace(YEAR, top_assumed=30_000)])

    assert whole.says == "Nobody has said what the spend is for: name it by purposes in [derivations.re_ledgers]."
    assert most.says.startswith("Nobody has said what 69.3 % of the spend is for")
    assert whole.because == (
        "In the year to 31 Oct 2026 that is only taken to be for new customers. If it is, they got 100.0 % of the "
        "spend and brought 34.5 % of what came of it."
    )


def test_where_the_named_spend_alone_is_too_much_for_the_top_it_is_told_with_what_is_assumed() -> None:
    (notice,) = too_heavy([replace(YEAR, top_assumed=4_330)])

    assert notice.says.startswith("Money goes to the top")
    assert "10.0 % is only taken to be for them" in notice.because


def test_a_budget_is_not_judged_by_half_a_year_or_by_a_small_difference() -> None:
    assert list(too_heavy([replace(YEAR, covered=0.5)])) == []
    assert list(too_heavy([replace(YEAR, index=1.4)])) == []
    assert list(too_heavy([replace(YEAR, index=None, contribution_share=None)])) == []
    assert list(too_heavy([])) == []
