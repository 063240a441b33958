"""Least squares by the products of the terms."""

import numpy as np
import pytest

from riparian.models.least_squares import half_inverse, least_squares, orthonormal

CHANCE = np.random.default_rng(4)
COLUMNS = CHANCE.normal(size=(200, 6)) * [1, 1e4, 1e-3, 1, 1, 1]
COLUMNS[:, 5] = COLUMNS[:, 0] + 1e-4 * COLUMNS[:, 5]


def test_coefficients_are_those_of_a_decomposition_of_the_rows_though_columns_are_nearly_alike() -> None:
    followed = CHANCE.normal(size=(200, 3))

    found = least_squares(COLUMNS, followed)

    assert found == pytest.approx(np.linalg.lstsq(COLUMNS, followed, rcond=None)[0], rel=1e-9)


def test_a_basis_is_orthonormal_and_spans_the_columns() -> None:
    basis = orthonormal(COLUMNS)

    assert basis.T @ basis == pytest.approx(np.eye(6), abs=1e-13)
    assert basis @ (basis.T @ COLUMNS) == pytest.approx(COLUMNS, rel=1e-9, abs=1e-12)


def test_a_column_that_the_others_tell_is_left_out() -> None:
    twice = np.column_stack([COLUMNS[:, :3], COLUMNS[:, 1]])

    basis, half = orthonormal(twice), half_inverse(twice.T @ twice)

    assert basis.shape == (200, 3)
    assert half.shape == (4, 3)
    assert twice @ least_squares(twice, twice) == pytest.approx(twice, rel=1e-9)
