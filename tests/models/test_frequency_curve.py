"""Demand by the number of contacts: the published tables, fits, and limits."""

from math import inf

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.frequency_curve import FrequencyCurve, TestedIncrements, drawn_curves
from riparian.models.histories import floats

TABLE = FrequencyCurve.of_share(30.00, contacts=12, organic_share=0.20)
"""Hillstrom (September 2011), "How organic demand plays out"."""

RIGHT = FrequencyCurve.of_share(40.00, contacts=10, organic_share=0.44)
"""Hillstrom (May 2011), "That organic percentage better be right"; he implies a factor of 0.35 and a cost of $0.75."""


def test_the_published_tables_come_out_to_the_cent() -> None:
    assert TABLE.driven_demand([1, 6, 12, 15]) == pytest.approx([4.21, 14.77, 24.00, 28.06], abs=5e-3)
    sixty = FrequencyCurve.of_share(30.00, contacts=12, organic_share=0.60)
    assert sixty.driven_demand(6) == pytest.approx(7.39, abs=5e-3)


def test_the_published_profits_and_their_best() -> None:
    profits = RIGHT.profit([0, 1, 2, 3, 4, 5, 10], profit_factor=0.35, cost=0.75)

    assert profits == pytest.approx([6.16, 6.97, 7.20, 7.285, 7.288, 7.24, 6.50], abs=5e-3)
    assert RIGHT.best_contacts(profit_factor=0.35, cost=0.75, at_most=10) == 4
    assert RIGHT.optimum(profit_factor=0.35, cost=0.75) == pytest.approx(3.53, abs=5e-3)


def test_at_the_optimum_no_neighbour_earns_more() -> None:
    best = RIGHT.optimum(profit_factor=0.35, cost=0.75)

    around = RIGHT.profit([best - 0.01, best, best + 0.01], profit_factor=0.35, cost=0.75)

    assert around[1] == around.max()


@pytest.mark.parametrize("tested", [(1, 4, 12), (0, 6, 12), (2, 3, 15)])
def test_three_tested_numbers_give_the_exponent_back(tested: tuple[float, ...]) -> None:
    truth = FrequencyCurve(organic=6, driven=24, reference=12, exponent=0.55)

    found = FrequencyCurve.fit(tested, truth.demand(tested), [1, 1, 1])

    assert found.exponent == pytest.approx(0.55, abs=1e-3)
    assert found.demand([0, 8, 20]) == pytest.approx(truth.demand([0, 8, 20]), rel=2e-3)
    assert found.organic_share == pytest.approx(6 / found.demand(max(tested)), rel=2e-3)


def test_a_noisy_test_of_five_numbers_finds_the_optimum_within_its_doubt() -> None:
    chance, tested = np.random.default_rng(3), np.array([0, 2, 5, 10, 20])
    errors = np.full(5, 0.15)
    demand = chance.normal(RIGHT.demand(tested), errors)

    drawn = drawn_curves(tested, demand, errors, count=300, seed=7)

    best = np.array([one.optimum(profit_factor=0.35, cost=0.75) for one in drawn])
    low, high = np.quantile(best, [0.025, 0.975])
    assert low < 3.53 < high
    assert high - low < 4
    assert drawn[:2] == drawn_curves(tested, demand, errors, count=300, seed=7)[:2]


def test_demand_that_bends_the_other_way_is_met_by_a_straight_line() -> None:
    found = FrequencyCurve.fit([0, 5, 10], [10, 11, 20], [1, 1, 1])

    assert found.exponent == pytest.approx(1, abs=1e-4)
    assert found.optimum(profit_factor=0.4, cost=100) == pytest.approx(0, abs=1e-4)


def test_contacts_that_bring_nothing_are_not_made() -> None:
    flat = FrequencyCurve(organic=10, driven=0, reference=5)

    assert flat.optimum(profit_factor=0.4, cost=0.5) == 0
    assert flat.best_contacts(profit_factor=0.4, cost=0.5, at_most=12) == 0


def test_contacts_that_cost_nothing_have_no_best_number() -> None:
    assert RIGHT.optimum(profit_factor=0.35, cost=0) == float("inf")
    assert FrequencyCurve(0, 10, 5, exponent=1).optimum(profit_factor=1, cost=1) == float("inf")
    assert FrequencyCurve(0, 10, 5, exponent=1).optimum(profit_factor=0.1, cost=1) == 0


def test_two_tested_numbers_do_not_tell_an_exponent() -> None:
    with pytest.raises(NotEnoughDataError, match="2 arms got different numbers of contacts"):
        FrequencyCurve.fit([0, 10, 10], [5, 9, 9.2], [1, 1, 1])


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        FrequencyCurve(organic=-1, driven=1, reference=1)
    with pytest.raises(NotEnoughDataError, match="nothing was sold"):
        _ = FrequencyCurve(organic=0, driven=0, reference=1).organic_share


def increments(exponent: float, contacts: list[float], errors: list[float]) -> TestedIncrements:
    return TestedIncrements(floats(contacts), 50 * floats(contacts) ** exponent, floats(errors))


@pytest.mark.parametrize("exponent", [0.25, 0.7, 1.0])
def test_increments_along_a_curve_give_its_exponent_whatever_the_errors(exponent: float) -> None:
    low, found, high = increments(exponent, [1, 3, 8, 20], [1.0, 2.0, 1.5, 3.0]).exponent()

    assert found == pytest.approx(exponent)
    assert low < exponent <= high <= 1


def test_the_ends_of_an_exponent_hold_it_in_nineteen_of_twenty_simulations() -> None:
    chance, held, tries = np.random.default_rng(8), 0, 400
    contacts, errors = floats([1, 4, 12]), floats([4, 6, 8])
    for _ in range(tries):
        drawn = chance.normal(50 * contacts**0.6, errors)
        low, _, high = TestedIncrements(contacts, drawn, errors).exponent()
        held += low <= 0.6 <= high

    assert held / tries == pytest.approx(0.95, abs=0.03)


def test_what_contacts_bring_is_told_with_its_error() -> None:
    """One group by itself is told as it was; two of the same number and error tell it 2^0.5 times as well."""
    assert increments(0.7, [4], [3.0]).driven(0.7, reference=4) == pytest.approx((50 * 4**0.7, 3.0))
    assert increments(0.7, [4, 4], [3.0, 3.0]).driven(0.7, reference=4)[1] == pytest.approx(3 / 2**0.5)


def test_groups_without_errors_count_alike_and_leave_the_ends_open() -> None:
    low, found, high = increments(0.5, [1, 4, 9], [0, 0, 0]).exponent()

    assert found == pytest.approx(0.5)
    assert np.isnan([low, high]).all()
    assert increments(0.5, [1, 4, 9], [1, 1, 0]).weights.tolist() == [1, 1, 0]


@pytest.mark.parametrize(
    ("contacts", "sold", "told"),
    [
        ([1, 4, 4.2], [1, 2, 3], "2 groups got different numbers of contacts"),
        ([1, 4, 9], [-1, 0, -2], "no contacted group bought more"),
    ],
)
def test_too_little_tells_no_exponent(contacts: list[float], sold: list[float], told: str) -> None:
    with pytest.raises(NotEnoughDataError, match=told):
        TestedIncrements(floats(contacts), floats(sold), floats([1, 1, 1])).exponent()


@pytest.mark.parametrize("exponent", [0.99, 0.995, 0.999])
def test_demand_that_grows_nearly_in_a_straight_line_has_its_optimum_beyond_all_numbers(exponent: float) -> None:
    curve = FrequencyCurve(1_000, 50_000, 2, exponent)

    assert curve.optimum(profit_factor=0.4, cost=1) == inf
