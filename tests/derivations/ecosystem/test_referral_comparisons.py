"""Referred customers beside others."""

from typing import Any

import pytest

from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.derivations.ecosystem.referral_comparisons import ReferralComparisonsSettings, referral_comparisons
from riparian.testing.tables import TestingGather, at, rows_of
from tests.derivations.buyers.buying import bought, purchases_of
from tests.derivations.ecosystem.referring import said, tree

REFERRED, OTHERS = range(10, 14), range(20, 26)


def compared(*orders: dict[str, Any], fewest: int = 4, as_of: float = 800) -> dict[str, tuple[Any, ...]]:
    referrals = [said(1, one, 0) for one in REFERRED]
    made = referral_comparisons(
        tree(*referrals, purchases=orders),
        purchases_of(*orders),
        ReferralComparisonsSettings(fewest=fewest),
        AsOf(at(days=as_of)),
        TestingGather(),
    )
    columns = ("referred", "others", "mean_referred", "mean_others", "difference")
    return {measure: tuple(rest) for measure, *rest in rows_of(made, "measure", *columns)}


def firsts(day: float = 5) -> list[dict[str, Any]]:
    return [bought(one, day, demand=100) for one in REFERRED] + [bought(one, day, demand=40) for one in OTHERS]


def test_both_are_told_for_the_year_after_the_first_order() -> None:
    again = [bought(10, 100, demand=20), bought(11, 5 + 366, demand=1000)]

    found = compared(*firsts(), *again)

    assert found["demand"] == (4, 6, 105, 40, 65)
    assert found["orders"] == (4, 6, 1.25, 1, 0.25)
    assert found["bought again"] == (4, 6, 0.25, 0, 0.25)


def test_who_first_ordered_too_lately_is_left_out() -> None:
    with pytest.raises(NotEnoughDataError):
        compared(*firsts(), as_of=370)


def test_months_that_have_one_kind_only_compare_nobody() -> None:
    late = [bought(one, 100, demand=9000) for one in range(30, 40)]

    assert compared(*firsts(), *late)["demand"][:2] == (4, 6)
    with pytest.raises(NotEnoughDataError):
        compared(*firsts(), fewest=5)
