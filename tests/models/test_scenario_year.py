"""A year under a plan: what each kind of change moves, and what it leaves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.models.histories import floats
from riparian.models.scenario_year import KINDS, Change, changed
from riparian.models.segment_projection import SegmentProjection, SegmentYear, Spend

LIVE = np.array([True, True, False])


def spend(customers: list[float], mean: float) -> Spend:
    n = floats(customers)
    return Spend(n, n * mean, n * mean**2)


YEAR = SegmentYear(
    moved=floats([[600, 200, 200], [100, 300, 600], [10, 40, 950]]),
    left=floats([0, 0, 0]),
    kept_spend=spend([710, 540, 0], 50),
    new_spend=spend([40, 160, 0], 20),
    reactivated_spend=spend([0, 0, 0], 0),
)


def rows_of(year: SegmentYear) -> np.ndarray:
    return SegmentProjection.fit(year).transitions


def test_more_rebuy_in_a_segment_moves_its_customers_from_lapsed_to_live_alike() -> None:
    found = rows_of(changed(YEAR, Change("rebuy", 1, 1.5), live=LIVE))

    assert found[1] == pytest.approx([0.15, 0.45, 0.4])
    assert found[[0, 2]] == pytest.approx(rows_of(YEAR)[[0, 2]])


def test_rebuy_of_all_leaves_the_lapsed_and_winning_back_leaves_the_others() -> None:
    rebuy, back = (
        rows_of(changed(YEAR, Change(what, None, 1.1), live=LIVE)) for what in ("rebuy", "reactivated buyers")
    )

    assert rebuy[2] == pytest.approx(rows_of(YEAR)[2])
    assert rebuy[:2, :2] == pytest.approx(1.1 * rows_of(YEAR)[:2, :2])
    assert back[:2] == pytest.approx(rows_of(YEAR)[:2])
    assert back[2, :2] == pytest.approx(1.1 * rows_of(YEAR)[2, :2])


def test_nobody_buys_again_more_surely_than_surely() -> None:
    found = rows_of(changed(YEAR, Change("rebuy", 0, 3.0), live=LIVE))

    assert found[0] == pytest.approx([0.75, 0.25, 0])


def test_customers_who_all_bought_and_are_to_buy_less_leave() -> None:
    sure = SegmentYear(floats([[1]]), floats([0]), spend([1], 1), spend([0], 0), spend([0], 0))

    found = changed(sure, Change("rebuy", None, 0.8), live=np.array([True]))

    assert found.moved[0, 0] == pytest.approx(0.8)
    assert found.left[0] == pytest.approx(0.2)


def test_more_new_customers_spend_as_before() -> None:
    found = SegmentProjection.fit(changed(YEAR, Change("new buyers", 1, 1.15), live=LIVE))

    assert found.new == pytest.approx([40, 184, 0])
    assert found.new_spend == pytest.approx([20, 20, 0])


@pytest.mark.parametrize("what", ["spend", "price"])
def test_dearer_years_have_the_same_customers(what: str) -> None:
    made = changed(YEAR, Change(what, None, 1.05), live=LIVE)  # type: ignore[arg-type]  # a word of the parameters

    found = SegmentProjection.fit(made)
    assert found.spend == pytest.approx([52.5, 52.5, 0])
    assert found.new_spend == pytest.approx([21, 21, 0])
    assert rows_of(made) == pytest.approx(rows_of(YEAR))
    assert made.kept_spend.variance == pytest.approx(1.05**2 * YEAR.kept_spend.variance)


@given(st.sampled_from(KINDS), st.sampled_from([None, 0, 1, 2]), st.floats(0.01, 5))
def test_every_change_conserves_customers_and_keeps_shares(what: str, segment: int | None, factor: float) -> None:
    made = changed(YEAR, Change(what, segment, factor), live=LIVE)  # type: ignore[arg-type]  # a word of KINDS

    assert made.moved.sum(axis=1) + made.left == pytest.approx(YEAR.moved.sum(axis=1) + YEAR.left)
    assert (made.moved >= 0).all()
    assert (made.left >= 0).all()
