"""Tables compared where their numbers may have been added in another order."""

from math import isclose, isnan
from typing import Any

import pyarrow as pa

NEAR = 1e-9
"""How far apart they may lie: of the larger one, or near nothing as such."""


class Near(float):
    """A number that is equal to any other so near that the order of a sum explains it.

    Rounding would not do: of two numbers on either side of a half, one goes up and the other down.
    """

    __hash__ = None  # type: ignore[assignment]  # two that are equal have no common digits

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, float):
            return False
        return isclose(self, other, rel_tol=NEAR, abs_tol=NEAR) or (isnan(self) and isnan(other))

    def __ne__(self, other: object) -> bool:
        return not self == other


def alike(table: pa.Table) -> list[dict[str, Any]]:
    """The rows of a table, in an order that does not hang on their last digits."""
    rows = [{n: Near(v) if isinstance(v, float) else v for n, v in row.items()} for row in table.to_pylist()]
    return sorted(rows, key=_place)


def _place(row: dict[str, Any]) -> tuple[list[str], list[str]]:
    whole = [str(value) for value in row.values() if not isinstance(value, float)]
    return whole, [f"{value:.4g}" for value in row.values() if isinstance(value, float)]
