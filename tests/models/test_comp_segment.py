"""Comp segments: the published table, a programme's effect, and what made demand change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.models.comp_segment import CompSegment, CompYears, change_by_factor


@pytest.mark.parametrize(
    ("households", "rebuy_rate", "spend", "per_household", "demand"),
    [
        (124_384, 0.537, 274, 147.14, 18_301_613),
        (135_048, 0.561, 283, 158.76, 21_440_626),
        (117_349, 0.524, 249, 130.48, 15_311_228),
        (110_841, 0.519, 208, 107.95, 11_965_508),
        (119_439, 0.509, 203, 103.33, 12_341_274),
        (117_430, 0.549, 201, 110.35, 12_958_283),
        (102_843, 0.558, 200, 111.60, 11_477_279),
    ],
)
def test_the_seven_published_years_multiply_out(
    households: int, rebuy_rate: float, spend: float, per_household: float, demand: float
) -> None:
    """Hillstrom (15 September 2008): existing customers of the year before, 2008 down to 2002."""
    segment = CompSegment(households, rebuy_rate, spend)

    assert segment.demand_per_household == pytest.approx(per_household, abs=0.0051)
    assert segment.demand == pytest.approx(demand, abs=1)


def test_five_grades_of_rebuyers() -> None:
    """Hillstrom (February 2011): 400 rebuyers of 1,000 in five grades of spend: $196,500. One grade: $9,982."""
    rebuyers, spend = np.array([50, 175, 100, 40, 35]), np.array([800, 600, 400, 200, 100])

    grades = [CompSegment(1_000, count / 1_000, each) for count, each in zip(rebuyers, spend, strict=True)]

    assert sum(grade.demand for grade in grades) == pytest.approx(196_500)
    assert sum(grade.rebuyers for grade in grades) == pytest.approx(400)
    assert CompSegment(1_000, 0.40 * 0.10, 249.55).demand == pytest.approx(9_982)


def test_a_programme_lifts_rebuy_more_than_spend() -> None:
    """Hillstrom (May 2009): +10 % on $15,000,000: 7 % more rebuyers, 3 % more spend."""
    lifted = CompSegment(100_000, 0.50, 300).with_programme(0.10)

    assert lifted.demand == pytest.approx(16_531_500)
    assert lifted.rebuyers == pytest.approx(53_500)


factors = st.lists(st.tuples(st.floats(0.01, 1e4), st.floats(0.01, 1e4)), min_size=1, max_size=5)


@given(factors)
def test_the_parts_of_the_factors_add_up_to_the_change(drawn: list[tuple[float, float]]) -> None:
    before, after = np.array(drawn).T

    parts = change_by_factor(before, after)

    largest = max(before.prod(), after.prod())
    assert parts.sum() == pytest.approx(after.prod() - before.prod(), rel=1e-9, abs=1e-9 * largest)
    assert (np.sign(parts) == np.sign(after - before)).all()


def test_the_fall_of_2008_lies_in_households_rebuy_and_spend_in_that_order() -> None:
    parts = change_by_factor([135_048, 0.561, 283], [124_384, 0.537, 274])

    assert parts.sum() == pytest.approx(18_301_613 - 21_440_626, abs=2)
    assert parts[0] < parts[1] < parts[2] < 0


def test_what_did_not_change_made_nothing() -> None:
    assert change_by_factor([100, 0.5, 20], [100, 0.5, 20]).tolist() == [0, 0, 0]
    assert change_by_factor([100, 0.5, 20], [100, 0.5, 30]) == pytest.approx([0, 0, 500])


def test_a_factor_of_nought_is_refused() -> None:
    with pytest.raises(ValueError, match="nought"):
        change_by_factor([100, 0.5], [100, 0])


counted = st.tuples(*[st.integers(1, 10_000)] * 6)


@given(st.lists(counted, min_size=1, max_size=6))
def test_the_parts_of_a_year_add_up_to_its_change(drawn: list[tuple[int, ...]]) -> None:
    years = CompYears(*np.array(drawn, dtype=np.float64).T)

    told = years.changes()

    assert np.isnan([told[name][0] for name in told]).all()
    after, before = years.demand_per_household[1:], years.demand_per_household[:-1]
    assert told["change"][1:] == pytest.approx(after / before - 1, rel=1e-9, abs=1e-9)
    assert (told["change_by_rebuy"] + told["change_by_spend"])[1:] == pytest.approx(told["change"][1:], abs=1e-6)
    causes = told["change_by_orders"] + told["change_by_items"] + told["change_by_price"]
    assert causes[1:] == pytest.approx(told["change_by_spend"][1:], abs=1e-6)


def test_orders_items_and_price_multiply_to_spend_though_some_orders_tell_no_lines() -> None:
    years = CompYears(*(np.array([float(one)]) for one in (100, 40, 60, 50, 200, 9_000)))

    product = years.orders_per_rebuyer * years.items_per_order * years.price_per_item
    assert (years.orders_per_rebuyer.item(), years.items_per_order.item()) == (1.5, 4.0)
    assert product == pytest.approx(years.spend_per_rebuyer)


def test_what_has_nothing_to_be_divided_by_is_unknown() -> None:
    years = CompYears(*(np.array([float(one)]) for one in (10, 0, 0, 0, 0, 0)))

    assert (years.rebuy_rate.item(), years.demand_per_household.item()) == (0.0, 0.0)
    assert np.isnan([years.spend_per_rebuyer.item(), years.items_per_order.item(), years.price_per_item.item()]).all()
