"""A buyer as they stand: their segment, when they fall out of it, and what is still expected of them."""

from dataclasses import dataclass
from typing import Any

from riparian.web import words
from riparian.web.reader import Condition, Reader

LOWEST = 8
"""Rank of Lapsed Save."""


@dataclass(frozen=True, slots=True)
class BuyerNow:
    """One person who bought. Money in minor units; what no model could tell is none."""

    segment: str
    chance: float
    """To buy within a year."""
    observed: bool
    """False: the chance rests on an extension of what was watched."""
    sign: str
    rank: int
    """Of the segment, 1 for the best."""
    months_until_fall: int | None
    """Without an order; none: there is no lower segment, or none is foreseen within five years."""
    probability_alive: float | None
    expected_orders: float | None
    residual_value: float | None

    @property
    def says(self) -> str:
        """When they fall, unless they order."""
        if self.months_until_fall is None:
            below = "no segment lies below" if self.rank == LOWEST else "no fall is foreseen within five years"
            return f"{self.segment}: {below}."
        if self.months_until_fall <= 1:
            return f"{self.segment}, and about to fall: next month, without an order."
        return f"{self.segment}; falls in {words.counted(self.months_until_fall, 'month', 'months')} without an order."


def buyer_now(tables: Reader, person_key: int) -> BuyerNow | None:
    """Where a buyer stands; None: they never bought, or no chance could be told."""
    where: list[Condition] = [("person_key", "=", person_key)]
    columns = ("segment", "rank", "probability", "observed", "sign", "months_until_fall")
    found = tables.rows("action_segments", columns=columns, where=where, limit=1)
    if not found:
        return None
    (row,), expected = found, ("probability_alive", "expected_orders", "residual_value")
    values = tables.rows("customer_values", columns=expected, where=where, limit=1)
    told: dict[str, Any] = values[0] if values else dict.fromkeys(expected)
    return BuyerNow(
        segment=row["segment"],
        chance=row["probability"],
        observed=row["observed"],
        sign=row["sign"],
        rank=row["rank"],
        months_until_fall=row["months_until_fall"],
        **told,
    )
