"""Who came back by months dormant, and referred people against others of their month."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from riparian.web.reader import Reader

Verdict = Literal["more", "less", "not surely different", "too few to tell"]
FEW = 30
"""Fewer people than these say little."""


@dataclass(frozen=True, slots=True)
class CameBack:
    """A pool in a span of months of dormancy, written to shortly before or not. 95 %, Wilson."""

    pool: str
    months_from: int
    months_to: int
    written_to: bool
    people: int
    back: int
    rate: float
    low: float
    high: float
    messages: int
    cost: float | None
    cost_each: float | None


@dataclass(frozen=True, slots=True)
class ReferredAgainst:
    """Referred people against others of their months. Money in minor units, shares as fractions."""

    measure: str
    unit: Literal["money", "share"]
    referred: int
    others: int
    referred_mean: float | None
    other_mean: float | None
    difference: float | None
    """Weighted by the referred of each month."""
    low: float | None
    high: float | None
    verdict: Verdict


def came_back(tables: Reader) -> tuple[CameBack, ...]:
    """Every pool and span, those not written to first."""
    columns = list(CameBack.__dataclass_fields__)
    by = ["pool", "months_from", "written_to"]
    return tuple(CameBack(**row) for row in tables.rows("reignitions", columns=columns, order_by=by, limit=200))


def referred_against(tables: Reader) -> tuple[ReferredAgainst, ...]:
    """Every measure over all months: the first order, whether they bought soon, and where they came in."""
    found = [_against(row) for row in tables.rows("referred_first_orders", where=[("month", "=", "all")], limit=50)]
    order = {"first order": 0, "bought soon": 1, **{f"came in at {band}": 2 + n for n, band in enumerate(_BANDS)}}
    return tuple(sorted(found, key=lambda one: order.get(one.measure, len(order))))


_BANDS = ("Know", "Like", "Trust", "Try", "Buy")


def _against(row: Mapping[str, Any]) -> ReferredAgainst:
    unit: Literal["money", "share"] = "money" if row["measure"] == "first order" else "share"
    named = ("measure", "referred", "others", "referred_mean", "other_mean", "difference", "low", "high")
    return ReferredAgainst(unit=unit, verdict=_verdict(unit, row), **{name: row[name] for name in named})


def _verdict(unit: str, row: Mapping[str, Any]) -> Verdict:
    """What the interval says; normal ones are too narrow with few referred, or a share near 0 or 1."""
    referred, mean = row["referred"], row["referred_mean"]
    few = referred < FEW
    if unit == "share" and mean is not None:
        few = few or min(mean, 1 - mean) * referred < 5
    if few or row["low"] is None or row["high"] is None:
        return "too few to tell"
    return "more" if row["low"] > 0 else "less" if row["high"] < 0 else "not surely different"
