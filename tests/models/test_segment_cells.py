"""Segments of cells: chances with few cases, what nobody was seen to do, and the year between segments."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.errors import NotEnoughDataError
from riparian.models.action_segments import ActionSegment
from riparian.models.segment_cells import (
    LIVE,
    NAMES,
    CellChances,
    CellFlow,
    completed,
    segment_year,
    standing,
    with_steady_returns,
)
from riparian.models.segment_projection import SegmentProjection


def flow(*rows: tuple[int, int, int, int, float]) -> CellFlow:
    """Orders and months before, orders and months after, people; 10 of demand for everybody who bought."""
    columns = np.array(rows, dtype=np.float64).reshape(-1, 5)
    cells = columns[:, :4].astype(np.int64).T
    people = columns[:, 4]
    demand = people * 10 * (cells[3] <= 12)
    return CellFlow(cells[0], cells[1], cells[2], cells[3], people, demand, demand * 10)


def test_a_cell_with_a_hundred_cases_stands_alone_and_one_with_ten_leans_on_its_month() -> None:
    seen = flow((1, 3, 2, 0, 30), (1, 3, 1, 15, 70), (2, 3, 3, 0, 9), (2, 3, 2, 15, 1))

    found = CellChances.fit([seen]).rates

    assert found[1, 3] == pytest.approx(0.30)
    mean = 39 / 110
    assert found[2, 3] == pytest.approx(0.1 * 0.9 + 0.9 * mean)


def test_months_in_which_nobody_was_have_the_rate_of_the_last_before() -> None:
    seen = flow((1, 0, 2, 0, 60), (1, 0, 1, 13, 40), (1, 5, 2, 0, 10), (1, 5, 1, 17, 90))

    found = CellChances.fit([seen])

    assert found.rates[1].tolist() == pytest.approx([0.6] * 5 + [0.1])
    assert found.segments(np.array([1, 9]), np.array([4, 5])).tolist() == [
        ActionSegment.LOYAL,
        ActionSegment.STRUGGLING,
    ]


def test_who_came_in_the_year_tells_no_chance() -> None:
    with pytest.raises(NotEnoughDataError, match="nobody was watched for a year"):
        CellChances.fit([flow((0, 0, 1, 3, 100))])


def test_a_year_that_nobody_was_in_tells_nothing() -> None:
    with pytest.raises(NotEnoughDataError, match="nobody was watched"):
        CellChances.fit([])


def test_a_segment_that_nobody_was_in_goes_the_way_of_the_nearest_of_its_kind() -> None:
    seen = flow((1, 3, 2, 0, 30), (1, 3, 1, 15, 70))
    year = segment_year(seen, CellChances.fit([seen]))

    found = SegmentProjection.fit(completed(year)).transitions

    average = NAMES.index("Average")
    assert found[0] == pytest.approx(found[average])


def test_where_nobody_had_lapsed_as_many_come_back_as_of_the_lowest_buyers() -> None:
    seen = flow((1, 3, 2, 0, 30), (1, 3, 1, 15, 70), (1, 12, 2, 2, 10), (1, 12, 1, 24, 90))
    year = segment_year(seen, CellChances.fit([seen]))

    found = SegmentProjection.fit(completed(year)).transitions

    lowest = found[NAMES.index("Struggling")]
    assert lowest[LIVE].sum() == pytest.approx(0.1)
    assert found[~LIVE][:, LIVE] == pytest.approx(np.outer([1, 1, 0.5], lowest[LIVE]))
    assert found[~LIVE][:, ~LIVE] == pytest.approx(np.diag([0.9, 0.9, 0.95]))


def test_after_a_year_without_orders_buyers_go_the_way_of_the_lapsed_next_to_them() -> None:
    seen = flow((1, 40, 2, 0, 10), (1, 40, 1, 52, 90))
    year = segment_year(seen, CellChances.fit([seen]))

    found = SegmentProjection.fit(completed(year)).transitions

    (lapsed,) = np.flatnonzero(year.moved.sum(axis=1))
    assert not LIVE[lapsed]
    assert found == pytest.approx(np.tile(found[lapsed], (8, 1)))
    assert found[lapsed, LIVE].sum() == pytest.approx(0.1)


def test_a_steady_number_comes_back_from_lapsed_save_and_no_share_of_it() -> None:
    seen = flow((1, 40, 2, 0, 10), (1, 40, 1, 52, 990), (1, 3, 2, 0, 50), (1, 3, 1, 15, 50))
    year = segment_year(seen, CellChances.fit([seen]))

    made = with_steady_returns(year)

    save = NAMES.index("Lapsed Save")
    assert made.moved[save, LIVE].sum() == 0
    assert made.left[save] == 10
    assert made.reactivated_spend.customers.sum() == 10
    assert made.moved.sum() + made.left.sum() == year.moved.sum()
    mean = SegmentProjection.fit(made)
    once, twice = (mean.project(np.eye(8)[save] * many, years=1).customers[0, LIVE].sum() for many in (1_000, 2_000))
    assert once == pytest.approx(twice) == pytest.approx(10)


CELL = st.tuples(st.integers(0, 4), st.integers(0, 30), st.integers(1, 5), st.integers(0, 30), st.integers(1, 50))


@given(st.lists(CELL, min_size=1, max_size=30))
def test_everybody_is_in_one_segment_and_demand_is_conserved(rows: list[tuple[int, int, int, int, int]]) -> None:
    seen = flow((1, 3, 2, 0, 5), *rows)
    chances = CellChances.fit([seen])

    year = segment_year(seen, chances)

    assert year.moved.sum() + year.new_spend.customers.sum() == pytest.approx(seen.people.sum())
    assert standing(seen, chances).sum() == pytest.approx(seen.people.sum())
    assert standing(seen, chances)[LIVE].sum() == pytest.approx(seen.buyers)
    assert year.kept_spend.total.sum() + year.new_spend.total.sum() == pytest.approx(seen.demand.sum())
    assert ((chances.rates >= 0) & (chances.rates <= 1)).all()
