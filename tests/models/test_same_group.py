"""Two kinds compared within groups."""

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.same_group import grouped_difference


def sums(*groups: tuple[list[float], list[float]]) -> tuple[list[list[float]], ...]:
    """Counts, totals and squares of two kinds in these groups."""
    return tuple(
        [[float(sum(x**power for x in group[kind])) for group in groups] for kind in (0, 1)] for power in (0, 1, 2)
    )


def test_what_differs_between_groups_is_no_difference_of_kinds() -> None:
    """Simpson's paradox: each kind has the same mean in both groups, but they are unlike spread over them."""
    poor, rich = ([1.0, 1.0, 1.0], [1.0]), ([9.0], [9.0, 9.0, 9.0])

    found = grouped_difference(*sums(poor, rich), fewest=4)

    assert found.difference == 0
    assert (found.mean_first, found.groups) == (3, 2)


def test_a_group_of_one_kind_only_is_left_out() -> None:
    found = grouped_difference(*sums(([1.0, 2.0], [3.0, 4.0]), ([100.0], [])), fewest=2)

    assert (found.first, found.second, found.groups, found.difference) == (2, 2, 1, -2)


def test_one_group_is_the_pooled_comparison_of_two_means() -> None:
    found = grouped_difference(*sums(([1.0, 2.0, 6.0], [0.0, 4.0])), fewest=2)

    # Variances 7 and 8: 7 ÷ 3 + 8 ÷ 2.
    assert found.standard_error == pytest.approx((7 / 3 + 4) ** 0.5)
    assert found.interval == pytest.approx((1 - 1.96 * found.standard_error, 1 + 1.96 * found.standard_error), rel=1e-3)


def test_the_interval_holds_what_is_there_nineteen_times_of_twenty() -> None:
    chance = np.random.default_rng(5)
    held = 0
    for _ in range(400):
        groups = [(list(chance.normal(g + 2, 1, 5)), list(chance.normal(g, 3, 20))) for g in range(10)]
        low, high = grouped_difference(*sums(*groups), fewest=2).interval
        held += low <= 2 <= high

    assert 0.92 <= held / 400 <= 0.98


def test_too_few_of_a_kind_are_not_compared() -> None:
    with pytest.raises(NotEnoughDataError, match="0 of one kind and 0 of the other"):
        grouped_difference(*sums(([1.0, 2.0], []), ([], [1.0])))
