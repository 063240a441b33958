"""Five years by segment: the published file and money as its smallest case, conservation, doubt, and limits."""

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.file_accounting import next_files
from riparian.models.histories import floats
from riparian.models.segment_projection import SegmentProjection, SegmentYear, Spend, simulated


def spend(customers: list[float], means: list[float], deviation: float = 0) -> Spend:
    n, m = floats(customers), floats(means)
    return Spend(n, n * m, n * m**2 + np.where(m > 0, np.maximum(n - 1, 0) * deviation**2, 0))


def one_segment(*, buyers: float, kept: float, new: float, back: float, deviation: float = 0) -> SegmentYear:
    """Rebuyers spend $200, others $100: Hillstrom (September 2007), "Simple example of multichannel"."""
    return SegmentYear(
        moved=floats([[kept]]),
        left=floats([buyers - kept]),
        kept_spend=spend([kept], [200], deviation),
        new_spend=spend([new], [100], deviation),
        reactivated_spend=spend([back], [100], deviation),
    )


PUBLISHED = one_segment(buyers=100_000, kept=35_000, new=40_000, back=15_000)

THREE = SegmentYear(
    moved=floats([[600, 200, 100], [150, 300, 450], [20, 80, 800]]),
    left=floats([100, 100, 100]),
    kept_spend=spend([770, 580, 1_350], [300, 120, 0], 80),
    new_spend=spend([50, 400, 0], [150, 60, 0], 30),
    reactivated_spend=spend([10, 100, 0], [140, 70, 0], 30),
)
"""Best, good, lapsed; who closes a year lapsed did not buy in it."""


def test_of_one_segment_it_is_the_published_file_with_its_money() -> None:
    """Files 90,000; 86,500; 85,275; 84,846. Demand 12.5 M in the first year, then 11.8 M, 11,555,000, 11,469,250."""
    found = SegmentProjection.fit(PUBLISHED).project([100_000], years=4)

    assert found.customers[:, 0] == pytest.approx([90_000, 86_500, 85_275, 84_846.25])
    assert found.demand[:, 0] == pytest.approx([12_500_000, 11_800_000, 11_555_000, 11_469_250])
    assert found.customers[:, 0] == pytest.approx(next_files(100_000, rebuy_rate=0.35, incoming=55_000, years=4))


def test_the_grades_of_a_thousand_customers() -> None:
    """Hillstrom (February 2011): 400 of 1,000 rebuy in five grades: $196,500."""
    year = SegmentYear(
        moved=floats([[50, 175, 100, 40, 35]] * 5),
        left=np.full(5, 600.0),
        kept_spend=spend([250, 875, 500, 200, 175], [800, 600, 400, 200, 100]),
        new_spend=spend([0] * 5, [0] * 5),
        reactivated_spend=spend([0] * 5, [0] * 5),
    )

    found = SegmentProjection.fit(year).project([1_000, 0, 0, 0, 0], years=1)

    assert found.demand.sum() == pytest.approx(196_500)
    assert found.customers.sum() == pytest.approx(400)


def test_a_year_projected_from_its_own_opening_is_that_year() -> None:
    opening = THREE.moved.sum(axis=1) + THREE.left

    found = SegmentProjection.fit(THREE).project(opening, years=1)

    assert found.customers[0] == pytest.approx([770 + 60, 580 + 500, 1_350])
    assert found.demand[0] == pytest.approx([231_000 + 7_500 + 1_400, 69_600 + 24_000 + 7_000, 0])


def test_two_equal_years_added_tell_the_same_rates() -> None:
    once, twice = SegmentProjection.fit(THREE), SegmentProjection.fit(THREE + THREE)

    for name in ("transitions", "spend", "new", "new_spend", "reactivated", "reactivated_spend"):
        assert getattr(once, name) == pytest.approx(getattr(twice, name))


def test_adjustments_change_the_demand_of_their_segment_and_year_and_nobodys_way() -> None:
    model = SegmentProjection.fit(THREE)
    plan = np.ones((5, 3))
    plan[2, 0] = 1.15

    plain, planned = (model.project([1_000, 1_000, 1_000], adjustments=one) for one in (1.0, plan))

    ratios = np.divide(planned.demand, plain.demand, out=np.ones((5, 3)), where=plain.demand > 0)
    assert ratios == pytest.approx(plan)
    assert planned.customers == pytest.approx(plain.customers)


def test_simulated_years_have_the_projected_mean_and_come_again_with_their_seed() -> None:
    opening = [1_000, 1_000, 1_000]

    drawn = simulated(THREE, opening, draws=4_000, seed=5)

    expected = SegmentProjection.fit(THREE).project(opening)
    assert drawn.customers.mean(axis=0) == pytest.approx(expected.customers, rel=0.01)
    assert drawn.demand.mean(axis=0).sum(axis=1) == pytest.approx(expected.demand.sum(axis=1), rel=0.01)
    again = simulated(THREE, opening, draws=4_000, seed=5)
    assert (drawn.demand == again.demand).all()
    assert (drawn.demand != simulated(THREE, opening, draws=4_000, seed=6).demand).any()


def test_the_interval_holds_what_comes_as_often_as_it_says() -> None:
    """Rates are told by one year of 4,000 buyers and tried on another of the same truth: 90 % of 300 years."""
    chance, held = np.random.default_rng(8), 0
    for trial in range(300):
        told, comes = (
            (int(chance.binomial(4_000, 0.35)), int(chance.poisson(1_500)), int(chance.poisson(500))) for _ in range(2)
        )
        year = one_segment(buyers=4_000, kept=told[0], new=told[1], back=told[2])

        low, high = simulated(year, [4_000], draws=400, seed=trial, years=1).customers_interval(level=0.9)

        held += low[0, 0] <= sum(comes) <= high[0, 0]

    # Three standard errors of a share of 300 are 0.052.
    assert held / 300 == pytest.approx(0.90, abs=0.052)


def test_doubt_grows_with_the_years_and_shrinks_with_the_counts() -> None:
    many = THREE
    for _ in range(6):
        many = many + many

    few_low, few_high = simulated(THREE, [1_000] * 3, draws=1_000, seed=1).demand_interval()
    low, high = simulated(many, [1_000] * 3, draws=1_000, seed=1).demand_interval()

    assert few_high[4] - few_low[4] > few_high[0] - few_low[0]
    assert (high - low < few_high - few_low).all()


def test_years_that_differ_widen_the_interval() -> None:
    calm, rough = (
        simulated(PUBLISHED, [100_000], draws=2_000, seed=1, yearly_shock=shock).demand_interval() for shock in (0, 0.1)
    )

    assert (rough[1] - rough[0] > 5 * (calm[1] - calm[0])).all()
    # A shock of 10 % is a normal interval of about 39 % of the demand in the first year.
    assert (rough[1][0] - rough[0][0]) / 12_500_000 == pytest.approx(0.39, rel=0.2)


def test_an_empty_segment_that_nobody_comes_into_is_no_trouble() -> None:
    year = SegmentYear(
        moved=floats([[50, 0], [0, 0]]),
        left=floats([50, 0]),
        kept_spend=spend([50, 0], [10, 0]),
        new_spend=spend([20, 0], [10, 0]),
        reactivated_spend=spend([0, 0], [0, 0]),
    )

    found, drawn = SegmentProjection.fit(year).project([100, 0]), simulated(year, [100, 0], draws=50, seed=1)

    assert found.customers[:, 1].tolist() == [0] * 5
    assert (drawn.customers[:, :, 1] == 0).all()


def test_customers_of_whom_nobody_knows_where_they_go_are_not_projected() -> None:
    year = SegmentYear(
        moved=floats([[50, 10], [0, 0]]),
        left=floats([40, 0]),
        kept_spend=spend([50, 10], [10, 10]),
        new_spend=spend([20, 0], [10, 0]),
        reactivated_spend=spend([0, 0], [0, 0]),
    )

    with pytest.raises(NotEnoughDataError, match="nobody was a year long in segment 1"):
        SegmentProjection.fit(year).project([100, 0], years=2)
    with pytest.raises(NotEnoughDataError, match="nobody was a year long in segment 1"):
        simulated(year, [100, 0], draws=20, seed=1)
    assert SegmentProjection.fit(year).project([100, 0], years=1).customers[0] == pytest.approx([70, 10])


def test_a_year_of_unlike_shapes_is_refused() -> None:
    with pytest.raises(ValueError, match="k segments"):
        SegmentYear(floats([[1]]), floats([1, 2]), spend([1], [1]), spend([1], [1]), spend([1], [1]))
