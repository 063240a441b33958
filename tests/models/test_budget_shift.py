"""The same budget divided anew."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.models.budget_shift import Curve, expected, shifted
from riparian.models.histories import Floats


def curve(ceiling: float, half: float) -> Curve:
    def result(spend: Floats) -> Floats:
        return ceiling * spend / (spend + half)

    return result


AMOUNTS = st.lists(
    st.tuples(st.integers(0, 10_000), st.floats(1, 1e5), st.floats(1, 1e4), st.booleans()), min_size=1, max_size=5
)


@given(AMOUNTS)
def test_a_shift_keeps_the_budget_the_bounds_and_the_result(drawn: list[tuple[int, float, float, bool]]) -> None:
    now = [amount for amount, *_ in drawn]
    curves: list[Callable[[Floats], Floats] | None] = [
        curve(ceiling, half) if known else None for _, ceiling, half, known in drawn
    ]

    then = shifted(now, curves)

    assert sum(then) == sum(now)
    assert expected(then, curves) >= expected(now, curves)
    assert all(0.7 * a <= b <= 1.5 * a for a, b in zip(now, then, strict=True))
    assert all(a == b for a, b, one in zip(now, then, curves, strict=True) if one is None)


def test_at_the_optimum_the_last_pound_brings_the_same_everywhere() -> None:
    curves = [curve(4000, 1000), curve(1000, 1000)]

    then = shifted([1000, 1000], curves, least=0, most=2)

    # ceiling ÷ (x + half)² is alike: (x + 1000) ÷ (y + 1000) = 2, x + y = 2000.
    assert then == pytest.approx([1667, 333], abs=2)


def test_bounds_hold_where_one_is_far_better() -> None:
    assert shifted([1000, 1000], [curve(1e6, 1000), curve(1, 1000)]) == [1300, 700]


def test_alike_stays_as_it_is() -> None:
    now = [1000, 1000]

    assert np.allclose(shifted(now, [curve(100, 1000)] * 2), now, atol=1)


def test_bounds_that_exclude_today_are_refused() -> None:
    with pytest.raises(ValueError, match="bounds"):
        shifted([1], [None], least=1.1)
