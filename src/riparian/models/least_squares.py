"""Least squares of many days on few terms, by the products of the terms, which are a small table.

A decomposition of the days themselves wakes every core at each of its many steps: on a busy machine, where these wait
for one another, that takes a hundred times as long as the arithmetic. What products lose in digits is won back by going
over it a second time.
"""

import numpy as np

from riparian.models.histories import Floats, floats

_NOTHING = 1e-12
"""Part of a sum of squares that is rounding."""


def half_inverse(products: Floats) -> Floats:
    """`H` with `H Hᵀ` the inverse of the products of some columns with one another, shape `(columns, told apart)`.

    What the other columns tell to the last digit is left out.
    """
    scale = np.sqrt(np.maximum(np.diag(products), np.finfo(np.float64).tiny))
    values, vectors = np.linalg.eigh(products / np.outer(scale, scale))
    kept = values > _NOTHING * values[-1]
    return floats(vectors[:, kept] / np.sqrt(values[kept]) / scale[:, np.newaxis])


def orthonormal(columns: Floats) -> Floats:
    """An orthonormal basis of what the columns span, shape `(rows, told apart)`."""
    once = columns @ half_inverse(columns.T @ columns)
    return floats(once @ half_inverse(once.T @ once))


def least_squares(columns: Floats, followed: Floats) -> Floats:
    """Coefficients of regressions of each of `followed`, shape `(rows, n)`, on all columns; shape `(columns, n)`."""
    half = half_inverse(columns.T @ columns)
    found = half @ (half.T @ (columns.T @ followed))
    return floats(found + half @ (half.T @ (columns.T @ (followed - columns @ found))))
