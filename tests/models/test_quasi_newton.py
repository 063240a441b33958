"""Going down a smooth function within a box."""

import numpy as np
import pytest

from riparian.models.histories import Floats
from riparian.models.quasi_newton import Descent, descended

UNKNOWN = np.zeros((2, 2))


def valley(at: Floats) -> tuple[float, Floats]:
    """Rosenbrock's: narrow and bent, lowest at (1, 1)."""
    x, y = at
    value = (1 - x) ** 2 + 100 * (y - x**2) ** 2
    return float(value), np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


def down(start: tuple[float, ...], *, rim: float = 9.0, steps: int = 200, curvature: Floats = UNKNOWN) -> Descent:
    return descended(valley, np.array(start), curvature=curvature, rim=rim, flat=1e-10, steps=steps)


@pytest.mark.parametrize("start", [(-1.2, 1.0), (5.0, -5.0), (0.0, 0.0), (1.0, 1.0)])
def test_the_bottom_of_a_bent_valley_is_found(start: tuple[float, ...]) -> None:
    found = down(start)

    assert found.ended
    assert found.at == pytest.approx([1, 1], abs=1e-6)


def test_where_the_bottom_lies_outside_the_lowest_point_of_the_rim_is_found() -> None:
    """On x ≤ 0.5 it lies at x = 0.5, y = x²."""
    found = down((-0.4, -0.4), rim=0.5)

    assert found.ended
    assert found.at == pytest.approx([0.5, 0.25], abs=1e-6)


def test_a_corner_is_left_again_where_it_goes_down_from_there() -> None:
    assert down((-2.0, 2.0), rim=2.0).at == pytest.approx([1, 1], abs=1e-6)


def test_what_was_learnt_of_the_curvature_shortens_the_way() -> None:
    asked: list[int] = []

    def counted(at: Floats) -> tuple[float, Floats]:
        asked[-1] += 1
        return valley(at)

    near = down((-1.2, 1.0), steps=30)
    for curvature in (UNKNOWN, near.curvature):
        asked.append(0)
        descended(counted, np.array([0.99, 0.99]), curvature=curvature, rim=9, flat=1e-10, steps=200)

    assert asked[1] < asked[0]


def test_steps_that_are_too_few_do_not_end_it() -> None:
    found = down((-1.2, 1.0), steps=3)

    assert not found.ended
    assert found.value < valley(np.array([-1.2, 1.0]))[0]


def test_where_there_is_no_number_it_does_not_go() -> None:
    def cliff(at: Floats) -> tuple[float, Floats]:
        value, slope = valley(at)
        return (value, slope) if at[0] < 0.3 else (float("nan"), slope * np.nan)

    found = descended(cliff, np.array([-1.2, 1.0]), curvature=UNKNOWN, rim=9, flat=1e-10, steps=300)
    nowhere = descended(cliff, np.array([2.0, 2.0]), curvature=UNKNOWN, rim=9, flat=1e-10, steps=300)

    assert found.at[0] < 0.3
    assert found.value < 0.55
    assert not nowhere.ended
    assert np.isnan(nowhere.value)
